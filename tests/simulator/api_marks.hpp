// Which pupils got a mark in a lesson and which were absent: the journal keeps only how many. Synthetic, and
// the same whenever it is asked.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulator/api_parts.hpp"

namespace elzhur::simulator {

/// «5» for a mark, «н» for an absence, nothing for neither, as it stands at the instant of asking.
/// `classmates` are all pupils of the class.
[[nodiscard]] std::optional<std::string> mark_of(const Ask& ask, const Pupil& pupil, const Lesson& lesson,
                                                 const std::vector<const Pupil*>& classmates);
[[nodiscard]] std::vector<const Pupil*> classmates_of(const School& school, const Pupil& pupil);
/// As getdiary and getmarks have it, without the fields that only one of them has.
[[nodiscard]] nlohmann::ordered_json make_mark(const Lesson& lesson, const std::string& value);
[[nodiscard]] bool is_absence(const std::string& value);
/// 5 of «5», «5-», «54»; 0 of an absence.
[[nodiscard]] int counted(const std::string& value);

}  // namespace elzhur::simulator
