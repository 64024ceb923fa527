#include "connectors/formats/text.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

namespace elzhur::tests {
namespace {

using connectors::is_valid_utf8;

TEST(Text, Utf8IsToldFromItsImitations) {
  for (const char* text : {"", "a", "я", "€", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_valid_utf8(text)) << text;
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xD1", "\xE2\x82", "\xF0\x9F\x98", "12345678\xFF"}) {
    EXPECT_FALSE(is_valid_utf8(text)) << text;
  }
}

TEST(Text, CensusCountsSequencesAndBrokenBytes) {
  const auto census = connectors::take_utf8_census("abcdefghij я\xFFя\x80 я");
  EXPECT_EQ(census.multibyte, 3U);
  EXPECT_EQ(census.broken, 2U);
  EXPECT_EQ(census.first_broken, 13U);
}

TEST(Text, SingleByteCharsetsAreDecoded) {
  const auto charset = connectors::SingleByteCharset::load("CP866");
  ASSERT_TRUE(charset);
  std::string text;
  EXPECT_EQ(charset->append(text, "1\xA0.xls"), std::string_view::npos);
  EXPECT_EQ(text, "1а.xls");
  EXPECT_FALSE(connectors::SingleByteCharset::load("UTF-16LE"));
  EXPECT_FALSE(connectors::SingleByteCharset::load("no such"));
}

TEST(Text, Utf16PairsAreJoinedAndLoneHalvesReplaced) {
  std::string text;
  connectors::append_utf16le(text, std::string_view("\x3D\xD8\x00\xDE\x3D\xD8\x41\x00\x00\x00", 10));
  EXPECT_EQ(text,
            "😀\xEF\xBF\xBD"
            "A");
}

TEST(Text, BlanksAreTrimmedNoBreakSpacesToo) {
  EXPECT_EQ(connectors::trim(" \t\xC2\xA0 a b\xC2\xA0\r\n"), "a b");
  EXPECT_EQ(connectors::trim("\xC2\xA0"), "");
}

RC_GTEST_PROP(Text, EveryCharacterAppendedIsValid, (char32_t character)) {
  std::string text;
  connectors::append_utf8(text, character);
  RC_ASSERT(is_valid_utf8(text));
}

RC_GTEST_PROP(Text, CensusAndValidityAgree, (const std::string& text)) {
  RC_ASSERT(is_valid_utf8(text) == (connectors::take_utf8_census(text).broken == 0));
}

}  // namespace
}  // namespace elzhur::tests
