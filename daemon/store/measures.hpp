// What the metrics count besides what pages show: over kinds, classes and rules, never over names of people.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "appeals/appeal.hpp"
#include "daemon/store/core.hpp"
#include "daemon/store/words.hpp"
#include "journal/calendar.hpp"
#include "rules/report.hpp"

namespace elzhur::store {

struct MessagesSince {
  std::int64_t newest = 0;  ///< Number of the newest message; what was asked for when there is none.
  std::map<std::string, std::int64_t> by_kind;
};

/// Callers hold the core's lock, or use a connection of their own (readers.hpp). Only reads.
class Measures {
 public:
  Measures(Core& core, Words& words);

  [[nodiscard]] std::map<appeals::HelpKind, std::map<appeals::AppealState, std::int64_t>> appeals();
  /// Messages with a number greater than `after`.
  [[nodiscard]] MessagesSince messages_since(std::int64_t after);
  /// The soonest deadline among the open questions of each rule.
  [[nodiscard]] std::map<std::string, journal::Instant> oldest_due();
  /// By the name of the class. Reads every duty of these days.
  [[nodiscard]] std::map<std::string, rules::LessonTotals> lessons_by_class(journal::DateRange dates);

 private:
  Core& core_;
  Words& words_;
};

}  // namespace elzhur::store
