#include "journal/json_depth.hpp"

#include <gtest/gtest.h>

#include <string>

namespace elzhur::journal {
namespace {

TEST(JsonDepth, CountsBracketsOutsideOfStrings) {
  EXPECT_FALSE(is_json_deeper("[{}]", 2));
  EXPECT_TRUE(is_json_deeper("[{}]", 1));
  EXPECT_FALSE(is_json_deeper("[[],[],{}]", 2));
  EXPECT_FALSE(is_json_deeper(R"(["[[[[", "\"[[["])", 1));
  EXPECT_TRUE(is_json_deeper(R"(["\\", [[]]])", 2));
  EXPECT_FALSE(is_json_deeper("]]]][", 1));
  EXPECT_FALSE(is_json_deeper("", 0));
  EXPECT_TRUE(is_json_deeper(std::string(1'000'000, '['), 100));
  EXPECT_FALSE(is_json_deeper("\"\\", 0));
}

}  // namespace
}  // namespace elzhur::journal
