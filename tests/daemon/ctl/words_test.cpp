#include "daemon/ctl/words.hpp"

#include <gtest/gtest.h>

namespace elzhur::ctl {
namespace {

TEST(Words, StatesAreSaidInRussian) {
  EXPECT_EQ(state_word("open"), "ждёт проверки");
  EXPECT_EQ(appeal_state_word("closed"), "закрыто");
  EXPECT_EQ(message_state_word("deferred"), "отложено почтовым сервером");
}

TEST(Words, ANameThatIsNotKnownStandsForItself) { EXPECT_EQ(state_word("new_state"), "new_state"); }

TEST(Words, TimesAreThoseOfTheSchool) {
  const auto zone = journal::TimeZone::load("Europe/Simferopol");
  ASSERT_TRUE(zone);
  EXPECT_EQ(SchoolTime(*zone).moment("2026-11-23T21:30:59Z"), "24.11.2026 00:30");
}

TEST(Words, WithoutAZoneTheySayThatTheyAreUtc) {
  EXPECT_EQ(SchoolTime().moment("2026-11-23T21:30:00Z"), "23.11.2026 21:30 UTC");
}

TEST(Words, WhatIsNoTimeIsEmpty) {
  for (const Json& bad : {Json(), Json(7), Json("soon"), Json("2026-13-01T00:00:00Z"), Json::array()}) {
    EXPECT_EQ(SchoolTime().moment(bad), "");
    EXPECT_EQ(day(bad), "");
  }
  EXPECT_EQ(day("2026-11-23"), "23.11.2026");
}

TEST(Words, LengthsAreInHoursAndMinutes) {
  EXPECT_EQ(length(59 * 60), "59 мин");
  EXPECT_EQ(length(2 * 3600), "2 ч");
  EXPECT_EQ(length(93'600 + 1800), "26 ч 30 мин");
}

}  // namespace
}  // namespace elzhur::ctl
