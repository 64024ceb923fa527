// How teachers keep their journal: when each field of a lesson is typed, with what, and what becomes of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/simulator/school.hpp"
#include "tests/simulator/school_days.hpp"

namespace elzhur::simulator {

/// What one teacher is like.
struct Keeper {
  double slackness = 1.0;  ///< Times the school's share of late and missing entries; 1 on the average.
  bool sundays = false;    ///< Catches up on Sunday evenings.
};

[[nodiscard]] std::vector<Keeper> make_keepers(std::uint64_t seed, std::size_t teachers);

/// Fills the strokes of a lesson; it must have its owner, its times and its place in the timetable. A lesson
/// that was taken out gets none. `nth` counts the lessons of the scope, from 0. Marks are counts («6»),
/// attendance the number of absent pupils («0», «2»). «Разговоры о важном» have neither marks nor homework,
/// the first grade has no marks, and one lesson in twelve gives none.
void keep_journal(const SchoolOptions& options, const Keeper& owner, const SchoolDays& days, std::size_t nth,
                  Lesson& lesson);

}  // namespace elzhur::simulator
