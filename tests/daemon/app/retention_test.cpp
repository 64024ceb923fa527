#include "daemon/app/retention.hpp"

#include <gtest/gtest.h>

#include "daemon/app/keeping_loop.hpp"

namespace elzhur::app {
namespace {

using config::KeepFor;
using journal::make_date;

TEST(Retention, ASchoolYearBeginsInSeptemberAndWholeOnesAreKept) {
  const KeepFor two{2, KeepFor::Unit::school_years};
  EXPECT_EQ(cutoff_of(two, make_date(2026, 11, 23)), make_date(2024, 9, 1));
  EXPECT_EQ(cutoff_of(two, make_date(2026, 9, 1)), make_date(2024, 9, 1));
  EXPECT_EQ(cutoff_of(two, make_date(2026, 8, 31)), make_date(2023, 9, 1));
  EXPECT_EQ(cutoff_of({30, KeepFor::Unit::days}, make_date(2026, 3, 1)), make_date(2026, 1, 30));
}

TEST(Retention, TheActNamesWhatHowMuchAndByWhichRule) {
  const auto zone = journal::TimeZone::load("Europe/Moscow");
  ASSERT_TRUE(zone);
  store::Act act;
  act.what = "findings";
  act.rule = "findings: 2 school_years";
  act.count = 17;
  act.first = *journal::parse_instant("2019-09-02T00:00:00Z");
  act.last = *journal::parse_instant("2020-05-29T00:00:00Z");
  const std::string text = render_act({act}, config::School{"Школа № 1", *zone, {}}, act.last);
  for (const std::string_view part :
       {"Школа № 1", "закрытые замечания", "17", "02.09.2019", "29.05.2020", "2 school_years"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(Retention, TheSlotOfTheNightIsTheNewestOneThatHasCome) {
  const auto zone = journal::TimeZone::load("Europe/Moscow");
  ASSERT_TRUE(zone);
  const journal::Seconds at{3 * 3600 + 30 * 60};
  const auto slot = [&](std::string_view now) {
    return journal::format_instant(slot_before(*journal::parse_instant(now), at, *zone));
  };
  EXPECT_EQ(slot("2026-11-23T03:30:00+03:00"), "2026-11-23T00:30:00Z");
  EXPECT_EQ(slot("2026-11-23T03:29:59+03:00"), "2026-11-22T00:30:00Z");
  EXPECT_EQ(slot("2026-11-23T23:59:59+03:00"), "2026-11-23T00:30:00Z");
}

TEST(Retention, ASlotThatAChangeOfTheClockSkipsStillComes) {
  const auto zone = journal::TimeZone::load("Europe/Berlin");
  ASSERT_TRUE(zone);
  const journal::Seconds at{2 * 3600 + 30 * 60};  // Does not exist on 2026-03-29.
  const auto slot = slot_before(*journal::parse_instant("2026-03-29T12:00:00+02:00"), at, *zone);
  EXPECT_EQ(zone->date_of(slot), make_date(2026, 3, 29));
}

}  // namespace
}  // namespace elzhur::app
