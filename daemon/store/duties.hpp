// Duties: their status and next instants, and the counts of statuses.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/store/core.hpp"
#include "daemon/store/words.hpp"
#include "journal/ids.hpp"
#include "rules/duty.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::store {

/// Callers hold the core's lock; saving needs a transaction. As rules::LedgerStore says.
class Duties {
 public:
  Duties(Core& core, Words& words);

  [[nodiscard]] std::vector<journal::LessonId> in_transition(journal::Instant now, journal::LessonId after,
                                                             std::size_t limit);
  [[nodiscard]] std::vector<journal::LessonId> unknown(journal::ScopeId scope, journal::DateRange dates);
  [[nodiscard]] std::vector<journal::LessonId> unseen_since_due(journal::Instant from, journal::Instant to);
  [[nodiscard]] std::vector<rules::Deadline> deadlines(journal::Instant from, journal::Instant to);
  [[nodiscard]] std::vector<rules::StoredDuty> of_lessons(std::span<const journal::LessonId> lessons);
  void save(std::span<const rules::LedgerStore::DutyChange> changes);

  using RuleCounts = std::map<std::string, std::map<rules::DutyStatus, std::int64_t>>;
  [[nodiscard]] RuleCounts counts();
  /// The same, counted row by row.
  [[nodiscard]] RuleCounts recount();

 private:
  [[nodiscard]] RuleCounts read_counts(const char* sql);

  Core& core_;
  Words& words_;
  Statement read_transition_;
  Statement read_unknown_;
  Statement read_unseen_;
  Statement read_deadlines_;
  Statement read_;
  Statement add_;
  Statement update_;
  Statement remove_;
  Statement add_count_;
  Statement count_;
};

}  // namespace elzhur::store
