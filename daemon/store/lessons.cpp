#include "daemon/store/lessons.hpp"

#include <algorithm>

namespace elzhur::store {

using journal::ChannelId;
using journal::Field;
using journal::FillState;
using journal::LessonId;
using journal::ScopeId;
using rules::Episode;
using rules::Episodes;
using rules::LessonRecord;
using rules::Seen;
using rules::Sighting;

Lessons::Lessons(Core& core)
    : core_(core),
      read_heads_(core.connection,
                  "SELECT lesson_id, digest, states, agrees, missing, number FROM sighting "
                  "WHERE lesson_id BETWEEN ?1 AND ?2 AND channel_id = ?3 ORDER BY lesson_id"),
      read_lessons_(
          core.connection,
          "SELECT id, number, teachers, substitutes, substituted_by_unknown, appeared_at, left_at, back_at "
          "FROM lesson "
          "WHERE id BETWEEN ?1 AND ?2 ORDER BY id"),
      read_episodes_(core.connection,
                     "SELECT lesson_id, field, state, first_earliest, first_latest, first_document, "
                     "last_earliest, last_latest, last_document, reported_at, last_change_at, contradicted "
                     "FROM episode WHERE lesson_id BETWEEN ?1 AND ?2 ORDER BY lesson_id, field, seq"),
      read_sightings_(core.connection,
                      "SELECT lesson_id, channel_id, digest, states, number, teachers, substitutes, "
                      "substituted_by_unknown, agrees, missing, missed_earliest, missed_latest, "
                      "missed_document, left_at FROM sighting WHERE lesson_id BETWEEN ?1 AND ?2 "
                      "ORDER BY lesson_id, channel_id"),
      read_timetable_(core.connection,
                      "SELECT id, number FROM lesson WHERE id BETWEEN ?1 AND ?2 ORDER BY id"),
      read_ids_(core.connection, "SELECT id FROM lesson WHERE id > ?1 ORDER BY id LIMIT ?2"),
      add_lesson_(core.connection, "INSERT INTO lesson VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      update_lesson_(core.connection,
                     "UPDATE lesson SET number = ?2, teachers = ?3, substitutes = ?4, "
                     "substituted_by_unknown = ?5, appeared_at = ?6, left_at = ?7, back_at = ?8 "
                     "WHERE id = ?1"),
      add_episode_(core.connection,
                   "INSERT INTO episode VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"),
      update_episode_(core.connection,
                      "UPDATE episode SET state = ?4, first_earliest = ?5, first_latest = ?6, "
                      "first_document = ?7, last_earliest = ?8, last_latest = ?9, last_document = ?10, "
                      "reported_at = ?11, last_change_at = ?12, contradicted = ?13 "
                      "WHERE lesson_id = ?1 AND field = ?2 AND seq = ?3"),
      remove_episodes_(core.connection,
                       "DELETE FROM episode WHERE lesson_id = ?1 AND field = ?2 AND seq >= ?3"),
      put_sighting_(core.connection,
                    "INSERT OR REPLACE INTO sighting "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
      remove_sighting_(core.connection, "DELETE FROM sighting WHERE lesson_id = ?1 AND channel_id = ?2"),
      add_count_(core.connection, "INSERT OR IGNORE INTO tally_field(field, state, n) VALUES(?1, ?2, 0)"),
      count_(core.connection, "UPDATE tally_field SET n = n + ?3 WHERE field = ?1 AND state = ?2") {}

namespace {

/// Four columns from `column` on.
rules::Attributes attributes_at(const Use& use, int column) {
  return {use.small_or_null(column), ids_of<journal::PersonId>(use.text(column + 1)),
          ids_of<journal::PersonId>(use.text(column + 2)), use.boolean(column + 3)};
}

IdText id_text(const std::vector<journal::PersonId>& persons) { return IdText(std::span(persons)); }

}  // namespace

std::vector<rules::SightHead> Lessons::heads(ScopeId scope, ChannelId channel, journal::DateRange dates) {
  std::vector<rules::SightHead> heads;
  const auto range = id_range(scope, dates);
  if (!range) return heads;
  Use use = read_heads_.use(range->low, range->high, channel);
  while (use.step()) {
    heads.push_back({use.id<LessonId>(0), digest_of(use.integer(1)), unpack_states(use.integer(2)),
                     use.boolean(3), static_cast<std::uint8_t>(use.small(4)), use.small_or_null(5)});
  }
  return heads;
}

void Lessons::read(IdRange range, std::vector<LessonRecord>& records) {
  const std::size_t start = records.size();
  {
    Use use = read_lessons_.use(range.low, range.high);
    while (use.step()) {
      LessonRecord& record = records.emplace_back();
      record.id = use.id<LessonId>(0);
      record.attributes = attributes_at(use, 1);
      record.appeared_at = use.instant_or_null(5);
      if (!use.is_null(6)) record.absence = {use.instant(6), use.instant(7)};
    }
  }
  const std::span<LessonRecord> fresh = std::span(records).subspan(start);
  if (fresh.empty()) return;
  read_episodes(range, fresh);
  read_sightings(range, fresh);
}

namespace {

/// The record of `id`, which is that of `at` or a later one: rows come in the order of the records.
LessonRecord& advance_to(std::span<LessonRecord> records, std::size_t& at, LessonId id) {
  while (at < records.size() && records[at].id < id) ++at;
  if (at == records.size() || records[at].id != id) fail_damaged("a row is left of a lesson that is gone");
  return records[at];
}

}  // namespace

void Lessons::read_episodes(IdRange range, std::span<LessonRecord> records) {
  std::size_t at = 0;
  Use use = read_episodes_.use(range.low, range.high);
  while (use.step()) {
    LessonRecord& record = advance_to(records, at, use.id<LessonId>(0));
    Episode& episode = record.field(static_cast<Field>(use.small(1))).emplace_back();
    episode.state = static_cast<FillState>(use.small(2));
    episode.first = seen_at(use, 3);
    episode.last = seen_at(use, 6);
    episode.reported = use.instant_or_null(9);
    episode.last_change = use.instant_or_null(10);
    episode.contradicted = use.boolean(11);
  }
}

void Lessons::read_sightings(IdRange range, std::span<LessonRecord> records) {
  std::size_t at = 0;
  Use use = read_sightings_.use(range.low, range.high);
  while (use.step()) {
    LessonRecord& record = advance_to(records, at, use.id<LessonId>(0));
    Sighting& sighting = record.sightings.emplace_back();
    sighting.channel = use.id<ChannelId>(1);
    sighting.digest = digest_of(use.integer(2));
    sighting.states = unpack_states(use.integer(3));
    sighting.attributes = attributes_at(use, 4);
    sighting.agrees = use.boolean(8);
    sighting.missing = static_cast<std::uint8_t>(use.small(9));
    if (!use.is_null(10)) sighting.missed_last = seen_at(use, 10);
    sighting.left_at = use.instant_or_null(13);
  }
}

std::vector<LessonRecord> Lessons::find(std::span<const LessonId> ids) {
  std::vector<LessonRecord> records;
  records.reserve(ids.size());
  for (const LessonId id : ids) read({static_cast<std::int64_t>(id), static_cast<std::int64_t>(id)}, records);
  return records;
}

std::vector<LessonRecord> Lessons::of_scope(ScopeId scope, journal::DateRange dates) {
  std::vector<LessonRecord> records;
  if (const auto range = id_range(scope, dates)) read(*range, records);
  return records;
}

std::vector<rules::LaterLesson> Lessons::timetable(ScopeId scope, journal::Date from) {
  std::vector<rules::LaterLesson> lessons;
  const auto range = id_range(scope, {from, journal::Date::max()});
  if (!range) return lessons;
  Use use = read_timetable_.use(range->low, range->high);
  while (use.step()) {
    lessons.push_back({journal::parts_of(use.id<LessonId>(0)).date, use.small_or_null(1)});
  }
  return lessons;
}

std::optional<int> Lessons::number_of(LessonId id) {
  Use use = read_timetable_.use(id, id);
  return use.step() ? use.small_or_null(1) : std::nullopt;
}

std::vector<LessonId> Lessons::all(LessonId after, std::size_t limit) {
  std::vector<LessonId> ids;
  Use use = read_ids_.use(after, limit);
  while (use.step()) ids.push_back(use.id<LessonId>(0));
  return ids;
}

void Lessons::put_lesson(Statement& put, const LessonRecord& record) {
  const rules::Attributes& a = record.attributes;
  const auto of_absence = [&](journal::Instant rules::Absence::*end) {
    return record.absence ? std::optional(*record.absence.*end) : std::nullopt;
  };
  put.run(record.id, a.number, id_text(a.teachers).view(), id_text(a.substitutes).view(),
          a.substituted_by_unknown, record.appeared_at, of_absence(&rules::Absence::left_at),
          of_absence(&rules::Absence::back_at));
  ELZHUR_CHECK(core_.connection.changed() == 1);
}

void Lessons::save_episodes(LessonId id, Field field, const Episodes* before, const Episodes& after) {
  const std::size_t had = before == nullptr ? 0 : before->size();
  for (std::size_t seq = 0; seq < after.size(); ++seq) {
    const Episode& e = after[seq];
    if (seq < had && (*before)[seq] == e) continue;
    Statement& put = seq < had ? update_episode_ : add_episode_;
    put.run(id, field, seq, e.state, e.first.as_of.earliest, e.first.as_of.latest, e.first.document,
            e.last.as_of.earliest, e.last.as_of.latest, e.last.document, e.reported, e.last_change,
            e.contradicted);
  }
  if (after.size() < had) remove_episodes_.run(id, field, after.size());
}

void Lessons::put_sighting(LessonId id, const Sighting& s) {
  const bool noted = !(s.missed_last == Seen{});
  const auto column = [&](auto value) { return noted ? std::optional(value) : std::nullopt; };
  const rules::Attributes& a = s.attributes;
  put_sighting_.run(id, s.channel, to_column(s.digest), pack_states(s.states), a.number,
                    id_text(a.teachers).view(), id_text(a.substitutes).view(), a.substituted_by_unknown,
                    s.agrees, s.missing, column(s.missed_last.as_of.earliest),
                    column(s.missed_last.as_of.latest), column(s.missed_last.document), s.left_at);
}

void Lessons::save_sightings(LessonId id, std::span<const Sighting> before, std::span<const Sighting> after) {
  std::size_t old = 0;
  for (const Sighting& sighting : after) {
    while (old < before.size() && before[old].channel < sighting.channel)
      remove_sighting_.run(id, before[old++].channel);
    const bool known = old < before.size() && before[old].channel == sighting.channel;
    if (!known || !(before[old] == sighting)) put_sighting(id, sighting);
    if (known) ++old;
  }
  while (old < before.size()) remove_sighting_.run(id, before[old++].channel);
}

void Lessons::save(std::span<const rules::LessonChange> changes) {
  Deltas deltas{};
  const auto count = [&](const LessonRecord& record, std::int64_t by) {
    for (std::size_t f = 0; f < journal::k_fields; ++f) {
      deltas[f][static_cast<std::size_t>(rules::current_state(record.fields[f]))] += by;
    }
  };
  for (const rules::LessonChange& change : changes) {
    ELZHUR_CHECK(change.after != nullptr);
    const LessonRecord* before = change.before;
    const LessonRecord& after = *change.after;
    ELZHUR_CHECK(before == nullptr || before->id == after.id);
    if (before == nullptr) {
      put_lesson(add_lesson_, after);
    } else {
      const bool is_same = before->attributes == after.attributes &&
                           before->appeared_at == after.appeared_at && before->absence == after.absence;
      if (!is_same) put_lesson(update_lesson_, after);
      count(*before, -1);
    }
    count(after, 1);
    for (const Field field : journal::k_all_fields) {
      save_episodes(after.id, field, before == nullptr ? nullptr : &before->field(field), after.field(field));
    }
    save_sightings(after.id, before == nullptr ? std::span<const Sighting>{} : before->sightings,
                   after.sightings);
  }
  for (std::size_t f = 0; f < deltas.size(); ++f) {
    for (std::size_t state = 0; state < deltas[f].size(); ++state) {
      if (deltas[f][state] == 0) continue;
      add_count_.run(f, state);
      count_.run(f, state, deltas[f][state]);
    }
  }
}

namespace {

Lessons::FieldCounts read_counts(Statement& statement) {
  Lessons::FieldCounts counts;
  Use use = statement.use();
  while (use.step()) {
    if (use.integer(2) != 0) {
      counts[static_cast<Field>(use.small(0))][static_cast<FillState>(use.small(1))] = use.integer(2);
    }
  }
  return counts;
}

}  // namespace

Lessons::FieldCounts Lessons::counts() {
  Statement read(core_.connection, "SELECT field, state, n FROM tally_field");
  return read_counts(read);
}

Lessons::FieldCounts Lessons::recount() {
  Statement read(core_.connection,
                 "WITH f(field) AS (VALUES (0), (1), (2), (3)) "
                 "SELECT f.field, coalesce((SELECT e.state FROM episode e WHERE e.lesson_id = l.id "
                 "  AND e.field = f.field ORDER BY e.seq DESC LIMIT 1), 0) AS state, count(*) "
                 "FROM lesson l CROSS JOIN f GROUP BY 1, 2");
  return read_counts(read);
}

}  // namespace elzhur::store
