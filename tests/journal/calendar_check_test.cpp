#include "journal/calendar_check.hpp"

#include <gtest/gtest.h>

#include "tests/journal/published_days.hpp"

namespace elzhur::journal {
namespace {

Date day(unsigned month, unsigned d) { return make_date(month >= 9 ? 2026 : 2027, month, d); }

/// The problems as "place: text", a line each.
std::string problems(const CalendarSpec& spec) {
  std::string out;
  for (const CalendarProblem& problem : find_problems(spec))
    out += problem.place + ": " + problem.text + '\n';
  return out;
}

std::string problems(const WorkingYearSpec& year) { return problems(CalendarSpec{{year}, {}}); }
std::string problems(const SchoolYearSpec& year) { return problems(CalendarSpec{{}, {year}}); }

WorkingYearSpec working_year() {
  WorkingYearSpec year;
  year.year = 2026;
  year.place = "y";
  return year;
}

SchoolYearSpec school_year() {
  SchoolYearSpec year;
  year.first_year = 2026;
  year.place = "s";
  return year;
}

BellSetSpec bells(std::vector<BellSpec> of) {
  BellSetSpec set;
  set.name = "b";
  set.bells = std::move(of);
  set.place = "b";
  return set;
}

TEST(CalendarCheck, ShippedYearsHaveNoProblem) { EXPECT_EQ(problems(tests::published_years()), ""); }

TEST(CalendarCheck, DatesOfAYearLieInItAndInOneList) {
  WorkingYearSpec year = working_year();
  year.days_off = {make_date(2025, 12, 31), make_date(2026, 5, 1)};
  year.short_days = {make_date(2026, 5, 1)};
  year.working_weekends = {make_date(2026, 5, 5)};
  year.uncertain_days = {make_date(2026, 6, 1)};
  EXPECT_EQ(problems(year),
            "y: 2026 is approved, so no day of it can be uncertain: empty 'uncertain_days' or say 'approved: "
            "false'\n"
            "y: 2025-12-31 under 'days_off' does not lie in 2026\n"
            "y: 2026-05-01 stands under 'days_off' and again under 'short_days'\n"
            "y: 2026-05-05 under 'working_weekends' is neither a Saturday nor a Sunday\n");
}

TEST(CalendarCheck, AWorkedSaturdayMayBeShort) {
  WorkingYearSpec year = working_year();
  year.working_weekends = {make_date(2026, 10, 31)};
  year.short_days = {make_date(2026, 10, 31)};
  EXPECT_EQ(problems(year), "");
}

TEST(CalendarCheck, AYearIsGivenOnce) {
  EXPECT_EQ(problems(CalendarSpec{{working_year(), working_year()}, {school_year(), school_year()}}),
            "y: the working days of 2026 are given twice\ns: the school year 2026-2027 is given twice\n");
}

TEST(CalendarCheck, YearsHaveLimits) {
  WorkingYearSpec first = working_year();
  WorkingYearSpec last = working_year();
  first.year = k_calendar_year_min - 1;
  EXPECT_EQ(problems(first), "y: year 1999 is not between 2000 and 2099\n");
  first.year = 2000;
  last.year = 2000 + k_calendar_years_max - 1;
  EXPECT_EQ(problems(CalendarSpec{{first, last}, {}}), "");
  last.year = 2000 + k_calendar_years_max;
  EXPECT_EQ(problems(CalendarSpec{{first, last}, {}}),
            ": the calendar files reach from 2000 to 2040, which is more than 40 years\n");
}

TEST(CalendarCheck, TermsEndAfterTheyBeginAndLieInTheirYear) {
  SchoolYearSpec year = school_year();
  year.terms = {{"I", {day(10, 23), day(9, 1)}, {}, "t0"},
                {"IV", {day(4, 5), make_date(2027, 9, 1)}, {}, "t1"}};
  EXPECT_EQ(
      problems(year),
      "t0: term 'I' ends on 2026-09-01, before it begins on 2026-10-23\n"
      "t1: term 'IV', 2027-04-05 to 2027-09-01, does not lie in the school year 2026-09-01 to 2027-08-31\n");
}

TEST(CalendarCheck, TermsOfOneClassDoNotOverlap) {
  SchoolYearSpec year = school_year();
  year.terms = {{"I", {day(9, 1), day(10, 23)}, {{1, 2}, {}}, "t0"},
                {"II", {day(10, 23), day(12, 30)}, {{2, 3}, {}}, "t1"},
                {"полугодие", {day(9, 1), day(12, 30)}, {{10}, {}}, "t2"}};
  EXPECT_EQ(problems(year),
            "t1: term 'II', 2026-10-23 to 2026-12-30, overlaps term 'I', 2026-09-01 to 2026-10-23, for some "
            "class\n");
}

TEST(CalendarCheck, ScopesMeetWhereSomeClassIsMeantByBoth) {
  EXPECT_TRUE(scopes_meet({}, {{5}, {}}));
  EXPECT_TRUE(scopes_meet({{5, 6}, {}}, {{6}, {}}));
  EXPECT_TRUE(scopes_meet({{5}, {}}, {{}, {"5А"}}));
  EXPECT_TRUE(scopes_meet({{}, {"5А"}}, {{5}, {}}));
  EXPECT_TRUE(scopes_meet({{}, {"5 «а»"}}, {{}, {"5А"}}));
  EXPECT_FALSE(scopes_meet({{5}, {}}, {{6}, {"7А"}}));
  EXPECT_FALSE(scopes_meet({{}, {"5А"}}, {{}, {"5Б"}}));
}

TEST(CalendarCheck, ScopesWeekendsAndShiftsArePossible) {
  SchoolYearSpec year = school_year();
  year.weekends = {{{}, {{13}, {" "}}, "w0"},
                   {tests::weekdays({std::chrono::Monday, std::chrono::Tuesday, std::chrono::Wednesday,
                                     std::chrono::Thursday, std::chrono::Friday, std::chrono::Saturday,
                                     std::chrono::Sunday}),
                    {},
                    "w1"}};
  year.shifts = {{4, {}, "s0"}};
  EXPECT_EQ(
      problems(year),
      "w0: grade 13 is not between 0 and 12\nw0: a class without a name\nw0: the weekend has no day\n"
      "w1: the weekend has all seven days, so nothing would be worked\ns0: shift 4 is not between 1 and 3\n");
}

TEST(CalendarCheck, BellsRingInOrder) {
  const auto at = [](int hour) { return Seconds(hour * 3600); };
  SchoolYearSpec year = school_year();
  year.bells = {bells({{1, at(9), at(8)}}),
                bells({{1, at(8), at(9)}, {1, at(10), at(11)}}),
                bells({{2, at(8), at(10)}, {3, at(9), at(11)}}),
                bells({}),
                bells({{21, at(8), at(9)}}),
                bells({{1, at(23), at(24)}})};
  EXPECT_EQ(problems(year),
            "b: bells 'b': lesson 1 does not end after it starts, on the same day\n"
            "b: bells 'b': lesson 1 is given twice\n"
            "b: bells 'b': lesson 3 starts before lesson 2 ends\n"
            "b: bells 'b' have no lesson\n"
            "b: bells 'b': lesson 21 is not between 0 and 20\n"
            "b: bells 'b': lesson 1 does not end after it starts, on the same day\n");
}

TEST(CalendarCheck, ListsAndClassesHaveLimits) {
  SchoolYearSpec year = school_year();
  ExceptionSpec exception;
  exception.dates = {day(9, 1), day(9, 1)};
  year.exceptions.assign(k_calendar_entries_max, exception);
  EXPECT_EQ(problems(year), "");
  year.exceptions.push_back(exception);
  EXPECT_EQ(problems(year), "s: a list of the school year 2026 has 501 entries, at most 500 are read\n");

  year.exceptions.assign(1, exception);
  for (std::size_t i = 0; i < k_calendar_classes_max; ++i) {
    year.exceptions[0].scope.classes.push_back("5" + std::to_string(i));
  }
  EXPECT_EQ(problems(year), "");
  year.exceptions[0].scope.classes.push_back("6А");
  EXPECT_EQ(problems(year), ": the calendar files name more than 200 different classes\n");
}

TEST(CalendarCheck, AFloodOfProblemsIsCutOffAndSaysSo) {
  SchoolYearSpec year = school_year();
  ShiftSpec wrong;
  wrong.shift = 0;
  year.shifts.assign(k_calendar_problems_max, wrong);
  EXPECT_EQ(find_problems({{}, {year}}).size(), k_calendar_problems_max);
  year.shifts.assign(k_calendar_entries_max, wrong);
  const auto found = find_problems({{}, {year}});
  EXPECT_EQ(found.size(), k_calendar_problems_max + 1);
  EXPECT_EQ(found.back().text, "more than 200 problems in the calendar files; the rest is not shown");
}

TEST(CalendarCheck, ACalendarWithProblemsIsNotCompiled) {
  WorkingYearSpec year = working_year();
  year.days_off = {make_date(2025, 12, 31)};
  const auto calendar = SchoolCalendar::compile({{year}, {}});
  ASSERT_FALSE(calendar);
  EXPECT_EQ(calendar.error().size(), 1U);
}

}  // namespace
}  // namespace elzhur::journal
