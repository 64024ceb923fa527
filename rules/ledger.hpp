// The ledger: what is known of each field of each lesson, as episodes, and how a document's sight of a
// lesson is folded into it. Pure values and functions; the store keeps them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "journal/document.hpp"
#include "journal/ids.hpp"
#include "journal/lesson.hpp"

namespace elzhur::rules {

/// An observation: when it speaks of, and the document that says so.
struct Seen {
  journal::AsOf as_of;
  journal::DocumentId document{};

  bool operator==(const Seen&) const = default;
};

/// A stretch of time over which every observation of a field showed the same state.
struct Episode {
  journal::FillState state = journal::FillState::unknown;
  Seen first;
  /// The tightest recent observation: the one with the newest `earliest`. Its `latest` is the newest of all:
  /// until then the state may have been there.
  Seen last;
  /// The earliest time of entry that a source reported for this episode.
  std::optional<journal::Instant> reported{};
  /// The earliest «последнее изменение» seen in this episode.
  std::optional<journal::Instant> last_change{};
  /// An observation of overlapping time said otherwise, so the bounds of this episode prove nothing.
  bool contradicted = false;

  bool operator==(const Episode&) const = default;
};

/// The episodes of one field, oldest first; neighbours differ in state.
using Episodes = std::vector<Episode>;

/// Who taught a lesson, as one channel shows it or as all of them together do. Persons are sorted; several
/// mean that nobody knows which of them.
struct Attributes {
  std::optional<int> number{};
  std::vector<journal::PersonId> teachers{};
  /// Empty: nobody substitutes.
  std::vector<journal::PersonId> substitutes{};
  bool substituted_by_unknown = false;

  bool operator==(const Attributes&) const = default;
};

/// How one channel last saw one lesson. An unchanged sight of a whole block is kept by its Segment
/// alone, so a quiet pull writes a few rows.
struct Sighting {
  journal::ChannelId channel{};
  /// Of all that the channel showed of the lesson (sight_digest).
  std::uint64_t digest = 0;
  std::array<journal::FillState, journal::k_fields> states{};
  Attributes attributes;
  /// The states equal the ledger's current ones, so seeing them again means seeing those again.
  bool agrees = false;
  /// In how many complete coverages in a row the lesson was missing.
  std::uint8_t missing = 0;
  /// The newest coverage that missed it; meaningful when missing > 0.
  Seen missed_last{};
  /// Until when the channel certainly showed the lesson before it missed it; only when missing > 0.
  std::optional<journal::Instant> left_at{};

  bool operator==(const Sighting&) const = default;
};

/// The newest observation by one channel of all lessons of a scope within a range of dates. The
/// segments of one (channel, scope) never overlap.
struct Segment {
  journal::ChannelId channel{};
  journal::DateRange dates;
  Seen seen;

  bool operator==(const Segment&) const = default;
};

/// Every day that a lesson can have.
inline constexpr journal::DateRange k_all_days{journal::Date{std::chrono::days(0)},
                                               journal::Date{std::chrono::days(journal::k_lesson_day_max)}};

/// A lesson was taken out of the timetable and put back: nobody could enter anything in between.
struct Absence {
  /// Until then it was certainly there.
  journal::Instant left_at{};
  /// The later end of the sight that showed it again.
  journal::Instant back_at{};

  bool operator==(const Absence&) const = default;
};

/// All that is known of one lesson.
struct LessonRecord {
  journal::LessonId id{};
  /// What the channels that show the lesson say together: where they differ, all of it is possible.
  Attributes attributes;
  std::array<Episodes, journal::k_fields> fields{};
  /// Sorted by channel.
  std::vector<Sighting> sightings{};
  /// When a lesson was first seen that an earlier look at its day had not shown: it was put into the
  /// timetable in between, and its deadlines count from here. The later end of that first sight.
  std::optional<journal::Instant> appeared_at{};
  /// From the beginning of the first absence to the end of the last one: of several nobody knows which of
  /// them a deadline met.
  std::optional<Absence> absence{};

  [[nodiscard]] const Episodes& field(journal::Field f) const { return fields[static_cast<std::size_t>(f)]; }
  [[nodiscard]] Episodes& field(journal::Field f) { return fields[static_cast<std::size_t>(f)]; }
  bool operator==(const LessonRecord&) const = default;
};

/// The state that a field has now: that of its newest episode.
[[nodiscard]] journal::FillState current_state(const Episodes& episodes);

/// True when the lesson was missing from at least two complete coverages of a channel and no channel
/// has seen it since the first of them could have.
[[nodiscard]] bool has_vanished(const LessonRecord& record, std::span<const Segment> segments);

/// Who owes the entries: the substitutes if any, else the teachers; nobody when an unknown person
/// substituted. More than one: nobody is named until a person decides.
[[nodiscard]] std::vector<journal::PersonId> owners_of(const Attributes& attributes);
[[nodiscard]] inline std::vector<journal::PersonId> owners_of(const LessonRecord& record) {
  return owners_of(record.attributes);
}

/// The digest by which a channel's sight of a lesson is compared with its last one. `persons[i]` are
/// the possible persons behind Document::people[i].
using PersonCandidates = std::vector<std::vector<journal::PersonId>>;
[[nodiscard]] std::uint64_t sight_digest(const journal::LessonSeen& seen, const PersonCandidates& persons);

/// Writes what the segments alone know into the episodes: after it `last` of each current episode is
/// exact without them. To be called before a record is changed by anything that replaces a segment.
void materialise(LessonRecord& record, std::span<const Segment> segments);

/// The newest observation of the current episode of a field, the segments' renewals included. The
/// field must have an episode.
[[nodiscard]] Seen effective_last(const LessonRecord& record, journal::Field field,
                                  std::span<const Segment> segments);

/// A channel's sight of one lesson, on its way into the ledger.
struct Sight {
  const journal::LessonSeen& seen;
  journal::FieldSet fields;
  journal::ChannelId channel{};
  Seen when;
  /// No coverage of the lesson by this channel is as new.
  bool newest = true;
  /// The newest coverage by this channel speaks of the same time: which of the two is newer nobody knows.
  bool level = false;
  /// The document lists other lessons of the scope on that day than the channel's last one: without numbers
  /// an ordinal may now mean another lesson.
  bool day_changed = false;
};

/// Folds a channel's sight of a lesson into its record (materialised before). The rules, per field
/// (promise "benefit of the doubt"):
///  - the same state again tightens the bounds of the episode;
///  - an entry seen, where emptiness was last seen strictly earlier, begins a new episode;
///  - an entry and an emptiness of overlapping time: the entry stands, contradicted;
///  - an emptiness seen strictly after the last sight of an entry begins a new, empty episode, unless
///    another channel still shows the entry: then the entry stands, contradicted, until that channel
///    itself sees it gone;
///  - a sight of a time wholly before the current episode never changes the current state;
///  - an entry in what may be another lesson than the one seen empty is contradicted;
///  - so is an entry where another lesson, at another hour, is shown without one.
/// A sight older than a coverage that did not show the lesson counts as missed by that coverage. A channel
/// that missed the lesson in two complete coverages and shows it again tells of an absence. Of two sights of
/// the same time nobody knows who taught: all they name is possible.
void observe(LessonRecord& record, const Sight& sight, const PersonCandidates& persons);

/// Notes that a complete coverage of a channel that knew the lesson no longer shows it. A coverage no
/// newer than the channel's last sight of it says nothing.
void miss(LessonRecord& record, journal::ChannelId channel, const Seen& when,
          std::span<const Segment> segments);

/// Whether no channel that knew the lesson has missed it since: only then do deadlines of others count
/// on it.
[[nodiscard]] bool is_listed(const LessonRecord& record);

/// The segments of a scope after `fresh` was observed: parts of older ones that `fresh` covers give
/// way to it, unless they are newer. Sorted by channel and date; neighbours with equal `seen` merge. A
/// document that is not newer at both ends (is_newer) must be folded whole: segments do not keep what it
/// tells.
[[nodiscard]] bool is_newer(const Segment& fresh, std::span<const Segment> segments);
[[nodiscard]] std::vector<Segment> renew(std::span<const Segment> segments, const Segment& fresh);

}  // namespace elzhur::rules
