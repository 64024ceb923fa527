// The numbers that people are told: over lessons of a range of dates, over findings from one telling to
// the next, over the backlog.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "daemon/store/days.hpp"
#include "daemon/store/reports.hpp"

namespace elzhur::store {

using journal::Date;
using journal::FindingId;
using journal::Instant;
using journal::LessonId;
using journal::ScopeId;
using rules::DutyStatus;
using rules::FindingState;

std::vector<bool> Reports::counted_rules(const RuleFilter& only) {
  std::vector<bool> counted;
  Statement read(core_.connection, "SELECT id, name FROM rule");
  Use use = read.use();
  while (use.step()) {
    const auto id = static_cast<std::size_t>(use.integer(0));
    if (counted.size() <= id) counted.resize(id + 1);
    counted[id] = !only || std::find(only->begin(), only->end(), use.text(1)) != only->end();
  }
  return counted;
}

rules::LessonTotals Reports::lesson_totals(journal::DateRange dates, Date watch_from,
                                           const RuleFilter& only) {
  const std::vector<bool> counted = counted_rules(only);
  std::array<std::int64_t, k_badness_count> lessons{};
  // By scope: a lesson's id begins with its scope, so the days of one scope lie together.
  Statement read(
      core_.connection,
      "SELECT lesson_id, rule_id, status FROM duty WHERE lesson_id BETWEEN ?1 AND ?2 ORDER BY lesson_id");
  for (const ScopeId scope : words_.scope_ids()) {
    const auto range = id_range(scope, {std::max(dates.first, watch_from), dates.last});
    if (!range) break;
    LessonId lesson{};
    int worst = 0;
    Use use = read.use(range->low, range->high);
    while (use.step()) {
      if (use.id<LessonId>(0) != lesson) {
        ++lessons[static_cast<std::size_t>(worst)];
        lesson = use.id<LessonId>(0);
        worst = 0;
      }
      const auto rule = static_cast<std::size_t>(use.integer(1));
      if (rule < counted.size() && counted[rule]) {
        worst = std::max(worst, badness(static_cast<DutyStatus>(use.small(2))));
      }
    }
    ++lessons[static_cast<std::size_t>(worst)];
  }
  return totals_of(lessons);
}

namespace {

/// An open question: waits for evidence or a person, and the lesson is in the journal.
bool is_question(FindingState state) { return rules::is_live(state) && state != FindingState::unknown; }

/// What one finding adds to a flow, from its steps within it.
struct Walk {
  bool was_question = false;
  bool ever_question = false;
  FindingState last = FindingState::open;
};

void add_to(rules::FindingFlow& flow, const Walk& walk) {
  if (!walk.was_question) {
    if (!walk.ever_question) return;
    ++flow.opened;
  }
  switch (walk.last) {
    case FindingState::open:
    case FindingState::acknowledged:
    case FindingState::confirmed:
    case FindingState::disputed:
      return;
    case FindingState::resolved:
      ++flow.resolved;
      return;
    case FindingState::withdrawn:
      ++flow.withdrawn;
      return;
    case FindingState::excused:
      ++flow.excused;
      return;
    case FindingState::unknown:
      ++flow.unknown;
      return;
  }
}

}  // namespace

rules::FindingFlow Reports::finding_flow(Instant from, Instant to, const RuleFilter& only) {
  const std::vector<bool> counted = counted_rules(only);
  const auto counts = [&](std::int64_t rule) {
    return static_cast<std::size_t>(rule) < counted.size() && counted[static_cast<std::size_t>(rule)];
  };
  rules::FindingFlow flow;
  {
    Statement read(core_.connection, "SELECT rule_id, state, count(*) FROM finding GROUP BY state, rule_id");
    Use use = read.use();
    while (use.step()) {
      if (!counts(use.integer(0))) continue;
      const auto state = static_cast<FindingState>(use.small(1));
      if (is_question(state)) flow.open_now += use.integer(2);
      if (state == FindingState::disputed) flow.disputed_now += use.integer(2);
    }
  }
  // From the counts of today back to those of `to`, then step by step through the time between.
  Statement read(
      core_.connection,
      "SELECT h.finding_id, f.rule_id, h.at, h.state_before, h.state "
      "FROM finding_history h INDEXED BY finding_history_at CROSS JOIN finding f ON f.id = h.finding_id "
      "WHERE h.at > ?1 ORDER BY h.finding_id, h.version");
  Use use = read.use(from);
  std::optional<Walk> walk;
  FindingId walked{};
  while (use.step()) {
    if (!counts(use.integer(1))) continue;
    const bool was = !use.is_null(3) && is_question(static_cast<FindingState>(use.small(3)));
    const auto state = static_cast<FindingState>(use.small(4));
    if (use.instant(2) > to) {
      flow.open_now += static_cast<int>(was) - static_cast<int>(is_question(state));
      const bool was_disputed =
          !use.is_null(3) && static_cast<FindingState>(use.small(3)) == FindingState::disputed;
      flow.disputed_now += static_cast<int>(was_disputed) - static_cast<int>(state == FindingState::disputed);
      continue;
    }
    if (!walk || use.id<FindingId>(0) != walked) {
      if (walk) add_to(flow, *walk);
      walk = Walk{was, was, state};
      walked = use.id<FindingId>(0);
    }
    walk->ever_question = walk->ever_question || is_question(state);
    walk->last = state;
  }
  if (walk) add_to(flow, *walk);
  flow.open_before =
      flow.open_now - flow.opened + flow.resolved + flow.withdrawn + flow.excused + flow.unknown;
  return flow;
}

rules::SchoolTotals Reports::school_totals() {
  rules::SchoolTotals totals;
  totals.classes = core_.connection.integer("SELECT count(DISTINCT class_name) FROM scope");
  totals.teachers = core_.connection.integer("SELECT count(*) FROM person");
  totals.lessons = core_.connection.integer("SELECT coalesce(sum(n), 0) FROM tally_field WHERE field = 0");
  Statement read(core_.connection, "SELECT min(id) FROM lesson WHERE id BETWEEN ?1 AND ?2");
  for (const ScopeId scope : words_.scope_ids()) {
    const auto range = id_range(scope, {Date::min(), Date::max()});
    ELZHUR_CHECK(range.has_value());
    Use use = read.use(range->low, range->high);
    if (!use.step() || use.is_null(0)) continue;
    const Date first = journal::parts_of(use.id<LessonId>(0)).date;
    totals.first_lesson = totals.first_lesson ? std::min(*totals.first_lesson, first) : first;
  }
  return totals;
}

std::vector<rules::BacklogLine> Reports::backlog(std::size_t limit, const rules::FieldOfLesson& after) {
  std::vector<rules::BacklogLine> lines;
  Statement read(
      core_.connection,
      "SELECT DISTINCT s.class_name, s.grp, s.subject, d.lesson_id, r.field, l.number, l.teachers, "
      "l.substitutes, l.substituted_by_unknown FROM duty d INDEXED BY duty_backlog "
      "JOIN rule r ON r.id = d.rule_id JOIN lesson l ON l.id = d.lesson_id "
      "JOIN scope s ON s.id = d.lesson_id >> 24 WHERE d.status = 6 AND r.field IS NOT NULL AND (?2 = 0 OR "
      "(CAST(s.class_name AS INTEGER), s.class_name, s.grp, s.subject, d.lesson_id, r.field) > "
      "(SELECT CAST(class_name AS INTEGER), class_name, grp, subject, ?2, ?3 FROM scope WHERE id = ?2 >> "
      "24)) "
      "ORDER BY CAST(s.class_name AS INTEGER), s.class_name, s.grp, s.subject, d.lesson_id, r.field "
      "LIMIT ?1");
  Use use = read.use(limit, after.lesson, after.field);
  while (use.step()) {
    rules::BacklogLine& line = lines.emplace_back();
    line.lesson = use.id<LessonId>(3);
    line.scope = {use.string(0), use.string(1), use.string(2)};
    line.date = journal::parts_of(line.lesson).date;
    line.field = static_cast<journal::Field>(use.small(4));
    line.number = use.small_or_null(5);
    rules::LessonRecord record;
    record.attributes.teachers = ids_of<journal::PersonId>(use.text(6));
    record.attributes.substitutes = ids_of<journal::PersonId>(use.text(7));
    record.attributes.substituted_by_unknown = use.boolean(8);
    for (const journal::PersonId owner : rules::owners_of(record))
      line.owners.push_back(words_.person(owner));
  }
  return lines;
}

std::int64_t Reports::backlog_count() {
  return core_.connection.integer(
      "SELECT count(*) FROM (SELECT DISTINCT d.lesson_id, r.field FROM duty d INDEXED BY duty_backlog "
      "JOIN rule r ON r.id = d.rule_id WHERE d.status = 6 AND r.field IS NOT NULL)");
}

alerts::AppealsWaiting Reports::appeals_waiting(const journal::TimeZone& zone) {
  alerts::AppealsWaiting waiting;
  Statement read(core_.connection, "SELECT count(*), min(due_at) FROM appeal WHERE state IN (0, 1)");
  Use use = read.use();
  ELZHUR_CHECK(use.step());
  waiting.open = use.integer(0);
  if (const auto due = use.instant_or_null(1)) waiting.soonest_due = zone.date_of(*due);
  return waiting;
}

}  // namespace elzhur::store
