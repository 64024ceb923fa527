#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace elzhur::tests {
namespace {

TEST(TempDir, EachIsEmptyAndItsOwn) {
  const TempDir first;
  const TempDir second;
  EXPECT_NE(first.path(), second.path());
  EXPECT_TRUE(std::filesystem::is_empty(first.path()));
}

TEST(TempDir, IsGoneAfterAPassedTest) {
  std::filesystem::path path;
  {
    const TempDir dir;
    path = dir.path();
    dir.write("a/b.txt", "text");
    EXPECT_EQ(read_bytes(path / "a/b.txt"), "text");
  }
  EXPECT_EQ(std::filesystem::exists(path), std::getenv("ELZHUR_KEEP_TEMP") != nullptr);
}

}  // namespace
}  // namespace elzhur::tests
