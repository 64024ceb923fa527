// Calendar files (config/calendars/README.md) as a CalendarSpec. Not for what the days mean:
// journal/calendar.hpp.
#pragma once

#include <string_view>

#include "daemon/config/problems.hpp"
#include "daemon/config/schema.hpp"
#include "journal/calendar.hpp"

namespace elzhur::config {

[[nodiscard]] const Table& working_days_table();
[[nodiscard]] const Table& school_year_table();

/// Adds what one file says to `spec`, with places that tell its name (Problems::file), line and column.
/// Returns false, having reported and added nothing, when it is wrong.
bool read_calendar(std::string_view text, journal::CalendarSpec& spec, Problems& problems);

}  // namespace elzhur::config
