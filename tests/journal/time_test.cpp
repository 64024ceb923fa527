#include "journal/time.hpp"

#include <gtest/gtest.h>

namespace elzhur::journal {
namespace {

LocalTime local(int year, unsigned month, unsigned day, int hour, int minute) {
  return LocalTime{make_date(year, month, day)} + std::chrono::hours(hour) + std::chrono::minutes(minute);
}

TimeZone zone(const char* name) {
  auto loaded = TimeZone::load(name);
  EXPECT_TRUE(loaded.has_value()) << name;
  return *loaded;
}

TEST(Time, DatesAreReadStrictly) {
  EXPECT_EQ(parse_date("2026-11-23"), make_date(2026, 11, 23));
  EXPECT_EQ(parse_date("2024-02-29"), make_date(2024, 2, 29));
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-01", "2026-1-1", "2026-11-23 ",
                           "23.11.2026", "+026-11-23"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Time, DatesAreWrittenForMachinesAndForPeople) {
  EXPECT_EQ(format_date(make_date(2026, 1, 9)), "2026-01-09");
  EXPECT_EQ(format_date_ru(make_date(2026, 1, 9)), "09.01.2026");
  EXPECT_EQ(weekday_of(make_date(2026, 11, 23)), std::chrono::Monday);
  EXPECT_EQ(year_of(make_date(2026, 12, 31)), 2026);
}

TEST(Time, InstantsAreReadWithTheirZone) {
  const auto instant = parse_instant("2026-11-23T18:30:00+03:00");
  ASSERT_TRUE(instant);
  EXPECT_EQ(format_instant(*instant), "2026-11-23T15:30:00Z");
  EXPECT_EQ(parse_instant("2026-11-23T15:30:00Z"), instant);
  EXPECT_EQ(parse_instant("2026-11-23T15:30:00.999Z"), instant);
  EXPECT_EQ(parse_instant("2026-11-23T04:00:00-11:30"), instant);
  for (const char* text :
       {"", "2026-11-23", "2026-11-23T18:30:00", "2026-11-23T24:00:00Z", "2026-11-23T18:30:60Z",
        "2026-11-23T18:30:00+3", "2026-11-23T18:30:00Z ", "2026-11-23T18:30:00.Z"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Time, AnUnknownZoneIsAConfigurationError) {
  const auto loaded = TimeZone::load("Europe/Nowhere");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::config);
}

TEST(Time, ZonesOfRussiaHaveTheirOffsets) {
  const LocalTime noon = local(2026, 11, 23, 12, 0);
  EXPECT_EQ(format_instant(zone("Europe/Simferopol").to_instant(noon)), "2026-11-23T09:00:00Z");
  EXPECT_EQ(format_instant(zone("Europe/Kaliningrad").to_instant(noon)), "2026-11-23T10:00:00Z");
  EXPECT_EQ(format_instant(zone("Asia/Kamchatka").to_instant(noon)), "2026-11-23T00:00:00Z");
  EXPECT_EQ(zone("Asia/Kamchatka").date_of(*parse_instant("2026-11-23T12:00:00Z")), make_date(2026, 11, 24));
}

TEST(Time, ATimeInAGapOrAnOverlapIsTheLaterInstant) {
  const TimeZone berlin = zone("Europe/Berlin");
  // 02:30 does not exist on 2026-03-29: read by the clock before the change it is 03:30 summer time.
  EXPECT_EQ(format_instant(berlin.to_instant(local(2026, 3, 29, 2, 30))), "2026-03-29T01:30:00Z");
  // 02:30 comes twice on 2026-10-25: the second time is winter time.
  EXPECT_EQ(format_instant(berlin.to_instant(local(2026, 10, 25, 2, 30))), "2026-10-25T01:30:00Z");
  EXPECT_EQ(berlin.format(*parse_instant("2026-07-01T10:00:00Z")), "2026-07-01T12:00:00+02:00");
}

TEST(Time, CrimeaChangedItsClockIn2014) {
  const TimeZone crimea = zone("Europe/Simferopol");
  EXPECT_EQ(format_instant(crimea.to_instant(local(2014, 1, 15, 12, 0))), "2014-01-15T10:00:00Z");
  EXPECT_EQ(format_instant(crimea.to_instant(local(2014, 6, 15, 12, 0))), "2014-06-15T08:00:00Z");
  EXPECT_EQ(format_instant(crimea.to_instant(local(2015, 1, 15, 12, 0))), "2015-01-15T09:00:00Z");
}

}  // namespace
}  // namespace elzhur::journal
