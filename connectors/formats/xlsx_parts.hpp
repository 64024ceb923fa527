// What an XLSX says of itself around its sheets: the list of sheets, styles, shared texts, properties.
// Inner to the format readers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/biff.hpp"
#include "connectors/formats/emitter.hpp"
#include "connectors/formats/number_text.hpp"
#include "connectors/formats/sheet.hpp"
#include "connectors/formats/zip.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

struct XlsxSheet {
  std::string name;
  std::size_t entry = 0;  ///< In the ZIP.
  bool is_hidden = false;
};

struct XlsxWorkbook {
  std::vector<XlsxSheet> sheets;
  NumberStyles styles;
  TextPool shared;
  std::vector<TimeClaim> claims;
};

[[nodiscard]] journal::Result<XlsxWorkbook> read_xlsx_workbook(Zip& zip, const Limits& limits);

/// Appends a text of the workbook, where "_x000D_" stands for a character that XML cannot hold
/// (ECMA-376 part 1, 22.9.2.19).
void append_unescaped(std::string& out, std::string_view text);

/// "B12" -> row 12, column 1 (from 0). False on anything else; either part may be beyond a sheet.
[[nodiscard]] bool parse_cell_reference(std::string_view text, std::size_t& row, std::size_t& column);
/// "A1:C1", or "A1" alone.
[[nodiscard]] bool parse_range_reference(std::string_view text, MergedRange& range);

}  // namespace elzhur::connectors
