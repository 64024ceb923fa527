// What `once` prints: JSON for scripts (the contract's shape), or a few lines in Russian for a person.
#pragma once

#include <string>

#include "daemon/app/cycle.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// One JSON object, keys in the order of the contract, ending in a newline.
[[nodiscard]] std::string render_json(const CycleReport& report, const journal::TimeZone& zone);

/// A few lines in Russian, ending in a newline.
[[nodiscard]] std::string render_text(const CycleReport& report, const journal::TimeZone& zone);

}  // namespace elzhur::app
