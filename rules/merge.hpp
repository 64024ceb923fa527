// How a document meets the ledger: which of its lessons must be folded in, what it would change, and
// the folding itself. Pure; the cycle loads what `review` asks for and saves what `merge` returns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "journal/document.hpp"
#include "rules/ledger.hpp"

namespace elzhur::rules {

/// What the store keeps at hand of a channel's sighting of a lesson.
struct SightHead {
  journal::LessonId lesson{};
  std::uint64_t digest = 0;
  std::array<journal::FillState, journal::k_fields> states{};
  bool agrees = false;
  std::uint8_t missing = 0;
  std::optional<int> number{};
};

/// What a block would do, before anything is loaded in full.
struct Review {
  /// Indexes into Block::lessons of those that are new, changed, back, or in contradiction.
  std::vector<std::size_t> to_fold;
  /// Lessons that the channel knew within the block's dates and that it does not show.
  std::vector<journal::LessonId> missed;
  std::size_t known = 0;          ///< Lessons that the channel knew within the dates.
  std::size_t filled_before = 0;  ///< Fields of those that it had seen filled.
  std::size_t emptied = 0;        ///< Of these, seen empty now.
};

/// `heads`: the channel's sightings of the scope within block.dates, ascending by lesson. `whole`: fold every
/// lesson, because the document is older than another of the channel at one end at least (is_newer).
[[nodiscard]] Review review(const journal::Block& block, journal::ScopeId scope,
                            std::span<const SightHead> heads, const PersonCandidates& persons,
                            bool whole = false);

/// The ids that `merge` needs in full: those of to_fold, then of missed.
[[nodiscard]] std::vector<journal::LessonId> lessons_needed(const Review& review, const journal::Block& block,
                                                            journal::ScopeId scope);

/// Who looks, and what was looked at before.
struct Look {
  journal::ChannelId channel{};
  Seen when;
  /// All of the scope, before the block.
  std::span<const Segment> segments{};
  /// The days on which this channel would have shown a lesson of any scope of the document, by the earlier
  /// looks of a live source at the class; none for files, which may leave a scope out.
  std::span<const Segment> siblings{};
};

/// Folds the block into the records. `records`: those of lessons_needed that the store has, ascending
/// by id; new ones are made for the rest of to_fold.
/// Returns every record that lessons_needed named, changed or not, ascending by id.
[[nodiscard]] std::vector<LessonRecord> merge(const Review& review, const journal::Block& block,
                                              journal::ScopeId scope, std::vector<LessonRecord> records,
                                              const PersonCandidates& persons, const Look& look);

/// The lessons of the block that show a placeholder, ascending by id.
[[nodiscard]] std::vector<journal::LessonId> placeholders_of(const journal::Block& block,
                                                             journal::ScopeId scope);

/// Makes missing entries unknown in lessons that the channel has not looked at since `seen_since`; nothing:
/// in all of them. One look after a long while is taken so: half an answer cannot be told from teachers who
/// wrote nothing until there is a second one. A placeholder stays where nothing was before: no failure makes
/// a text. `records`: those of placeholders_of that the store has, ascending by id. Says whether anything was
/// changed.
[[nodiscard]] bool take_away_emptiness(journal::Block& block, const Look& look, journal::ScopeId scope,
                                       std::span<const LessonRecord> records,
                                       std::optional<journal::Instant> seen_since);

}  // namespace elzhur::rules
