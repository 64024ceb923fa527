// Everything that can be wrong in the calendar files. Only for calendar_compile.cpp.
#pragma once

#include <vector>

#include "journal/calendar.hpp"

namespace elzhur::journal {

/// 1 September of the first year to 31 August of the next.
[[nodiscard]] DateRange school_year_range(int first_year);

/// Whether some class may be meant by both: one of them is the whole school, or they share a grade or a
/// class, or one names a class of a grade that the other names.
[[nodiscard]] bool scopes_meet(const ClassScope& a, const ClassScope& b);

/// All problems, in the order of the files. A spec without any can be compiled.
[[nodiscard]] std::vector<CalendarProblem> find_problems(const CalendarSpec& spec);

}  // namespace elzhur::journal
