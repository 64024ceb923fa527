#include "journal/utf8.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace elzhur::journal {
namespace {

std::u32string decoded(std::string_view text) {
  std::u32string out;
  while (!text.empty()) out.push_back(take_code_point(text));
  return out;
}

TEST(Utf8, EveryCodePointComesBackAsItself) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_code_point(text, c);
    ASSERT_EQ(decoded(text), std::u32string(1, c)) << "code point " << static_cast<unsigned>(c);
  }
}

TEST(Utf8, BytesThatAreNoUtf8BecomeReplacements) {
  EXPECT_EQ(decoded("a\xFFz"), U"a\uFFFDz");
  EXPECT_EQ(decoded("\xD0"), U"\uFFFD");                                // Cut off.
  EXPECT_EQ(decoded("\xC0\xAF"), U"\uFFFD\uFFFD");                      // Overlong slash.
  EXPECT_EQ(decoded("\xED\xA0\x80"), U"\uFFFD\uFFFD\uFFFD");            // A surrogate.
  EXPECT_EQ(decoded("\xF4\x90\x80\x80"), U"\uFFFD\uFFFD\uFFFD\uFFFD");  // Beyond Unicode.
  EXPECT_EQ(decoded("\xD0z"), U"\uFFFDz");                              // The letter after a cut is kept.
}

RC_GTEST_PROP(Utf8, AnyBytesAreReadToTheirEnd, (const std::string& bytes)) {
  std::string_view rest = bytes;
  std::size_t steps = 0;
  while (!rest.empty()) {
    const char32_t c = take_code_point(rest);
    RC_ASSERT(c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF));
    ++steps;
  }
  RC_ASSERT(steps <= bytes.size());
  RC_ASSERT(steps == count_code_points(bytes));
}

TEST(Utf8, LowerKnowsLatinAndCyrillic) {
  EXPECT_EQ(lower(U'A'), U'a');
  EXPECT_EQ(lower(U'Z'), U'z');
  EXPECT_EQ(lower(U'['), U'[');
  EXPECT_EQ(lower(U'А'), U'а');
  EXPECT_EQ(lower(U'Я'), U'я');
  EXPECT_EQ(lower(U'Ё'), U'ё');
  EXPECT_EQ(lower(U'Ў'), U'ў');
  EXPECT_EQ(lower(U'Ғ'), U'ғ');
  EXPECT_EQ(lower(U'Ӣ'), U'ӣ');
  EXPECT_EQ(lower(U'Ӂ'), U'ӂ');
  EXPECT_EQ(lower(U'É'), U'é');
  EXPECT_EQ(lower(U'Ž'), U'ž');
  EXPECT_EQ(lower(U'Ł'), U'ł');
  EXPECT_EQ(lower(U'×'), U'×');
  EXPECT_EQ(lower(U'5'), U'5');
}

TEST(Utf8, LowerTwiceIsLowerOnce) {
  for (char32_t c = 0; c < 0x3000; ++c) ASSERT_EQ(lower(lower(c)), lower(c)) << static_cast<unsigned>(c);
}

TEST(Utf8, LettersAndDigitsAreToldFromSymbols) {
  for (const char32_t c : std::u32string_view(U"aЯё9ўəé漢ſ²")) {
    EXPECT_TRUE(is_letter_or_digit(c)) << static_cast<unsigned>(c);
  }
  for (const char32_t c : std::u32string_view(U".-—/…«»№+*☺✓→🙂 \t\u00A0\u200B\uFE0F")) {
    EXPECT_FALSE(is_letter_or_digit(c)) << static_cast<unsigned>(c);
  }
}

TEST(Utf8, AByteThatCouldNotBeReadMayHaveBeenALetter) { EXPECT_TRUE(is_letter_or_digit(k_replacement)); }

}  // namespace
}  // namespace elzhur::journal
