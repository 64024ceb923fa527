#include "tests/simulator/clock.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace elzhur::simulator {
namespace {

using journal::Seconds;

const journal::Instant k_start = journal::parse_instant("2026-09-01T04:30:00Z").value();

TEST(Clock, RunsAsFastAsItIsTold) {
  double passed = 100;
  SimulatedClock clock(k_start, 60, [&passed] { return passed; });
  EXPECT_EQ(clock.now(), k_start);
  passed += 2.5;
  EXPECT_EQ(clock.now(), k_start + Seconds(150));
  ASSERT_TRUE(clock.set_speed(0));
  passed += 1000;
  EXPECT_EQ(clock.now(), k_start + Seconds(150));
}

TEST(Clock, IsSetForwardAndGoesOnFromThere) {
  double passed = 0;
  SimulatedClock clock(k_start, 1, [&passed] { return passed; });
  passed = 10;
  EXPECT_FALSE(clock.set(k_start + Seconds(9)));
  EXPECT_EQ(clock.now(), k_start + Seconds(10));
  ASSERT_TRUE(clock.set(k_start + Seconds(3600)));
  passed = 15;
  EXPECT_EQ(clock.now(), k_start + Seconds(3605));
}

TEST(Clock, RefusesSpeedsThatAreNone) {
  SimulatedClock clock(k_start, 1, [] { return 0.0; });
  for (const double speed : {-1.0, k_speed_max * 2, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(clock.set_speed(speed)) << speed;
  }
  EXPECT_EQ(clock.speed(), 1);
}

}  // namespace
}  // namespace elzhur::simulator
