#include "daemon/runtime/signals.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>

namespace elzhur::runtime {
namespace {

using Event = Signals::Event;
using std::chrono::milliseconds;

constexpr milliseconds k_long{20'000};

TEST(Signals, EachSignalBecomesItsEventAndNoneIsLost) {
  auto signals = Signals::create();
  ASSERT_TRUE(signals.has_value());
  ::kill(::getpid(), SIGHUP);
  EXPECT_EQ(signals->wait(k_long), Event::reload);
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(signals->wait(k_long), Event::terminate);
  ::kill(::getpid(), SIGINT);
  EXPECT_EQ(signals->wait(k_long), Event::terminate);
  EXPECT_EQ(signals->wait(milliseconds(0)), Event::none);
}

TEST(Signals, SeveralOfOneKindAreOne) {
  auto signals = Signals::create();
  ASSERT_TRUE(signals.has_value());
  for (int i = 0; i < 3; ++i) ::kill(::getpid(), SIGHUP);
  for (int i = 0; i < 3; ++i) signals->call();
  EXPECT_EQ(signals->wait(k_long), Event::reload);
  EXPECT_EQ(signals->wait(k_long), Event::called);
  EXPECT_EQ(signals->wait(milliseconds(0)), Event::none);
}

TEST(Signals, CallOfAnotherThreadEndsTheWait) {
  auto signals = Signals::create();
  ASSERT_TRUE(signals.has_value());
  std::thread other([&] { signals->call(); });
  EXPECT_EQ(signals->wait(std::chrono::hours(24)), Event::called);
  other.join();
}

TEST(Signals, PeerThatIsGoneEndsNoProcess) {
  auto signals = Signals::create();
  ASSERT_TRUE(signals.has_value());
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[0]);
  EXPECT_EQ(::write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  ::close(ends[1]);
}

}  // namespace
}  // namespace elzhur::runtime
