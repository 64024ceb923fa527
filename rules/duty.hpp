// Duties: one rule applied to one lesson, and what the evidence says of it at one instant. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "rules/due.hpp"
#include "rules/ledger.hpp"
#include "rules/policy.hpp"

namespace elzhur::rules {

/// The numbers are stored in the database: never renumber.
enum class DutyStatus : std::uint8_t {
  pending = 0,
  on_time = 1,
  late = 2,
  unfilled = 3,
  unproven = 4,  ///< Filled, but not provably when.
  excused = 5,
  backlog = 6,  ///< Missing since before watching began.
  unknown = 7,  ///< Not observed since it was due, or a day is needed that no calendar knows.
};
inline constexpr std::size_t k_duty_statuses = 8;
[[nodiscard]] std::string_view duty_status_name(DutyStatus status);

/// What is known of one duty at one instant, and what shows it.
struct Duty {
  DutyStatus status = DutyStatus::unknown;
  /// Known unless the deadline waits for a lesson or a day that nobody knows yet.
  std::optional<journal::Instant> due_at{};
  /// How much of `due_at` is time that outages took away.
  journal::Seconds credit{0};
  /// When time alone changes the status; nothing: only evidence or policy does.
  std::optional<journal::Instant> next_transition_at{};
  /// The newest emptiness after the due that the judgement stands on.
  std::optional<Seen> last_empty{};
  /// Where the entry that is there now was first seen.
  std::optional<Seen> first_filled{};
  /// The newest sight of an entry, whether it is still there or not.
  std::optional<Seen> last_filled{};
  std::optional<journal::Instant> reported{};
  /// Missing from two complete coverages: not even «unfilled» can be said.
  bool vanished = false;
  bool contradicted = false;
  /// Index into Policy::excuses of the one that excuses it; -1: none.
  int excuse = -1;

  bool operator==(const Duty&) const = default;
};

/// A lesson together with what its deadlines may depend on.
struct LessonContext {
  const LessonRecord& record;
  const journal::Scope& scope;
  std::span<const Segment> segments;
  /// The later lessons of the scope, ascending; only needed where a rule counts in lessons.
  std::span<const LaterLesson> later;
};

/// Judges by Policy at one instant. Holds a cache of deadlines; for one thread.
class Evaluator {
 public:
  /// The policy must outlive the evaluator.
  Evaluator(const Policy& policy, journal::Instant now);

  /// Nothing when the rule asks nothing of this lesson: it does not apply, is not valid on that day,
  /// or the source says that nothing is owed.
  [[nodiscard]] std::optional<Duty> evaluate(std::size_t rule_index, const LessonContext& lesson);

  [[nodiscard]] const Policy& policy() const { return policy_; }
  [[nodiscard]] journal::Instant now() const { return now_; }

 private:
  [[nodiscard]] bool applies(std::size_t rule_index, const LessonContext& lesson);
  [[nodiscard]] Due deadline(const RuleSpec& rule, const LessonContext& lesson, journal::Seconds& credit);
  [[nodiscard]] Due counted_from(journal::Instant shown_at, const RuleSpec& rule, const LessonContext& lesson,
                                 LessonPlace place, Due due);
  [[nodiscard]] journal::Instant start_of(const LessonContext& lesson) const;
  [[nodiscard]] int excuse_for(const LessonContext& lesson, std::optional<journal::Instant> due_at) const;

  const Policy& policy_;
  journal::Instant now_;
  DueCalculator due_;
  Credits credits_;
  struct AppliesCache {
    journal::ScopeId scope{};
    bool applies = false;
  };
  std::vector<AppliesCache> applies_;
};

/// True when deadlines of the rule depend on later lessons of the scope.
[[nodiscard]] bool depends_on_later_lessons(const RuleSpec& rule);

}  // namespace elzhur::rules
