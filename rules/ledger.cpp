#include "rules/ledger.hpp"

#include <algorithm>

#include "journal/check.hpp"
#include "journal/hash.hpp"

namespace elzhur::rules {
namespace {

using journal::ChannelId;
using journal::Date;
using journal::FillState;
using journal::Instant;

/// How much of an entry a state is: of two sights of overlapping time the higher one stands.
int rank(FillState state) {
  switch (state) {
    case FillState::unknown:
      return -1;
    case FillState::empty:
      return 0;
    case FillState::placeholder:
      return 1;
    case FillState::filled:
    case FillState::declared:
    case FillState::not_required:
      return 2;
  }
  ELZHUR_UNREACHABLE();
}

/// Missing from so many complete coverages a lesson is gone: architecture, "resolve on positive evidence".
constexpr int k_missing_coverages = 2;

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a) return b;
  if (!b) return a;
  return std::min(*a, *b);
}

const Segment* segment_of(std::span<const Segment> segments, ChannelId channel, Date date) {
  for (const Segment& segment : segments) {
    if (segment.channel == channel && segment.dates.contains(date)) return &segment;
  }
  return nullptr;
}

Sighting* sighting_of(LessonRecord& record, ChannelId channel) {
  const auto found = std::find_if(record.sightings.begin(), record.sightings.end(),
                                  [&](const Sighting& s) { return s.channel == channel; });
  return found == record.sightings.end() ? nullptr : &*found;
}

Sighting& add_sighting(LessonRecord& record, ChannelId channel) {
  const auto place = std::find_if(record.sightings.begin(), record.sightings.end(),
                                  [&](const Sighting& s) { return s.channel > channel; });
  Sighting fresh;
  fresh.channel = channel;
  return *record.sightings.insert(place, fresh);
}

/// Whether another channel's newest sight of the field shows more of an entry than this state, by whatever
/// name.
bool more_shown_by_another(const LessonRecord& record, std::size_t field, ChannelId channel,
                           FillState state) {
  return std::any_of(record.sightings.begin(), record.sightings.end(), [&](const Sighting& s) {
    return s.channel != channel && rank(s.states[field]) > rank(state);
  });
}

/// The newer `earliest` with its document, and the newer `latest`.
Seen newest_of(const Seen& a, const Seen& b) {
  Seen newest = b.as_of.earliest > a.as_of.earliest ? b : a;
  newest.as_of.latest = std::max(a.as_of.latest, b.as_of.latest);
  return newest;
}

/// Whether the channel's ordinal means another lesson now than when it was last seen.
enum class SameLesson : std::uint8_t { yes, maybe, no };
SameLesson same_lesson(const Sighting* own, const Sight& sight) {
  if (own == nullptr) return SameLesson::yes;
  if (own->attributes.number && sight.seen.number)
    return *own->attributes.number == *sight.seen.number ? SameLesson::yes : SameLesson::no;
  return sight.day_changed ? SameLesson::maybe : SameLesson::yes;
}

void absorb(Episode& episode, const Episode& fresh) {
  episode.last = newest_of(episode.last, fresh.last);
  if (fresh.first.as_of.latest < episode.first.as_of.latest) episode.first = fresh.first;
  episode.reported = earlier(episode.reported, fresh.reported);
  episode.last_change = earlier(episode.last_change, fresh.last_change);
}

/// A sight of a time wholly before the current episode says nothing of now. It is kept where it may help the
/// teacher: an entry always, an emptiness only where one is known already. False when it belongs to the
/// current episode after all, which then began earlier.
bool fold_into_past(Episodes& episodes, const Episode& fresh) {
  for (auto past = episodes.rbegin() + 1; past != episodes.rend(); ++past) {
    if (past->state != fresh.state) continue;
    // What overlaps an entry seen since proves no missing entry: only the beginning is taken from it then.
    const bool is_within = fresh.last.as_of.latest < (past - 1)->first.as_of.earliest;
    const Seen last = past->last;
    absorb(*past, fresh);
    if (!is_within && rank(fresh.state) < rank(FillState::filled)) past->last = last;
    return true;
  }
  const Episode& current = episodes.back();
  if (fresh.state == current.state) return episodes.size() > 1 && rank(fresh.state) == 0;
  if (rank(fresh.state) > rank(current.state)) episodes.insert(episodes.end() - 1, fresh);
  return true;
}

void fold_field(LessonRecord& record, std::size_t field, const Sight& sight, SameLesson same) {
  const journal::FieldSeen& seen = sight.seen.fields[field];
  const Seen& when = sight.when;
  if (seen.state == FillState::unknown) return;
  Episodes& episodes = record.fields[field];
  Episode fresh{seen.state, when, when, seen.reported, sight.seen.last_change, false};
  if (episodes.empty()) {
    episodes.push_back(fresh);
    return;
  }
  Episode& current = episodes.back();
  if (when.as_of.latest < current.first.as_of.earliest && fold_into_past(episodes, fresh)) return;
  if (seen.state == current.state) {
    absorb(current, fresh);
    return;
  }
  const int rise = rank(seen.state) - rank(current.state);
  const bool overlaps = when.as_of.earliest <= current.last.as_of.latest;
  if (rise < 0 && same == SameLesson::no) {
    // The entry was of a lesson at another hour; that this one has none says nothing against it.
    current.contradicted = true;
    return;
  }
  if (!overlaps && (rise >= 0 || !more_shown_by_another(record, field, sight.channel, seen.state))) {
    fresh.contradicted = rise > 0 && same != SameLesson::yes;
    episodes.push_back(fresh);
  } else if (rise > 0) {
    fresh.contradicted = true;
    episodes.push_back(fresh);
  } else if (rise < 0 && when.as_of.earliest >= current.first.as_of.latest) {
    // The entry is known to have been there before the emptiness is claimed. An emptiness claimed for
    // an earlier time is only an old sight and says nothing against it.
    current.contradicted = true;
  }
}

bool matches(const Sighting& sighting, const LessonRecord& record) {
  for (std::size_t f = 0; f < journal::k_fields; ++f) {
    if (sighting.states[f] != FillState::unknown && sighting.states[f] != current_state(record.fields[f])) {
      return false;
    }
  }
  return true;
}

/// Before the channel's sighting is overwritten by a newer one.
void note_return(LessonRecord& record, const Sighting& own, const Seen& when) {
  if (own.missing < k_missing_coverages) return;
  const Instant left_at = own.left_at.value_or(own.missed_last.as_of.earliest);
  const Absence known = record.absence.value_or(Absence{left_at, when.as_of.latest});
  record.absence = {std::min(known.left_at, left_at), std::max(known.back_at, when.as_of.latest)};
}

std::vector<journal::PersonId> candidates_of(std::span<const std::uint32_t> people,
                                             const PersonCandidates& persons) {
  std::vector<journal::PersonId> ids;
  for (const std::uint32_t index : people) {
    ELZHUR_CHECK(index < persons.size());
    ids.insert(ids.end(), persons[index].begin(), persons[index].end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Attributes attributes_of(const journal::LessonSeen& seen, const PersonCandidates& persons) {
  Attributes attributes;
  attributes.number = seen.number;
  attributes.teachers = candidates_of(seen.teachers, persons);
  if (seen.substitute) attributes.substitutes = candidates_of(std::span(&*seen.substitute, 1), persons);
  attributes.substituted_by_unknown = seen.substituted_by_unknown;
  return attributes;
}

void add_persons(std::vector<journal::PersonId>& to, const std::vector<journal::PersonId>& from) {
  to.insert(to.end(), from.begin(), from.end());
  std::sort(to.begin(), to.end());
  to.erase(std::unique(to.begin(), to.end()), to.end());
}

/// A substitution that one source knows of is not undone by another that never heard of it; two sources that
/// name different people leave both possible. Channels that no longer show the lesson do not count, unless
/// none does.
Attributes joint_attributes(const std::vector<Sighting>& sightings) {
  const bool is_shown =
      std::any_of(sightings.begin(), sightings.end(), [](const Sighting& s) { return s.missing == 0; });
  Attributes joint;
  for (const Sighting& sighting : sightings) {
    if (is_shown && sighting.missing != 0) continue;
    const Attributes& own = sighting.attributes;
    if (!joint.number) joint.number = own.number;
    add_persons(joint.teachers, own.teachers);
    add_persons(joint.substitutes, own.substitutes);
    joint.substituted_by_unknown = joint.substituted_by_unknown || own.substituted_by_unknown;
  }
  return joint;
}

}  // namespace

FillState current_state(const Episodes& episodes) {
  return episodes.empty() ? FillState::unknown : episodes.back().state;
}

bool has_vanished(const LessonRecord& record, std::span<const Segment> segments) {
  const Date date = journal::parts_of(record.id).date;
  const auto seen_since = [&](const Seen& missed) {
    return std::any_of(record.sightings.begin(), record.sightings.end(), [&](const Sighting& s) {
      const Segment* segment = s.missing == 0 ? segment_of(segments, s.channel, date) : nullptr;
      return segment != nullptr && segment->seen.as_of.earliest >= missed.as_of.earliest;
    });
  };
  return std::any_of(record.sightings.begin(), record.sightings.end(), [&](const Sighting& s) {
    return s.missing >= k_missing_coverages && !seen_since(s.missed_last);
  });
}

std::vector<journal::PersonId> owners_of(const Attributes& attributes) {
  if (!attributes.substitutes.empty()) return attributes.substitutes;
  if (attributes.substituted_by_unknown) return {};
  return attributes.teachers;
}

std::uint64_t sight_digest(const journal::LessonSeen& seen, const PersonCandidates& persons) {
  journal::Digest digest;
  const auto add_optional = [&](std::optional<Instant> value) {
    digest.add(value ? static_cast<std::uint64_t>(value->time_since_epoch().count()) : ~std::uint64_t{0});
  };
  const auto add_people = [&](std::span<const std::uint32_t> people) {
    digest.add(people.size());
    for (const std::uint32_t index : people) {
      ELZHUR_CHECK(index < persons.size());
      for (const journal::PersonId id : persons[index]) digest.add(static_cast<std::uint64_t>(id));
      digest.add(std::uint64_t{0});
    }
  };
  digest.add(seen.number ? static_cast<std::uint64_t>(*seen.number) : ~std::uint64_t{0});
  add_people(seen.teachers);
  add_people(seen.substitute ? std::span(&*seen.substitute, 1) : std::span<const std::uint32_t>{});
  digest.add(seen.substituted_by_unknown ? 1U : 0U);
  for (const journal::FieldSeen& field : seen.fields) {
    digest.add(static_cast<std::uint64_t>(field.state));
    add_optional(field.reported);
  }
  add_optional(seen.last_change);
  return digest.value();
}

Seen effective_last(const LessonRecord& record, journal::Field field, std::span<const Segment> segments) {
  const Episodes& episodes = record.field(field);
  ELZHUR_CHECK(!episodes.empty());
  const Date date = journal::parts_of(record.id).date;
  const auto index = static_cast<std::size_t>(field);
  Seen newest = episodes.back().last;
  for (const Sighting& sighting : record.sightings) {
    if (!sighting.agrees || sighting.missing != 0 || sighting.states[index] != episodes.back().state)
      continue;
    const Segment* segment = segment_of(segments, sighting.channel, date);
    if (segment != nullptr) newest = newest_of(newest, segment->seen);
  }
  return newest;
}

void materialise(LessonRecord& record, std::span<const Segment> segments) {
  for (const journal::Field field : journal::k_all_fields) {
    if (!record.field(field).empty())
      record.field(field).back().last = effective_last(record, field, segments);
  }
}

void observe(LessonRecord& record, const Sight& sight, const PersonCandidates& persons) {
  Sighting* own = sighting_of(record, sight.channel);
  const SameLesson same = same_lesson(own, sight);
  for (std::size_t f = 0; f < journal::k_fields; ++f) {
    if (sight.fields.has(journal::k_all_fields[f])) fold_field(record, f, sight, same);
  }
  const bool is_first = own == nullptr;
  if (is_first) own = &add_sighting(record, sight.channel);
  if (is_first || sight.newest) {
    note_return(record, *own, sight.when);
    own->digest = sight_digest(sight.seen, persons);
    own->attributes = attributes_of(sight.seen, persons);
    own->missing = 0;
    own->missed_last = {};
    own->left_at.reset();
    for (std::size_t f = 0; f < journal::k_fields; ++f) {
      own->states[f] =
          sight.fields.has(journal::k_all_fields[f]) ? sight.seen.fields[f].state : FillState::unknown;
    }
    own->agrees = true;
  } else if (sight.level) {
    const Attributes other = attributes_of(sight.seen, persons);
    const Attributes before = own->attributes;
    add_persons(own->attributes.teachers, other.teachers);
    add_persons(own->attributes.substitutes, other.substitutes);
    if (other.substituted_by_unknown) own->attributes.substituted_by_unknown = true;
    // What is known together now is what no sight shows: the next one must be folded, whichever it equals.
    if (own->attributes != before) own->digest = 0;
  }
  if (is_first && !sight.newest && !sight.level) {
    // A newer coverage did not show the lesson, so nothing that the coverage renews is renewed for it.
    own->missing = 1;
    own->missed_last = sight.when;
    own->left_at = sight.when.as_of.earliest;
  }
  // Agreement is only ever lost here: a channel regains it when its own sight is folded again.
  for (Sighting& sighting : record.sightings) sighting.agrees = sighting.agrees && matches(sighting, record);
  record.attributes = joint_attributes(record.sightings);
}

void miss(LessonRecord& record, ChannelId channel, const Seen& when, std::span<const Segment> segments) {
  Sighting* sighting = sighting_of(record, channel);
  if (sighting == nullptr) return;
  const Segment* segment = segment_of(segments, channel, journal::parts_of(record.id).date);
  if (segment != nullptr && when.as_of.earliest <= segment->seen.as_of.earliest) return;
  if (sighting->missing == 0 && segment != nullptr) sighting->left_at = segment->seen.as_of.earliest;
  constexpr std::uint8_t k_missing_max = 200;  // Only "two or more" matters.
  if (sighting->missing < k_missing_max) ++sighting->missing;
  sighting->missed_last = when;
  record.attributes = joint_attributes(record.sightings);
}

bool is_listed(const LessonRecord& record) {
  return std::all_of(record.sightings.begin(), record.sightings.end(),
                     [](const Sighting& s) { return s.missing == 0; });
}

bool is_newer(const Segment& fresh, std::span<const Segment> segments) {
  return std::none_of(segments.begin(), segments.end(), [&](const Segment& old) {
    const bool touches = old.channel == fresh.channel && old.dates.first <= fresh.dates.last &&
                         fresh.dates.first <= old.dates.last;
    const bool gives_way = old.seen.as_of.earliest < fresh.seen.as_of.earliest &&
                           old.seen.as_of.latest <= fresh.seen.as_of.latest;
    return touches && !gives_way && old.seen.as_of != fresh.seen.as_of;
  });
}

std::vector<Segment> renew(std::span<const Segment> segments, const Segment& fresh) {
  std::vector<Segment> result;
  std::vector<journal::DateRange> open{fresh.dates};  // What `fresh` still claims.
  for (const Segment& old : segments) {
    const bool touches = old.channel == fresh.channel && old.dates.first <= fresh.dates.last &&
                         fresh.dates.first <= old.dates.last;
    if (!touches) {
      result.push_back(old);
      continue;
    }
    const bool old_stays = old.seen.as_of.earliest >= fresh.seen.as_of.earliest;
    if (old_stays) {
      result.push_back(old);
      std::vector<journal::DateRange> left;
      for (const journal::DateRange& range : open) {
        if (old.dates.last < range.first || range.last < old.dates.first) {
          left.push_back(range);
          continue;
        }
        if (range.first < old.dates.first)
          left.push_back({range.first, old.dates.first - std::chrono::days(1)});
        if (old.dates.last < range.last) left.push_back({old.dates.last + std::chrono::days(1), range.last});
      }
      open = std::move(left);
      continue;
    }
    if (old.dates.first < fresh.dates.first) {
      result.push_back({old.channel, {old.dates.first, fresh.dates.first - std::chrono::days(1)}, old.seen});
    }
    if (fresh.dates.last < old.dates.last) {
      result.push_back({old.channel, {fresh.dates.last + std::chrono::days(1), old.dates.last}, old.seen});
    }
  }
  for (const journal::DateRange& range : open) result.push_back({fresh.channel, range, fresh.seen});
  std::sort(result.begin(), result.end(), [](const Segment& a, const Segment& b) {
    return std::pair(a.channel, a.dates.first) < std::pair(b.channel, b.dates.first);
  });
  std::vector<Segment> joined;
  for (const Segment& segment : result) {
    if (!joined.empty() && joined.back().channel == segment.channel && joined.back().seen == segment.seen &&
        joined.back().dates.last + std::chrono::days(1) == segment.dates.first) {
      joined.back().dates.last = segment.dates.last;
    } else {
      joined.push_back(segment);
    }
  }
  return joined;
}

}  // namespace elzhur::rules
