// Which lesson of the ledger a shown lesson is. A document only says "the second algebra of that day": after
// another was put in before it, the second is the third. Pure.
#pragma once

#include <optional>
#include <span>

#include "journal/document.hpp"
#include "rules/ledger.hpp"
#include "rules/merge.hpp"

namespace elzhur::rules {

/// The days, from the first to the last of them, on which the ordinals of the block may not be those of the
/// ledger: the channel's last sights (`heads`, of the block's scope and dates, ascending by lesson) do not
/// know these ordinals by the same numbers. Nothing: every ordinal means what it meant.
[[nodiscard]] std::optional<journal::DateRange> days_to_identify(const journal::Block& block,
                                                                 std::span<const SightHead> heads);

/// Gives the lessons of the block on these days the ordinals of the records that they are; a lesson that the
/// ledger does not have gets one that is free. `records`: all of the scope on these days, ascending by id.
///  - By its number, as the channel itself showed it before: so a lesson stays itself when another of its
///    subject comes or goes.
///  - Numbers of other channels may be counted otherwise: theirs decide only where the days differ in length.
///  - What is left over of both was moved to another hour, in the order of the day.
///  - A lesson that only others have shown is taken for new by nobody: it would be asked for twice.
///  - Without numbers the order of the day decides.
/// The lessons of a day stay together and are sorted by ordinal afterwards.
void identify(journal::Block& block, journal::ChannelId channel, journal::DateRange days,
              std::span<const LessonRecord> records);

}  // namespace elzhur::rules
