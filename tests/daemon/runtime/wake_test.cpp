#include "daemon/runtime/wake.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "daemon/runtime/system_clock.hpp"

namespace elzhur::runtime {
namespace {

using std::chrono::milliseconds;

/// So long that a wait that is not ended by another thread fails by the test's own limit of time.
constexpr std::chrono::hours k_for_ever{24};

TEST(Wake, WaitEndsByItselfWhenItsTimeHasPassed) {
  Wake wake;
  const Stopwatch watch;
  EXPECT_EQ(wake.wait(milliseconds(20)), Wake::Why::due);
  EXPECT_GE(watch.seconds(), 0.02);
}

TEST(Wake, DurationThatIsNotPositiveDoesNotWait) {
  Wake wake;
  EXPECT_EQ(wake.wait(milliseconds(0)), Wake::Why::due);
  EXPECT_EQ(wake.wait(milliseconds(-5)), Wake::Why::due);
}

TEST(Wake, CallBeforeTheWaitIsNotLostAndCountsOnce) {
  Wake wake;
  wake.call();
  wake.call();
  EXPECT_EQ(wake.wait(k_for_ever), Wake::Why::called);
  EXPECT_EQ(wake.wait(milliseconds(0)), Wake::Why::due);
}

TEST(Wake, CallOfAnotherThreadEndsTheWait) {
  Wake wake;
  std::thread other([&wake] { wake.call(); });
  EXPECT_EQ(wake.wait(k_for_ever), Wake::Why::called);
  other.join();
}

TEST(Wake, StopEndsThisAndEveryLaterWaitAndComesBeforeCalls) {
  Wake wake;
  EXPECT_FALSE(wake.is_stopped());
  std::thread other([&wake] {
    wake.call();
    wake.stop();
  });
  while (wake.wait(k_for_ever) != Wake::Why::stopped) {
  }
  other.join();
  wake.call();
  EXPECT_EQ(wake.wait(k_for_ever), Wake::Why::stopped);
  EXPECT_TRUE(wake.is_stopped());
}

}  // namespace
}  // namespace elzhur::runtime
