// Findings: duties that are provably unfilled or late, and their life. Transitions by evidence happen
// in a cycle; transitions by a person are `decide`. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/error.hpp"
#include "rules/duty.hpp"

namespace elzhur::rules {

/// The numbers are stored in the database: never renumber.
enum class FindingState : std::uint8_t {
  open = 0,
  acknowledged = 1,
  confirmed = 2,
  disputed = 3,
  excused = 4,
  withdrawn = 5,
  resolved = 6,
  unknown = 7,  ///< The lesson vanished from the source: out of statistics until it is seen again.
};
inline constexpr std::size_t k_finding_states = 8;
[[nodiscard]] std::string_view finding_state_name(FindingState state);
[[nodiscard]] std::optional<FindingState> parse_finding_state(std::string_view text);
/// Waits for evidence or a person: open, acknowledged, confirmed, disputed, unknown.
[[nodiscard]] bool is_live(FindingState state);

/// One finding. Within (lesson, rule) episodes count from 1 and at most the newest is live.
struct Finding {
  journal::FindingId id{};  ///< 0 until the store has numbered it.
  int year = 0;             ///< Of opening, in the school's zone: F-<year>-<number>.
  std::int64_t number = 0;
  std::string rule;
  journal::LessonId lesson{};
  int episode = 1;
  /// Who may owe it, sorted; exactly one: that person is `teacher` outside.
  std::vector<journal::PersonId> owners;
  FindingState state = FindingState::open;
  journal::Instant due_at{};
  /// How much of `due_at` is time that outages took away.
  journal::Seconds credit{0};
  journal::Instant opened_at{};
  std::optional<journal::Instant> closed_at;
  /// A person, not evidence, closed it: only a new disappearance of the entry may open another.
  bool closed_by_person = false;
  std::string confirmed_by;
  std::optional<journal::Instant> confirmed_at;
  std::optional<journal::Instant> teacher_told_at;
  /// Why it was excused or withdrawn, for people.
  std::string reason;
  std::optional<journal::Instant> last_seen_empty_at;
  std::optional<journal::Instant> first_seen_filled_at;
  std::optional<journal::Instant> reported_at;
  /// The documents that the finding stands on: of the emptiness, then of the entry.
  std::vector<journal::DocumentId> documents;
  /// Grows with every change; a person's action names the version it was made on.
  int version = 1;

  bool operator==(const Finding&) const = default;
};

/// "F-2026-000123".
[[nodiscard]] std::string finding_code(const Finding& finding);

struct DutyKey {
  std::string rule;
  journal::LessonId lesson{};
};

/// What the evidence makes of a finding. `newest` is the newest finding of (lesson, rule), if any;
/// `duty` is nothing when the rule no longer asks anything of the lesson. Returns the findings to write, in
/// this order: none when all stays as it is, one, or two when somebody else turns out to owe the entry (the
/// old finding withdrawn, a new one opened). A new one has id 0, no year and no number yet.
[[nodiscard]] std::vector<Finding> reconcile(const DutyKey& key, const std::optional<Duty>& duty,
                                             const LessonRecord& record, const std::optional<Finding>& newest,
                                             journal::Instant now);

enum class Action : std::uint8_t { acknowledge, confirm, dispute, excuse, withdraw };

/// A person's decision on a finding.
struct Decision {
  Action action = Action::acknowledge;
  std::string person;  ///< The name under which it is recorded; never empty.
  std::string reason;  ///< Required to excuse and to withdraw.
  int version = 0;     ///< The version of the finding that the person saw.
};

/// The finding after the decision; bad_input, with a text for that person in Russian, when the state
/// does not allow it, the version is not the newest, or something required is missing.
[[nodiscard]] journal::Result<Finding> decide(const Finding& finding, const Decision& decision,
                                              journal::Instant now);

}  // namespace elzhur::rules
