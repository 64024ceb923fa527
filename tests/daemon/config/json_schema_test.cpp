#include "daemon/config/json_schema.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::config {
namespace {

/// `ELZHUR_WRITE_SCHEMA=1 daemon_config_test --gtest_filter=JsonSchema.*` writes the file anew after a change
/// of keys.
TEST(JsonSchema, CheckedInFileIsTheTableOfKeys) {
  const auto file = tests::source_dir() / "config/elzhurd.schema.json";
  if (std::getenv("ELZHUR_WRITE_SCHEMA") != nullptr) tests::write_bytes(file, render_json_schema());
  EXPECT_EQ(tests::read_bytes(file), render_json_schema());
}

TEST(JsonSchema, FitsTheSamplesAndNoticesWhatItCanOfEveryMistake) {
  const auto config = tests::source_dir() / "config";
  const std::vector<std::string> command{
      tests::python().string(),
      (tests::source_dir() / "tests/daemon/config/json_schema_test.py").string(),
      (config / "elzhurd.schema.json").string(),
      tests::data_path("config_bad").string(),
      (config / "elzhurd.yaml").string(),
      (config / "minimal.yaml").string()};
  const auto result = tests::run_process(command);
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

}  // namespace
}  // namespace elzhur::config
