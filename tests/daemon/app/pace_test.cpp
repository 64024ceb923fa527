#include "daemon/app/pace.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace elzhur::app {
namespace {

using connectors::PullStatus;
using journal::Instant;
using journal::Seconds;
using std::chrono::hours;
using std::chrono::minutes;

const Instant k_now{Seconds{1'790'000'000}};

TEST(Pace, IntervalIsShortenedByATenthAtMostAndNeverLonger) {
  for (int i = 0; i < 1000; ++i) {
    const Seconds every = shortened(minutes(30), "Школа № " + std::to_string(i), "elzhur");
    EXPECT_LE(every, minutes(30));
    EXPECT_GE(every, minutes(27));
  }
}

TEST(Pace, SchoolsWithTheSameSourceAreSpreadAndEachKeepsItsOwnInterval) {
  std::set<Seconds> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string school = "Школа № " + std::to_string(i);
    const Seconds every = shortened(minutes(30), school, "elzhur");
    EXPECT_EQ(every, shortened(minutes(30), school, "elzhur"));
    seen.insert(every);
  }
  EXPECT_GT(seen.size(), 100U) << "of 181 possible intervals";
  EXPECT_NE(shortened(hours(24), "a", "elzhur"), shortened(hours(24), "a", "report"));
}

TEST(Pace, ShortIntervalsStayPositive) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_GE(shortened(Seconds(10), std::to_string(i), "inbox"), Seconds(9));
    EXPECT_EQ(shortened(Seconds(1), std::to_string(i), "inbox"), Seconds(1));
    EXPECT_EQ(shortened(Seconds(0), std::to_string(i), "inbox"), Seconds(0));
  }
}

TEST(Pace, FailingSourceIsAskedHalfAsOftenEachTimeDownToOnceAnHour) {
  EXPECT_EQ(backoff_delay(minutes(10), 0), Seconds(0));
  EXPECT_EQ(backoff_delay(minutes(10), 1), minutes(10));
  EXPECT_EQ(backoff_delay(minutes(10), 2), minutes(20));
  EXPECT_EQ(backoff_delay(minutes(10), 3), minutes(40));
  EXPECT_EQ(backoff_delay(minutes(10), 4), hours(1));
  EXPECT_EQ(backoff_delay(minutes(10), 1'000'000'000'000), hours(1));
}

TEST(Pace, SourceAskedLessThanHourlyKeepsItsIntervalWhenItFails) {
  EXPECT_EQ(backoff_delay(hours(6), 1), hours(6));
  EXPECT_EQ(backoff_delay(hours(6), 50), hours(6));
}

TEST(Pace, GoodPullResetsTheBackOff) {
  Backoff backoff;
  EXPECT_FALSE(backoff.not_before().has_value());
  backoff.note(PullStatus::failed, minutes(10), k_now);
  backoff.note(PullStatus::failed, minutes(10), k_now);
  EXPECT_EQ(backoff.not_before(), k_now + minutes(20));
  for (const PullStatus good : {PullStatus::accepted, PullStatus::unchanged}) {
    Backoff mended = backoff;
    mended.note(good, minutes(10), k_now);
    EXPECT_EQ(mended.failures(), 0);
    EXPECT_FALSE(mended.not_before().has_value());
    mended.note(PullStatus::failed, minutes(10), k_now);
    EXPECT_EQ(mended.not_before(), k_now + minutes(10));
  }
}

TEST(Pace, RefusedOrHeldAnswerIsAnAnswer) {
  Backoff backoff;
  backoff.note(PullStatus::rejected, minutes(10), k_now);
  backoff.note(PullStatus::held, minutes(10), k_now);
  EXPECT_EQ(backoff.failures(), 0);
}

TEST(Pace, RepeatedTroubleIsLoggedAtPowersOfTwo) {
  std::set<std::int64_t> told;
  for (std::int64_t i = -1; i <= 40; ++i) {
    if (is_worth_a_line(i)) told.insert(i);
  }
  EXPECT_EQ(told, (std::set<std::int64_t>{1, 2, 4, 8, 16, 32}));
}

}  // namespace
}  // namespace elzhur::app
