// Names of people who do not exist: staff and pupils of the simulated school.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulator/school.hpp"

namespace elzhur::simulator {

inline constexpr int k_first_teacher_id = 501;
inline constexpr int k_first_pupil_id = 1001;

/// No two full names are equal. Of four or more teachers the second shares the first one's family name, and
/// the fourth shares family name and initials with the third.
[[nodiscard]] std::vector<Person> make_teachers(std::uint64_t seed, std::size_t count);

/// 22 to 28 in each class; no two of one class have equal names. Groups are not set.
[[nodiscard]] std::vector<Pupil> make_pupils(std::uint64_t seed, const std::vector<std::string>& classes);

/// «1А», «1Б», ..., «11А»: every grade from eleven classes on, else the grades in the middle first.
[[nodiscard]] std::vector<std::string> make_classes(std::size_t count);

}  // namespace elzhur::simulator
