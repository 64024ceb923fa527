// Every mistake of tests/data/config_bad is reported exactly as the .expected file beside it says.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "daemon/config/load.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::config {
namespace {

namespace fs = std::filesystem;

std::set<std::string> names_with(const fs::path& folder, std::string_view extension) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == extension)
      names.insert(entry.path().stem().string());
  }
  return names;
}

std::string without_folder(std::string text, const fs::path& folder) {
  const std::string prefix = folder.string() + "/";
  for (std::size_t at = 0; (at = text.find(prefix, at)) != std::string::npos;) text.erase(at, prefix.size());
  return text;
}

TEST(BadSamples, EveryMistakeIsReportedAtItsPlace) {
  ::unsetenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): one thread.
  const fs::path folder = tests::data_path("config_bad");
  const auto samples = names_with(folder, ".yaml");
  EXPECT_EQ(samples, names_with(folder, ".expected"));
  EXPECT_GE(samples.size(), 100U);
  for (const std::string& name : samples) {
    const auto config = load_config(folder / (name + ".yaml"));
    if (config) {
      ADD_FAILURE() << name << ": this mistake is not noticed";
      continue;
    }
    EXPECT_TRUE(has_errors(config.error())) << name;
    EXPECT_EQ(without_folder(format_diagnostics(config.error()), folder),
              tests::read_bytes(folder / (name + ".expected")))
        << name;
  }
}

TEST(BadSamples, NoMessageHoldsASecretOrAName) {
  const fs::path folder = tests::data_path("config_bad");
  for (const std::string& name : names_with(folder, ".expected")) {
    const std::string text = tests::read_bytes(folder / (name + ".expected"));
    for (const std::string_view word : {"hunter2", "Иванов", "Петров", "грипп"}) {
      EXPECT_EQ(text.find(word), std::string::npos) << name;
    }
  }
}

}  // namespace
}  // namespace elzhur::config
