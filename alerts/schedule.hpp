// When a recipient is to be told: slots of digests, grace, and what must be counted for them. Pure.
#pragma once

#include <optional>
#include <vector>

#include "alerts/situation.hpp"

namespace elzhur::alerts {

/// The furthest that a missed slot is looked for; an older one is not made good.
inline constexpr int k_slot_days_max = 40;

struct Slot {
  journal::Date date{};
  journal::Instant at{};

  bool operator==(const Slot&) const = default;
};

/// The newest slot not after `now`; nothing when there is none within k_slot_days_max days.
[[nodiscard]] std::optional<Slot> latest_slot(const DigestSpec& digest, const rules::Policy& policy,
                                              journal::Instant now);
/// The newest slot on a day before `date`.
[[nodiscard]] std::optional<Slot> slot_before(const DigestSpec& digest, const rules::Policy& policy,
                                              journal::Date date);

/// `from` plus a span, the wall time of the school kept when it counts in days. Days are those of the class
/// ("": of the school); lessons are counted as its school days. Nothing when a day is needed that no calendar
/// knows.
[[nodiscard]] std::optional<journal::Instant> add_span(journal::Instant from, rules::Span span,
                                                       std::string_view class_name,
                                                       const rules::Policy& policy);

/// Whether the recipient's list or digest is to be decided in this cycle, and on which occasion.
struct Turn {
  std::string occasion_key{};  ///< "2026-11-23" of the slot, or the instant of a recipient without digest.
  std::optional<Slot> slot{};  ///< Absent: a recipient without digest.
};
[[nodiscard]] std::optional<Turn> turn_of(const RecipientSpec& recipient, const Situation& situation,
                                          journal::Instant now);

/// The newest message of any of the kinds; nothing: there was none.
[[nodiscard]] const LastMessage* last_of(const Situation& situation, std::string_view recipient,
                                         std::initializer_list<std::string_view> kinds);

/// The lessons that a digest of numbers speaks of.
[[nodiscard]] journal::DateRange digest_period(const RecipientSpec& recipient, const Situation& situation,
                                               const Turn& turn, journal::Instant now);

/// What must be counted before plan_messages; `situation.figures` is not looked at. By recipient, in the
/// order of the settings.
[[nodiscard]] std::vector<FiguresRequest> figures_needed(const Situation& situation, journal::Instant now);

}  // namespace elzhur::alerts
