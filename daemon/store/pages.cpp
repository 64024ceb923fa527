#include "daemon/store/pages.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

#include "daemon/store/days.hpp"
#include "journal/names.hpp"

namespace elzhur::store {

using journal::Date;
using journal::FindingId;
using journal::LessonId;
using journal::PersonId;

Pages::Pages(Core& core, Words& words, Findings& findings, Coverage& coverage, Lessons& lessons,
             Reports& reports)
    : core_(core),
      words_(words),
      findings_(findings),
      coverage_(coverage),
      lessons_(lessons),
      reports_(reports) {}

std::vector<rules::FindingView> Pages::findings(const FindingQuery& query) {
  std::vector<std::int64_t> states;
  bool has_closed = false;
  for (const rules::FindingState state : query.states) {
    states.push_back(static_cast<std::int64_t>(state));
    has_closed = has_closed || !rules::is_live(state);
  }
  // The closed ones grow with the years: they are walked by id and not sorted.
  Statement read(core_.connection,
                 fmt::format("SELECT {} FROM finding f {} WHERE f.id > ?1 AND f.state IN ({}) "
                             "AND (?2 = '' OR f.rule_id = (SELECT id FROM rule WHERE name = ?2)) "
                             "AND (?3 = 0 OR instr(',' || f.owners || ',', ',' || ?3 || ',') > 0) "
                             "AND (f.lesson_id >> 8) & 65535 BETWEEN ?4 AND ?5 ORDER BY f.id",
                             k_finding_columns, has_closed ? "NOT INDEXED" : "INDEXED BY finding_state",
                             fmt::join(states, ", ")));
  const auto day = [](std::optional<Date> date, int otherwise) {
    return date ? static_cast<std::int64_t>(date->time_since_epoch().count()) : otherwise;
  };
  std::vector<rules::FindingView> views;
  Reports::SegmentCache segments;
  Use use = read.use(query.after, query.rule, query.owner.value_or(PersonId{}), day(query.from, 0),
                     day(query.to, journal::k_lesson_day_max));
  while (views.size() < query.limit && use.step()) {
    if (!query.class_folded.empty()) {
      const journal::Scope& scope = words_.scope(journal::parts_of(use.id<LessonId>(4)).scope);
      if (journal::fold_class(scope.class_name) != query.class_folded) continue;
    }
    views.push_back(reports_.view(findings_.read(use), segments));
  }
  return views;
}

std::vector<FindingChange> Pages::history(FindingId id) { return findings_.history(id); }

std::optional<rules::LessonRecord> Pages::lesson(LessonId id) {
  auto records = lessons_.find(std::span(&id, 1));
  return records.empty() ? std::nullopt : std::optional(std::move(records.front()));
}

std::vector<rules::Segment> Pages::segments_of(LessonId lesson) {
  const journal::LessonIdParts parts = journal::parts_of(lesson);
  return coverage_.segments(parts.scope, {parts.date, parts.date});
}

std::vector<rules::LaterLesson> Pages::timetable(journal::ScopeId scope, Date from) {
  return lessons_.timetable(scope, from);
}

std::map<journal::DocumentId, std::string> Pages::hashes_of(std::span<const journal::DocumentId> documents) {
  std::map<journal::DocumentId, std::string> hashes;
  Statement read(core_.connection, "SELECT sha256 FROM document WHERE id = ?1");
  for (const journal::DocumentId id : documents) {
    if (hashes.contains(id)) continue;
    Use use = read.use(id);
    if (use.step()) hashes.emplace(id, use.string(0));
  }
  return hashes;
}

std::vector<appeals::AppealId> Pages::appeals_of(FindingId finding) {
  std::vector<appeals::AppealId> ids;
  Statement read(core_.connection,
                 "SELECT DISTINCT appeal_id FROM appeal_finding WHERE finding_id = ?1 ORDER BY appeal_id");
  Use use = read.use(finding);
  while (use.step()) ids.push_back(use.id<appeals::AppealId>(0));
  return ids;
}

std::vector<DayTotals> Pages::days(journal::DateRange dates) {
  std::vector<DayTotals> all;
  std::array<std::int64_t, k_badness_count> lessons{};
  Statement read(core_.connection,
                 "SELECT day, worst, sum(n) FROM day_lessons WHERE day BETWEEN ?1 AND ?2 "
                 "GROUP BY day, worst ORDER BY day");
  Use use = read.use(dates.first, dates.last);
  while (use.step()) {
    if (all.empty() || all.back().day != use.date(0)) {
      lessons = {};
      all.push_back({use.date(0), {}});
    }
    lessons.at(static_cast<std::size_t>(use.small(1))) = use.integer(2);
    all.back().lessons = totals_of(lessons);
  }
  return all;
}

std::map<PersonId, rules::LessonTotals> Pages::totals_by_owner(journal::DateRange dates) {
  std::map<PersonId, std::array<std::int64_t, k_badness_count>> counts;
  Statement read(core_.connection,
                 "SELECT person_id, worst, n FROM day_lessons WHERE day BETWEEN ?1 AND ?2 AND person_id > 0");
  Use use = read.use(dates.first, dates.last);
  while (use.step()) counts[use.id<PersonId>(0)].at(static_cast<std::size_t>(use.small(1))) += use.integer(2);
  std::map<PersonId, rules::LessonTotals> totals;
  for (const auto& [person, lessons] : counts) totals.emplace(person, totals_of(lessons));
  return totals;
}

std::vector<DayField> Pages::day_fields(journal::DateRange dates) {
  std::vector<DayField> all;
  Statement read(core_.connection,
                 "SELECT day, field, state, n FROM day_fields WHERE day BETWEEN ?1 AND ?2 "
                 "ORDER BY day, field, state");
  Use use = read.use(dates.first, dates.last);
  while (use.step()) {
    all.push_back({use.date(0), static_cast<journal::Field>(use.small(1)),
                   static_cast<journal::FillState>(use.small(2)), use.integer(3)});
  }
  return all;
}

std::optional<Date> Pages::first_day(journal::DateRange dates) {
  Statement read(core_.connection, "SELECT min(day) FROM day_lessons WHERE day BETWEEN ?1 AND ?2");
  Use use = read.use(dates.first, dates.last);
  return use.step() && !use.is_null(0) ? std::optional(use.date(0)) : std::nullopt;
}

std::map<PersonId, std::int64_t> Pages::open_lessons_by_owner() {
  std::set<std::pair<PersonId, LessonId>> lessons;
  Statement read(
      core_.connection,
      "SELECT owners, lesson_id FROM finding INDEXED BY finding_state WHERE state IN (0, 1, 2, 3)");
  Use use = read.use();
  while (use.step()) {
    const auto owners = ids_of<PersonId>(use.text(0));
    if (owners.size() == 1) lessons.emplace(owners.front(), use.id<LessonId>(1));
  }
  std::map<PersonId, std::int64_t> counts;
  for (const auto& [person, lesson] : lessons) ++counts[person];
  return counts;
}

std::vector<std::string> Pages::ambiguous_names() {
  std::vector<std::string> names;
  Statement read(core_.connection, "SELECT spelling FROM ambiguous_name ORDER BY spelling");
  Use use = read.use();
  while (use.step()) names.push_back(use.string(0));
  return names;
}

std::map<PersonId, std::string> Pages::corrected_posts() {
  std::map<PersonId, std::string> posts;
  Statement read(core_.connection, "SELECT person_id, after FROM correction WHERE what = 'post' ORDER BY id");
  Use use = read.use();
  while (use.step()) posts[use.id<PersonId>(0)] = use.string(1);
  return posts;
}

std::vector<OwnersCount> Pages::owners() {
  std::vector<OwnersCount> all;
  Statement read(core_.connection,
                 "SELECT teachers, substitutes, count(*) FROM lesson GROUP BY teachers, substitutes");
  Use use = read.use();
  while (use.step())
    all.push_back({ids_of<PersonId>(use.text(0)), ids_of<PersonId>(use.text(1)), use.integer(2)});
  return all;
}

std::vector<MessageLine> Pages::messages(std::size_t limit, alerts::MessageId before) {
  std::vector<MessageLine> lines;
  Statement read(core_.connection,
                 "SELECT m.id, m.recipient, m.kind, m.reason, m.occasion, m.message_id, m.subject, m.state, "
                 "m.attempts, m.queued_at, m.next_attempt_at, m.attempted_at, "
                 "coalesce((SELECT a.text FROM attempt a WHERE a.message_id = m.id "
                 "ORDER BY a.number DESC LIMIT 1), '') FROM message m WHERE ?2 = 0 OR m.id < ?2 "
                 "ORDER BY m.id DESC LIMIT ?1");
  Use use = read.use(limit, before);
  while (use.step()) {
    MessageLine& line = lines.emplace_back();
    line.message = {use.id<alerts::MessageId>(0),
                    use.string(1),
                    use.string(2),
                    use.string(3),
                    use.string(4),
                    use.string(5),
                    use.string(6),
                    static_cast<alerts::MessageState>(use.small(7)),
                    use.small(8),
                    use.instant(9),
                    use.instant_or_null(10),
                    use.instant_or_null(11)};
    line.last_answer = use.string(12);
  }
  return lines;
}

std::int64_t Pages::messages_pending() {
  return core_.connection.integer("SELECT count(*) FROM message WHERE state IN (0, 1, 3, 4)");
}

std::optional<std::string> Pages::note(std::string_view key) {
  Statement read(core_.connection, "SELECT value FROM note WHERE key = ?1");
  Use use = read.use(key);
  return use.step() ? std::optional(use.string(0)) : std::nullopt;
}

std::optional<journal::Instant> Pages::last_accepted(std::string_view source) {
  const auto id = words_.find_source(source);
  if (!id) return std::nullopt;
  // A live source that gives the same answer again writes no document: its looks say when.
  Statement read(core_.connection,
                 "SELECT max(at) FROM (SELECT max(received_at) AS at FROM document WHERE source_id = ?1 "
                 "AND accepted = 1 UNION ALL SELECT max(seen_latest) FROM look WHERE source_id = ?1 AND "
                 "name <> '')");
  Use use = read.use(*id);
  return use.step() ? use.instant_or_null(0) : std::nullopt;
}

std::vector<Act> Pages::acts(std::size_t limit, std::int64_t before) {
  std::vector<Act> acts;
  Statement read(core_.connection,
                 "SELECT id, at, what, rule, n, first_at, last_at FROM act WHERE ?2 = 0 OR id < ?2 "
                 "ORDER BY id DESC LIMIT ?1");
  Use use = read.use(limit, before);
  while (use.step()) {
    acts.push_back({use.integer(0), use.instant(1), use.string(2), use.string(3), use.integer(4),
                    use.instant(5), use.instant(6)});
  }
  return acts;
}

std::vector<AccessRow> Pages::accesses(std::size_t limit) {
  std::vector<AccessRow> rows;
  Statement read(core_.connection, "SELECT at, person, what FROM access_log ORDER BY id DESC LIMIT ?1");
  Use use = read.use(limit);
  while (use.step()) rows.push_back({use.instant(0), use.string(1), use.string(2)});
  return rows;
}

}  // namespace elzhur::store
