// What the grades learn and how many lessons a week, after the federal plans, a little simplified.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace elzhur::simulator {

enum class Department : std::uint8_t {
  primary,
  philology,
  maths,
  science,
  english,
  social,
  nature,
  arts,
  sport
};
inline constexpr std::size_t k_departments = 9;

struct Subject {
  std::string_view name;
  Department department;
  std::array<int, 11> hours;  ///< A week, by grade.
  bool groups = false;        ///< Two groups with a teacher each.
  bool doubles = false;       ///< Its lessons of a week lie side by side on one day.
};

[[nodiscard]] const std::vector<Subject>& subjects();
/// Lessons a week without «Разговоры о важном».
[[nodiscard]] int weekly_hours(int grade);

/// What a teacher writes: the topic of the nth lesson of a subject, and a homework.
[[nodiscard]] std::string make_topic(std::string_view subject, std::size_t nth);
[[nodiscard]] std::string make_homework(std::uint64_t chance);
/// Physical training and the arts: mostly without homework.
[[nodiscard]] bool is_practical(std::string_view subject);

}  // namespace elzhur::simulator
