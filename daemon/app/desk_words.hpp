// What the desk says in words: deadlines of rules, troubles of the program. Russian.
#pragma once

#include <string>

#include "daemon/app/health.hpp"
#include "rules/due.hpp"

namespace elzhur::app {

/// «в день урока до 23:59», «не позднее чем через 2 рабочих дня после дня урока, до 18:00».
[[nodiscard]] std::string due_in_words(const rules::DueSpec& spec);

/// What is wrong with the program itself; empty: nothing.
/// Why nothing can be written, and what to do, of an error of the store: no paths, and no full stop.
struct StoreTroubleWords {
  std::string what{};
  std::string advice{};
};
[[nodiscard]] StoreTroubleWords store_trouble_in_words(std::string_view error);
[[nodiscard]] std::string trouble_in_words(const HealthView& health);

}  // namespace elzhur::app
