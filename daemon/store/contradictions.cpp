// What sources disagree about: the entries that stand though another sight says otherwise.
#include "daemon/store/pages.hpp"

namespace elzhur::store {

using journal::ChannelId;
using journal::Field;
using journal::FillState;
using journal::LessonId;
using rules::Episode;

namespace {

/// The newest sights that do not show what stands.
std::vector<Contradiction::Sight> other_sights(const rules::LessonRecord& record, Field field,
                                               std::span<const rules::Segment> segments) {
  const rules::Episodes& episodes = record.field(field);
  const FillState standing = rules::current_state(episodes);
  const auto index = static_cast<std::size_t>(field);
  std::vector<Contradiction::Sight> others;
  for (const rules::Sighting& sighting : record.sightings) {
    const FillState state = sighting.states[index];
    if (state == FillState::unknown || state == standing || sighting.missing != 0) continue;
    Contradiction::Sight& other = others.emplace_back();
    other.state = state;
    const journal::Date date = journal::parts_of(record.id).date;
    for (const rules::Segment& segment : segments) {
      if (segment.channel != sighting.channel || !segment.dates.contains(date)) continue;
      other.as_of = segment.seen.as_of;
      other.document = segment.seen.document;
    }
  }
  // Nobody says otherwise any more: then the sight before it did, of a time that overlaps.
  if (others.empty() && episodes.size() > 1) {
    const Episode& before = episodes[episodes.size() - 2];
    others.push_back({before.state, before.last.as_of, before.last.document});
  }
  std::erase_if(others,
                [](const Contradiction::Sight& other) { return other.document == journal::DocumentId{}; });
  return others;
}

}  // namespace

std::vector<Contradiction> Pages::contradictions(std::size_t limit, const rules::FieldOfLesson& after) {
  std::vector<rules::FieldOfLesson> places;
  {
    Statement read(core_.connection,
                   "SELECT e.lesson_id, e.field FROM episode e WHERE e.contradicted <> 0 "
                   "AND (e.lesson_id, e.field) > (?1, ?2) AND NOT EXISTS(SELECT 1 FROM episode n "
                   "WHERE n.lesson_id = e.lesson_id AND n.field = e.field AND n.seq = e.seq + 1) "
                   "ORDER BY e.lesson_id, e.field LIMIT ?3");
    Use use = read.use(after.lesson, after.field, limit);
    while (use.step()) places.push_back({use.id<LessonId>(0), static_cast<Field>(use.small(1))});
  }
  std::vector<Contradiction> all;
  for (const rules::FieldOfLesson& place : places) {
    const auto record = lesson(place.lesson);
    if (!record || record->field(place.field).empty()) continue;
    const journal::LessonIdParts parts = journal::parts_of(place.lesson);
    const auto segments = segments_of(place.lesson);
    const rules::Seen last = rules::effective_last(*record, place.field, segments);
    Contradiction& row = all.emplace_back();
    row.lesson = place.lesson;
    row.field = place.field;
    row.scope = words_.scope(parts.scope);
    row.date = parts.date;
    row.number = record->attributes.number;
    for (const journal::PersonId owner : rules::owners_of(record->attributes))
      row.owners.push_back(words_.person(owner));
    row.standing = {rules::current_state(record->field(place.field)), last.as_of, last.document};
    row.others = other_sights(*record, place.field, segments);
  }
  return all;
}

}  // namespace elzhur::store
