#include "connectors/formats/xlsx.hpp"

#include <gtest/gtest.h>

#include "connectors/formats/xlsx_parts.hpp"
#include "makers.hpp"

namespace elzhur::tests {
namespace {

using connectors::CellKind;

std::string make_changed(const std::string& part, const std::string& content) {
  Parts parts = xlsx_parts("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
  bool is_found = false;
  for (auto& [name, text] : parts) {
    if (name != part) continue;
    text = content;
    is_found = true;
  }
  if (!is_found) parts.emplace_back(part, content);
  return make_zip(parts);
}

TEST(Xlsx, CellsOfAllTypesAreTexts) {
  const Told told = read_all(
      make_xlsx("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" t=\"inlineStr\"><is><r><t>Тема "
                "</t></r><r><t>урока</t></r>"
                "<rPh><t>no</t></rPh></is></c><c r=\"D2\"><v>0.5</v></c><c r=\"E2\" t=\"b\"><v>1</v></c><c "
                "r=\"F2\" t=\"e\"><v>#N/A</v></c>"
                "<c r=\"G2\" t=\"str\"><f>A1&amp;B1</f><v>a&lt;b</v></c><c r=\"H2\"><f>1+1</f></c><c "
                "r=\"I2\"><v>1.0</v></c>"
                "<c r=\"J2\" t=\"d\"><v>2026-09-01T00:00:00</v></c></row>",
                "", "<si><t>zero</t></si><si><t>one</t><rPh sb=\"0\" eb=\"1\"><t>phonetic</t></rPh></si>"));
  EXPECT_EQ(told.error, "");
  EXPECT_EQ(told.joined(), "one|Тема урока||0.5|ИСТИНА|#N/A|a<b||1|2026-09-01");
  EXPECT_EQ(told.sheets[0].rows[0].number, 2U);
  EXPECT_EQ(told.sheets[0].name, "Уроки");
}

TEST(Xlsx, ReferencesMayBeAbsent) {
  const Told told = read_all(make_xlsx(
      "<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c><v>3</v></c><c r=\"D5\"><v>4</v></c>"
      "<c><v>5</v></c></row><row><c><v>6</v></c></row>"));
  EXPECT_EQ(told.joined(), "1|2/3|||4|5/6");
  EXPECT_EQ(told.sheets[0].rows[2].number, 6U);
}

TEST(Xlsx, NumberFormatsMakeDates) {
  const Told told =
      read_all(make_xlsx("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46266</v></c><c r=\"B1\" "
                         "s=\"2\"><v>46266</v></c><c r=\"C1\" s=\"2\"><v>46266.6041666666</v></c>"
                         "<c r=\"D1\" s=\"3\"><v>0.604166666666667</v></c><c r=\"E1\" "
                         "s=\"4\"><v>46266</v></c><c r=\"F1\" s=\"0\"><v>46266</v></c></row>"));
  EXPECT_EQ(told.joined(), "2026-09-01|2026-09-01 00:00:00|2026-09-01 14:30:00|14:30:00|2026-09-01|46266");
  EXPECT_EQ(told.sheets[0].rows[0].kinds[4], CellKind::date);
  EXPECT_EQ(told.sheets[0].rows[0].kinds[5], CellKind::number);
}

TEST(Xlsx, The1904EpochShiftsDates) {
  Parts parts = xlsx_parts("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44804</v></c></row>");
  parts[2].second.insert(parts[2].second.find("<sheets>"), "<workbookPr date1904=\"1\"/>");
  EXPECT_EQ(read_all(make_zip(parts)).joined(), "2026-09-01");
}

TEST(Xlsx, MergedCellsRepeatTheFirst) {
  const Told told = read_all(
      make_xlsx("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>title</v></c></row>"
                "<row r=\"2\"><c r=\"A2\" s=\"1\"><v>46266</v></c><c r=\"B2\"><v>1</v></c></row>"
                "<row r=\"3\"><c r=\"B3\"><v>2</v></c></row><row r=\"4\"><c r=\"B4\"><v>3</v></c></row>",
                "<mergeCells count=\"2\"><mergeCell ref=\"A1:C1\"/><mergeCell ref='A2:A3'/></mergeCells>"));
  EXPECT_EQ(told.joined(), "title|title|title/2026-09-01|1/2026-09-01|2/|3");
  EXPECT_EQ(told.sheets[0].rows[2].copies, (std::vector<bool>{true, false}));
  EXPECT_EQ(told.sheets[0].rows[2].kinds[0], CellKind::date);
}

TEST(Xlsx, RangesOfWholeSheetsCostNothing) {
  const Told told = read_all(make_xlsx(
      "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"B1048576\"><v>2</v></c></row>",
      "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>"));
  ASSERT_EQ(told.error, "");
  ASSERT_EQ(told.sheets[0].rows.size(), 2U);
  EXPECT_EQ(told.sheets[0].rows[1].texts.size(), 256U);
  EXPECT_EQ(told.sheets[0].rows[1].texts[1], "2");
}

TEST(Xlsx, PrefixedElementsAreUnderstood) {
  EXPECT_EQ(
      read_all(make_changed(
                   "xl/worksheets/sheet1.xml",
                   "<x:worksheet xmlns:x=\"u\"><x:sheetData><x:row r=\"1\"><x:c "
                   "r=\"A1\"><x:v>7</x:v></x:c></x:row>"
                   "</x:sheetData><x:mergeCells><x:mergeCell ref=\"A1:B1\"/></x:mergeCells></x:worksheet>"))
          .joined(),
      "7|7");
}

TEST(Xlsx, EscapedCharactersAreDecoded) {
  EXPECT_EQ(read_all(make_xlsx("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a_x000A_b_x005F_x000A_</v></c></row>"))
                .joined(),
            "a\nb_x000A_");
}

TEST(Xlsx, PropertiesTellCreationAndChange) {
  const Told told = read_all(
      make_changed("docProps/core.xml",
                   "<cp:coreProperties xmlns:cp=\"a\" "
                   "xmlns:dcterms=\"b\"><dcterms:created>2019-01-31T10:12:13Z</dcterms:created>"
                   "<dcterms:modified>2019-01-31T13:15+03:00</dcterms:modified></cp:coreProperties>"));
  ASSERT_EQ(told.read.claims.size(), 2U);
  EXPECT_EQ(journal::format_instant(std::get<journal::Instant>(told.read.claims[0].at)),
            "2019-01-31T10:12:13Z");
  EXPECT_EQ(told.read.claims[1].kind, connectors::ClaimKind::modified);
  EXPECT_EQ(journal::format_instant(std::get<journal::Instant>(told.read.claims[1].at)),
            "2019-01-31T10:15:00Z");
}

TEST(Xlsx, EntityBombIsRefused) {
  const std::string bomb =
      "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
  for (const char* part : {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
                           "xl/styles.xml", "docProps/core.xml"}) {
    EXPECT_NE(read_all(make_changed(part, bomb + "<worksheet>&b;</worksheet>")).error.find("DOCTYPE"),
              std::string::npos)
        << part;
  }
}

TEST(Xlsx, DeepNestingIsRefused) {
  std::string deep;
  for (int level = 0; level < 100000; ++level) deep += "<a>";
  EXPECT_NE(read_all(make_changed("xl/worksheets/sheet1.xml", deep)).error.find("вложенность"),
            std::string::npos);
}

TEST(Xlsx, BrokenXmlIsRefusedWithItsPlace) {
  EXPECT_NE(read_all(make_changed("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\">"))
                .error.find("лист «Уроки»: файл обрезан"),
            std::string::npos);
  EXPECT_NE(read_all(make_changed("xl/styles.xml", "<styleSheet")).error.find("xl/styles.xml"),
            std::string::npos);
}

TEST(Xlsx, WrongReferencesAreRefusedWithTheirPlace) {
  EXPECT_EQ(read_all(make_xlsx("<row r=\"3\"><c r=\"A4\"><v>1</v></c></row>")).error,
            "лист «Уроки», строка 3, столбец 1: адрес ячейки в файле неверен, файл повреждён");
  EXPECT_EQ(
      read_all(
          make_xlsx("<row r=\"3\"><c r=\"A3\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>"))
          .error,
      "лист «Уроки», строка 2: строки идут не по порядку, файл повреждён");
  EXPECT_EQ(read_all(make_xlsx("<row r=\"1\"><c r=\"B1\" t=\"s\"><v>5</v></c></row>")).error,
            "лист «Уроки», строка 1, столбец 2: текста ячейки нет в файле, файл повреждён");
  EXPECT_EQ(read_all(make_xlsx("<row r=\"1\"><c r=\"B1\"><v>5x</v></c></row>")).error,
            "лист «Уроки», строка 1, столбец 2: число в файле записано неверно, файл повреждён");
  EXPECT_EQ(read_all(make_xlsx("<row r=\"1048577\"><c><v>5</v></c></row>")).error,
            "лист «Уроки», строка 1048577: строк больше 1048576");
  EXPECT_EQ(read_all(make_xlsx("<row r=\"1\"><c r=\"IW1\"><v>5</v></c></row>")).error,
            "лист «Уроки», строка 1, столбец 257: занято больше 256 столбцов");
}

TEST(Xlsx, ChangedSizesAndLostPartsAreRefused) {
  Parts parts = xlsx_parts("");
  parts.pop_back();
  EXPECT_EQ(read_all(make_zip(parts)).error,
            "лист «Уроки»: его нет в файле, файл повреждён, сохраните его заново");
}

TEST(Xlsx, LongCellIsRefusedWithItsPlace) {
  connectors::Limits limits;
  limits.cell_bytes_max = 5;
  EXPECT_EQ(read_all(make_xlsx("<row r=\"1\"><c r=\"B1\" t=\"str\"><v>12345</v></c></row>"), limits).joined(),
            "|12345");
  EXPECT_EQ(read_all(make_xlsx("<row r=\"1\"><c r=\"B1\" t=\"str\"><v>123456</v></c></row>"), limits).error,
            "лист «Уроки», строка 1, столбец 2: текст длиннее 5 байт");
}

TEST(Xlsx, OneLongTextRepeatedIsRefused) {
  connectors::Limits limits;
  limits.text_bytes_max = 30'000;
  std::string rows;
  for (int row = 1; row <= 100; ++row) rows += "<row><c t=\"s\"><v>0</v></c></row>";
  EXPECT_EQ(read_all(make_xlsx(rows, "", "<si><t>" + std::string(301, 'x') + "</t></si>"), limits).error,
            "лист «Уроки», строка 100: в файле больше 0 МиБ текста");
}

TEST(Xlsx, RowsWithinAnUnpackedSheetBeyondTheCacheAreTheSame) {
  // More than 32 MiB of sheet: it is unpacked a second time for its rows.
  std::string rows;
  for (int row = 1; row <= 36'000; ++row) {
    rows += "<row><c><v>" + std::to_string(row) + "</v></c></row><!--" +
            std::string(900, static_cast<char>('a' + row % 26)) + "-->";
  }
  connectors::Limits limits;
  limits.expansion_max = 2000;
  const Told told =
      read_all(make_xlsx(rows, "<mergeCells><mergeCell ref=\"A36000:B36000\"/></mergeCells>"), limits);
  ASSERT_EQ(told.error, "");
  ASSERT_EQ(told.sheets[0].rows.size(), 36'000U);
  EXPECT_EQ(told.sheets[0].rows.back().texts, (std::vector<std::string>{"36000", "36000"}));
}

TEST(Xlsx, ReferencesAreParsedStrictly) {
  std::size_t row = 0;
  std::size_t column = 0;
  ASSERT_TRUE(connectors::parse_cell_reference("XFD1048576", row, column));
  EXPECT_EQ(row, 1'048'576U);
  EXPECT_EQ(column, 16'383U);
  for (const char* text : {"", "A", "1", "A0", "AAAA1", "A1B", "A12345678", "$A$1", "A-1"}) {
    EXPECT_FALSE(connectors::parse_cell_reference(text, row, column)) << text;
  }
}

}  // namespace
}  // namespace elzhur::tests
