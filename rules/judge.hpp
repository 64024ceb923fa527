// From lessons to duties and findings, for a batch of lessons at one instant: steps "derive, evaluate,
// reconcile" of a cycle. Pure.
#pragma once

#include <span>
#include <vector>

#include "rules/duty.hpp"
#include "rules/finding.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::rules {

/// Lessons of one scope with everything their duties depend on. Spans must outlive the call.
struct ScopeBatch {
  const journal::Scope& scope;
  std::span<const Segment> segments;
  /// Ascending by id.
  std::span<const LessonRecord> lessons;
  /// The lessons of the scope that deadlines may count on (is_listed), with their ordinals, from the day of
  /// the first of `lessons` on, in the order of time (place_in_time); may be empty when no rule depends on
  /// it.
  std::span<const LaterLesson> timetable;
  /// The stored duties of `lessons`, by lesson, then rule.
  std::span<const StoredDuty> duties;
  /// Their newest findings, by lesson, then rule.
  std::span<const Finding> findings;
};

/// Whether deadlines of earlier lessons may count on this one: it is in the timetable, and was before its
/// day. One put in afterwards would move deadlines back that have passed already.
[[nodiscard]] bool bounds_deadlines(const LessonRecord& record, const journal::TimeZone& zone);

/// What is to be written; duties that stay as they are do not occur.
struct Judgement {
  std::vector<LedgerStore::DutyChange> duties;
  std::vector<Finding> findings;
};

/// Judges every rule of the policy on every lesson of the batch. Duties of rules that the policy no
/// longer has, or that no longer apply, end.
[[nodiscard]] Judgement judge(const ScopeBatch& batch, Evaluator& evaluator);

}  // namespace elzhur::rules
