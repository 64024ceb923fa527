#include "tests/support/process.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "tests/support/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

using std::chrono::milliseconds;

TEST(Process, OutputErrorsAndStatusComeApart) {
  const auto result = run_process({"sh", "-c", "echo out; echo err >&2; exit 7"});
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
  EXPECT_EQ(result.status, 7);
  EXPECT_FALSE(result.timed_out);
}

TEST(Process, InputLargerThanAPipeComesBackWhole) {
  ProcessOptions options;
  options.input.assign(1'000'000, 'x');
  const auto result = run_process({"cat"}, options);
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, options.input);
}

TEST(Process, ChildThatDoesNotReadItsInputEndsInPeace) {
  ProcessOptions options;
  options.input.assign(1'000'000, 'x');
  EXPECT_EQ(run_process({"true"}, options).status, 0);
}

TEST(Process, EnvironmentAndDirectoryAreTheChilds) {
  const TempDir dir;
  ProcessOptions options;
  options.env["ELZHUR_WORD"] = "слово";
  options.directory = dir.path();
  EXPECT_EQ(run_process({"sh", "-c", "echo $ELZHUR_WORD; pwd -P"}, options).out,
            "слово\n" + std::filesystem::canonical(dir.path()).string() + "\n");
}

TEST(Process, HangingProgramIsKilledAtItsLimit) {
  ProcessOptions options;
  options.time_max = milliseconds(50);
  const auto result = run_process({"tail", "-f", "/dev/null"}, options);
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.status, 128 + SIGKILL);
}

TEST(Process, MissingProgramIs127) { EXPECT_EQ(run_process({"/nonexistent/program"}).status, 127); }

TEST(Process, BackgroundProgramIsSeenAndSignalled) {
  BackgroundProcess child({"sh", "-c", "echo ready; exec tail -f /dev/null"});
  ASSERT_TRUE(child.wait_for_output("ready\n", milliseconds(10'000)));
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait(milliseconds(10'000)).status, 128 + SIGTERM);
}

TEST(Process, PythonIsTheSystems) {
  EXPECT_EQ(run_process({python().string(), "-c", "print(1)"}).out, "1\n");
}

}  // namespace
}  // namespace elzhur::tests
