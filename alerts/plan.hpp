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

}  // namespace elzhur::alerts
