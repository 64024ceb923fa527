// The fifth schema: silences, and changes of the mode by people. A script that has been released is never
// edited.
//
// silence: what is not told for a while. An empty rule or class and no person or finding: any; at least one
// is given. until_at NULL: until the findings that were open at added_at are closed. ended_by: empty when it
// ended by itself. mode_change: the newest says how the program works, whatever the configuration says;
// 'file': as it says.
#include "daemon/store/schema.hpp"

namespace elzhur::store {

const char* const k_schema_v5 = R"sql(
CREATE TABLE silence(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rule TEXT NOT NULL,
  person_id INTEGER REFERENCES person(id),
  class_name TEXT NOT NULL,
  finding_id INTEGER REFERENCES finding(id) ON DELETE CASCADE,
  until_at INTEGER CHECK(until_at > added_at),
  reason TEXT NOT NULL CHECK(reason <> ''),
  author TEXT NOT NULL CHECK(author <> ''),
  added_at INTEGER NOT NULL,
  ended_at INTEGER CHECK(ended_at >= added_at),
  ended_by TEXT NOT NULL,
  CHECK(rule <> '' OR person_id IS NOT NULL OR class_name <> '' OR finding_id IS NOT NULL)
) STRICT;
CREATE INDEX silence_in_force ON silence(id) WHERE ended_at IS NULL;
CREATE INDEX silence_ended ON silence(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX silence_finding ON silence(finding_id) WHERE finding_id IS NOT NULL;

CREATE TABLE mode_change(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  mode TEXT NOT NULL CHECK(mode IN ('observe', 'working', 'file')),
  author TEXT NOT NULL CHECK(author <> ''),
  reason TEXT NOT NULL CHECK(reason <> '')
) STRICT;
)sql";

}  // namespace elzhur::store
