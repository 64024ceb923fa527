#include "tests/simulator/school_year.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace elzhur::simulator {
namespace {

using std::chrono::days;

journal::Date saturday_from(journal::Date date) {
  while (journal::weekday_of(date) != std::chrono::Saturday) {
    date += days(1);
  }
  return date;
}

bool is_weekend(journal::Date date) {
  const std::chrono::weekday weekday = journal::weekday_of(date);
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

/// A state holiday, and the Monday instead of one at a week-end (Labour Code, article 112).
DaysOff holiday(const char* name, journal::Date date) {
  journal::Date last = date;
  while (is_weekend(last)) {
    last += days(1);
  }
  return {name, {date, last}};
}

}  // namespace

SchoolYear make_school_year(journal::Date first_day, int school_days) {
  const std::chrono::year_month_day first(first_day);
  const int year = journal::year_of(first_day) - (first.month() < std::chrono::July ? 1 : 0);
  const journal::Date autumn = saturday_from(journal::make_date(year, 10, 24));
  const journal::Date spring = saturday_from(journal::make_date(year + 1, 3, 22));
  const journal::Date winter = journal::make_date(year, 12, 31);
  journal::Date winter_end = journal::make_date(year + 1, 1, 8);
  while (journal::weekday_of(winter_end) != std::chrono::Sunday) {
    winter_end += days(1);
  }
  SchoolYear made;
  made.days_off = {{"Осенние каникулы", {autumn, autumn + days(8)}},
                   holiday("День народного единства", journal::make_date(year, 11, 4)),
                   {"Зимние каникулы", {winter, winter_end}},
                   holiday("День защитника Отечества", journal::make_date(year + 1, 2, 23)),
                   holiday("Международный женский день", journal::make_date(year + 1, 3, 8)),
                   {"Весенние каникулы", {spring, spring + days(8)}},
                   holiday("Праздник Весны и Труда", journal::make_date(year + 1, 5, 1)),
                   holiday("День Победы", journal::make_date(year + 1, 5, 9)),
                   holiday("День России", journal::make_date(year + 1, 6, 12))};
  for (journal::Date date = first_day; made.school_days.size() < static_cast<std::size_t>(school_days);
       date += days(1)) {
    const auto off = [&](const DaysOff& range) { return range.dates.contains(date); };
    if (!is_weekend(date) && std::ranges::none_of(made.days_off, off)) {
      made.school_days.push_back(date);
    }
  }
  const journal::Date last = std::max(journal::make_date(year + 1, 5, 26), made.school_days.back());
  made.terms = {{std::min(first_day, journal::make_date(year, 9, 1)), autumn - days(1)},
                {autumn + days(9), winter - days(1)},
                {winter_end + days(1), spring - days(1)},
                {spring + days(9), last}};
  // A school of fewer days than a year has holidays from then on.
  const journal::Date summer_end = std::max(journal::make_date(year + 1, 8, 31), last + days(1));
  std::erase_if(made.days_off, [&](const DaysOff& off) { return off.dates.first > made.school_days.back(); });
  made.days_off.push_back({"Летние каникулы", {made.school_days.back() + days(1), summer_end}});
  return made;
}

std::vector<Bell> make_bells() {
  using std::chrono::minutes;
  struct Row {
    int start;  ///< Minutes since midnight.
    int length;
  };
  constexpr std::array<Row, k_first_shift_lessons + k_second_shift_lessons> k_rows{
      {{480, 45},
       {535, 45},
       {595, 45},
       {655, 45},
       {710, 45},
       {765, 45},
       {820, 45},  // from 08:00
       {870, 40},
       {920, 40},
       {970, 40},
       {1020, 40},
       {1065, 40},
       {1110, 40}}};  // from 14:30
  std::vector<Bell> bells;
  for (const Row& row : k_rows) {
    bells.push_back(
        {static_cast<int>(bells.size()) + 1, minutes(row.start), minutes(row.start + row.length)});
  }
  return bells;
}

}  // namespace elzhur::simulator
