#include "daemon/runtime/watchdog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace elzhur::runtime {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

const Moment k_start{std::chrono::hours(5)};

TEST(Watchdog, LoopIsLateOnlyAfterItsOwnAllowance) {
  Watchdog watchdog;
  Pulse& pulse = watchdog.add("cycle");
  pulse.beat(k_start, milliseconds(100));
  EXPECT_THAT(watchdog.late(k_start + milliseconds(99)), IsEmpty());
  EXPECT_THAT(watchdog.late(k_start + milliseconds(100)), IsEmpty());
  EXPECT_THAT(watchdog.late(k_start + milliseconds(101)), ElementsAre("cycle"));
}

TEST(Watchdog, EachLoopIsHeldToItsOwnAllowance) {
  Watchdog watchdog;
  Pulse& cycle = watchdog.add("cycle");
  Pulse& sender = watchdog.add("sender");
  cycle.beat(k_start, milliseconds(100));
  sender.beat(k_start, milliseconds(500));
  EXPECT_THAT(watchdog.late(k_start + milliseconds(300)), ElementsAre("cycle"));
  EXPECT_THAT(watchdog.late(k_start + milliseconds(600)), ElementsAre("cycle", "sender"));
  cycle.beat(k_start + milliseconds(600), milliseconds(100));
  EXPECT_THAT(watchdog.late(k_start + milliseconds(600)), ElementsAre("sender"));
}

TEST(Watchdog, NewestBeatCountsThoughAnOlderOneAllowedMore) {
  Watchdog watchdog;
  Pulse& pulse = watchdog.add("cycle");
  pulse.beat(k_start, std::chrono::minutes(15));
  pulse.beat(k_start + milliseconds(1), milliseconds(10));
  EXPECT_THAT(watchdog.late(k_start + milliseconds(12)), ElementsAre("cycle"));
}

TEST(Watchdog, LoopThatHasNotBegunOrHasEndedDoesNotStall) {
  Watchdog watchdog;
  Pulse& pulse = watchdog.add("cycle");
  EXPECT_THAT(watchdog.late(k_start + std::chrono::hours(1000)), IsEmpty());
  pulse.beat(k_start, milliseconds(10));
  pulse.end();
  EXPECT_THAT(watchdog.late(k_start + std::chrono::hours(1000)), IsEmpty());
}

}  // namespace
}  // namespace elzhur::runtime
