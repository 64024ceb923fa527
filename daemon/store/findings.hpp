// Findings and their history.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/core.hpp"
#include "daemon/store/rows.hpp"
#include "daemon/store/words.hpp"
#include "journal/ids.hpp"
#include "rules/finding.hpp"

namespace elzhur::store {

/// The columns that read_finding expects, from column 0 on.
inline constexpr const char* k_finding_columns =
    "f.id, f.year, f.number, f.rule_id, f.lesson_id, f.episode, f.owners, f.state, f.due_at, f.opened_at, "
    "f.closed_at, f.closed_by_person, f.confirmed_by, f.confirmed_at, f.teacher_told_at, f.reason, "
    "f.last_seen_empty_at, f.first_seen_filled_at, f.reported_at, f.documents, f.version, f.credit";
inline constexpr int k_finding_column_count = 22;

/// Who changed a finding, and when.
struct ChangedBy {
  /// Empty: evidence.
  std::string_view person;
  journal::Instant at{};
  /// What the person said to it.
  std::string_view reason{};
};

/// Callers hold the core's lock; saving needs a transaction.
class Findings {
 public:
  Findings(Core& core, Words& words);

  [[nodiscard]] rules::Finding read(const Use& use);
  [[nodiscard]] std::optional<rules::Finding> find(journal::FindingId id);
  [[nodiscard]] std::vector<rules::Finding> newest_of(std::span<const journal::LessonId> lessons);
  /// As rules::LedgerStore::save_finding. Throws StoreFailure when a newer version is there already.
  void save(rules::Finding& finding, int year, const ChangedBy& by);
  [[nodiscard]] std::vector<FindingChange> history(journal::FindingId id);

  using RuleCounts = std::map<std::string, std::map<rules::FindingState, std::int64_t>>;
  [[nodiscard]] RuleCounts counts();

 private:
  void add(rules::Finding& finding, int year, const ChangedBy& by);
  void update(const rules::Finding& finding, const ChangedBy& by);
  void note(const rules::Finding& finding, std::optional<rules::FindingState> before, const ChangedBy& by);

  Core& core_;
  Words& words_;
  Statement find_;
  Statement newest_;
  Statement number_;
  Statement add_;
  Statement state_;
  Statement update_;
  Statement note_;
};

}  // namespace elzhur::store
