#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include "journal/check.hpp"

namespace elzhur::tests {
namespace {

std::string running_test_name() {
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  if (info == nullptr) return "outside-a-test";
  std::string name = std::string(info->test_suite_name()) + "." + info->name();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '_') c = '-';
  }
  return name;
}

}  // namespace

TempDir::TempDir() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / ("elzhur-" + running_test_name() + "-XXXXXX")).string();
  const char* made = ::mkdtemp(pattern.data());
  ELZHUR_CHECK(made != nullptr);
  path_ = made;
}

TempDir::~TempDir() {
  const bool failed =
      testing::UnitTest::GetInstance()->current_test_info() != nullptr && testing::Test::HasFailure();
  if (failed || std::getenv("ELZHUR_KEEP_TEMP") != nullptr) {
    std::fprintf(stderr, "kept: %s\n", path_.c_str());
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempDir::write(std::string_view relative, std::string_view bytes) const {
  const auto file = *this / relative;
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  write_bytes(file, bytes);
  return file;
}

std::string read_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    ADD_FAILURE() << "cannot read " << file;
    return {};
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) ADD_FAILURE() << "cannot write " << file;
}

}  // namespace elzhur::tests
