#include "daemon/store/days.hpp"

#include <algorithm>

namespace elzhur::store {

using journal::LessonId;
using rules::DutyStatus;

namespace {

int day_number(LessonId lesson) {
  return static_cast<int>(journal::parts_of(lesson).date.time_since_epoch().count());
}

/// Gaps in a run of days are cheaper to count too than to go through all scopes once more.
constexpr int k_gap_max = 7;

bool counts_alike(const rules::LessonRecord& a, const rules::LessonRecord& b) {
  if (!(a.attributes == b.attributes)) return false;
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(),
                    [](const rules::Episodes& x, const rules::Episodes& y) {
                      return rules::current_state(x) == rules::current_state(y);
                    });
}

}  // namespace

std::int64_t sole_owner(const Use& use, int teachers, int substitutes, int substituted_by_unknown) {
  rules::Attributes attributes;
  attributes.teachers = ids_of<journal::PersonId>(use.text(teachers));
  attributes.substitutes = ids_of<journal::PersonId>(use.text(substitutes));
  attributes.substituted_by_unknown = use.boolean(substituted_by_unknown);
  const auto owners = rules::owners_of(attributes);
  return owners.size() == 1 ? static_cast<std::int64_t>(owners.front()) : 0;
}

int badness(DutyStatus status) {
  switch (status) {
    case DutyStatus::pending:
    case DutyStatus::backlog:
      return 0;
    case DutyStatus::unknown:
      return 1;
    case DutyStatus::excused:
      return 2;
    case DutyStatus::on_time:
      return 3;
    case DutyStatus::unproven:
      return 4;
    case DutyStatus::late:
      return 5;
    case DutyStatus::unfilled:
      return 6;
  }
  fail_damaged("a duty has no such status");
}

rules::LessonTotals totals_of(const std::array<std::int64_t, k_badness_count>& lessons) {
  rules::LessonTotals totals;
  totals.unknown = lessons[1];
  totals.excused = lessons[2];
  totals.on_time = lessons[3];
  totals.unproven = lessons[4];
  totals.late = lessons[5];
  totals.unfilled = lessons[6];
  totals.filled = totals.on_time + totals.unproven + totals.late;
  totals.held = totals.filled + totals.unfilled;
  return totals;
}

Days::Days(Core& core, Words& words) : core_(core), words_(words) {}

void Days::note(std::span<const rules::LessonChange> changes) {
  for (const rules::LessonChange& change : changes) {
    if (change.before == nullptr || !counts_alike(*change.before, *change.after))
      stale_.insert(day_number(change.after->id));
  }
}

void Days::note(std::span<const rules::LedgerStore::DutyChange> changes) {
  for (const auto& change : changes) {
    const bool is_same = change.before && change.after && change.before->status == change.after->status;
    if (!is_same) stale_.insert(day_number(change.after ? change.after->lesson : change.before->lesson));
  }
}

void Days::save() {
  auto day = stale_.begin();
  while (day != stale_.end()) {
    const int first = *day;
    int last = first;
    while (day != stale_.end() && *day - last <= k_gap_max) last = *day++;
    count(first, last);
  }
  stale_.clear();
}

void Days::count(int first, int last) {
  Counts counts;
  const journal::DateRange dates{journal::Date{std::chrono::days{first}},
                                 journal::Date{std::chrono::days{last}}};
  Statement lessons(core_.connection,
                    "SELECT d.lesson_id, d.status, l.teachers, l.substitutes, l.substituted_by_unknown "
                    "FROM duty d JOIN lesson l ON l.id = d.lesson_id "
                    "WHERE d.lesson_id BETWEEN ?1 AND ?2 ORDER BY d.lesson_id");
  Statement fields(core_.connection,
                   "SELECT lesson_id, field, state FROM episode WHERE lesson_id BETWEEN ?1 AND ?2 "
                   "ORDER BY lesson_id, field, seq");
  for (const journal::ScopeId scope : words_.scope_ids()) {
    const auto range = id_range(scope, dates);
    if (!range) break;
    count_lessons(lessons, *range, counts);
    count_fields(fields, *range, counts);
  }
  write(first, last, counts);
}

void Days::count_lessons(Statement& read, IdRange range, Counts& counts) {
  LessonId lesson{};
  std::int64_t owner = 0;
  int worst = 0;
  const auto add = [&] {
    if (worst != 0) ++counts.lessons[{day_number(lesson), owner}][static_cast<std::size_t>(worst)];
  };
  Use use = read.use(range.low, range.high);
  while (use.step()) {
    if (use.id<LessonId>(0) != lesson) {
      add();
      lesson = use.id<LessonId>(0);
      owner = sole_owner(use, 2, 3, 4);
      worst = 0;
    }
    worst = std::max(worst, badness(static_cast<DutyStatus>(use.small(1))));
  }
  add();
}

void Days::count_fields(Statement& read, IdRange range, Counts& counts) {
  LessonId lesson{};
  int field = 0;
  int state = 0;
  const auto add = [&] {
    if (state != 0)
      ++counts.fields[day_number(lesson)][static_cast<std::size_t>(field)][static_cast<std::size_t>(state)];
  };
  Use use = read.use(range.low, range.high);
  while (use.step()) {
    if (use.id<LessonId>(0) != lesson || use.small(1) != field) add();
    lesson = use.id<LessonId>(0);
    field = use.small(1);
    state = use.small(2);
  }
  add();
}

void Days::write(int first, int last, const Counts& counts) {
  Statement(core_.connection, "DELETE FROM day_lessons WHERE day BETWEEN ?1 AND ?2").run(first, last);
  Statement(core_.connection, "DELETE FROM day_fields WHERE day BETWEEN ?1 AND ?2").run(first, last);
  Statement lessons(core_.connection, "INSERT INTO day_lessons VALUES(?1, ?2, ?3, ?4)");
  for (const auto& [key, by_worst] : counts.lessons) {
    for (std::size_t worst = 1; worst < by_worst.size(); ++worst) {
      if (by_worst[worst] != 0) lessons.run(key.first, key.second, worst, by_worst[worst]);
    }
  }
  Statement fields(core_.connection, "INSERT INTO day_fields VALUES(?1, ?2, ?3, ?4)");
  for (const auto& [day, by_field] : counts.fields) {
    for (std::size_t field = 0; field < by_field.size(); ++field) {
      for (std::size_t state = 1; state < by_field[field].size(); ++state) {
        if (by_field[field][state] != 0) fields.run(day, field, state, by_field[field][state]);
      }
    }
  }
}

}  // namespace elzhur::store
