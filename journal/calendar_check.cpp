#include "journal/calendar_check.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "journal/calendar_data.hpp"
#include "journal/names.hpp"

namespace elzhur::journal {
namespace {

constexpr Seconds k_day{24 * 3600};
constexpr int k_shift_max = 3;

std::string format_range(const DateRange& range) {
  return fmt::format("{} to {}", format_date(range.first), format_date(range.last));
}

bool is_weekend_of_five_days(Date date) {
  return weekday_of(date) == std::chrono::Saturday || weekday_of(date) == std::chrono::Sunday;
}

bool overlap(const DateRange& a, const DateRange& b) { return a.first <= b.last && b.first <= a.last; }

/// The same scope with class names as they are compared, sorted.
ClassScope folded(const ClassScope& scope) {
  ClassScope out{scope.grades, {}};
  std::sort(out.grades.begin(), out.grades.end());
  for (const std::string& name : scope.classes) out.classes.push_back(fold_class(name));
  std::sort(out.classes.begin(), out.classes.end());
  return out;
}

bool names_class_of(const ClassScope& scope, const std::vector<int>& grades) {
  return std::any_of(scope.classes.begin(), scope.classes.end(), [&](const std::string& name) {
    const auto grade = grade_of(name);
    return grade && std::binary_search(grades.begin(), grades.end(), *grade);
  });
}

template <typename T>
bool share_one(const std::vector<T>& a, const std::vector<T>& b) {
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) return true;
    *x < *y ? ++x : ++y;
  }
  return false;
}

bool folded_scopes_meet(const ClassScope& a, const ClassScope& b) {
  if (a.whole_school() || b.whole_school()) return true;
  return share_one(a.grades, b.grades) || share_one(a.classes, b.classes) || names_class_of(a, b.grades) ||
         names_class_of(b, a.grades);
}

/// Collects the problems of one CalendarSpec.
class Checker {
 public:
  std::vector<CalendarProblem> run(const CalendarSpec& spec) {
    for (const WorkingYearSpec& year : spec.working_years) check(year);
    for (const SchoolYearSpec& year : spec.school_years) check(year);
    check_span();
    if (classes_.size() > k_calendar_classes_max) {
      add("", fmt::format("the calendar files name more than {} different classes", k_calendar_classes_max));
    }
    return std::move(problems_);
  }

 private:
  [[nodiscard]] bool is_full() const { return problems_.size() > k_calendar_problems_max; }

  void add(const std::string& place, std::string text) {
    if (is_full()) return;
    if (problems_.size() == k_calendar_problems_max) {
      text = fmt::format("more than {} problems in the calendar files; the rest is not shown",
                         k_calendar_problems_max);
    }
    problems_.push_back({place, std::move(text)});
  }

  bool check_year(int year, const std::string& place) {
    if (year < k_calendar_year_min || year > k_calendar_year_max) {
      add(place,
          fmt::format("year {} is not between {} and {}", year, k_calendar_year_min, k_calendar_year_max));
      return false;
    }
    first_year_ = std::min(first_year_, year);
    last_year_ = std::max(last_year_, year);
    return true;
  }

  void check_span() {
    if (first_year_ <= last_year_ && last_year_ - first_year_ >= k_calendar_years_max) {
      add("", fmt::format("the calendar files reach from {} to {}, which is more than {} years", first_year_,
                          last_year_, k_calendar_years_max));
    }
  }

  void check(const WorkingYearSpec& year) {
    if (!check_year(year.year, year.place)) return;
    if (!working_years_.insert(year.year).second) {
      add(year.place, fmt::format("the working days of {} are given twice", year.year));
    }
    if (year.approved && !year.uncertain_days.empty()) {
      add(year.place,
          fmt::format("{} is approved, so no day of it can be uncertain: empty 'uncertain_days' or say "
                      "'approved: false'",
                      year.year));
    }
    std::map<Date, std::string_view> seen;
    check_dates(year, "days_off", year.days_off, seen);
    check_dates(year, "working_weekends", year.working_weekends, seen);
    check_dates(year, "short_days", year.short_days, seen);
    check_dates(year, "uncertain_days", year.uncertain_days, seen);
    for (const Date date : year.working_weekends) {
      if (!is_weekend_of_five_days(date)) {
        add(year.place,
            fmt::format("{} under 'working_weekends' is neither a Saturday nor a Sunday", format_date(date)));
      }
    }
  }

  /// A day may be short and worked on a weekend at once; every other pair of lists excludes each other.
  void check_dates(const WorkingYearSpec& year, std::string_view list, const std::vector<Date>& dates,
                   std::map<Date, std::string_view>& seen) {
    for (const Date date : dates) {
      if (year_of(date) != year.year) {
        add(year.place, fmt::format("{} under '{}' does not lie in {}", format_date(date), list, year.year));
        continue;
      }
      const auto [entry, first] = seen.try_emplace(date, list);
      if (!first && !(list == "short_days" && entry->second == "working_weekends")) {
        add(year.place,
            fmt::format("{} stands under '{}' and again under '{}'", format_date(date), entry->second, list));
      }
      entry->second = list;
    }
  }

  void check(const SchoolYearSpec& year) {
    if (!check_year(year.first_year, year.place) || !check_year(year.first_year + 1, year.place)) return;
    if (!school_years_.insert(year.first_year).second) {
      add(year.place,
          fmt::format("the school year {}-{} is given twice", year.first_year, year.first_year + 1));
    }
    const DateRange whole = school_year_range(year.first_year);
    if (!check_sizes(year)) return;
    for (const WeekendSpec& weekend : year.weekends) check(weekend);
    for (const TermSpec& term : year.terms)
      check_range("term", term.name, term.dates, whole, term.scope, term.place);
    for (const HolidaySpec& holiday : year.holidays) {
      check_range("holiday", holiday.name, holiday.dates, whole, holiday.scope, holiday.place);
    }
    for (const ExceptionSpec& exception : year.exceptions) {
      check_range("exception", exception.reason, exception.dates, whole, exception.scope, exception.place);
    }
    for (const ShiftSpec& shift : year.shifts) {
      check_shift(shift.shift, shift.place);
      check_scope(shift.scope, shift.place);
    }
    check_overlaps(year.terms);
    for (const BellSetSpec& bells : year.bells) check(bells, whole);
  }

  bool check_sizes(const SchoolYearSpec& year) {
    const std::size_t longest = std::max({year.weekends.size(), year.terms.size(), year.holidays.size(),
                                          year.exceptions.size(), year.shifts.size(), year.bells.size()});
    if (longest <= k_calendar_entries_max) return true;
    add(year.place, fmt::format("a list of the school year {} has {} entries, at most {} are read",
                                year.first_year, longest, k_calendar_entries_max));
    return false;
  }

  void check(const WeekendSpec& weekend) {
    check_scope(weekend.scope, weekend.place);
    if (weekend.days.empty()) add(weekend.place, "the weekend has no day");
    bool all = true;
    for (unsigned day = 0; day < 7; ++day) all = all && weekend.days.has(std::chrono::weekday(day));
    if (all) add(weekend.place, "the weekend has all seven days, so nothing would be worked");
  }

  void check_range(std::string_view what, const std::string& name, const DateRange& dates,
                   const DateRange& whole, const ClassScope& scope, const std::string& place) {
    check_scope(scope, place);
    if (dates.last < dates.first) {
      add(place, fmt::format("{} '{}' ends on {}, before it begins on {}", what, name,
                             format_date(dates.last), format_date(dates.first)));
    } else if (dates.first < whole.first || whole.last < dates.last) {
      add(place, fmt::format("{} '{}', {}, does not lie in the school year {}", what, name,
                             format_range(dates), format_range(whole)));
    }
  }

  void check_scope(const ClassScope& scope, const std::string& place) {
    for (const int grade : scope.grades) {
      if (grade < 0 || grade > k_grade_max) {
        add(place, fmt::format("grade {} is not between 0 and {}", grade, k_grade_max));
      }
    }
    for (const std::string& name : scope.classes) {
      const std::string folded = fold_class(name);
      if (folded.empty()) add(place, "a class without a name");
      classes_.insert(folded);
    }
  }

  void check_shift(int shift, const std::string& place) {
    if (shift < 1 || shift > k_shift_max) {
      add(place, fmt::format("shift {} is not between 1 and {}", shift, k_shift_max));
    }
  }

  void check_overlaps(const std::vector<TermSpec>& terms) {
    std::vector<ClassScope> scopes;
    for (const TermSpec& term : terms) scopes.push_back(folded(term.scope));
    for (std::size_t i = 0; i < terms.size() && !is_full(); ++i) {
      for (std::size_t j = 0; j < i && !is_full(); ++j) {
        if (overlap(terms[i].dates, terms[j].dates) && folded_scopes_meet(scopes[i], scopes[j])) {
          add(terms[i].place,
              fmt::format("term '{}', {}, overlaps term '{}', {}, for some class", terms[i].name,
                          format_range(terms[i].dates), terms[j].name, format_range(terms[j].dates)));
        }
      }
    }
  }

  void check(const BellSetSpec& set, const DateRange& whole) {
    const DateRange dates{set.from.value_or(whole.first), set.to.value_or(whole.last)};
    check_range("bells", set.name, dates, whole, set.scope, set.place);
    if (set.shift) check_shift(*set.shift, set.place);
    if (set.bells.empty()) add(set.place, fmt::format("bells '{}' have no lesson", set.name));
    std::map<int, BellSpec> by_number;
    for (const BellSpec& bell : set.bells) {
      if (bell.number < 0 || bell.number > k_lesson_number_max) {
        add(set.place, fmt::format("bells '{}': lesson {} is not between 0 and {}", set.name, bell.number,
                                   k_lesson_number_max));
      } else if (!by_number.emplace(bell.number, bell).second) {
        add(set.place, fmt::format("bells '{}': lesson {} is given twice", set.name, bell.number));
      }
      if (bell.start < Seconds(0) || bell.end >= k_day || bell.end <= bell.start) {
        add(set.place, fmt::format("bells '{}': lesson {} does not end after it starts, on the same day",
                                   set.name, bell.number));
      }
    }
    const BellSpec* previous = nullptr;
    for (const auto& [number, bell] : by_number) {
      if (previous != nullptr && bell.start < previous->end) {
        add(set.place, fmt::format("bells '{}': lesson {} starts before lesson {} ends", set.name, number,
                                   previous->number));
      }
      previous = &bell;
    }
  }

  std::vector<CalendarProblem> problems_;
  std::set<int> working_years_;
  std::set<int> school_years_;
  std::set<std::string> classes_;
  int first_year_ = std::numeric_limits<int>::max();
  int last_year_ = std::numeric_limits<int>::min();
};

}  // namespace

DateRange school_year_range(int first_year) {
  return {make_date(first_year, 9, 1), make_date(first_year + 1, 8, 31)};
}

bool scopes_meet(const ClassScope& a, const ClassScope& b) {
  return folded_scopes_meet(folded(a), folded(b));
}

std::vector<CalendarProblem> find_problems(const CalendarSpec& spec) { return Checker().run(spec); }

}  // namespace elzhur::journal
