#include "alerts/schedule.hpp"

#include <gtest/gtest.h>

#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::on;

DigestSpec daily(int hour) { return {journal::Seconds{hour * 3600}, true, {}}; }

DigestSpec weekly(std::chrono::weekday day, int hour) {
  DigestSpec digest{journal::Seconds{hour * 3600}, false, {}};
  digest.days.add(day);
  return digest;
}

TEST(Schedule, SlotIsTheNewestOneNotAfterNow) {
  const tests::School school;
  const auto slot = [&](std::string_view now) { return latest_slot(daily(16), school.policy, at(now)); };
  EXPECT_EQ(slot("2026-11-24T16:00:00+03:00")->date, on("2026-11-24"));
  EXPECT_EQ(slot("2026-11-24T15:59:59+03:00")->date, on("2026-11-23"));
  // Saturday and Sunday have none.
  EXPECT_EQ(slot("2026-11-23T15:00:00+03:00")->date, on("2026-11-20"));
  EXPECT_EQ(slot("2026-11-24T16:00:00+03:00")->at, at("2026-11-24T16:00:00+03:00"));
}

TEST(Schedule, OnDaysThatNoCalendarKnowsMondayToFridayCount) {
  const tests::School school;
  EXPECT_EQ(latest_slot(daily(16), school.policy, at("2031-11-23T18:00:00+03:00"))->date, on("2031-11-21"));
}

TEST(Schedule, WeeklySlotIsLookedForAWeekBack) {
  const tests::School school;
  const auto slot =
      latest_slot(weekly(std::chrono::Monday, 8), school.policy, at("2026-11-29T23:00:00+03:00"));
  EXPECT_EQ(slot->date, on("2026-11-23"));
  EXPECT_EQ(slot_before(weekly(std::chrono::Monday, 8), school.policy, slot->date)->date, on("2026-11-16"));
}

TEST(Schedule, NoDaysGiveNoSlot) {
  const tests::School school;
  EXPECT_FALSE(latest_slot({}, school.policy, at("2026-11-24T16:00:00+03:00")).has_value());
}

TEST(Schedule, SpansOfDaysKeepTheWallTime) {
  const tests::School school;
  const auto add = [&](rules::Span span) {
    return add_span(at("2026-11-20T12:30:00+03:00"), span, "7А", school.policy);
  };
  EXPECT_EQ(add({1, rules::SpanUnit::working_days}), at("2026-11-23T12:30:00+03:00"));
  EXPECT_EQ(add({2, rules::SpanUnit::days}), at("2026-11-22T12:30:00+03:00"));
  EXPECT_EQ(add({90, rules::SpanUnit::seconds}), at("2026-11-20T12:31:30+03:00"));
  EXPECT_EQ(add({0, rules::SpanUnit::working_days}), at("2026-11-20T12:30:00+03:00"));
  // No terms are known: nobody knows the next school day.
  EXPECT_FALSE(add({1, rules::SpanUnit::school_days}).has_value());
}

TEST(Schedule, SlotThatTheLastCycleSawIsPast) {
  tests::School school;
  auto& recipient = school.add_recipient("administrator", Role::administrator);
  recipient.digest = daily(16);
  const auto turn = [&](std::string_view now) {
    return turn_of(recipient, school.situation(at(now)), at(now));
  };
  EXPECT_EQ(turn("2026-11-24T18:00:00+03:00")->occasion_key, "2026-11-24");
  school.previous_cycle_at = at("2026-11-24T15:59:00+03:00");
  EXPECT_TRUE(turn("2026-11-24T18:00:00+03:00").has_value());
  school.previous_cycle_at = at("2026-11-24T16:01:00+03:00");
  EXPECT_FALSE(turn("2026-11-24T18:00:00+03:00").has_value());
}

TEST(Schedule, DigestSpeaksOfTheDaysSinceTheLastOne) {
  tests::School school;
  auto& director = school.add_recipient("director", Role::director);
  director.digest = weekly(std::chrono::Monday, 8);
  const auto period = [&](std::string_view now) {
    const auto situation = school.situation(at(now));
    return digest_period(director, situation, *turn_of(director, situation, at(now)), at(now));
  };
  EXPECT_EQ(period("2026-11-23T08:00:00+03:00"), (journal::DateRange{on("2026-11-16"), on("2026-11-22")}));
  // A missed Monday leaves no day out.
  school.last_messages.push_back(
      {"director", "digest", "digest:2026-11-09", "m", at("2026-11-09T08:00:05+03:00")});
  EXPECT_EQ(period("2026-11-23T08:00:00+03:00"), (journal::DateRange{on("2026-11-09"), on("2026-11-22")}));
}

TEST(Schedule, FiguresAreAskedForWhoMayBeToldOnly) {
  tests::School school;
  school.add_recipient("administrator", Role::administrator);
  school.add_recipient("director", Role::director);
  school.add_recipient("site", Role::site_administrator);
  const auto now = at("2026-11-24T18:00:00+03:00");
  auto requests = figures_needed(school.situation(now), now);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].rules,
            (std::vector<std::string>{"homework-same-day", "marks-week", "topic-same-day"}));
  // Rules without a basis reach nobody but the administrator, not even as numbers.
  EXPECT_EQ(requests[1].rules, (std::vector<std::string>{"homework-same-day", "topic-same-day"}));
  EXPECT_EQ(requests[1].before.last, requests[1].period.first - std::chrono::days{1});
  school.settings.is_working = false;
  EXPECT_EQ(figures_needed(school.situation(now), now).size(), 1U);
}

}  // namespace
}  // namespace elzhur::alerts
