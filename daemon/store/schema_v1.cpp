// The tables as they were first made. A script that has been released is never edited: a change is a new
// migration (schema.cpp).
//
// Units: *_at, *_earliest, *_latest are seconds since 1970-01-01T00:00:00Z; *_day are days since
// 1970-01-01; lists of ids are decimal numbers with commas. A lesson's id holds its scope, day and ordinal
// (journal/ids.hpp): id >> 24, (id >> 8) & 65535, id & 255. State numbers are those of the enums.
#include "daemon/store/schema.hpp"

namespace elzhur::store {

const char* const k_schema_v1 = R"sql(
CREATE TABLE scope(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  class_name TEXT NOT NULL,
  grp TEXT NOT NULL,
  subject TEXT NOT NULL,
  UNIQUE(class_name, grp, subject)
) STRICT;

CREATE TABLE source(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- fields: bit n stands for field n.
CREATE TABLE channel(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES source(id),
  fields INTEGER NOT NULL CHECK(fields BETWEEN 0 AND 255),
  UNIQUE(source_id, fields)
) STRICT;

-- field: what the rule judges, as last configured.
CREATE TABLE rule(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  field INTEGER CHECK(field BETWEEN 0 AND 3)
) STRICT;

CREATE TABLE person(
  id INTEGER PRIMARY KEY CHECK(id > 0),
  name TEXT NOT NULL
) STRICT;

CREATE TABLE person_spelling(
  spelling TEXT PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person(id)
) STRICT, WITHOUT ROWID;

CREATE TABLE document(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES source(id),
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  as_of_earliest INTEGER NOT NULL,
  as_of_latest INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  accepted INTEGER NOT NULL CHECK(accepted IN (0, 1)),
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  lesson_count INTEGER NOT NULL
) STRICT;
CREATE INDEX document_bytes ON document(source_id, sha256, accepted);

CREATE TABLE lesson(
  id INTEGER PRIMARY KEY CHECK(id > 0),
  number INTEGER,
  teachers TEXT NOT NULL,
  substitutes TEXT NOT NULL,
  substituted_by_unknown INTEGER NOT NULL
) STRICT;

-- seq counts from 0 within (lesson, field).
CREATE TABLE episode(
  lesson_id INTEGER NOT NULL REFERENCES lesson(id),
  field INTEGER NOT NULL CHECK(field BETWEEN 0 AND 3),
  seq INTEGER NOT NULL CHECK(seq >= 0),
  state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 5),
  first_earliest INTEGER NOT NULL,
  first_latest INTEGER NOT NULL,
  first_document INTEGER NOT NULL,
  last_earliest INTEGER NOT NULL,
  last_latest INTEGER NOT NULL,
  last_document INTEGER NOT NULL,
  reported_at INTEGER,
  last_change_at INTEGER,
  contradicted INTEGER NOT NULL,
  PRIMARY KEY(lesson_id, field, seq)
) STRICT, WITHOUT ROWID;

-- states: four bits for each field, field 0 lowest. missed_*: NULL when missing is 0 and nothing was noted.
CREATE TABLE sighting(
  lesson_id INTEGER NOT NULL REFERENCES lesson(id),
  channel_id INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  states INTEGER NOT NULL,
  number INTEGER,
  teachers TEXT NOT NULL,
  substitutes TEXT NOT NULL,
  substituted_by_unknown INTEGER NOT NULL,
  agrees INTEGER NOT NULL,
  missing INTEGER NOT NULL CHECK(missing BETWEEN 0 AND 255),
  missed_earliest INTEGER,
  missed_latest INTEGER,
  missed_document INTEGER,
  PRIMARY KEY(lesson_id, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment(
  scope_id INTEGER NOT NULL REFERENCES scope(id),
  channel_id INTEGER NOT NULL REFERENCES channel(id),
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL CHECK(last_day >= first_day),
  seen_earliest INTEGER NOT NULL,
  seen_latest INTEGER NOT NULL,
  seen_document INTEGER NOT NULL,
  PRIMARY KEY(scope_id, channel_id, first_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE duty(
  lesson_id INTEGER NOT NULL REFERENCES lesson(id),
  rule_id INTEGER NOT NULL REFERENCES rule(id),
  status INTEGER NOT NULL CHECK(status BETWEEN 0 AND 7),
  due_at INTEGER,
  next_transition_at INTEGER,
  PRIMARY KEY(lesson_id, rule_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_transition ON duty(next_transition_at) WHERE next_transition_at IS NOT NULL;
CREATE INDEX duty_backlog ON duty(lesson_id) WHERE status = 6;
CREATE INDEX duty_unknown ON duty(lesson_id) WHERE status = 7;

-- Counts that are kept with every change instead of being made anew in every cycle.
CREATE TABLE tally_field(
  field INTEGER NOT NULL,
  state INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK(n >= 0),
  PRIMARY KEY(field, state)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally_duty(
  rule_id INTEGER NOT NULL,
  status INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK(n >= 0),
  PRIMARY KEY(rule_id, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK(number > 0),
  rule_id INTEGER NOT NULL REFERENCES rule(id),
  lesson_id INTEGER NOT NULL REFERENCES lesson(id),
  episode INTEGER NOT NULL CHECK(episode > 0),
  owners TEXT NOT NULL,
  state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 7),
  due_at INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  closed_by_person INTEGER NOT NULL,
  confirmed_by TEXT NOT NULL,
  confirmed_at INTEGER,
  teacher_told_at INTEGER,
  reason TEXT NOT NULL,
  last_seen_empty_at INTEGER,
  first_seen_filled_at INTEGER,
  reported_at INTEGER,
  documents TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE(lesson_id, rule_id, episode),
  UNIQUE(year, number)
) STRICT;
CREATE INDEX finding_state ON finding(state, rule_id);
CREATE INDEX finding_changed ON finding(changed_at);

-- state_before: NULL when the finding was born. person: empty when evidence changed it.
CREATE TABLE finding_history(
  finding_id INTEGER NOT NULL REFERENCES finding(id),
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state_before INTEGER,
  state INTEGER NOT NULL,
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY(finding_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_history_at ON finding_history(at);

-- ambiguous: a process ended, or a connection broke, where the message may have been accepted.
CREATE TABLE message(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  recipient TEXT NOT NULL,
  address TEXT NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  occasion TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 5),
  ambiguous INTEGER NOT NULL CHECK(ambiguous IN (0, 1)),
  attempts INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  next_attempt_at INTEGER CHECK((next_attempt_at IS NOT NULL) = (state = 4)),
  attempted_at INTEGER,
  UNIQUE(recipient, occasion)
) STRICT;
CREATE INDEX message_pending ON message(id) WHERE state IN (0, 1, 3, 4);
CREATE INDEX message_kind ON message(recipient, kind, id);
CREATE INDEX message_state ON message(state);

-- Apart, because every attempt writes the row of its message anew.
CREATE TABLE message_body(
  message_id INTEGER PRIMARY KEY REFERENCES message(id),
  rfc5322 BLOB NOT NULL
) STRICT;

CREATE TABLE attempt(
  message_id INTEGER NOT NULL REFERENCES message(id),
  number INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome INTEGER CHECK(outcome BETWEEN 0 AND 2),
  text TEXT NOT NULL,
  PRIMARY KEY(message_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE telling(
  finding_id INTEGER NOT NULL REFERENCES finding(id),
  recipient TEXT NOT NULL,
  stage TEXT NOT NULL,
  message_id INTEGER NOT NULL REFERENCES message(id),
  told_at INTEGER NOT NULL,
  PRIMARY KEY(finding_id, recipient, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE appeal(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK(number > 0),
  received_at INTEGER NOT NULL,
  channel INTEGER NOT NULL CHECK(channel BETWEEN 0 AND 3),
  kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 3),
  applicant TEXT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  assigned_to TEXT NOT NULL,
  due_at INTEGER,
  result TEXT NOT NULL,
  answered_at INTEGER,
  state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 4),
  version INTEGER NOT NULL,
  UNIQUE(year, number)
) STRICT;
CREATE TABLE appeal_finding(
  appeal_id INTEGER NOT NULL REFERENCES appeal(id),
  seq INTEGER NOT NULL,
  finding_id INTEGER NOT NULL REFERENCES finding(id),
  PRIMARY KEY(appeal_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX appeal_finding_finding ON appeal_finding(finding_id);
-- Every version of an entry, the newest included.
CREATE TABLE appeal_history(
  appeal_id INTEGER NOT NULL REFERENCES appeal(id),
  version INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  written_by TEXT NOT NULL,
  channel INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  applicant TEXT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  findings TEXT NOT NULL,
  assigned_to TEXT NOT NULL,
  due_at INTEGER,
  result TEXT NOT NULL,
  answered_at INTEGER,
  state INTEGER NOT NULL,
  PRIMARY KEY(appeal_id, version)
) STRICT, WITHOUT ROWID;

-- kind: 0 teacher, 1 class, 2 grade, 3 school.
CREATE TABLE excuse(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 3),
  person_id INTEGER REFERENCES person(id),
  class_folded TEXT NOT NULL,
  grade INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL CHECK(last_day >= first_day),
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE note(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace elzhur::store
