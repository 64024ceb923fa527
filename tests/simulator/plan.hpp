// The weekly timetable of the simulated school: which class has what, where and with whom.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace elzhur::simulator {

inline constexpr std::size_t k_weekdays = 5;

/// A lesson of every week.
struct PlannedLesson {
  std::size_t class_index = 0;
  std::size_t weekday = 0;  ///< 0: Monday.
  int number = 1;
  std::string subject;
  std::string group;  ///< Empty, «1» or «2».
  std::size_t teacher = 0;
  std::string room;
};

struct Plan {
  /// Ascending by (class, weekday, number, subject, group).
  std::vector<PlannedLesson> lessons{};
  /// By class: the homeroom teacher.
  std::vector<std::size_t> homeroom{};
  /// By teacher: a number that teachers of kindred subjects share.
  std::vector<std::size_t> departments{};
  /// By class: the first and the last number of its shift.
  std::vector<int> first_number{};
  std::vector<int> last_number{};
  /// How often a teacher would have to be in two places at once, in a week. 0 for a school of the usual size;
  /// a school with too few teachers cannot be planned otherwise.
  int collisions = 0;
};

[[nodiscard]] Plan make_plan(std::uint64_t seed, const std::vector<std::string>& classes,
                             std::size_t teachers);

inline constexpr const char* k_important_talks = "Разговоры о важном";

}  // namespace elzhur::simulator
