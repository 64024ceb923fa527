// What `once` prints: JSON for scripts (the contract's shape), or a few lines in Russian for a person.
#pragma once

#include <string>
#include <vector>

#include "daemon/app/cycle.hpp"
#include "daemon/store/outages.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// One JSON object, keys in the order of the contract, ending in a newline.
[[nodiscard]] std::string render_json(const CycleReport& report, const journal::TimeZone& zone);

/// A few lines in Russian, ending in a newline.
[[nodiscard]] std::string render_text(const CycleReport& report, const journal::TimeZone& zone);

/// What is noted of failures of ElZhur: a few lines in Russian, ending in a newline.
[[nodiscard]] std::string render_outages(const std::vector<store::OutageRow>& outages,
                                         const journal::TimeZone& zone);

}  // namespace elzhur::app
