// Time added to deadlines because ElZhur could not be used: what counts as an outage, and what it is worth.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "journal/time.hpp"

namespace elzhur::rules {

/// The numbers are stored in the database: never renumber.
enum class OutageCause : std::uint8_t {
  unreachable = 0,  ///< No source answered: seen by this program.
  announced = 1,    ///< A person said so.
};
[[nodiscard]] std::string_view outage_cause_name(OutageCause cause);

/// A stretch of time over which ElZhur could not be used; `to` belongs to it no more.
struct Outage {
  OutageCause cause = OutageCause::unreachable;
  journal::Instant from{};
  /// Nothing: it lasts.
  std::optional<journal::Instant> to{};

  bool operator==(const Outage&) const = default;
};

/// The most that outages which no person announced add to one deadline.
inline constexpr journal::Seconds k_credit_unannounced_max = std::chrono::hours(24);

/// Answers for many deadlines: overlapping outages count once.
class Credits {
 public:
  explicit Credits(std::span<const Outage> outages);

  /// How much of [start, due) was lost; nothing when due <= start. A deadline so extended that lies within an
  /// outage, or in one that lasts, is extended to its end, as far as the limit goes.
  [[nodiscard]] journal::Seconds between(journal::Instant start, journal::Instant due) const;
  [[nodiscard]] bool empty() const { return all_.empty(); }

 private:
  struct Stretch {
    journal::Instant from{};
    journal::Instant to{};
  };
  /// Disjoint and ascending.
  [[nodiscard]] static std::vector<Stretch> joined(std::span<const Outage> outages, bool announced_only);
  [[nodiscard]] static journal::Seconds overlap(const std::vector<Stretch>& stretches, journal::Instant start,
                                                journal::Instant due);

  std::vector<Stretch> all_;
  std::vector<Stretch> announced_;
};

// ---- How outages are seen.

/// Whether a source answered, as one attempt shows it.
enum class Answered : std::uint8_t { not_asked, yes, no };

/// What is remembered of a source between attempts.
struct Reachability {
  std::optional<journal::Instant> good_at{};    ///< The newest good answer.
  std::optional<journal::Instant> down_from{};  ///< An outage lasts since then.
  std::optional<journal::Instant> bad_at{};     ///< The newest failure of that outage.

  bool operator==(const Reachability&) const = default;
};

/// One attempt and what it makes of it. An outage begins with the last good answer before it and ends with
/// the first good one after it; where more than `patience` lies between two attempts nobody was looking (this
/// program was off), and that time is nobody's credit.
struct ReachStep {
  Reachability after;
  std::optional<Outage> ended{};
};
[[nodiscard]] ReachStep step(const Reachability& before, Answered answered, journal::Instant at,
                             journal::Seconds patience);

}  // namespace elzhur::rules
