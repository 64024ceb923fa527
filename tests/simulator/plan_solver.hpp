// Places the lessons of a week so that no teacher is in two places at once: local search from a chance start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace elzhur::simulator {

inline constexpr std::size_t k_nobody = static_cast<std::size_t>(-1);

/// One lesson to be placed; a second teacher takes the second group at the same number.
struct Unit {
  int subject = -1;  ///< -1: «Разговоры о важном».
  std::size_t first = 0;
  std::size_t second = k_nobody;
  bool doubles = false;  ///< Wanted on one day with its like; all others are wanted apart.
};

struct ClassWeek {
  int first_number = 1;
  std::size_t homeroom = 0;  ///< Has the first lesson of Monday.
  std::vector<Unit> units;   ///< At most 34.
};

struct PlacedUnit {
  std::size_t class_index = 0;
  std::size_t weekday = 0;
  int number = 1;
  Unit unit;
};

struct Solution {
  std::vector<PlacedUnit> placed{};
  int collisions = 0;  ///< What could not be solved.
};

[[nodiscard]] Solution solve_week(std::uint64_t seed, std::vector<ClassWeek> weeks, std::size_t teachers);

}  // namespace elzhur::simulator
