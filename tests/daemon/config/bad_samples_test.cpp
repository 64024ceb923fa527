// Every mistake of tests/data/config_bad is reported exactly as the .expected file beside it says.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

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

/// `ELZHUR_WRITE_EXPECTED=1 daemon_config_test --gtest_filter=BadSamples.*` writes the messages of new
/// samples; read them before they are kept.
void write_if_asked(const fs::path& file, const std::string& text) {
  const bool is_asked = std::getenv("ELZHUR_WRITE_EXPECTED") != nullptr;  // NOLINT(concurrency-mt-unsafe)
  if (is_asked && !fs::exists(file)) tests::write_bytes(file, text);
}

TEST(BadSamples, EveryMistakeIsReportedAtItsPlace) {
  ::unsetenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): one thread.
  const fs::path folder = tests::data_path("config_bad");
  const auto samples = names_with(folder, ".yaml");
  ConfigInputs inputs = inputs_of_this_machine();
  // A checkout gives files the mode of its machine: here a name says who may read.
  inputs.readable_by_all = [](const fs::path& file) {
    return file.filename().string().starts_with("everybody");
  };
  for (const std::string& name : samples) {
    const auto config = load_config(folder / (name + ".yaml"), inputs);
    const std::vector<Diagnostic>& found = config ? config->warnings : config.error();
    EXPECT_FALSE(found.empty()) << name << ": this mistake is not noticed";
    EXPECT_EQ(has_errors(found), !config) << name;
    const std::string text = without_folder(format_diagnostics(found), folder);
    write_if_asked(folder / (name + ".expected"), text);
    EXPECT_EQ(text, tests::read_bytes(folder / (name + ".expected"))) << name;
  }
  EXPECT_EQ(samples, names_with(folder, ".expected"));
  EXPECT_GE(samples.size(), 150U);
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
