// The fourth schema: acts of destruction. A script that has been released is never edited.
//
// act: what was removed because its time was over, so that nobody has to wonder where it went. first_at and
// last_at: the range of what was removed, by the time that its rule counts from.
#include "daemon/store/schema.hpp"

namespace elzhur::store {

const char* const k_schema_v4 = R"sql(
CREATE TABLE act(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  rule TEXT NOT NULL,
  n INTEGER NOT NULL CHECK(n > 0),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
)sql";

}  // namespace elzhur::store
