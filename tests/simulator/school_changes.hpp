// What happens to a timetable in a year: teachers fall ill, lessons move.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/simulator/plan.hpp"
#include "tests/simulator/school.hpp"
#include "tests/simulator/school_days.hpp"

namespace elzhur::simulator {

/// Puts substitutions into the lessons, ends moved ones and appends their new places. `lessons` are those of
/// the plan, whole and in any order.
void change_lessons(const SchoolOptions& options, const Plan& plan, const SchoolDays& days,
                    const std::vector<std::string>& classes, std::vector<Lesson>& lessons);

}  // namespace elzhur::simulator
