// The files that we ship must be right, and the annotated one must explain every key.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "daemon/config/load.hpp"
#include "daemon/config/schema.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::config {
namespace {

namespace fs = std::filesystem;

TEST(Samples, EveryShippedConfigurationLoadsWithoutAWord) {
  for (const std::string_view name : {"elzhurd.yaml", "minimal.yaml"}) {
    const auto config = load_config(tests::source_dir() / "config" / name);
    ASSERT_TRUE(config) << format_diagnostics(config.error());
    EXPECT_EQ(format_diagnostics(config->warnings), "") << name;
  }
}

TEST(Samples, EveryShippedCalendarFitsTheOthers) {
  const tests::TempDir dir;
  std::string files;
  for (const auto& entry : fs::directory_iterator(tests::source_dir() / "config/calendars")) {
    if (entry.path().extension() == ".yaml") files += "    - " + entry.path().string() + "\n";
  }
  const std::string text = tests::read_bytes(tests::source_dir() / "config/minimal.yaml");
  const auto config = load_config(dir.write("c.yaml", text + "calendar:\n  files:\n" + files));
  ASSERT_TRUE(config) << format_diagnostics(config.error());
  EXPECT_EQ(config->calendar.is_working_day(journal::make_date(2026, 11, 4)), false);
  EXPECT_EQ(config->calendar.is_working_day(journal::make_date(2018, 12, 29)), true);
}

TEST(Samples, StaffSampleIsRead) {
  const auto config = load_config(tests::source_dir() / "config/elzhurd.yaml");
  ASSERT_TRUE(config);
  ASSERT_EQ(config->staff.size(), 2U);
  EXPECT_EQ(config->staff[0].absences[0].reason, AbsenceReason::training);
}

TEST(Samples, EffectiveConfigurationOfTheSampleReadsToItself) {
  const tests::TempDir dir;
  const auto config = load_config(tests::source_dir() / "config/elzhurd.yaml");
  ASSERT_TRUE(config);
  const std::string text = render_effective(*config);
  const auto again = load_config(dir.write("again.yaml", text));
  ASSERT_TRUE(again) << format_diagnostics(again.error());
  EXPECT_EQ(render_effective(*again), text);
}

void expect_explained(const Table& table, const std::string& text) {
  for (const Key& key : table.keys) {
    // A secret is explained by one of its two keys, a key in prose by its bare name.
    EXPECT_NE(text.find(key.name), std::string::npos) << table.name << ": " << key.name;
    EXPECT_FALSE(key.doc.empty()) << table.name << ": " << key.name;
    if (key.table != nullptr) expect_explained(*key.table, text);
  }
}

TEST(Samples, AnnotatedConfigurationNamesEveryKey) {
  const std::string text = tests::read_bytes(tests::source_dir() / "config/elzhurd.yaml");
  expect_explained(main_table(), text);
  for (const std::string_view kind : source_kinds()) expect_explained(*source_table(kind), text);
  expect_explained(staff_table(), tests::read_bytes(tests::source_dir() / "config/staff.yaml"));
}

}  // namespace
}  // namespace elzhur::config
