// What people are told and shown from: findings with names in them, counts over dates, lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/situation.hpp"
#include "daemon/store/core.hpp"
#include "daemon/store/coverage.hpp"
#include "daemon/store/findings.hpp"
#include "daemon/store/lessons.hpp"
#include "daemon/store/rows.hpp"
#include "daemon/store/words.hpp"
#include "rules/report.hpp"

namespace elzhur::store {

/// Callers hold the core's lock. Only reads. The meanings are those of the functions of Store.
class Reports {
 public:
  Reports(Core& core, Words& words, Findings& findings, Coverage& coverage, Lessons& lessons);

  [[nodiscard]] std::vector<rules::FindingView> live_findings();
  [[nodiscard]] std::vector<rules::FindingView> by_state(std::span<const rules::FindingState> states);
  [[nodiscard]] std::vector<rules::FindingView> changed_since(journal::Instant since);
  /// Withdrawn, told to somebody who was not yet told of the withdrawal.
  [[nodiscard]] std::vector<rules::FindingView> withdrawn_to_tell();
  [[nodiscard]] std::optional<rules::FindingView> finding(journal::FindingId id);
  /// What many findings need of the coverage; to be kept for one list only.
  using SegmentCache = std::map<journal::ScopeId, std::vector<rules::Segment>>;
  [[nodiscard]] rules::FindingView view(rules::Finding finding, SegmentCache& segments);
  [[nodiscard]] std::optional<journal::FindingId> finding_by_number(int year, std::int64_t number);

  [[nodiscard]] rules::LessonTotals lesson_totals(journal::DateRange dates, journal::Date watch_from,
                                                  const RuleFilter& only);
  [[nodiscard]] rules::FindingFlow finding_flow(journal::Instant from, journal::Instant to,
                                                const RuleFilter& only);
  [[nodiscard]] rules::SchoolTotals school_totals();
  /// By class, subject, lesson and field; of those behind `after`, the field of a lesson that was the last
  /// line.
  [[nodiscard]] std::vector<rules::BacklogLine> backlog(std::size_t limit, const rules::FieldOfLesson& after);
  [[nodiscard]] std::int64_t backlog_count();
  [[nodiscard]] alerts::AppealsWaiting appeals_waiting(const journal::TimeZone& zone);

  [[nodiscard]] std::vector<TellingRow> tellings_of(std::span<const journal::FindingId> findings);
  [[nodiscard]] std::vector<alerts::LastMessage> last_messages();
  /// The newest first, of those with smaller ids than `before`; 0: of all.
  [[nodiscard]] std::vector<DocumentRow> documents(std::size_t limit, journal::DocumentId before);
  [[nodiscard]] std::optional<DocumentRow> document(journal::DocumentId id);
  [[nodiscard]] bool was_refused(std::string_view source, std::string_view sha256);
  [[nodiscard]] std::optional<journal::Instant> last_accepted_at();
  [[nodiscard]] std::vector<ExcuseRow> excuses();

 private:
  /// The rows of a SELECT of k_finding_columns, in the order of their numbers.
  [[nodiscard]] std::vector<rules::FindingView> views(Use& use);
  [[nodiscard]] std::optional<journal::Instant> last_seen_empty(const rules::Finding& finding,
                                                                SegmentCache& segments);
  /// By rule id: whether it counts.
  [[nodiscard]] std::vector<bool> counted_rules(const RuleFilter& only);

  Core& core_;
  Words& words_;
  Findings& findings_;
  Coverage& coverage_;
  Lessons& lessons_;
};

}  // namespace elzhur::store
