#include "connectors/cell_text.hpp"

#include <gtest/gtest.h>

#include "tests/connectors/reading.hpp"

namespace elzhur::connectors {
namespace {

using enum journal::FillState;
using tests::classifier;

TEST(CellText, BlankTextsAreEmpty) {
  for (const char* text : {"", " ", "\t\n", "\u00A0", " \u00A0 ", "\u200B"}) {
    EXPECT_EQ(classifier().classify(text), empty) << '[' << text << ']';
  }
}

TEST(CellText, PunctuationAloneIsAPlaceholder) {
  for (const char* text : {".", "..", "...", "-", "—", ",", "/", " . ", "«»", "№", "+"}) {
    EXPECT_EQ(classifier().classify(text), placeholder) << text;
  }
}

TEST(CellText, DeclaredTextsAreToldInEveryCaseWithAndWithoutDot) {
  for (const char* text : {"без задания", "Без задания", "БЕЗ  ЗАДАНИЯ.", " не задано ", "Нет", "нет."}) {
    EXPECT_EQ(classifier().classify(text), declared) << text;
  }
}

TEST(CellText, EverythingElseIsFilled) {
  for (const char* text : {"Сложение", "упр. 5", "5", "без", "без задания на дом", "нетто", "x",
                           "(см. учебник)", "не задано ничего", "1", "日本"}) {
    EXPECT_EQ(classifier().classify(text), filled) << text;
  }
}

TEST(CellText, ACountOfMarksCountsAndABlankSaysNothing) {
  EXPECT_EQ(classify_marks("5"), filled);
  EXPECT_EQ(classify_marks("1.0"), filled);
  EXPECT_EQ(classify_marks("0"), empty);
  EXPECT_EQ(classify_marks("0.0"), empty);
  EXPECT_EQ(classify_marks(""), unknown);
  EXPECT_EQ(classify_marks(" "), unknown);
  EXPECT_EQ(classify_marks("-"), unknown);
  EXPECT_EQ(classify_marks("Да"), filled);
  EXPECT_EQ(classify_marks("нет"), empty);
  EXPECT_EQ(classify_marks("нет данных"), unknown);
  EXPECT_EQ(classify_marks("5, 4, 4"), filled);
}

TEST(CellText, AttendanceOfZeroOrBlankSaysNothing) {
  EXPECT_EQ(classify_attendance("Да", false), filled);
  EXPECT_EQ(classify_attendance("НЕТ", false), empty);
  EXPECT_EQ(classify_attendance("2", false), filled);
  EXPECT_EQ(classify_attendance("0", false), unknown);
  EXPECT_EQ(classify_attendance("", false), unknown);
  EXPECT_EQ(classify_attendance("не отмечена", false), unknown);
  EXPECT_EQ(classify_attendance("0 из 25", false), unknown);
}

TEST(CellText, NoAbsentPupilsIsNotAMissingEntry) { EXPECT_EQ(classify_attendance("Нет", true), unknown); }

TEST(CellText, LessonNumbersAreReadAndNothingElse) {
  EXPECT_EQ(parse_lesson_number("3"), 3);
  EXPECT_EQ(parse_lesson_number(" 3-й "), 3);
  EXPECT_EQ(parse_lesson_number("3 урок"), 3);
  EXPECT_EQ(parse_lesson_number("3.0"), 3);
  EXPECT_EQ(parse_lesson_number("0"), 0);
  EXPECT_EQ(parse_lesson_number("31"), std::nullopt);
  EXPECT_EQ(parse_lesson_number("3-4"), std::nullopt);
  EXPECT_EQ(parse_lesson_number("-3"), std::nullopt);
  EXPECT_EQ(parse_lesson_number("третий"), std::nullopt);
  EXPECT_EQ(parse_lesson_number(""), std::nullopt);
}

TEST(CellText, OnlyDigitsAndMarksAreQuoted) {
  EXPECT_EQ(quoted_if_harmless("32.01.2019"), " «32.01.2019»");
  EXPECT_EQ(quoted_if_harmless("2019-13-01 25:00"), " «2019-13-01 25:00»");
  EXPECT_EQ(quoted_if_harmless("Иванов"), "");
  EXPECT_EQ(quoted_if_harmless("32.01.2019 Иванов"), "");
  EXPECT_EQ(quoted_if_harmless(""), "");
  EXPECT_EQ(quoted_if_harmless(std::string(25, '1')), "");
}

TEST(CellText, LabelsHaveNoControlCharactersAndALimit) {
  EXPECT_EQ(label("7а\n\x1b[31m"), "7а [31m");
  std::string name;
  for (int i = 0; i < 200; ++i) name += "я";
  const std::string cut = label(name);
  EXPECT_LE(cut.size(), k_label_bytes_max);
  EXPECT_TRUE(cut.ends_with("я…"));
}

TEST(CellText, HeadersAreComparedByTheirLettersAlone) {
  EXPECT_EQ(canonical(" Д/З: "), canonical("дз"));
  EXPECT_EQ(canonical("Кол-во\nоценок"), canonical("колво оценок"));
  EXPECT_NE(canonical("№ урока"), canonical("урока"));
}

}  // namespace
}  // namespace elzhur::connectors
