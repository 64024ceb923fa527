// SchoolCalendar::compile: from what the files say to one table of days for each profile.
#include <algorithm>
#include <limits>
#include <set>

#include "journal/calendar.hpp"
#include "journal/calendar_check.hpp"
#include "journal/calendar_data.hpp"
#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::journal {
namespace {

using Data = SchoolCalendar::Data;

struct Profile {
  bool school = false;
  std::optional<int> grade{};
  std::string folded_class{};
};

/// Every class scope of a school year.
template <typename Visit>
void for_each_scope(const SchoolYearSpec& year, Visit visit) {
  for (const auto& entry : year.weekends) visit(entry.scope);
  for (const auto& entry : year.terms) visit(entry.scope);
  for (const auto& entry : year.holidays) visit(entry.scope);
  for (const auto& entry : year.exceptions) visit(entry.scope);
  for (const auto& entry : year.shifts) visit(entry.scope);
  for (const auto& entry : year.bells) visit(entry.scope);
}

/// In the order that calendar_data.hpp promises.
std::vector<Profile> make_profiles(const CalendarSpec& spec) {
  std::vector<Profile> profiles(k_profile_named);
  profiles[k_profile_school].school = true;
  for (int grade = 0; grade <= k_grade_max; ++grade) {
    profiles[k_profile_grade_0 + static_cast<std::uint32_t>(grade)].grade = grade;
  }
  std::set<std::string> named;
  for (const SchoolYearSpec& year : spec.school_years) {
    for_each_scope(year, [&](const ClassScope& scope) {
      for (const std::string& name : scope.classes) named.insert(fold_class(name));
    });
  }
  for (const std::string& folded : named) profiles.push_back({false, grade_of(folded), folded});
  return profiles;
}

bool holds(const ClassScope& scope, const Profile& profile) {
  if (scope.whole_school()) return true;
  if (profile.school) return false;
  if (profile.grade &&
      std::find(scope.grades.begin(), scope.grades.end(), *profile.grade) != scope.grades.end()) {
    return true;
  }
  if (profile.folded_class.empty()) return false;
  return std::any_of(scope.classes.begin(), scope.classes.end(),
                     [&](const std::string& name) { return fold_class(name) == profile.folded_class; });
}

Weekdays default_weekend() {
  Weekdays days;
  days.add(std::chrono::Saturday);
  days.add(std::chrono::Sunday);
  return days;
}

/// The first and the last day that any file speaks of.
DateRange whole_range(const CalendarSpec& spec) {
  DateRange range{Date::max(), Date::min()};
  const auto widen = [&range](const DateRange& by) {
    range.first = std::min(range.first, by.first);
    range.last = std::max(range.last, by.last);
  };
  for (const auto& year : spec.working_years)
    widen({make_date(year.year, 1, 1), make_date(year.year, 12, 31)});
  for (const auto& year : spec.school_years) widen(school_year_range(year.first_year));
  return range;
}

void publish(const WorkingYearSpec& year, Data& data) {
  const auto day = [&data](Date date) -> PublishedDay& {
    const auto index = data.index_of(date);
    ELZHUR_CHECK(index);
    return data.published[*index];
  };
  for (Date date = make_date(year.year, 1, 1); year_of(date) == year.year; date += std::chrono::days(1)) {
    day(date).known = true;
  }
  for (const Date date : year.days_off) day(date).off = true;
  for (const Date date : year.short_days) day(date).shortened = true;
  for (const Date date : year.working_weekends) day(date).worked = true;
  for (const Date date : year.uncertain_days) day(date).uncertain = true;
  if (year.approved) data.approved_years.push_back(year.year);
}

Known published_answer(const PublishedDay& day, bool weekend) {
  if (!day.known || day.uncertain) return Known::unknown;
  if (day.off) return Known::no;
  if (day.worked) return Known::yes;
  return weekend ? Known::no : Known::yes;
}

/// Fills in the days of one profile.
class Painter {
 public:
  Painter(const Profile& profile, Data& data, CalendarDay* days)
      : profile_(profile), data_(data), days_(days) {
    for (std::size_t i = 0; i < data_.days; ++i) {
      const Date date = data_.first + std::chrono::days(static_cast<int>(i));
      days_[i].working = published_answer(data_.published[i], default_weekend().has(weekday_of(date)));
    }
  }

  void paint(const SchoolYearSpec& year, std::size_t first_term) {
    const Weekdays weekend = weekend_of(year);
    each_day(school_year_range(year.first_year), [&](std::size_t i, Date date) {
      days_[i].working = published_answer(data_.published[i], weekend.has(weekday_of(date)));
    });
    paint_terms(year, weekend, first_term);
    for (const HolidaySpec& holiday : year.holidays) {
      if (!holds(holiday.scope, profile_)) continue;
      each_day(holiday.dates, [&](std::size_t i, Date) { days_[i].lessons = Known::no; });
    }
    for (const ExceptionSpec& exception : year.exceptions) {
      if (!holds(exception.scope, profile_)) continue;
      each_day(exception.dates, [&](std::size_t i, Date) { apply(exception.kind, days_[i]); });
    }
  }

 private:
  template <typename Visit>
  void each_day(const DateRange& range, Visit visit) {
    for (Date date = range.first; date <= range.last; date += std::chrono::days(1)) {
      const auto index = data_.index_of(date);
      ELZHUR_CHECK(index);
      visit(*index, date);
    }
  }

  [[nodiscard]] Weekdays weekend_of(const SchoolYearSpec& year) const {
    Weekdays days = default_weekend();
    for (const WeekendSpec& weekend : year.weekends) {
      if (holds(weekend.scope, profile_)) days = weekend.days;
    }
    return days;
  }

  void paint_terms(const SchoolYearSpec& year, Weekdays weekend, std::size_t first_term) {
    DateRange between{Date::max(), Date::min()};
    for (const TermSpec& term : year.terms) {
      if (!holds(term.scope, profile_)) continue;
      between.first = std::min(between.first, term.dates.first);
      between.last = std::max(between.last, term.dates.last);
    }
    if (between.last < between.first) return;
    each_day(between, [&](std::size_t i, Date) { days_[i].lessons = Known::no; });
    for (std::size_t t = 0; t < year.terms.size(); ++t) {
      if (!holds(year.terms[t].scope, profile_)) continue;
      each_day(year.terms[t].dates, [&](std::size_t i, Date date) {
        days_[i].lessons = weekend.has(weekday_of(date)) ? Known::no : days_[i].working;
        days_[i].term = static_cast<std::uint16_t>(first_term + t + 1);
      });
    }
  }

  static void apply(ExceptionKind kind, CalendarDay& day) {
    switch (kind) {
      case ExceptionKind::no_lessons:
        day.lessons = Known::no;
        break;
      case ExceptionKind::day_off:
        day.working = Known::no;
        day.lessons = Known::no;
        break;
      case ExceptionKind::added:
        day.working = Known::yes;
        day.lessons = Known::yes;
        break;
    }
  }

  const Profile& profile_;
  Data& data_;
  CalendarDay* days_;
};

BellTable compile_bells(const BellSetSpec& set, const DateRange& whole) {
  BellTable table;
  table.dates = {set.from.value_or(whole.first), set.to.value_or(whole.last)};
  table.days = set.days;
  table.every_day = set.days.empty();
  for (const BellSpec& bell : set.bells) {
    table.lessons[static_cast<std::size_t>(bell.number)] = LessonTimes{bell.start, bell.end};
    table.latest_end = std::max(table.latest_end, bell.end);
  }
  return table;
}

int shift_of(const SchoolYearSpec& year, const Profile& profile) {
  int shift = 1;
  for (const ShiftSpec& entry : year.shifts) {
    if (holds(entry.scope, profile)) shift = entry.shift;
  }
  return shift;
}

void add_bells(const SchoolYearSpec& year, const std::vector<Profile>& profiles, Data& data) {
  for (const BellSetSpec& set : year.bells) {
    const auto index = static_cast<std::uint16_t>(data.bells.size());
    data.bells.push_back(compile_bells(set, school_year_range(year.first_year)));
    for (std::size_t p = 0; p < profiles.size(); ++p) {
      if (!holds(set.scope, profiles[p]) || (set.shift && *set.shift != shift_of(year, profiles[p])))
        continue;
      data.profile_bells[p].push_back(index);
    }
  }
}

}  // namespace

tl::expected<SchoolCalendar, std::vector<CalendarProblem>> SchoolCalendar::compile(const CalendarSpec& spec) {
  std::vector<CalendarProblem> problems = find_problems(spec);
  if (!problems.empty()) return tl::make_unexpected(std::move(problems));
  if (spec.working_years.empty() && spec.school_years.empty()) return SchoolCalendar();

  auto data = std::make_shared<Data>();
  const std::vector<Profile> profiles = make_profiles(spec);
  const DateRange range = whole_range(spec);
  data->first = range.first;
  data->days = static_cast<std::size_t>((range.last - range.first).count()) + 1;
  data->published.resize(data->days);
  data->table.resize(data->days * profiles.size());
  data->profile_bells.resize(profiles.size());
  for (std::size_t p = k_profile_named; p < profiles.size(); ++p) {
    data->classes.emplace_back(profiles[p].folded_class, static_cast<std::uint32_t>(p));
  }
  for (const WorkingYearSpec& year : spec.working_years) publish(year, *data);
  for (std::size_t p = 0; p < profiles.size(); ++p) {
    Painter painter(profiles[p], *data, &data->table[p * data->days]);
    std::size_t first_term = 0;
    for (const SchoolYearSpec& year : spec.school_years) {
      painter.paint(year, first_term);
      first_term += year.terms.size();
    }
  }
  for (const SchoolYearSpec& year : spec.school_years) {
    for (const TermSpec& term : year.terms) data->terms.push_back({term.dates.last, term.name});
    add_bells(year, profiles, *data);
  }
  for (auto& bells : data->profile_bells) std::reverse(bells.begin(), bells.end());
  return SchoolCalendar(std::move(data));
}

}  // namespace elzhur::journal
