// Who is told what at the end of a cycle, and why. Pure: the same situation and instant give the same bytes.
//
// What each role gets (mode observe: the administrator alone, except that a correction goes to whoever was
// told):
//   administrator       "started" once, after the first good pull; the list; trouble with sources
//   deputy              the list, of rules with a basis whose grace is over
//   director            numbers, the names of confirmed findings (also marked unchecked ones: names: all)
//   responsible, member numbers
//   site_administrator  trouble with sources
//   teacher             nothing: letters to teachers are not planned by this version
//
// What a silence (silence.hpp) holds back is counted but not told: a list has a line for it with the reason,
// numbers have a number. When the silence is over it is told as if it had come up then, unless it was before.
//
// A quiet school: a recipient of lists with a digest gets one "all_filled" when the last list has been worked
// off, then one a week. A letter that says the same every day is no longer read, and no letter at all cannot
// be told from a dead system.
#pragma once

#include <vector>

#include "alerts/message.hpp"
#include "alerts/situation.hpp"

namespace elzhur::alerts {

/// Stages of tellings.
inline constexpr std::string_view k_stage_listed = "listed";  ///< With names, to an administrator or deputy.
inline constexpr std::string_view k_stage_counted = "counted";      ///< As a part of numbers.
inline constexpr std::string_view k_stage_reported = "reported";    ///< By name, to a director.
inline constexpr std::string_view k_stage_withdrawn = "withdrawn";  ///< The correction.

/// A source that has been good is given this long before its failure is told: most failures heal.
inline constexpr journal::Seconds k_source_patience{3600};

/// Whether the time in which only the administrator is told is over. Never for a rule that is gone, or when
/// the calendar does not know a day that must be counted.
[[nodiscard]] bool is_grace_over(const rules::FindingView& view, const rules::Policy& policy,
                                 journal::Instant now);

/// The messages of this cycle, in the order of the recipients; no occasion that has_occasion knows and none
/// twice. Requires: situation.figures answers figures_needed(situation, now).
[[nodiscard]] std::vector<PlannedMessage> plan_messages(const Situation& situation, journal::Instant now);

/// Somebody wants to see whether letters arrive.
struct CheckOrder {
  std::string key{};  ///< is_order_key. One order is one letter to each recipient, however often it comes.
  std::string by{};
};
inline constexpr std::size_t k_order_key_bytes_max = 64;
/// The next letter of this kind to a recipient may be ordered so long after the last.
inline constexpr journal::Seconds k_check_every{300};
/// 1..k_order_key_bytes_max of letters, digits and "-_.:".
[[nodiscard]] bool is_order_key(std::string_view text);
/// The occasion of its messages.
[[nodiscard]] std::string check_occasion(std::string_view order_key);
/// Requires: is_order_key(order.key).
[[nodiscard]] PlannedMessage plan_check(const Settings& settings, const RecipientSpec& recipient,
                                        const CheckOrder& order, const journal::TimeZone& zone,
                                        journal::Instant now);

}  // namespace elzhur::alerts
