#include "connectors/formats/read.hpp"

#include <gtest/gtest.h>

#include "connectors/formats/detect.hpp"
#include "makers.hpp"

namespace elzhur::tests {
namespace {

using connectors::detect_format;
using connectors::FileFormat;

TEST(Read, FormatIsToldByContent) {
  EXPECT_EQ(detect_format(make_xlsx("")), FileFormat::xlsx);
  EXPECT_EQ(detect_format(make_zip({{"a.xlsx", "x"}})), FileFormat::zip);
  EXPECT_EQ(detect_format(make_xls({{"S", ""}})), FileFormat::xls);
  EXPECT_EQ(detect_format(" \r\n<html>"), FileFormat::html);
  EXPECT_EQ(detect_format("\xEF\xBB\xBF<html>"), FileFormat::html);
  EXPECT_EQ(detect_format(std::string("\xFF\xFE<\0t\0", 6)), FileFormat::html);
  EXPECT_EQ(detect_format("\xEF\xBB\xBF {\"a\":1}"), FileFormat::json);
  EXPECT_EQ(detect_format("Дата;Тема"), FileFormat::csv);
  EXPECT_EQ(detect_format(""), FileFormat::csv);
  EXPECT_EQ(connectors::format_name(FileFormat::xlsx), "xlsx");
}

TEST(Read, BrokenSpreadsheetIsStillOne) {
  const std::string bytes = make_xlsx("");
  EXPECT_EQ(detect_format(std::string_view(bytes).substr(0, bytes.size() / 2)), FileFormat::xlsx);
}

TEST(Read, EmptyFileIsNamed) {
  EXPECT_EQ(read_all("").error, "файл пуст");
  EXPECT_EQ(read_all("\xEF\xBB\xBF").error, "файл пуст");
  EXPECT_EQ(read_all(" \r\n\t").error, "файл пуст");
}

TEST(Read, FilesThatAreNoTablesAreNamed) {
  EXPECT_EQ(read_all("%PDF-1.4 ...").error, "это PDF, а нужна таблица: .xlsx, .xls или .csv");
  EXPECT_EQ(read_all("{\\rtf1").error, "это текстовый документ RTF, а нужна таблица: .xlsx, .xls или .csv");
  EXPECT_EQ(read_all("{\"a\":1}").error, "это JSON, а не таблица");
  EXPECT_EQ(read_all(make_zip({{"a", "b"}})).error, "это архив, а не таблица");
}

TEST(Read, LimitOfTheFileHoldsAtItsEdge) {
  connectors::Limits limits;
  limits.file_bytes_max = 3;
  EXPECT_EQ(read_all("a;b", limits).error, "");
  EXPECT_EQ(read_all("a;bc", limits).error, "файл больше 0 МиБ");
}

TEST(Read, EveryTruncationOfASpreadsheetIsRefused) {
  const std::string bytes = make_xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
  for (std::size_t size = 4; size < bytes.size(); ++size) {
    EXPECT_NE(read_all(std::string_view(bytes).substr(0, size)).error, "") << size;
  }
}

TEST(Read, SmallFileThatGrowsToGigabytesIsRefused) {
  // Packed twice as well as any sheet: 40 MB of one letter in 40 KB.
  Parts parts =
      xlsx_parts("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>" + std::string(40'000'000, 'x') + "</v></c></row>");
  const std::string error = read_all(make_zip(parts)).error;
  EXPECT_NE(error.find("файл сжат больше чем в 300 раз"), std::string::npos) << error;
  connectors::Limits limits;
  limits.unpacked_bytes_max = 20'000'000;
  EXPECT_NE(read_all(make_zip(parts), limits).error.find("слишком много данных"), std::string::npos);
}

class Stopper : public connectors::RowSink {
 public:
  explicit Stopper(int rows) : rows_left(rows) {}
  bool begin_sheet(const connectors::SheetInfo&) override { return rows_left > 0; }
  bool row(std::size_t, std::span<const connectors::Cell>) override { return --rows_left > 0; }
  int rows_left;
};

TEST(Read, SinkMayStopInEveryFormat) {
  std::string xlsx;
  std::string xls;
  for (std::size_t row = 0; row < 9; ++row) {
    xlsx += "<row><c><v>1</v></c></row>";
    xls += biff(0x0204, cell(row, 0) + narrow("x"));
  }
  for (const std::string& bytes :
       {std::string("a;b\nc;d\ne;f\n"), make_xlsx(xlsx), make_xls({{"S", xls}, {"T", xls}}),
        std::string("<table><tr><td>1<tr><td>2<tr><td>3</table><table><tr><td>4</table>")}) {
    for (int rows = 0; rows < 3; ++rows) {
      Stopper stopper(rows);
      const auto read = connectors::read_tables(bytes, {}, stopper);
      ASSERT_TRUE(read) << read.error().text;
      EXPECT_TRUE(read->stopped);
      EXPECT_EQ(stopper.rows_left, 0) << bytes.substr(0, 20);
      EXPECT_EQ(read->rows, static_cast<std::size_t>(rows));
    }
  }
}

}  // namespace
}  // namespace elzhur::tests
