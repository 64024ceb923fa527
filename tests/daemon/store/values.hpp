// Values to put into a store: random ones for properties, plain ones for examples.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journal/time.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::tests {

/// splitmix64: the same numbers from the same seed everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  /// 0 to n - 1.
  int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
  bool maybe() { return below(2) == 0; }

 private:
  std::uint64_t state_;
};

inline journal::Instant at(std::int64_t seconds) { return journal::Instant{journal::Seconds{seconds}}; }
/// 2026-11-02 is a Monday.
inline journal::Date day(int n) { return journal::make_date(2026, 11, 2) + std::chrono::days{n}; }

inline rules::Seen seen(std::int64_t earliest, std::int64_t latest, std::int64_t document = 1) {
  return {{at(earliest), at(latest)}, journal::DocumentId{document}};
}

inline rules::Seen random_seen(Random& random) {
  const int earliest = random.below(1000);
  return seen(1'700'000'000 + earliest, 1'700'000'000 + earliest + random.below(50), 1 + random.below(20));
}

inline std::optional<journal::Instant> random_instant(Random& random) {
  if (random.maybe()) return std::nullopt;
  return at(1'700'000'000 + random.below(2000));
}

inline rules::Episode random_episode(Random& random) {
  rules::Episode episode;
  episode.state = static_cast<journal::FillState>(random.below(6));
  episode.first = random_seen(random);
  episode.last = random_seen(random);
  episode.reported = random_instant(random);
  episode.last_change = random_instant(random);
  episode.contradicted = random.maybe();
  return episode;
}

inline rules::Attributes random_attributes(Random& random) {
  rules::Attributes attributes;
  if (random.maybe()) attributes.number = random.below(9);
  for (int i = random.below(4); i > 0; --i)
    attributes.teachers.push_back(journal::PersonId{1 + random.below(40)});
  for (int i = random.below(3); i > 0; --i)
    attributes.substitutes.push_back(journal::PersonId{1 + random.below(40)});
  attributes.substituted_by_unknown = random.maybe();
  return attributes;
}

inline rules::Sighting random_sighting(Random& random, journal::ChannelId channel) {
  rules::Sighting sighting;
  sighting.channel = channel;
  sighting.digest = random.next();
  for (auto& state : sighting.states) state = static_cast<journal::FillState>(random.below(6));
  sighting.attributes = random_attributes(random);
  sighting.agrees = random.maybe();
  sighting.missing = static_cast<std::uint8_t>(random.below(3));
  if (random.maybe()) sighting.missed_last = random_seen(random);
  sighting.left_at = random_instant(random);
  return sighting;
}

/// Changes something of the record, or nothing.
inline void scramble(Random& random, rules::LessonRecord& record) {
  if (random.maybe()) {
    record.attributes = random_attributes(random);
  }
  if (random.maybe()) record.appeared_at = random_instant(random);
  if (random.maybe()) record.absence = rules::Absence{at(random.below(1000)), at(1000 + random.below(1000))};
  if (random.below(4) == 0) record.absence.reset();
  for (rules::Episodes& episodes : record.fields) {
    if (random.maybe()) continue;
    if (random.below(4) == 0) episodes.resize(static_cast<std::size_t>(random.below(2)));
    if (!episodes.empty() && random.maybe()) episodes.back() = random_episode(random);
    for (int i = random.below(3); i > 0; --i) episodes.push_back(random_episode(random));
  }
  if (random.maybe()) {
    record.sightings.clear();
    for (int channel = 1; channel <= 3; ++channel) {
      if (random.maybe()) record.sightings.push_back(random_sighting(random, journal::ChannelId{channel}));
    }
  }
}

/// A lesson whose topic was seen empty once, by channel 1.
inline rules::LessonRecord lesson_without_topic(journal::ScopeId scope, journal::Date date, int ordinal = 1) {
  rules::LessonRecord record;
  record.id = journal::make_lesson_id(scope, date, ordinal);
  record.attributes.number = 3;
  record.attributes.teachers = {journal::PersonId{1}};
  record.field(journal::Field::topic) = {{journal::FillState::empty, seen(1000, 1000), seen(1000, 1000)}};
  rules::Sighting sighting;
  sighting.channel = journal::ChannelId{1};
  sighting.states = {journal::FillState::empty};
  sighting.attributes = record.attributes;
  sighting.agrees = true;
  record.sightings = {sighting};
  return record;
}

inline rules::Finding finding_of(journal::LessonId lesson, const std::string& rule,
                                 journal::Instant opened_at) {
  rules::Finding finding;
  finding.rule = rule;
  finding.lesson = lesson;
  finding.owners = {journal::PersonId{1}};
  finding.due_at = opened_at - journal::Seconds{60};
  finding.opened_at = opened_at;
  finding.last_seen_empty_at = opened_at - journal::Seconds{2};
  finding.documents = {journal::DocumentId{1}};
  return finding;
}

}  // namespace elzhur::tests
