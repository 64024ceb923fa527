// Numbers by week, and all that papers about a period are made from.
#include <algorithm>
#include <map>

#include "daemon/app/desk_parts.hpp"
#include "journal/names.hpp"
#include "journal/school_year.hpp"

namespace elzhur::app {

using journal::Date;
using journal::Instant;

namespace {

std::vector<web::WeekView> weeks_in(store::Snapshot& snapshot, journal::DateRange dates) {
  std::vector<web::WeekView> weeks;
  if (dates.last < dates.first) return weeks;
  for (const store::DayTotals& day : snapshot.pages().days(dates)) {
    const Date monday = monday_of(day.day);
    if (weeks.empty() || weeks.back().monday != monday) weeks.push_back({monday, {}});
    weeks.back().lessons += day.lessons;
  }
  return weeks;
}

std::vector<web::FieldWeek> field_weeks_in(store::Snapshot& snapshot, journal::DateRange dates) {
  using journal::FillState;
  std::map<std::pair<Date, journal::Field>, web::FieldWeek> weeks;
  for (const store::DayField& day : snapshot.pages().day_fields(dates)) {
    if (day.state == FillState::not_required || day.state == FillState::unknown) continue;
    const Date monday = monday_of(day.day);
    web::FieldWeek& week = weeks[{monday, day.field}];
    week.monday = monday;
    week.field = day.field;
    week.known += day.lessons;
    if (day.state == FillState::filled || day.state == FillState::declared) week.filled += day.lessons;
  }
  std::vector<web::FieldWeek> list;
  for (const auto& [key, week] : weeks) list.push_back(week);
  return list;
}

void add(rules::OwnerWork& to, const rules::OwnerWork& more) {
  to.lessons += more.lessons;
  for (std::size_t field = 0; field < to.fields.size(); ++field) {
    rules::FieldTotals& sum = to.fields[field];
    const rules::FieldTotals& of = more.fields[field];
    sum.filled += of.filled;
    sum.declared += of.declared;
    sum.missing += of.missing;
    sum.waiting += of.waiting;
    sum.marked += of.marked;
    sum.unknown += of.unknown;
  }
}

std::vector<web::OutageView> outages_in(store::Snapshot& snapshot, const journal::TimeZone& zone,
                                        journal::DateRange dates) {
  const Instant from = zone.to_instant(journal::LocalTime(dates.first));
  const Instant to = zone.to_instant(journal::LocalTime(dates.last + std::chrono::days(1)));
  std::vector<web::OutageView> views;
  for (const store::OutageRow& row : snapshot.outages().all()) {
    const Instant end = row.outage.to.value_or(to);
    if (row.outage.from < to && end > from) views.push_back({row.outage.from, end, row.reason});
  }
  return views;
}

}  // namespace

std::vector<web::WeekView> StoreDesk::weeks() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  store::Snapshot snapshot = readers_.take();
  return weeks_in(snapshot, watched(snapshot, setup->config, needs_.clock.now()));
}

std::vector<web::FieldWeek> StoreDesk::field_weeks() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  store::Snapshot snapshot = readers_.take();
  const Date today = setup->config.school.zone.date_of(needs_.clock.now());
  return field_weeks_in(snapshot, {journal::school_year_start(today), today - std::chrono::days(1)});
}

web::PeriodView StoreDesk::period(std::optional<Date> from, std::optional<Date> to, bool with_work) {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  const config::Config& config = setup->config;
  store::Snapshot snapshot = readers_.take();
  const Instant now = needs_.clock.now();
  const Date today = config.school.zone.date_of(now);
  const journal::DateRange year = watched(snapshot, config, now);
  web::PeriodView view;
  view.dates.first = from ? std::max(*from, watch_from(snapshot, config).value_or(today)) : year.first;
  view.dates.last = std::min(to.value_or(year.last), year.last);
  if (view.dates.last < view.dates.first) return view;
  view.weeks = weeks_in(snapshot, view.dates);
  for (const web::WeekView& week : view.weeks) view.lessons += week.lessons;
  view.field_weeks = field_weeks_in(snapshot, view.dates);
  view.outages = outages_in(snapshot, config.school.zone, view.dates);

  std::map<journal::PersonId, rules::OwnerWork> work;
  if (with_work) work = snapshot.papers().work(view.dates);
  for (const auto& [owner, of] : work) add(view.all, of);
  const People known = people(snapshot, config);
  const auto totals = snapshot.pages().totals_by_owner(view.dates);
  for (const rules::Person& person : known.persons) {
    const auto lessons = totals.find(person.id);
    const auto of = work.find(person.id);
    if (lessons == totals.end() && of == work.end()) continue;
    web::PeriodTeacher& teacher = view.teachers.emplace_back();
    teacher.id = person.id;
    teacher.name = person.name;
    teacher.post = post_of(known, config, person.id);
    if (lessons != totals.end()) teacher.lessons = lessons->second;
    if (of != work.end()) teacher.work = of->second;
  }
  std::sort(view.teachers.begin(), view.teachers.end(),
            [](const web::PeriodTeacher& a, const web::PeriodTeacher& b) {
              return std::pair(journal::fold(a.name), a.id) < std::pair(journal::fold(b.name), b.id);
            });
  return view;
}

}  // namespace elzhur::app
