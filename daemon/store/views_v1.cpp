// The views of the first schema. Never edited once released: a change is a new migration (schema.cpp).
#include "daemon/store/schema.hpp"

namespace elzhur::store {

// For people with the sqlite3 program, and for tests: names instead of numbers. The program never reads them.
const char* const k_views_v1 = R"sql(
CREATE VIEW persons_v AS SELECT printf('T%03d', id) AS id, name FROM person;

CREATE VIEW findings_v AS
SELECT
  printf('F-%04d-%06d', f.year, f.number) AS code,
  r.name AS rule,
  s.class_name AS class,
  s.grp AS grp,
  s.subject AS subject,
  date(((f.lesson_id >> 8) & 65535) * 86400, 'unixepoch') AS date,
  f.lesson_id & 255 AS ordinal,
  l.number AS number,
  CASE f.state
    WHEN 0 THEN 'open' WHEN 1 THEN 'acknowledged' WHEN 2 THEN 'confirmed' WHEN 3 THEN 'disputed'
    WHEN 4 THEN 'excused' WHEN 5 THEN 'withdrawn' WHEN 6 THEN 'resolved' WHEN 7 THEN 'unknown'
  END AS state,
  f.episode AS episode,
  coalesce((SELECT group_concat(printf('T%03d', value), ',') FROM json_each('[' || f.owners || ']')), '')
    AS owners,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.due_at, 'unixepoch') AS due_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.opened_at, 'unixepoch') AS opened_at,
  CASE WHEN f.state = 6 THEN strftime('%Y-%m-%dT%H:%M:%SZ', f.closed_at, 'unixepoch') END AS resolved_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.closed_at, 'unixepoch') AS closed_at,
  nullif(f.confirmed_by, '') AS confirmed_by,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.confirmed_at, 'unixepoch') AS confirmed_at,
  f.reason AS reason,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.last_seen_empty_at, 'unixepoch') AS last_seen_empty_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.first_seen_filled_at, 'unixepoch') AS first_seen_filled_at,
  f.version AS version
FROM finding f
JOIN rule r ON r.id = f.rule_id
JOIN lesson l ON l.id = f.lesson_id
JOIN scope s ON s.id = f.lesson_id >> 24;

CREATE VIEW duties_v AS
SELECT
  r.name AS rule,
  s.class_name AS class,
  s.grp AS grp,
  s.subject AS subject,
  date(((d.lesson_id >> 8) & 65535) * 86400, 'unixepoch') AS date,
  d.lesson_id & 255 AS ordinal,
  CASE d.status
    WHEN 0 THEN 'pending' WHEN 1 THEN 'on_time' WHEN 2 THEN 'late' WHEN 3 THEN 'unfilled'
    WHEN 4 THEN 'unproven' WHEN 5 THEN 'excused' WHEN 6 THEN 'backlog' WHEN 7 THEN 'unknown'
  END AS status,
  strftime('%Y-%m-%dT%H:%M:%SZ', d.due_at, 'unixepoch') AS due_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', d.next_transition_at, 'unixepoch') AS next_transition_at
FROM duty d
JOIN rule r ON r.id = d.rule_id
JOIN scope s ON s.id = d.lesson_id >> 24;

CREATE VIEW episodes_v AS
SELECT
  s.class_name AS class,
  s.grp AS grp,
  s.subject AS subject,
  date(((e.lesson_id >> 8) & 65535) * 86400, 'unixepoch') AS date,
  e.lesson_id & 255 AS ordinal,
  l.number AS number,
  CASE e.field WHEN 0 THEN 'topic' WHEN 1 THEN 'homework' WHEN 2 THEN 'marks' WHEN 3 THEN 'attendance' END
    AS field,
  e.seq AS seq,
  CASE e.state
    WHEN 0 THEN 'unknown' WHEN 1 THEN 'empty' WHEN 2 THEN 'placeholder' WHEN 3 THEN 'filled'
    WHEN 4 THEN 'declared_none' WHEN 5 THEN 'not_required'
  END AS state,
  strftime('%Y-%m-%dT%H:%M:%SZ', e.first_earliest, 'unixepoch') AS first_earliest,
  strftime('%Y-%m-%dT%H:%M:%SZ', e.first_latest, 'unixepoch') AS first_latest,
  strftime('%Y-%m-%dT%H:%M:%SZ', e.last_earliest, 'unixepoch') AS last_earliest,
  strftime('%Y-%m-%dT%H:%M:%SZ', e.last_latest, 'unixepoch') AS last_latest,
  strftime('%Y-%m-%dT%H:%M:%SZ', e.reported_at, 'unixepoch') AS reported_at,
  strftime('%Y-%m-%dT%H:%M:%SZ', e.last_change_at, 'unixepoch') AS last_change_at,
  e.contradicted AS contradicted
FROM episode e
JOIN lesson l ON l.id = e.lesson_id
JOIN scope s ON s.id = e.lesson_id >> 24;

CREATE VIEW messages_v AS
SELECT
  recipient,
  kind,
  occasion,
  CASE state
    WHEN 0 THEN 'queued' WHEN 1 THEN 'sending' WHEN 2 THEN 'sent' WHEN 3 THEN 'ambiguous'
    WHEN 4 THEN 'deferred' WHEN 5 THEN 'failed'
  END AS state,
  message_id,
  attempts,
  subject,
  strftime('%Y-%m-%dT%H:%M:%SZ', queued_at, 'unixepoch') AS queued_at
FROM message;

CREATE VIEW tellings_v AS
SELECT
  t.recipient AS recipient,
  printf('F-%04d-%06d', f.year, f.number) AS finding,
  t.stage AS stage,
  m.message_id AS message_id,
  strftime('%Y-%m-%dT%H:%M:%SZ', t.told_at, 'unixepoch') AS told_at
FROM telling t
JOIN finding f ON f.id = t.finding_id
JOIN message m ON m.id = t.message_id;
)sql";

}  // namespace elzhur::store
