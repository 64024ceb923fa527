// When a school year begins. Not for its terms and holidays: those are the calendar's.
#pragma once

#include "journal/time.hpp"

namespace elzhur::journal {

/// The first of September that the school year of that day began with.
[[nodiscard]] Date school_year_start(Date day);

}  // namespace elzhur::journal
