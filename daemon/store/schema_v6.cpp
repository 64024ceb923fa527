// The sixth schema: meetings of the working group, and what was corrected of a person's data. A script that
// has been released is never edited.
//
// meeting_version: every version whole, the newest is the one in force; rows are only added. *_clock: seconds
// since midnight. present, absent: one name a line. correction: what is written of a person otherwise than
// before; act_id: the act of it.
#include "daemon/store/schema.hpp"

namespace elzhur::store {

const char* const k_schema_v6 = R"sql(
CREATE TABLE meeting(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK(number > 0),
  UNIQUE(year, number)
) STRICT;

CREATE TABLE meeting_version(
  meeting_id INTEGER NOT NULL REFERENCES meeting(id),
  version INTEGER NOT NULL CHECK(version > 0),
  written_at INTEGER NOT NULL,
  written_by TEXT NOT NULL,
  day INTEGER NOT NULL,
  starts_clock INTEGER,
  ends_clock INTEGER,
  place TEXT NOT NULL,
  chair TEXT NOT NULL,
  secretary TEXT NOT NULL,
  present TEXT NOT NULL,
  absent TEXT NOT NULL,
  period_first_day INTEGER NOT NULL,
  period_last_day INTEGER NOT NULL,
  annexes TEXT NOT NULL,
  PRIMARY KEY(meeting_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_item(
  meeting_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK(seq > 0),
  topic TEXT NOT NULL,
  heard TEXT NOT NULL,
  spoke TEXT NOT NULL,
  yes INTEGER,
  no INTEGER,
  abstained INTEGER,
  PRIMARY KEY(meeting_id, version, seq),
  FOREIGN KEY(meeting_id, version) REFERENCES meeting_version(meeting_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_resolution(
  meeting_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK(seq > 0),
  item INTEGER NOT NULL,
  what TEXT NOT NULL,
  responsible TEXT NOT NULL,
  due_day INTEGER,
  done INTEGER NOT NULL CHECK(done IN (0, 1)),
  PRIMARY KEY(meeting_id, version, seq),
  FOREIGN KEY(meeting_id, version, item) REFERENCES meeting_item(meeting_id, version, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER meeting_version_stays BEFORE UPDATE ON meeting_version
  BEGIN SELECT RAISE(ABORT, 'a version of minutes is never changed'); END;
CREATE TRIGGER meeting_version_is_kept BEFORE DELETE ON meeting_version
  BEGIN SELECT RAISE(ABORT, 'a version of minutes is never deleted'); END;

CREATE TABLE correction(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  act_id INTEGER NOT NULL REFERENCES act(id),
  at INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person(id),
  what TEXT NOT NULL CHECK(what IN ('name', 'post')),
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  author TEXT NOT NULL CHECK(author <> ''),
  reason TEXT NOT NULL CHECK(reason <> '')
) STRICT;
CREATE INDEX correction_person ON correction(person_id, id);
)sql";

}  // namespace elzhur::store
