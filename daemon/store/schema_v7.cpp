// The seventh schema: lessons that were taken out of the timetable and put back. A script that has been
// released is never edited.
//
// lesson.left_at, back_at: the absence, or nothing. sighting.left_at: until when the channel showed a lesson
// that it misses now.
#include "daemon/store/schema.hpp"

namespace elzhur::store {

const char* const k_schema_v7 = R"sql(
ALTER TABLE lesson ADD COLUMN left_at INTEGER;
ALTER TABLE lesson ADD COLUMN back_at INTEGER;
ALTER TABLE sighting ADD COLUMN left_at INTEGER;
)sql";

}  // namespace elzhur::store
