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

TEST(JsonSchema, FitsTheSamplesAndNoticesWrongValues) {
  const auto config = tests::source_dir() / "config";
  std::vector<std::string> command{tests::python().string(),
                                   (tests::source_dir() / "tests/daemon/config/json_schema_test.py").string(),
                                   (config / "elzhurd.schema.json").string(),
                                   (config / "elzhurd.yaml").string(),
                                   (config / "minimal.yaml").string(),
                                   "--"};
  for (const std::string_view bad : {"nothing_needed_is_there",
                                     "unknown_key_near",
                                     "unknown_key_far",
                                     "key_without_value",
                                     "wrong_mode",
                                     "map_expected",
                                     "list_expected",
                                     "no_rules",
                                     "no_sources",
                                     "no_recipients",
                                     "bad_watch_from",
                                     "bad_retention",
                                     "bad_backup",
                                     "source_without_kind",
                                     "source_kind_near",
                                     "source_without_path",
                                     "source_every_in_lessons",
                                     "source_move_yes",
                                     "source_id_in_capitals",
                                     "source_api_bad",
                                     "source_report_bad",
                                     "rule_without_due",
                                     "rule_kind_near",
                                     "due_from_near",
                                     "due_bad_plus_and_at",
                                     "rule_grades_out_of_range",
                                     "rule_wrong_severity",
                                     "unknown_role",
                                     "two_addresses",
                                     "digest_without_time",
                                     "digest_bad_slot",
                                     "digest_mixed_days",
                                     "escalate_bad",
                                     "smtp_bad_port",
                                     "bad_from",
                                     "web_bad_listen",
                                     "metrics_by_name",
                                     "secret_in_the_file"}) {
    command.push_back((tests::data_path("config_bad") / (std::string(bad) + ".yaml")).string());
  }
  const auto result = tests::run_process(command);
  EXPECT_EQ(result.status, 0) << result.out << result.err;
}

}  // namespace
}  // namespace elzhur::config
