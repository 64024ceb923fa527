#include "tests/simulation/histories.hpp"

#include <algorithm>
#include <ostream>
#include <tuple>

#include <fmt/format.h>

#include "daemon/app/ingest.hpp"
#include "daemon/app/judging.hpp"

namespace elzhur::simulation {
namespace {

using journal::Date;
using journal::Document;
using journal::Field;
using journal::FieldSet;
using journal::FillState;
using journal::Instant;
using journal::LessonKey;

const Date k_first_day = journal::make_date(2026, 9, 14);
const journal::Scope k_algebra{"7А", "", "Алгебра"};
const journal::Scope k_physics{"7А", "", "Физика"};
constexpr int k_ticks_a_day = 12;
/// The school's clock is three hours ahead of UTC all year.
constexpr std::chrono::hours k_ahead{3};

FieldSet fields_of(int channel) {
  FieldSet fields;
  if (channel != 2) fields.add(Field::topic);
  if (channel != 1) fields.add(Field::homework);
  return fields;
}

/// Numbers that do not shrink with the size of the test case.
rc::Gen<int> number(int from, int below) { return rc::gen::resize(100, rc::gen::inRange(from, below)); }

rc::Gen<PlannedChange> any_change() {
  return rc::gen::build<PlannedChange>(
      rc::gen::set(&PlannedChange::place, number(0, 6)), rc::gen::set(&PlannedChange::field, number(0, 2)),
      rc::gen::set(&PlannedChange::tick, number(0, k_ticks)),
      rc::gen::set(&PlannedChange::state, rc::gen::element(3, 3, 3, 1, 1, 2, 2, 4, 5)));
}

rc::Gen<PlannedAbsence> any_absence() {
  return rc::gen::build<PlannedAbsence>(rc::gen::set(&PlannedAbsence::place, number(0, 6)),
                                        rc::gen::set(&PlannedAbsence::tick, number(0, k_ticks)),
                                        rc::gen::set(&PlannedAbsence::ticks, number(1, k_ticks)));
}

rc::Gen<PlannedLook> any_look() {
  return rc::gen::build<PlannedLook>(rc::gen::set(&PlannedLook::tick, number(0, k_ticks)),
                                     rc::gen::set(&PlannedLook::early, rc::gen::element(0, 0, 1, 3, 12)),
                                     rc::gen::set(&PlannedLook::late, rc::gen::element(0, 0, 1, 3, 12)),
                                     rc::gen::set(&PlannedLook::delay, rc::gen::element(0, 0, 1, 5, 20)),
                                     rc::gen::set(&PlannedLook::copies, rc::gen::element(1, 1, 1, 2, 0)),
                                     rc::gen::set(&PlannedLook::channel, rc::gen::element(0, 0, 1, 2)),
                                     rc::gen::set(&PlannedLook::first_day, rc::gen::element(0, 0, 0, 1)),
                                     rc::gen::set(&PlannedLook::last_day, rc::gen::element(2, 2, 2, 1)),
                                     rc::gen::set(&PlannedLook::scopes, rc::gen::element(3, 3, 1, 2)),
                                     rc::gen::set(&PlannedLook::reports, rc::gen::element(0, 0, 1)));
}

rc::Gen<PlannedLook> plain_look() {
  return rc::gen::build<PlannedLook>(rc::gen::set(&PlannedLook::tick, number(0, k_ticks)));
}

template <typename T>
rc::Gen<std::vector<T>> up_to(int count, rc::Gen<T> gen) {
  return rc::gen::resize(count, rc::gen::container<std::vector<T>>(rc::gen::resize(100, std::move(gen))));
}

rc::Gen<History> history_of(rc::Gen<PlannedLook> look, int looks_max) {
  return rc::gen::build<History>(rc::gen::set(&History::changes, up_to(20, any_change())),
                                 rc::gen::set(&History::absences, up_to(3, any_absence())),
                                 rc::gen::set(&History::looks, up_to(looks_max, std::move(look))));
}

}  // namespace

Instant tick(int number) {
  return Instant((k_first_day + std::chrono::hours(8)).time_since_epoch() - k_ahead) +
         std::chrono::hours(2 * number);
}

std::ostream& operator<<(std::ostream& out, const PlannedChange& c) {
  return out << fmt::format("lesson {} field {} tick {} becomes {}", c.place, c.field, c.tick,
                            journal::fill_state_name(static_cast<FillState>(c.state)));
}
std::ostream& operator<<(std::ostream& out, const PlannedAbsence& a) {
  return out << fmt::format("lesson {} away from tick {} for {}", a.place, a.tick, a.ticks);
}
std::ostream& operator<<(std::ostream& out, const PlannedLook& l) {
  return out << fmt::format(
             "look at tick {} claims -{}..+{} delay {} copies {} channel {} days {}-{} scopes {} reports {}",
             l.tick, l.early, l.late, l.delay, l.copies, l.channel, l.first_day, l.last_day, l.scopes,
             l.reports);
}
std::ostream& operator<<(std::ostream& out, const History& h) {
  for (const auto& change : h.changes) out << "\n  " << change;
  for (const auto& absence : h.absences) out << "\n  " << absence;
  for (const auto& look : h.looks) out << "\n  " << look;
  return out;
}

rc::Gen<History> any_history() { return history_of(any_look(), 14); }
rc::Gen<History> plain_history() { return history_of(plain_look(), 14); }

const std::vector<LessonKey>& school_lessons() {
  static const std::vector<LessonKey> lessons{
      {k_algebra, k_first_day, 1},
      {k_algebra, k_first_day + std::chrono::days(1), 1},
      {k_algebra, k_first_day + std::chrono::days(1), 2},
      {k_algebra, k_first_day + std::chrono::days(2), 1},
      {k_physics, k_first_day, 1},
      {k_physics, k_first_day + std::chrono::days(2), 1},
  };
  return lessons;
}

World world_of(const History& history) {
  World world;
  for (const LessonKey& key : school_lessons()) {
    Life life;
    life.teacher = key.scope == k_algebra ? "Иванова Анна Петровна" : "Петров Олег Николаевич";
    life.number = key.ordinal + 1;
    world[key] = life;
  }
  for (const PlannedChange& change : history.changes) {
    Life& life = world.at(school_lessons()[static_cast<std::size_t>(change.place)]);
    life.field(static_cast<Field>(change.field))
        .change(tick(change.tick), static_cast<FillState>(change.state));
  }
  for (const PlannedAbsence& absence : history.absences) {
    // The first of two lessons of a day stays: without it the second would take its key.
    if (absence.place == 1) continue;
    Life& life = world.at(school_lessons()[static_cast<std::size_t>(absence.place)]);
    life.absences.emplace_back(tick(absence.tick), tick(absence.tick + absence.ticks));
  }
  return world;
}

std::multimap<int, Document> deliveries_of(const History& history, const World& world) {
  std::multimap<int, Document> deliveries;
  int name = 0;
  for (const PlannedLook& planned : history.looks) {
    Look look;
    look.at = tick(planned.tick);
    look.as_of = {tick(planned.tick - planned.early), tick(planned.tick + planned.late)};
    look.source_id = planned.channel == 1 ? "api" : "inbox";
    look.name = fmt::format("look-{:03}", ++name);
    look.fields = fields_of(planned.channel);
    look.dates = {k_first_day + std::chrono::days(planned.first_day),
                  k_first_day + std::chrono::days(planned.last_day)};
    if ((planned.scopes & 1) != 0) look.scopes.push_back(k_algebra);
    if ((planned.scopes & 2) != 0) look.scopes.push_back(k_physics);
    look.reports_entry_times = planned.reports != 0;
    const int arrival = planned.tick + planned.late + planned.delay;
    for (int copy = 0; copy < planned.copies; ++copy)
      deliveries.emplace(arrival + 7 * copy, document_of(world, look));
  }
  return deliveries;
}

rules::Policy school_policy() {
  auto zone = journal::TimeZone::load("Europe/Moscow");
  ELZHUR_CHECK(zone.has_value());
  rules::RuleSpec topic;
  topic.id = "topic-same-day";
  topic.kind = rules::RuleKind::topic;
  topic.due.at = std::chrono::hours(20);
  topic.basis = "п. 3.2";
  rules::RuleSpec homework = topic;
  homework.id = "homework-next-day";
  homework.kind = rules::RuleKind::homework;
  homework.due.plus = rules::Span{1, rules::SpanUnit::days};
  homework.placeholder_is_filled = false;
  return {*zone, journal::SchoolCalendar{}, 0, {topic, homework}, {}, journal::make_date(2026, 9, 1)};
}

Question question_of(const rules::RuleSpec& rule, const LessonKey& lesson) {
  const int days =
      static_cast<int>((lesson.date - k_first_day).count()) + (rule.due.plus ? rule.due.plus->count : 0);
  return {rules::field_of(rule.kind), rule.placeholder_is_filled, tick(days * k_ticks_a_day + 6)};
}

void School::cycle(Instant now, std::vector<Document> documents) {
  std::stable_sort(documents.begin(), documents.end(), [](const Document& a, const Document& b) {
    return std::tie(a.as_of.earliest, a.name) < std::tie(b.as_of.earliest, b.name);
  });
  std::map<journal::Scope, int> speaking_of;
  for (const Document& document : documents) {
    for (const journal::Block& block : document.blocks) ++speaking_of[block.scope];
  }
  rules::Roster roster(ledger_.persons());
  const app::Patience patience;
  app::Ingest ingest(ledger_, roster, nullptr, patience, now);
  app::Judging judging(ledger_, policy_, now, 2026);
  for (const Document& document : documents) {
    const app::Folded folded = ingest.fold(document, [&](app::Touched&& touched) {
      const bool is_alone = speaking_of.at(touched.names) == 1;
      judging.take(std::move(touched), is_alone);
    });
    RC_ASSERT(folded.outcome == app::Folded::Outcome::folded);
    evidence_.take(document);
  }
  judging.finish();
  ledger_.save_persons(roster.changed());
}

Outcome School::outcome() {
  const auto ids = ledger_.all_lessons(journal::LessonId{}, 10000);
  const auto named = [&](journal::LessonId id, const std::string& rule) {
    const auto parts = journal::parts_of(id);
    return DutyName{{ledger_.scope(parts.scope), parts.date, parts.ordinal}, rule};
  };
  Outcome outcome;
  for (const rules::StoredDuty& duty : ledger_.duties(ids))
    outcome.duties[named(duty.lesson, duty.rule)] = duty;
  for (const rules::Finding& f : ledger_.newest_findings(ids)) outcome.findings[named(f.lesson, f.rule)] = f;
  return outcome;
}

Question question_about(const DutyName& name, School& school) {
  const auto& rules = school.policy().rules;
  const auto rule =
      std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.id == name.second; });
  Question question = question_of(*rule, name.first);
  journal::LessonKey there = name.first;
  const auto count_from = [&](Instant shown) {
    // Put into the journal after its day: as if it had been taught on the day it was first seen.
    there.date = std::max(there.date, school.policy().zone.date_of(shown));
    // The first day on which the rule leaves time after that.
    while ((question.due = question_of(*rule, there).due) <= shown) there.date += std::chrono::days(1);
  };
  if (const auto appeared = school.evidence().appeared(name.first)) count_from(*appeared);
  const auto absence = school.evidence().absent(name.first);
  if (absence && absence->from < question.due && question.due <= absence->to) count_from(absence->to);
  return question;
}

std::vector<Document> arrived(const std::multimap<int, Document>& deliveries, int from, int to) {
  std::vector<Document> documents;
  for (auto it = deliveries.upper_bound(from); it != deliveries.end() && it->first <= to; ++it) {
    documents.push_back(it->second);
  }
  return documents;
}

}  // namespace elzhur::simulation
