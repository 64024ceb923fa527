#include "alerts/encode.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "journal/utf8.hpp"

namespace elzhur::alerts {
namespace {

/// Every line of a folded header value that began at `column`.
std::vector<std::string> lines_of(const std::string& value, std::size_t column) {
  std::vector<std::string> lines{std::string(column, 'x')};
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.compare(i, 2, "\r\n") == 0) {
      lines.emplace_back();
      ++i;
    } else {
      lines.back() += value[i];
    }
  }
  return lines;
}

TEST(Encode, Base64IsThatOfTheRfc) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64_lines(std::string(58, 'a')).find("\r\n"), 76U);
}

TEST(Encode, PlainShortTextStaysAsItIs) { EXPECT_EQ(encode_header_text("Hello, world", 9), "Hello, world"); }

TEST(Encode, TextThatLooksEncodedIsEncoded) {
  EXPECT_EQ(encode_header_text("=?utf-8?B?eA==?=", 9).find("=?utf-8?B?PT91"), 0U);
}

TEST(Encode, InvalidBytesBecomeReplacements) { EXPECT_EQ(valid_utf8("a\xFFz"), "a\uFFFDz"); }

TEST(Encode, LongFileNamesAreContinuedInSections) {
  std::string name;
  for (int i = 0; i < 40; ++i) name += "ж";
  const std::string parameter = encode_parameter("filename", name + ".csv");
  EXPECT_NE(parameter.find("filename*0*=utf-8''%D0%B6"), std::string::npos);
  EXPECT_NE(parameter.find("filename*1*=%D0%B6"), std::string::npos);
  EXPECT_EQ(encode_parameter("filename", "list.csv"), ";\r\n filename=\"list.csv\"");
  EXPECT_EQ(encode_parameter("filename", "a\".csv").find('"'), std::string::npos);
}

RC_GTEST_PROP(Encode, AnyTextBecomesShortAsciiLinesCutBetweenLetters, (const std::string& text)) {
  const auto column = *rc::gen::inRange<std::size_t>(0, 40);
  const std::string value = encode_header_text(text, column);
  for (const std::string& line : lines_of(value, column)) {
    RC_ASSERT(line.size() <= 76U);
    for (const char c : line) RC_ASSERT(c >= ' ' && c <= '~');
    for (std::size_t at = line.find("=?utf-8?B?"); at != std::string::npos;
         at = line.find("=?utf-8?B?", at + 1)) {
      RC_ASSERT(line.find("?=", at + 10) + 2 - at <= 75U);
    }
  }
}

RC_GTEST_PROP(Encode, AnyParameterStaysOnShortLines, (const std::string& text)) {
  const std::string value = encode_parameter("filename", text);
  for (const std::string& line : lines_of(value, 0)) {
    RC_ASSERT(line.size() <= 100U);
    for (const char c : line) RC_ASSERT(c >= ' ' && c <= '~');
  }
}

}  // namespace
}  // namespace elzhur::alerts
