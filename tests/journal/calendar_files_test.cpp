// The calendars that are shipped, against the published figures they were made from.
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/journal/published_days.hpp"

namespace elzhur::journal {
namespace {

using tests::compiled;
using tests::published_years;

int count_working_days(const SchoolCalendar& calendar, SchoolCalendar::ClassId id, int year) {
  int count = 0;
  for (Date date = make_date(year, 1, 1); year_of(date) == year; date += std::chrono::days(1)) {
    count += calendar.is_working_day(id, date).value_or(false) ? 1 : 0;
  }
  return count;
}

TEST(CalendarFiles, EveryYearHasAsManyWorkingDaysAsPublished) {
  const SchoolCalendar calendar = compiled(published_years());
  // 2020 and 2021 had days off because of the epidemic, which published totals count in different ways: the
  // next test.
  const std::map<int, int> published{{2018, 247}, {2019, 247}, {2022, 247}, {2023, 247},
                                     {2024, 248}, {2025, 247}, {2026, 247}};
  for (const auto& [year, days] : published) {
    EXPECT_EQ(count_working_days(calendar, SchoolCalendar::ClassId::school, year), days) << year;
  }
}

TEST(CalendarFiles, EveryDayAgreesWithTheTableTheyWereMadeFrom) {
  const SchoolCalendar calendar = compiled(published_years());
  std::map<Date, std::string> kinds;
  std::ifstream file(tests::data_path("working-days-ru.csv"));
  ASSERT_TRUE(file);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#') || line.empty()) continue;
    const auto date = parse_date(std::string_view(line).substr(0, 10));
    ASSERT_TRUE(date) << line;
    kinds[*date] = line.substr(11, line.find(';', 11) - 11);
  }
  ASSERT_EQ(kinds.size(), 208U);
  for (Date date = make_date(2018, 1, 1); date <= make_date(2026, 12, 31); date += std::chrono::days(1)) {
    const auto found = kinds.find(date);
    const std::string kind = found == kinds.end() ? "" : found->second;
    const bool weekend = weekday_of(date) == std::chrono::Saturday || weekday_of(date) == std::chrono::Sunday;
    const bool worked = kind == "working" || (!weekend && kind != "off");
    ASSERT_EQ(calendar.is_working_day(date), worked) << format_date(date);
    ASSERT_EQ(calendar.is_short_day(date), kind == "short") << format_date(date);
  }
}

TEST(CalendarFiles, ASixDayWeekWorksItsSaturdaysButNoHoliday) {
  CalendarSpec spec = published_years();
  SchoolYearSpec year;
  year.first_year = 2025;
  year.weekends.push_back({tests::weekdays({std::chrono::Sunday}), {}, ""});
  spec.school_years.push_back(year);
  const SchoolCalendar calendar = compiled(spec);
  EXPECT_EQ(calendar.is_working_day(make_date(2026, 1, 3)), false);  // A holiday on a Saturday.
  EXPECT_EQ(calendar.is_working_day(make_date(2026, 1, 9)), false);  // Moved from it: stays off.
  EXPECT_EQ(calendar.is_working_day(make_date(2026, 1, 10)), true);
  EXPECT_EQ(calendar.is_working_day(make_date(2026, 5, 9)), false);
  EXPECT_EQ(calendar.is_working_day(make_date(2026, 5, 16)), true);
  EXPECT_EQ(calendar.is_working_day(make_date(2026, 5, 17)), false);
  EXPECT_EQ(calendar.is_working_day(make_date(2026, 9, 5)),
            false);  // The next school year says nothing of it.
}

TEST(CalendarFiles, PublishedYearsAreApprovedAndTheNextIsNot) {
  const SchoolCalendar calendar = compiled(published_years());
  for (int year = 2018; year <= 2026; ++year) EXPECT_TRUE(calendar.is_approved(year)) << year;
  EXPECT_FALSE(calendar.is_approved(2027));
  EXPECT_FALSE(calendar.is_approved(2028));
}

TEST(CalendarFiles, AnUnapprovedYearIsKnownButForItsUncertainDays) {
  const SchoolCalendar calendar = compiled(published_years());
  EXPECT_EQ(calendar.is_working_day(make_date(2027, 1, 8)), false);
  EXPECT_EQ(calendar.is_working_day(make_date(2027, 1, 11)), true);
  EXPECT_EQ(calendar.is_working_day(make_date(2027, 2, 22)), std::nullopt);
  EXPECT_EQ(calendar.is_working_day(make_date(2027, 11, 13)), std::nullopt);
  EXPECT_EQ(calendar.add_working_days(make_date(2027, 2, 18), 1), make_date(2027, 2, 19));
  EXPECT_EQ(calendar.add_working_days(make_date(2027, 2, 19), 1), std::nullopt);
  EXPECT_EQ(calendar.add_working_days(make_date(2026, 12, 30), 1), make_date(2027, 1, 11));
}

TEST(CalendarFiles, AYearWithoutAFileIsUnknown) {
  const SchoolCalendar calendar = compiled(published_years());
  EXPECT_EQ(calendar.is_working_day(make_date(2028, 1, 10)), std::nullopt);
  EXPECT_EQ(calendar.is_working_day(make_date(2017, 12, 29)), std::nullopt);
  EXPECT_EQ(calendar.is_working_day(make_date(2028, 1, 1)), std::nullopt);  // Not even a Saturday.
}

}  // namespace
}  // namespace elzhur::journal
