#include "appeals/sheet.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

using appeals::Cell;
using appeals::Sheet;

constexpr journal::Instant k_made{journal::Seconds{1'795'525'200}};

Sheet sheet_of(std::vector<std::vector<Cell>> rows) {
  Sheet sheet;
  sheet.name = "Вопросы";
  sheet.title = "Вопросы о записях";
  sheet.draft = "ЧЕРНОВИК. Не является основанием";
  sheet.lead = {"МБОУ «Школа» & Ко"};
  sheet.columns = {{"Предмет", 20}, {"Число", 8}, {"Дата", 11}, {"Когда", 16}};
  sheet.rows = std::move(rows);
  return sheet;
}

/// The cells as openpyxl reads them: "A4 str '=HYPERLINK'", one a line.
std::string read_back(const Sheet& sheet) {
  const auto bytes = appeals::render_xlsx(sheet, k_made);
  if (!bytes) return bytes.error().text;
  const TempDir folder;
  const auto file = folder.write("sheet.xlsx", *bytes);
  const auto script = source_dir() / "tests" / "appeals" / "read_sheet.py";
  const ProcessResult result = run_process({python().string(), script.string(), file.string()});
  return result.out + result.err;
}

TEST(Sheet, IsReadByAnotherProgramWithItsTypes) {
  const journal::Date day = journal::make_date(2026, 11, 20);
  Sheet sheet = sheet_of(
      {{std::string("Алгебра"), std::int64_t{41}, day, journal::LocalTime(day) + std::chrono::hours(23)},
       {Cell(), std::int64_t{-1}, Cell(), Cell()}});
  sheet.totals = {std::string("ИТОГО"), std::int64_t{40}, Cell(), Cell()};
  sheet.foot = {"Выводы:"};
  EXPECT_EQ(read_back(sheet),
            "sheet Вопросы\n"
            "header ЧЕРНОВИК. Не является основанием\n"
            "A1 s Вопросы о записях\n"
            "A2 s ЧЕРНОВИК. Не является основанием\n"
            "A3 s МБОУ «Школа» & Ко\n"
            "A5 s Предмет\nB5 s Число\nC5 s Дата\nD5 s Когда\n"
            "A6 s Алгебра\nB6 n 41\nC6 d 2026-11-20 00:00:00\nD6 d 2026-11-20 23:00:00\n"
            "B7 n -1\n"
            "A8 s ИТОГО\nB8 n 40\n"
            "A10 s Выводы:\n");
}

TEST(Sheet, TextOfAFormulaStaysAText) {
  for (const char* text :
       {"=HYPERLINK(\"http://evil.example/\")", "+1+1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"}) {
    const std::string read = read_back(sheet_of({{std::string(text), Cell(), Cell(), Cell()}}));
    EXPECT_NE(read.find(std::string("A6 s ") + text + "\n"), std::string::npos) << read;
  }
}

TEST(Sheet, TextsFromOutsideNeverMakeADamagedFile) {
  const std::string odd = std::string(
                              "a\x01"
                              "b\x0b") +
                          "<&>\"'" + "\xff\xc0" + "\xef\xbf\xbe" + "_x0041_" + "ё";
  const std::string read = read_back(sheet_of({{odd, Cell(), Cell(), Cell()}}));
  EXPECT_NE(read.find("A6 s ab<&>\"'"), std::string::npos) << read;
  Sheet named = sheet_of({});
  named.name = "[Вопросы]: 7А/1 * очень длинное имя листа";
  EXPECT_NE(read_back(named).find("sheet Вопросы 7А1  очень длинное имя"), std::string::npos)
      << read_back(named);
  named.name = "/\\";
  EXPECT_NE(read_back(named).find("sheet Лист"), std::string::npos);
}

TEST(Sheet, LongTextIsCutAndLimitsAreSaid) {
  const std::string longest(appeals::k_sheet_text_bytes_max + 100, 'x');
  EXPECT_NE(read_back(sheet_of({{longest, Cell(), Cell(), Cell()}})).find("x…\n"), std::string::npos);
  const std::vector<Cell> row{Cell(), Cell(), Cell(), Cell()};
  const auto refused = appeals::render_xlsx(
      sheet_of(std::vector<std::vector<Cell>>(appeals::k_sheet_rows_max + 1, row)), k_made);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, journal::ErrorKind::bad_input);
}

TEST(Sheet, SameSheetGivesTheSameBytes) {
  const Sheet sheet = sheet_of({{std::string("Алгебра"), std::int64_t{1}, Cell(), Cell()}});
  EXPECT_EQ(appeals::render_xlsx(sheet, k_made), appeals::render_xlsx(sheet, k_made));
}

}  // namespace
}  // namespace elzhur::tests
