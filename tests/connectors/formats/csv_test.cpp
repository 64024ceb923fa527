#include "connectors/formats/csv.hpp"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "makers.hpp"

namespace elzhur::tests {
namespace {

TEST(Csv, SeparatorIsToldByContent) {
  EXPECT_EQ(read_all("a;b\n1,5;2,5\n").joined(), "a|b/1,5|2,5");
  EXPECT_EQ(read_all("a,b\n1,2\n").joined(), "a|b/1|2");
  EXPECT_EQ(read_all("a\tb\n1\t2\n").joined(), "a|b/1|2");
  EXPECT_EQ(read_all("Отчёт, за сентябрь\nДата;Тема;ДЗ\n1;\"2;3\";4\n").joined(),
            "Отчёт, за сентябрь/Дата|Тема|ДЗ/1|2;3|4");
}

TEST(Csv, FirstLineOfExcelNamesTheSeparator) {
  const Told told = read_all("sep=,\r\na;b,c\r\n");
  EXPECT_EQ(told.joined(), "a;b|c");
  EXPECT_EQ(told.sheets[0].rows[0].number, 2U);
}

TEST(Csv, QuotedNewlineStaysInItsCell) {
  EXPECT_EQ(read_all("a;\"b\r\nc\";d\n1;2;3\n").joined(), "a|b\r\nc|d/1|2|3");
}

TEST(Csv, DoubledQuoteIsOneQuote) {
  EXPECT_EQ(read_all("a;\"он \"\"сам\"\"\";b\n").joined(), "a|он \"сам\"|b");
  EXPECT_EQ(read_all("\"\"\"\";b\n").joined(), "\"|b");
}

TEST(Csv, QuoteWithinACellIsText) { EXPECT_EQ(read_all("a\"b;c\n").joined(), "a\"b|c"); }

TEST(Csv, TextBehindAClosingQuoteBelongsToTheCell) { EXPECT_EQ(read_all("\"a\"b;c\n").joined(), "ab|c"); }

TEST(Csv, RowsEndWithLfCrLfOrCr) { EXPECT_EQ(read_all("a;b\nc;d\r\ne;f\rg;h").joined(), "a|b/c|d/e|f/g|h"); }

TEST(Csv, RowsWithoutTextAreSkippedAndCounted) {
  const Told told = read_all("a;b\n;;\n\nc;;\n");
  EXPECT_EQ(told.joined(), "a|b/c");
  EXPECT_EQ(told.sheets[0].rows[1].number, 4U);
}

TEST(Csv, Utf8IsReadWithAndWithoutMark) {
  EXPECT_EQ(read_all("Тема;ДЗ\n").joined(), "Тема|ДЗ");
  EXPECT_EQ(read_all("\xEF\xBB\xBFТема;ДЗ\n").joined(), "Тема|ДЗ");
}

TEST(Csv, Windows1251IsReadWhenItIsNoUtf8) {
  EXPECT_EQ(read_all("\xD2\xE5\xEC\xE0;\xC4\xC7 \xB9 5\n").joined(), "Тема|ДЗ № 5");
}

TEST(Csv, Utf16IsReadByItsMark) {
  EXPECT_EQ(read_all(std::string("\xFF\xFE\x22\x04;\0\x14\x04\n\0", 10)).joined(), "Т|Д");
  EXPECT_EQ(read_all(std::string("\xFE\xFF\x04\x22\0;\x04\x14\0\n", 10)).joined(), "Т|Д");
}

TEST(Csv, DamagedUtf8IsRefusedWithItsPlace) {
  EXPECT_EQ(read_all("Дата;Тема\n1;Пред\xD0логи и союзы\n").error,
            "строка 2, столбец 2: текст в кодировке UTF-8 повреждён (неверный символ)");
  EXPECT_EQ(read_all("\xEF\xBB\xBF"
                     "a;b\nc;\xD2\xE5\xEC\xE0\n")
                .error,
            "строка 2, столбец 2: текст в кодировке UTF-8 повреждён (неверный символ)");
  EXPECT_EQ(read_all("Домашнее задание;Тема урок\xD0").error,
            "строка 1, столбец 2: текст в кодировке UTF-8 повреждён (неверный символ)");
}

TEST(Csv, ByteThatNoEncodingKnowsIsRefusedWithItsPlace) {
  EXPECT_EQ(read_all("\xD2\xE5\xEC\xE0\n\xD2;\x98\n").error,
            "строка 2, столбец 2: символ не читается ни в UTF-8, ни в windows-1251");
}

TEST(Csv, ZeroByteIsRefusedWithItsPlace) {
  EXPECT_EQ(read_all(std::string("a;b\nc\0;d\n", 9)).error,
            "строка 2, столбец 1: нулевой байт: это не текстовая таблица");
}

TEST(Csv, QuoteThatNeverClosesIsRefusedWithItsPlace) {
  EXPECT_EQ(read_all("a;b\nc;\"d\ne;f\n").error, "строка 2, столбец 2: кавычка открыта и не закрыта");
  EXPECT_EQ(read_all("a;\"b\"\"\n").error, "строка 1, столбец 2: кавычка открыта и не закрыта");
}

TEST(Csv, LimitsHoldAtTheirEdge) {
  connectors::Limits limits;
  limits.columns_max = 3;
  EXPECT_EQ(read_all("a;b;c;;;\n", limits).joined(), "a|b|c");
  EXPECT_EQ(read_all("a;b;c;d\n", limits).error, "строка 1, столбец 4: занято больше 3 столбцов");
  EXPECT_EQ(read_all("a;b;c;;;;;;d\n", limits).error, "строка 1, столбец 9: занято больше 3 столбцов");
  limits = {};
  limits.sheet_rows_max = 2;
  EXPECT_EQ(read_all("a;b\nc;d\n;\n", limits).joined(), "a|b/c|d");
  EXPECT_EQ(read_all("a;b\nc;d\ne;f\n", limits).error, "строка 3: строк больше 2");
  limits = {};
  limits.cell_bytes_max = 4;
  EXPECT_EQ(read_all("a;1234\n", limits).joined(), "a|1234");
  EXPECT_EQ(read_all("a;12345\n", limits).error,
            "строка 1, столбец 2: текст длиннее 4 байт (не закрыта кавычка?)");
  limits = {};
  limits.text_bytes_max = 5;
  EXPECT_EQ(read_all("12;345", limits).joined(), "12|345");
  EXPECT_EQ(read_all("12;3456", limits).error, "строка 1: в файле больше 0 МиБ текста");
}

RC_GTEST_PROP(Csv, WhatWasQuotedIsReadBack, ()) {
  const auto cells = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::element('a', ';', ',', '"', '\n', '\r', '\t', ' '))));
  std::string line = "first";
  for (const std::string& cell : cells) {
    line += ";\"";
    for (const char byte : cell) line += byte == '"' ? std::string("\"\"") : std::string(1, byte);
    line += '"';
  }
  std::string text = "sep=;\n" + line;
  const Told told = read_all(text);
  RC_ASSERT(told.error.empty());
  RC_ASSERT(told.sheets[0].rows.size() == 1U);
  auto texts = told.sheets[0].rows[0].texts;
  texts.resize(cells.size() + 1);
  RC_ASSERT(std::vector<std::string>(texts.begin() + 1, texts.end()) == cells);
}

}  // namespace
}  // namespace elzhur::tests
