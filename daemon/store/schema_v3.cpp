// The third schema: what the page and the API read at once. A script that has been released is never edited.
//
// day_lessons: lessons by day, sole owner (0: none, or several are possible) and worst duty (days.hpp).
// day_fields: fields by day and state; unknown ones are left out. Both are kept with every cycle.
#include "daemon/store/schema.hpp"

namespace elzhur::store {

const char* const k_schema_v3 = R"sql(
CREATE TABLE day_lessons(
  day INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  worst INTEGER NOT NULL CHECK(worst BETWEEN 1 AND 6),
  n INTEGER NOT NULL CHECK(n > 0),
  PRIMARY KEY(day, person_id, worst)
) STRICT, WITHOUT ROWID;
INSERT INTO day_lessons
  SELECT (j.lesson_id >> 8) & 65535,
    CASE
      WHEN instr(l.substitutes, ',') > 0 THEN 0
      WHEN l.substitutes <> '' THEN CAST(l.substitutes AS INTEGER)
      WHEN l.substituted_by_unknown <> 0 OR l.teachers = '' OR instr(l.teachers, ',') > 0 THEN 0
      ELSE CAST(l.teachers AS INTEGER)
    END, j.worst, count(*)
  FROM (SELECT lesson_id, max(CASE status WHEN 7 THEN 1 WHEN 5 THEN 2 WHEN 1 THEN 3 WHEN 4 THEN 4 WHEN 2 THEN 5
          WHEN 3 THEN 6 ELSE 0 END) AS worst FROM duty GROUP BY lesson_id) j
  JOIN lesson l ON l.id = j.lesson_id WHERE j.worst > 0 GROUP BY 1, 2, 3;

CREATE TABLE day_fields(
  day INTEGER NOT NULL,
  field INTEGER NOT NULL CHECK(field BETWEEN 0 AND 3),
  state INTEGER NOT NULL CHECK(state BETWEEN 1 AND 5),
  n INTEGER NOT NULL CHECK(n > 0),
  PRIMARY KEY(day, field, state)
) STRICT, WITHOUT ROWID;
INSERT INTO day_fields
  SELECT (e.lesson_id >> 8) & 65535, e.field, e.state, count(*) FROM episode e
  WHERE e.state <> 0 AND NOT EXISTS(
    SELECT 1 FROM episode n WHERE n.lesson_id = e.lesson_id AND n.field = e.field AND n.seq = e.seq + 1)
  GROUP BY 1, 2, 3;

-- Who looked at names, or took them out.
CREATE TABLE access_log(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  person TEXT NOT NULL,
  what TEXT NOT NULL
) STRICT;
CREATE INDEX access_log_at ON access_log(at);

-- Names in documents that were found to mean several persons.
CREATE TABLE ambiguous_name(
  spelling TEXT PRIMARY KEY,
  noted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace elzhur::store
