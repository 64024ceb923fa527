// When a live source is asked next: by its interval, and around the deadlines that wait for an entry. ElZhur
// never says when an entry was made, so only a look shortly before a deadline and one right after it can
// prove anything. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "journal/time.hpp"

namespace elzhur::rules {

/// Entries that are still missing and become due at one instant.
struct Deadline {
  journal::Instant due_at{};
  /// Their classes, each once.
  std::vector<std::string> classes{};

  bool operator==(const Deadline&) const = default;
};

/// How often a source may be asked.
struct Rhythm {
  journal::Seconds every{};
  /// A look before a deadline begins so long before it: it must be over by then.
  journal::Seconds lead{std::chrono::minutes(3)};
  /// A look after a deadline begins so long after it: the clocks of two machines differ a little.
  journal::Seconds lag{std::chrono::seconds(5)};
  /// Looks beyond those by interval on one day; the rest of the deadlines go without.
  std::size_t aligned_max = 48;
};

/// What was done already.
struct Looked {
  journal::Instant whole_at{};    ///< The newest look at all classes began then.
  journal::Instant any_at{};      ///< The newest look at all began then; not before whole_at.
  std::size_t aligned_today = 0;  ///< Looks at deadlines on the day of `any_at`.
};

struct PlannedPull {
  journal::Instant at{};
  /// Empty: all classes, a look by interval.
  std::vector<std::string> classes{};

  [[nodiscard]] bool is_aligned() const { return !classes.empty(); }
  bool operator==(const PlannedPull&) const = default;
};

/// The next look: the earliest of the one by interval and those around deadlines that lie after
/// `looked.any_at`. Deadlines whose looks fall together share one. A look before a deadline that would begin
/// within `lead` of the last one is left out: it would show nothing new. `deadlines`: ascending; those until
/// the next look by interval (and `lead`) suffice.
[[nodiscard]] PlannedPull next_pull(const Rhythm& rhythm, const Looked& looked,
                                    std::span<const Deadline> deadlines);

}  // namespace elzhur::rules
