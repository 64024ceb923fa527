// The second schema: what live sources need. A script that has been released is never edited.
//
// credit: seconds that outages added to the deadline. look: what a live source showed last under one name.
#include "daemon/store/schema.hpp"

namespace elzhur::store {

const char* const k_schema_v2 = R"sql(
ALTER TABLE lesson ADD COLUMN appeared_at INTEGER;
ALTER TABLE duty ADD COLUMN credit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN credit INTEGER NOT NULL DEFAULT 0;
CREATE INDEX duty_unseen ON duty(due_at) WHERE status = 7;
CREATE INDEX sighting_unsettled ON sighting(channel_id, lesson_id) WHERE agrees = 0 OR missing = 1;

-- One observation of one document; its segments refer to it, so that the same answer again is one changed row.
CREATE TABLE coverage(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL,
  seen_earliest INTEGER NOT NULL,
  seen_latest INTEGER NOT NULL
) STRICT;
INSERT INTO coverage(document_id, seen_earliest, seen_latest)
  SELECT DISTINCT seen_document, seen_earliest, seen_latest FROM segment ORDER BY 1, 2, 3;
CREATE INDEX coverage_document ON coverage(document_id);

CREATE TABLE segment_v2(
  scope_id INTEGER NOT NULL REFERENCES scope(id),
  channel_id INTEGER NOT NULL REFERENCES channel(id),
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL CHECK(last_day >= first_day),
  coverage_id INTEGER NOT NULL REFERENCES coverage(id),
  PRIMARY KEY(scope_id, channel_id, first_day)
) STRICT, WITHOUT ROWID;
INSERT INTO segment_v2
  SELECT s.scope_id, s.channel_id, s.first_day, s.last_day, c.id
  FROM segment s JOIN coverage c ON c.document_id = s.seen_document AND c.seen_earliest = s.seen_earliest
    AND c.seen_latest = s.seen_latest;
DROP TABLE segment;
ALTER TABLE segment_v2 RENAME TO segment;
CREATE INDEX segment_coverage ON segment(coverage_id);

CREATE TABLE look(
  source_id INTEGER NOT NULL REFERENCES source(id),
  name TEXT NOT NULL,
  document_id INTEGER NOT NULL,
  seen_earliest INTEGER NOT NULL,
  seen_latest INTEGER NOT NULL,
  roster INTEGER NOT NULL,
  PRIMARY KEY(source_id, name)
) STRICT, WITHOUT ROWID;

-- cause: 0 unreachable, as this program saw; 1 announced by a person, whose name is the author.
CREATE TABLE outage(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER REFERENCES source(id),
  cause INTEGER NOT NULL CHECK(cause IN (0, 1)),
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK(to_at > from_at),
  reason TEXT NOT NULL,
  author TEXT NOT NULL,
  noted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE reachability(
  source_id INTEGER PRIMARY KEY REFERENCES source(id),
  good_at INTEGER,
  down_from INTEGER,
  bad_at INTEGER
) STRICT;
)sql";

}  // namespace elzhur::store
