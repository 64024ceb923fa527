#include "connectors/formats/xls.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "makers.hpp"

namespace elzhur::tests {
namespace {

using connectors::CellKind;

constexpr const char* k_damaged = "файл XLS обрезан или повреждён: выгрузите его заново";

std::string real(double value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string label(std::size_t row, std::size_t column, const std::string& text) {
  return biff(0x0204, cell(row, column) + narrow(text));
}

std::string formula(std::size_t row, std::size_t column, const std::string& result) {
  return biff(0x0006, cell(row, column) + result + u16(0) + u32(0) + u16(0));
}

std::string eight(char kind, char value) { return {kind, '\0', value, '\0', '\0', '\0', '\xFF', '\xFF'}; }

TEST(Xls, NumbersOfAllShapesAreShortTexts) {
  const Told told = read_all(
      make_xls({{"S", biff(0x0203, cell(0, 0) + real(0.5)) + biff(0x027E, cell(0, 1) + u32((3U << 2U) | 2U)) +
                          biff(0x027E, cell(0, 2) + u32((250U << 2U) | 3U)) +
                          biff(0x00BD, u16(0) + u16(3) + u16(0) + u32((7U << 2U) | 2U) + u16(0) +
                                           u32((8U << 2U) | 2U) + u16(4))}}));
  EXPECT_EQ(told.error, "");
  EXPECT_EQ(told.joined(), "0.5|3|2.5|7|8");
  EXPECT_EQ(told.sheets[0].rows[0].kinds[0], CellKind::number);
}

TEST(Xls, NumbersInADateFormatAreDates) {
  const Told told = read_all(make_xls({{"S", biff(0x0203, cell(0, 0, 1) + real(46266)) +
                                                 biff(0x0203, cell(0, 1, 1) + real(46266.604166666664))}}));
  EXPECT_EQ(told.joined(), "2026-09-01|2026-09-01 14:30:00");
  EXPECT_EQ(told.sheets[0].rows[0].kinds[0], CellKind::date);
}

TEST(Xls, The1904EpochShiftsDates) {
  EXPECT_EQ(
      read_all(make_xls({{"S", biff(0x0203, cell(0, 0, 1) + real(46266 - 1462))}}, biff(0x0022, u16(1))))
          .joined(),
      "2026-09-01");
}

TEST(Xls, FormulasGiveTheirStoredValue) {
  const Told told = read_all(make_xls(
      {{"S", formula(0, 0, real(2.5)) + formula(0, 1, eight('\0', '\0')) + biff(0x0207, wide(u"Тема")) +
                 formula(0, 2, eight('\1', '\1')) + formula(0, 3, eight('\2', '\x2A')) +
                 formula(0, 4, eight('\3', '\0')) + label(0, 5, "end")}}));
  EXPECT_EQ(told.joined(), "2.5|Тема|ИСТИНА|#N/A||end");
}

TEST(Xls, SharedStringsRunThroughContinuations) {
  // The second text begins narrow and goes on wide in the continuation; the third begins there.
  const std::string first = u32(3) + u32(3) + narrow("one") + u16(4) + '\0' + "ab";
  const std::string second =
      std::string("\1", 1) + u16(0x0442) + u16(0x0443) + u16(2) + '\x08' + u16(1) + "zz" + u32(0);
  const std::string strings = biff(0x00FC, first) + biff(0x003C, second);
  const std::string cells = biff(0x00FD, cell(0, 0) + u32(0)) + biff(0x00FD, cell(0, 1) + u32(1)) +
                            biff(0x00FD, cell(0, 2) + u32(2));
  const Told told = read_all(make_xls({{"S", cells}}, strings));
  EXPECT_EQ(told.error, "");
  EXPECT_EQ(told.joined(), "one|abту|zz");
}

TEST(Xls, RowsOutOfOrderAreSorted) {
  const Told told = read_all(
      make_xls({{"S", label(2, 0, "c") + label(0, 1, "a2") + label(1, 0, "b") + label(0, 0, "a1")}}));
  EXPECT_EQ(told.joined(), "a1|a2/b/c");
}

TEST(Xls, AllSheetsAreReadHiddenOnesToo) {
  const Told told = read_all(make_xls({{"one", label(0, 0, "1")}, {"two", label(4, 0, "2"), true}}));
  ASSERT_EQ(told.sheets.size(), 2U);
  EXPECT_EQ(told.sheets[1].name, "two");
  EXPECT_TRUE(told.sheets[1].is_hidden);
  EXPECT_EQ(told.sheets[1].rows[0].number, 5U);
}

TEST(Xls, MergedCellsRepeatTheFirst) {
  const std::string merged =
      biff(0x00E5, u16(2) + u16(0) + u16(0) + u16(0) + u16(2) + u16(1) + u16(2) + u16(0) + u16(0));
  const Told told = read_all(make_xls(
      {{"S", label(0, 0, "title") + label(1, 0, "date") + label(1, 1, "x") + label(2, 1, "y") + merged}}));
  EXPECT_EQ(told.joined(), "title|title|title/date|x/date|y");
  EXPECT_EQ(told.sheets[0].rows[0].copies, (std::vector<bool>{false, true, true}));
  EXPECT_EQ(told.sheets[0].rows[2].copies, (std::vector<bool>{true, false}));
}

TEST(Xls, OldCodePageOfBiff5IsKnown) {
  std::string stream = biff(0x0809, u16(0x0500) + u16(5)) + biff(0x0042, u16(1251));
  const std::string name = "\xCB\xE8\xF1\xF2";
  const std::size_t at = stream.size() + 4 + 7 + name.size() + 4;
  stream += biff(0x0085, u32(at) + '\0' + '\0' + '\4' + name) + biff(0x000A, "");
  stream += biff(0x0809, u16(0x0500) + u16(0x10)) + biff(0x0204, cell(0, 0) + u16(4) + "\xD2\xE5\xEC\xE0") +
            biff(0x000A, "");
  const Told told = read_all(make_ole({{"Book", stream}}));
  EXPECT_EQ(told.error, "");
  EXPECT_EQ(told.joined(), "Тема");
  EXPECT_EQ(told.sheets.at(0).name, "Лист");
}

TEST(Xls, SummaryTellsCreationAndSaving) {
  constexpr std::size_t k_low = 0x01234567;
  std::string set(44, '\0');
  set += u32(48) + u32(40) + u32(2) + u32(12) + u32(24) + u32(13) + u32(36);
  // Ticks of 100 ns since 1601; u32 takes each half.
  constexpr std::uint64_t k_ticks = 131'934'000'530'000'000;
  set += u32(0x40) + u32(k_ticks & 0xFFFFFFFFU) + u32(k_ticks >> 32U) + u32(0x1F) + u32(k_low) + u32(0);
  const Told told = read_all(
      make_ole({{"Workbook", workbook_stream({{"S", label(0, 0, "1")}})}, {"\5SummaryInformation", set}}));
  ASSERT_EQ(told.read.claims.size(), 1U);
  EXPECT_EQ(told.read.claims[0].kind, connectors::ClaimKind::created);
  EXPECT_EQ(journal::format_instant(std::get<journal::Instant>(told.read.claims[0].at)),
            "2019-01-31T09:20:53Z");
}

TEST(Xls, PasswordIsNamed) {
  EXPECT_EQ(read_all(make_xls({{"S", label(0, 0, "1")}}, biff(0x002F, u16(1)))).error,
            "файл защищён паролем: снимите пароль и сохраните файл заново");
  EXPECT_EQ(read_all(make_ole({{"EncryptedPackage", "x"}})).error,
            "файл защищён паролем: снимите пароль и сохраните файл заново");
}

TEST(Xls, OtherDocumentsAreNoWorkbook) {
  EXPECT_EQ(read_all(make_ole({{"WordDocument", "x"}})).error,
            "в файле нет книги Excel: нужна таблица .xls или .xlsx");
}

TEST(Xls, EveryTruncationIsRefused) {
  std::string records;
  for (std::size_t row = 0; row < 400; ++row) records += label(row, 0, "text of a row");
  const std::string bytes = make_xls({{"S", records}});
  ASSERT_EQ(read_all(bytes).error, "");
  for (std::size_t size = 8; size < bytes.size() - 512; size += 37) {
    EXPECT_NE(read_all(std::string_view(bytes).substr(0, size)).error, "") << size;
  }
}

TEST(Xls, SheetWithoutItsEndIsRefused) {
  std::string stream = workbook_stream({{"S", label(0, 0, "1")}});
  stream.resize(stream.size() - 4);
  EXPECT_EQ(read_all(make_ole({{"Workbook", stream}})).error,
            "лист «S»: лист обрезан или повреждён, выгрузите файл заново");
}

TEST(Xls, CirclesOfSectorsEnd) {
  std::string bytes = make_xls({{"S", label(0, 0, "1")}});
  // The last sectors are the table: let every sector point to sector 1.
  const std::size_t table = bytes.size() - 2 * 512;
  for (std::size_t at = table; at + 4 <= bytes.size(); at += 4) bytes.replace(at, 4, u32(1));
  EXPECT_NE(read_all(bytes).error, "");
}

TEST(Xls, SheetsThatShareTheirBytesEnd) {
  std::string records;
  for (std::size_t row = 0; row < 2000; ++row) records += label(row, 0, "text");
  std::string listed;
  const std::string head = biff(0x0809, u16(0x0600) + u16(5));
  const std::size_t at = head.size() + 300 * (4 + 9) + 4;
  for (int sheet = 0; sheet < 300; ++sheet) listed += biff(0x0085, u32(at) + '\0' + '\0' + '\1' + '\0' + "S");
  const std::string stream =
      head + listed + biff(0x000A, "") + biff(0x0809, u16(0x0600) + u16(0x10)) + records + biff(0x000A, "");
  EXPECT_EQ(read_all(make_ole({{"Workbook", stream}})).error,
            "лист «S»: лист обрезан или повреждён, выгрузите файл заново");
}

TEST(Xls, CellsOfDamagedRecordsAreRefusedWithTheirPlace) {
  EXPECT_EQ(read_all(make_xls({{"S", biff(0x00FD, cell(3, 1) + u32(9))}})).error,
            "лист «S», строка 4, столбец 2: ячейка повреждена, выгрузите файл заново");
  EXPECT_EQ(read_all(make_xls({{"S", biff(0x0203, cell(3, 1) + u32(9))}})).error,
            "лист «S», строка 4, столбец 2: ячейка повреждена, выгрузите файл заново");
  EXPECT_EQ(read_all(make_xls({{"S", biff(0x0204, cell(3, 1) + u16(90) + '\0' + "abc")}})).error,
            "лист «S», строка 4, столбец 2: ячейка повреждена, выгрузите файл заново");
  EXPECT_EQ(read_all(make_xls({{"S", label(0, 256, "x")}})).error,
            "лист «S», строка 1, столбец 257: занято больше 256 столбцов");
}

TEST(Xls, TableOfStringsThatLiesIsRefused) {
  EXPECT_EQ(
      read_all(make_xls({{"S", label(0, 0, "1")}}, biff(0x00FC, u32(9) + u32(0xFFFFFFFF) + narrow("one"))))
          .error,
      k_damaged);
}

TEST(Xls, LimitOfSheetsIsNamed) {
  connectors::Limits limits;
  limits.sheets_max = 1;
  EXPECT_EQ(read_all(make_xls({{"A", label(0, 0, "1")}}), limits).error, "");
  EXPECT_EQ(read_all(make_xls({{"A", label(0, 0, "1")}, {"B", ""}}), limits).error,
            "в файле больше 1 листов");
}

}  // namespace
}  // namespace elzhur::tests
