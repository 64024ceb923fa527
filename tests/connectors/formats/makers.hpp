// Small table files made in memory, honest and hostile, and a sink that remembers what it was told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/formats/limits.hpp"
#include "connectors/formats/read.hpp"
#include "connectors/formats/sheet.hpp"
#include "journal/time.hpp"

namespace elzhur::tests {

struct ToldRow {
  std::size_t number = 0;
  std::vector<std::string> texts;
  std::vector<connectors::CellKind> kinds;
  std::vector<bool> copies;
};

struct ToldSheet {
  std::string name;
  bool is_hidden = false;
  std::vector<ToldRow> rows;
};

/// Everything that a reading told.
struct Told {
  connectors::TablesRead read;
  std::string error;  ///< "" when it went well.
  std::vector<ToldSheet> sheets;

  /// Texts of all rows of the first sheet: cells joined by '|', rows by '/'.
  [[nodiscard]] std::string joined(std::size_t sheet = 0) const;
};

[[nodiscard]] Told read_all(std::string_view bytes, const connectors::Limits& limits = {});

using Parts = std::vector<std::pair<std::string, std::string>>;

/// A ZIP of these members, deflated, as of 31.01.2019 05:34:12.
[[nodiscard]] std::string make_zip(const Parts& parts);
/// The same with another time of its members; a DOS time counts pairs of seconds, from 1980 on.
[[nodiscard]] std::string make_zip(const Parts& parts, journal::LocalTime made);

/// The parts of a workbook with one sheet; `rows` is what stands in sheetData, `rest` behind it.
/// Style 1 is a date, 2 a date with time, 3 a time of day, 4 the custom format dd.mm.yyyy.
[[nodiscard]] Parts xlsx_parts(const std::string& rows, const std::string& rest = "",
                               const std::string& shared = "");
[[nodiscard]] std::string make_xlsx(const std::string& rows, const std::string& rest = "",
                                    const std::string& shared = "");

/// One record of BIFF.
[[nodiscard]] std::string biff(std::uint16_t type, const std::string& data);
[[nodiscard]] std::string u16(std::size_t value);
[[nodiscard]] std::string u32(std::size_t value);
/// A BIFF8 text with one byte per character.
[[nodiscard]] std::string narrow(const std::string& text);
/// A BIFF8 text of UTF-16; `text` holds characters up to U+FFFF.
[[nodiscard]] std::string wide(std::u16string_view text);
/// A cell's head: row, column (from 0), style.
[[nodiscard]] std::string cell(std::size_t row, std::size_t column, std::size_t style = 0);

struct XlsSheet {
  std::string name;
  std::string records;  ///< Without BOF and EOF.
  bool is_hidden = false;
};
/// The stream of a BIFF8 workbook; `globals` are more records before the sheets.
/// Style 0 is plain, style 1 the date format 14.
[[nodiscard]] std::string workbook_stream(const std::vector<XlsSheet>& sheets,
                                          const std::string& globals = "");
/// An OLE file with these streams, all in ordinary sectors.
[[nodiscard]] std::string make_ole(const Parts& streams);
[[nodiscard]] std::string make_xls(const std::vector<XlsSheet>& sheets, const std::string& globals = "");

}  // namespace elzhur::tests
