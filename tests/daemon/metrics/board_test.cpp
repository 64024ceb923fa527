#include "daemon/metrics/board.hpp"

#include <chrono>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/metrics/sample_view.hpp"

namespace elzhur::metrics {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

struct Fixture {
  std::chrono::steady_clock::time_point now{};
  int readings = 0;
  Board board{journal::Instant{journal::Seconds{1000}}, [this] { return now; },
              [this] {
                ++readings;
                ProcessNumbers numbers;
                numbers.threads = 4;
                return numbers;
              }};
};

TEST(Board, PageIsThereBeforeTheFirstView) {
  Fixture f;
  EXPECT_THAT(*f.board.page(), HasSubstr("elzhur_outbox_pending 0\n"));
  EXPECT_THAT(*f.board.page(), HasSubstr("process_start_time_seconds 1000\n"));
}

TEST(Board, PageIsMadeOnceForAllWhoAsk) {
  Fixture f;
  f.board.publish(sample_view(1, 1, 1, 1));
  const auto page = f.board.page();
  EXPECT_EQ(f.board.page(), page);
  f.now += k_process_age_max - milliseconds{1};
  EXPECT_EQ(f.board.page(), page);
  EXPECT_EQ(f.readings, 1);
}

TEST(Board, ProcessIsReadAnewAfterASecond) {
  Fixture f;
  const auto page = f.board.page();
  f.now += k_process_age_max;
  EXPECT_NE(f.board.page(), page);
  EXPECT_EQ(f.readings, 2);
  EXPECT_THAT(*f.board.page(), HasSubstr("process_threads 4\n"));
}

TEST(Board, NewViewIsSeenAtOnce) {
  Fixture f;
  (void)f.board.page();
  MetricsView view = sample_view(1, 1, 1, 1);
  view.outbox_pending = 7;
  f.board.publish(view);
  EXPECT_THAT(*f.board.page(), HasSubstr("elzhur_outbox_pending 7\n"));
}

TEST(Board, PageStaysWholeWhileViewsArePublished) {
  Fixture f;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&f] {
      for (int n = 0; n < 200; ++n) {
        const auto page = f.board.page();
        EXPECT_TRUE(page->ends_with("process_start_time_seconds 1000\n"));
      }
    });
  }
  for (int n = 0; n < 200; ++n) f.board.publish(sample_view(1, 1, n % 7, 1));
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace elzhur::metrics
