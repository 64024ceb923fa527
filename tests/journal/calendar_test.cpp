#include "journal/calendar.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/journal/published_days.hpp"

namespace elzhur::journal {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using tests::compiled;
using tests::weekdays;

constexpr auto k_saturday = std::chrono::Saturday;
constexpr auto k_sunday = std::chrono::Sunday;

Seconds at(int hour, int minute) { return hours(hour) + minutes(minute); }
Date day(unsigned month, unsigned d) { return make_date(month >= 9 ? 2026 : 2027, month, d); }

ClassScope grades(std::vector<int> of) { return {std::move(of), {}}; }
ClassScope classes(std::vector<std::string> of) { return {{}, std::move(of)}; }

/// A school of two quarters in 2026/2027: five days a week, grades 10 and 11 six days; 7А learns in shift 2.
SchoolYearSpec school() {
  SchoolYearSpec year;
  year.first_year = 2026;
  year.weekends = {{weekdays({k_saturday, k_sunday}), {}, "w0"},
                   {weekdays({k_sunday}), grades({10, 11}), "w1"}};
  year.terms = {{"I", {day(9, 1), day(10, 23)}, {}, "t0"}, {"II", {day(11, 5), day(12, 30)}, {}, "t1"}};
  year.holidays = {{"осенние", {day(10, 24), day(11, 4)}, {}, "h0"},
                   {"первый класс", {day(11, 16), day(11, 20)}, grades({1}), "h1"},
                   {"лето", {day(6, 1), day(8, 31)}, {}, "h2"}};
  year.shifts = {{2, classes({"7 «А»"}), "s0"}};
  BellSetSpec usual{"обычный", {}, {}, 1, {}, {}, {{1, at(8, 30), at(9, 15)}, {2, at(9, 25), at(10, 10)}},
                    "b0"};
  BellSetSpec second{"вторая смена", {}, {}, 2, {}, {}, {{1, at(13, 0), at(13, 40)}}, "b1"};
  BellSetSpec monday{
      "понедельник", weekdays({std::chrono::Monday}), {}, 1, {}, {}, {{1, at(8, 30), at(9, 0)}}, "b2"};
  BellSetSpec one_day{"короткий день", {}, {}, 1, day(12, 30), day(12, 30), {{1, at(8, 30), at(9, 0)}}, "b3"};
  year.bells = {usual, second, monday, one_day};
  return year;
}

CalendarSpec spec_with(SchoolYearSpec year) {
  CalendarSpec spec = tests::published_years(2026, 2027);
  spec.school_years.push_back(std::move(year));
  return spec;
}

TEST(Calendar, AnEmptyCalendarKnowsNothing) {
  for (const SchoolCalendar& calendar : {SchoolCalendar(), compiled({})}) {
    EXPECT_EQ(calendar.is_working_day(day(9, 1)), std::nullopt);
    EXPECT_EQ(calendar.is_school_day("5А", day(9, 1)), std::nullopt);
    EXPECT_EQ(calendar.add_working_days(day(9, 1), 1), std::nullopt);
    EXPECT_EQ(calendar.add_working_days(day(9, 1), 0), day(9, 1));
    EXPECT_EQ(calendar.term_end("5А", day(9, 1)), std::nullopt);
    EXPECT_EQ(calendar.latest_bell_end("5А", day(9, 1)), std::nullopt);
    EXPECT_FALSE(calendar.is_short_day(day(9, 1)));
  }
}

TEST(Calendar, SchoolDaysLieInTermsOnWorkedDays) {
  const SchoolCalendar calendar = compiled(spec_with(school()));
  EXPECT_EQ(calendar.is_school_day("5А", day(9, 1)), true);
  EXPECT_EQ(calendar.is_school_day("5А", day(9, 5)), false);  // Saturday.
  EXPECT_EQ(calendar.is_school_day("10А", day(9, 5)), true);  // Six days a week.
  EXPECT_EQ(calendar.is_school_day("10А", day(9, 6)), false);
  EXPECT_EQ(calendar.is_school_day("5А", day(10, 26)), false);  // Holidays.
  EXPECT_EQ(calendar.is_school_day("5А", day(11, 4)), false);
  EXPECT_EQ(calendar.is_school_day("5А", day(11, 5)), true);
  EXPECT_EQ(calendar.is_school_day("1А", day(11, 18)), false);  // The first grade's own week.
  EXPECT_EQ(calendar.is_school_day("2А", day(11, 18)), true);
  EXPECT_EQ(calendar.is_school_day("5А", day(12, 31)), std::nullopt);  // No later term is known.
  EXPECT_EQ(calendar.is_school_day("5А", day(7, 1)), false);           // The summer is listed.
  EXPECT_EQ(calendar.is_school_day("5А", make_date(2026, 8, 31)), std::nullopt);
}

TEST(Calendar, WorkingDaysFollowTheWeekOfTheClass) {
  const SchoolCalendar calendar = compiled(spec_with(school()));
  EXPECT_EQ(calendar.is_working_day(day(9, 5)), false);
  EXPECT_EQ(calendar.is_working_day("5А", day(9, 5)), false);
  EXPECT_EQ(calendar.is_working_day("11Б", day(9, 5)), true);
  EXPECT_EQ(calendar.add_working_days("5А", day(9, 4), 1), day(9, 7));
  EXPECT_EQ(calendar.add_working_days("11Б", day(9, 4), 1), day(9, 5));
  EXPECT_EQ(calendar.is_working_day("5А", day(10, 26)), true);  // The staff works in the holidays.
}

TEST(Calendar, ExceptionsSayWhoStaysAtHome) {
  SchoolYearSpec year = school();
  year.exceptions = {{{day(9, 8), day(9, 9)}, ExceptionKind::no_lessons, "мороз", grades({1, 2}), "e0"},
                     {{day(9, 10), day(9, 10)}, ExceptionKind::day_off, "праздник региона", {}, "e1"},
                     {{day(9, 12), day(9, 12)}, ExceptionKind::added, "вместо 10.09", classes({"5а"}), "e2"},
                     {{day(9, 9), day(9, 9)}, ExceptionKind::added, "кроме 2Б", classes({"2Б"}), "e3"}};
  const SchoolCalendar calendar = compiled(spec_with(year));
  EXPECT_EQ(calendar.is_school_day("1А", day(9, 8)), false);
  EXPECT_EQ(calendar.is_working_day("1А", day(9, 8)), true);
  EXPECT_EQ(calendar.is_school_day("3А", day(9, 8)), true);
  EXPECT_EQ(calendar.is_school_day("2Б", day(9, 9)), true);  // The last one counts.
  EXPECT_EQ(calendar.is_school_day("2А", day(9, 9)), false);
  EXPECT_EQ(calendar.is_school_day("3А", day(9, 10)), false);
  EXPECT_EQ(calendar.is_working_day(day(9, 10)), false);
  EXPECT_EQ(calendar.is_school_day("5А", day(9, 12)), true);
  EXPECT_EQ(calendar.is_working_day("5 А", day(9, 12)), true);
  EXPECT_EQ(calendar.is_school_day("5Б", day(9, 12)), false);
  EXPECT_EQ(calendar.is_working_day(day(9, 12)), false);
}

TEST(Calendar, AnUncertainDayIsNoSchoolDayEither) {
  SchoolYearSpec year = school();
  year.terms.push_back({"III", {day(1, 11), day(3, 26)}, {}, "t2"});
  const SchoolCalendar calendar = compiled(spec_with(year));
  EXPECT_EQ(calendar.is_school_day("5А", day(2, 22)), std::nullopt);
  EXPECT_EQ(calendar.is_school_day("5А", day(2, 20)),
            false);  // Uncertain, but a Saturday of a five-day class.
  EXPECT_EQ(calendar.add_school_days("5А", day(2, 19), 1), std::nullopt);
  EXPECT_EQ(calendar.add_school_days("5А", day(12, 30), 1), day(1, 11));
}

TEST(Calendar, AWorkedSaturdayIsASchoolDayOnlyWhereItIsSaidTo) {
  CalendarSpec spec = tests::published_years(2024, 2025);
  SchoolYearSpec year;
  year.first_year = 2024;
  year.terms = {{"II", {make_date(2024, 10, 28), make_date(2024, 12, 28)}, {}, ""}};
  spec.school_years = {year};
  EXPECT_EQ(compiled(spec).is_working_day("5А", make_date(2024, 11, 2)), true);
  EXPECT_EQ(compiled(spec).is_school_day("5А", make_date(2024, 11, 2)), false);
  spec.school_years[0].exceptions = {
      {{make_date(2024, 11, 2), make_date(2024, 11, 2)}, ExceptionKind::added, "по приказу", {}, ""}};
  EXPECT_EQ(compiled(spec).is_school_day("5А", make_date(2024, 11, 2)), true);
}

TEST(Calendar, BellsFollowShiftWeekdayAndDate) {
  const SchoolCalendar calendar = compiled(spec_with(school()));
  EXPECT_EQ(calendar.lesson_times("5А", day(9, 1), 2), (LessonTimes{at(9, 25), at(10, 10)}));
  EXPECT_EQ(calendar.lesson_times("5А", day(9, 7), 1), (LessonTimes{at(8, 30), at(9, 0)}));  // Monday.
  EXPECT_EQ(calendar.lesson_times("5А", day(9, 7), 2), std::nullopt);
  EXPECT_EQ(calendar.lesson_times("7А", day(9, 7), 1), (LessonTimes{at(13, 0), at(13, 40)}));
  EXPECT_EQ(calendar.latest_bell_end("5А", day(9, 1)), at(10, 10));
  EXPECT_EQ(calendar.latest_bell_end("7а", day(9, 1)), at(13, 40));
  EXPECT_EQ(calendar.latest_bell_end("5А", day(12, 30)), at(9, 0));
  EXPECT_EQ(calendar.latest_bell_end("5А", make_date(2026, 8, 31)), std::nullopt);  // Another school year.
  EXPECT_EQ(calendar.lesson_times("5А", day(9, 1), -1), std::nullopt);
  EXPECT_EQ(calendar.lesson_times("5А", day(9, 1), 1000), std::nullopt);
}

TEST(Calendar, TermsOfSomeGradesHoldForThemOnly) {
  SchoolYearSpec year = school();
  year.terms = {{"I четверть", {day(9, 1), day(10, 23)}, grades({1, 2, 3, 4, 5, 6, 7, 8, 9}), "t0"},
                {"I полугодие", {day(9, 1), day(12, 30)}, {{10, 11}, {"Лицейский"}}, "t1"}};
  const SchoolCalendar calendar = compiled(spec_with(year));
  EXPECT_EQ(calendar.term_end("9А", day(10, 1)), day(10, 23));
  EXPECT_EQ(calendar.term_end("10А", day(10, 1)), day(12, 30));
  EXPECT_EQ(calendar.term_end("ЛИЦЕЙСКИЙ", day(10, 1)), day(12, 30));
  EXPECT_EQ(calendar.term_end("Кружок", day(10, 1)), std::nullopt);
  EXPECT_EQ(calendar.is_school_day("Кружок", day(10, 1)), std::nullopt);
  EXPECT_EQ(calendar.term_end("9А", day(11, 10)), std::nullopt);
  EXPECT_EQ(calendar.term_end("10А", day(10, 30)), day(12, 30));  // Holidays lie within a half-year.
  EXPECT_EQ(calendar.is_school_day("10А", day(10, 30)), false);
  EXPECT_EQ(calendar.term_name(calendar.class_id("10А"), day(10, 1)), "I полугодие");
  EXPECT_EQ(calendar.term_name(calendar.class_id("9А"), day(11, 10)), "");
}

TEST(Calendar, DaysAreCountedForwardAndBack) {
  const SchoolCalendar calendar = compiled(spec_with(school()));
  EXPECT_EQ(calendar.add_working_days(day(11, 3), 1), day(11, 5));
  EXPECT_EQ(calendar.add_working_days(day(11, 5), -1), day(11, 3));
  EXPECT_EQ(calendar.add_working_days(day(9, 5), 0), day(9, 5));  // Nothing to count: the day itself.
  EXPECT_EQ(calendar.add_school_days("5А", day(10, 22), 2), day(11, 5));
  EXPECT_EQ(calendar.add_school_days("5А", day(11, 5), -2), day(10, 22));
  EXPECT_EQ(calendar.add_school_days("5А", day(12, 29), 2), std::nullopt);
  EXPECT_EQ(calendar.add_working_days(day(9, 1), 1'000'000'000), std::nullopt);
  EXPECT_EQ(calendar.add_working_days(day(9, 1), std::numeric_limits<int>::min()), std::nullopt);
  EXPECT_EQ(calendar.add_working_days(Date::max() - std::chrono::days(1), 1), std::nullopt);
}

RC_GTEST_PROP(Calendar, CountingOneByOneIsCountingAtOnce, ()) {
  static const SchoolCalendar calendar = compiled(spec_with(school()));
  const Date from = day(9, 1) + std::chrono::days(*rc::gen::inRange(-30, 400));
  const int n = *rc::gen::inRange(-30, 30);
  const std::string name = *rc::gen::element<std::string>("5А", "10Б", "1В", "7А", "кружок");
  std::optional<Date> one_by_one = from;
  for (int i = 0; i != n && one_by_one; i += n < 0 ? -1 : 1) {
    one_by_one = calendar.add_working_days(name, *one_by_one, n < 0 ? -1 : 1);
  }
  RC_ASSERT(calendar.add_working_days(name, from, n) == one_by_one);
}

RC_GTEST_PROP(Calendar, AnyClassNameHasAnAnswer, (const std::string& name)) {
  static const SchoolCalendar calendar = compiled(spec_with(school()));
  RC_ASSERT(calendar.is_working_day(name, day(9, 1)) == true);
  static_cast<void>(calendar.lesson_times(name, day(9, 1), 1));
}

TEST(Calendar, NamesOfTheFilesAreUnderstood) {
  EXPECT_EQ(parse_exception_kind("no_lessons"), ExceptionKind::no_lessons);
  EXPECT_EQ(parse_exception_kind("day_off"), ExceptionKind::day_off);
  EXPECT_EQ(parse_exception_kind("added"), ExceptionKind::added);
  EXPECT_EQ(parse_exception_kind("Added"), std::nullopt);
  EXPECT_EQ(parse_weekday("sunday"), std::chrono::Sunday);
  EXPECT_EQ(parse_weekday("saturday"), std::chrono::Saturday);
  EXPECT_EQ(parse_weekday("sun"), std::nullopt);
}

}  // namespace
}  // namespace elzhur::journal
