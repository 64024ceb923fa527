#include "daemon/metrics/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace elzhur::metrics {
namespace {

TEST(Process, NumbersOfThisProcessAreRead) {
  const ProcessNumbers numbers = read_process();
  EXPECT_GT(numbers.cpu_seconds, 0);
  EXPECT_GT(numbers.resident_bytes, 100'000U);
  EXPECT_GT(numbers.virtual_bytes, numbers.resident_bytes);
  EXPECT_GE(numbers.threads, 1U);
  EXPECT_GE(numbers.open_fds, 1U);
  EXPECT_GT(numbers.max_fds, numbers.open_fds);
}

TEST(Process, OpenFilesAreCounted) {
  const std::uint64_t before = read_process().open_fds;
  const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(read_process().open_fds, before + 1);
  ::close(file);
  EXPECT_EQ(read_process().open_fds, before);
}

}  // namespace
}  // namespace elzhur::metrics
