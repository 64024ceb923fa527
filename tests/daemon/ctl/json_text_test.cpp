#include "daemon/ctl/json_text.hpp"

#include <gtest/gtest.h>

namespace elzhur::ctl {
namespace {

TEST(JsonText, WhatIsMissingOrOfAnotherTypeReadsAsNothing) {
  const Json value = Json::parse(R"({"a": 7, "b": {"c": "x"}, "d": [1], "e": null, "f": 1.5})");
  EXPECT_EQ(text(value, "a"), "7");
  EXPECT_EQ(text(value, "b"), "");
  EXPECT_EQ(text(value, "e"), "");
  EXPECT_EQ(text(value, "f"), "");
  EXPECT_EQ(text(value, "none"), "");
  EXPECT_EQ(text(member(value, "b"), "c"), "x");
  EXPECT_EQ(text(member(value, "a"), "c"), "");
  EXPECT_TRUE(list(value, "a").empty());
  EXPECT_EQ(list(value, "d").size(), 1U);
  EXPECT_FALSE(integer(value, "f"));
  EXPECT_FALSE(flag(value, "a"));
}

TEST(JsonText, ANumberBeyondTheRangeIsNone) {
  const Json value = Json::parse(R"({"most": 9223372036854775807, "more": 9223372036854775808})");
  EXPECT_EQ(integer(value, "most"), INT64_MAX);
  EXPECT_FALSE(integer(value, "more"));
}

TEST(JsonText, ATextLosesWhatATerminalActsOn) {
  const auto value = parse_json("{\"a\": \"да\\u001b[31m\\nнет\\u202e\"}");
  ASSERT_TRUE(value);
  EXPECT_EQ(text(*value, "a"), "да[31m нет");
}

TEST(JsonText, WhatIsNoJsonIsRefused) {
  for (const char* bad : {"", "<html>", "{\"a\":", "{} {}", "{\"a\": \"\xff\"}"}) {
    const auto parsed = parse_json(bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().exit, Exit::internal);
  }
}

TEST(JsonText, DepthHasALimit) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(k_json_depth_max - 1)));
  EXPECT_TRUE(parse_json(nested(k_json_depth_max)));
  EXPECT_FALSE(parse_json(nested(k_json_depth_max + 1)));
  EXPECT_TRUE(parse_json("\"" + std::string(1000, '[') + "\""));
}

}  // namespace
}  // namespace elzhur::ctl
