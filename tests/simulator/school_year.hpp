// The calendar of the simulated school: quarters, holidays, days with lessons, bells.
#pragma once

#include <vector>

#include "tests/simulator/school.hpp"

namespace elzhur::simulator {

struct SchoolYear {
  std::vector<journal::DateRange> terms{};
  std::vector<DaysOff> days_off{};  ///< Ascending; without week-ends.
  std::vector<journal::Date> school_days{};
};

/// The year that `first_day` lies in: `school_days` days with lessons from the first one on. They end with
/// May; more of them than fit go on into the summer.
[[nodiscard]] SchoolYear make_school_year(journal::Date first_day, int school_days);

inline constexpr int k_first_shift_lessons = 7;
inline constexpr int k_second_shift_lessons = 6;

/// Lessons 1..7 are the first shift, 8..13 the second.
[[nodiscard]] std::vector<Bell> make_bells();

}  // namespace elzhur::simulator
