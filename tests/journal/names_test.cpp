#include "journal/names.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "journal/utf8.hpp"

namespace elzhur::journal {
namespace {

/// Texts made of what makes trouble: letters with separate marks, look-alikes, invisible characters, bad
/// bytes.
rc::Gen<std::string> troublesome_text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "а", "Е", "е", "Ё", "ё", "И", "и", "й", "\xCC\x86", "\xCC\x88", "A", "e", "B", "x", "7", " ", "  ",
          "\t", "\r\n", "\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF", "-", "—", "«", "»", "\"", "'", ".", ",",
          "\xFF", "\xD0", "\xE2\x80", "🙂", "\x01", "оглы", "вич", "Иванова", "Анна", "Петровна")),
      [](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts) text += part;
        return text;
      });
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t before = text.size();
    if (take_code_point(text) == k_replacement && before - text.size() == 1) return false;
  }
  return true;
}

TEST(Names, SpacesOfAllKindsBecomeOne) {
  EXPECT_EQ(normalise_text("  Иванова\t \r\n Анна\xC2\xA0Петровна "), "Иванова Анна Петровна");
  EXPECT_EQ(normalise_text("a\xE2\x80\x83\xE3\x80\x80z"), "a z");
  EXPECT_EQ(normalise_text(" \t\xC2\xA0"), "");
  EXPECT_EQ(normalise_text(""), "");
  EXPECT_EQ(normalise_text("a b"), "a b");
  EXPECT_EQ(normalise_text("a  b"), "a b");
  EXPECT_EQ(normalise_text("a "), "a");
}

TEST(Names, InvisibleCharactersAreDropped) {
  EXPECT_EQ(normalise_text("\xEF\xBB\xBF"
                           "Ал\xC2\xADге\xE2\x80\x8B"
                           "бра\x7F\x01"),
            "Алгебра");
  EXPECT_EQ(normalise_text("\xE2\x80\xAEx\xE2\x80\xAC"), "x");
  EXPECT_EQ(normalise_text("a \xE2\x80\x8B b"), "a b");
}

TEST(Names, BytesThatAreNoUtf8AreShownAsSuch) {
  EXPECT_EQ(normalise_text("a\xFF"), "a\uFFFD");
  EXPECT_EQ(normalise_text("\xD0"), "\uFFFD");
  EXPECT_EQ(normalise_text("\xD0z"), "\uFFFDz");
}

TEST(Names, LettersWithASeparateMarkAreComposed) {
  EXPECT_EQ(normalise_text("Алексеи\xCC\x86"), "Алексей");
  EXPECT_EQ(normalise_text("Е\xCC\x88лка и\xCC\x86од"), "Ёлка йод");
  EXPECT_EQ(normalise_text("и \xCC\x86"), "и \xCC\x86");
}

TEST(Names, FoldIgnoresCaseAndYo) {
  EXPECT_EQ(fold("СЕМЁНОВА  Алёна"), "семенова алена");
  EXPECT_EQ(fold("Physics"), "physics");
  EXPECT_EQ(fold("Семе\xCC\x88нова"), fold("семенова"));
}

TEST(Names, SpellingsOfOneClassAreOne) {
  for (const char* spelling : {"7А", "7а", "7 А", "7 «А»", "7-А", "7 \"а\"", "7–а", "7A", "7a", " 7 а "}) {
    EXPECT_EQ(fold_class(spelling), "7а") << spelling;
  }
  EXPECT_EQ(fold_class("10 B"), fold_class("10в"));
  EXPECT_NE(fold_class("7А"), fold_class("7Б"));
  EXPECT_NE(fold_class("1А"), fold_class("11А"));
  EXPECT_EQ(fold_class(""), "");
}

TEST(Names, PlaceholdersHaveNoLetterAndNoDigit) {
  for (const char* text : {".", "..", "...", "-", "—", ",", "/", "*", "🙂", "…", " . ", "!?", "№", "- -"}) {
    EXPECT_TRUE(is_placeholder(text)) << text;
  }
  for (const char* text :
       {"", " ", "\t\xC2\xA0", "\xE2\x80\x8B", "а", "5", "§ 5", ".x.", "нет", "\xFF", "№ 12"}) {
    EXPECT_FALSE(is_placeholder(text)) << text;
  }
}

TEST(Names, ListsOfPeopleAreSplit) {
  const std::vector<std::string> two{"Иванова А. П.", "Петров О. Н."};
  EXPECT_EQ(split_people("Иванова А. П., Петров О. Н."), two);
  EXPECT_EQ(split_people(" Иванова  А. П. ;; Петров О. Н. ,"), two);
  EXPECT_TRUE(split_people(" , ; ").empty());
  EXPECT_TRUE(split_people("").empty());
}

RC_GTEST_PROP(Names, NormalisingIsIdempotent, ()) {
  const std::string text = *troublesome_text();
  const std::string once = normalise_text(text);
  RC_ASSERT(is_valid_utf8(once));
  RC_ASSERT(normalise_text(once) == once);
}

RC_GTEST_PROP(Names, FoldingIsIdempotentAndIgnoresNormalising, ()) {
  const std::string text = *troublesome_text();
  RC_ASSERT(fold(fold(text)) == fold(text));
  RC_ASSERT(fold(normalise_text(text)) == fold(text));
  RC_ASSERT(fold_class(fold_class(text)) == fold_class(text));
  RC_ASSERT(fold_class(fold(text)) == fold_class(text));
  RC_ASSERT(is_placeholder(normalise_text(text)) == is_placeholder(text));
}

RC_GTEST_PROP(Names, AnyBytesHaveANormalForm, (const std::string& bytes)) {
  const std::string once = normalise_text(bytes);
  RC_ASSERT(is_valid_utf8(once));
  RC_ASSERT(normalise_text(once) == once);
  RC_ASSERT(is_valid_utf8(fold_class(bytes)));
  for (const std::string& person : split_people(bytes)) RC_ASSERT(!person.empty());
}

}  // namespace
}  // namespace elzhur::journal
