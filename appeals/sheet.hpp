// A table for people, with what stands above and beneath it, as a value; and as the file of a spreadsheet
// program. What is in it, and who may see it, is decided by whoever makes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::appeals {

/// Nothing, a text, a whole number, a day, or a moment on the school's clock.
using Cell = std::variant<std::monostate, std::string, std::int64_t, journal::Date, journal::LocalTime>;

struct SheetColumn {
  std::string title{};
  int width = 12;  ///< In letters.
};

struct Sheet {
  std::string name{};               ///< Of the worksheet.
  std::string title{};              ///< Above the table.
  std::string draft{};              ///< On every page; empty: none.
  std::vector<std::string> lead{};  ///< Lines between title and table.
  std::vector<SheetColumn> columns{};
  std::vector<std::vector<Cell>> rows{};  ///< Each as long as the columns.
  std::vector<Cell> totals{};             ///< The last row of the table; empty: none.
  std::vector<std::string> foot{};        ///< Lines beneath it.
};

/// More rows than this are refused.
inline constexpr std::size_t k_sheet_rows_max = 50'000;
inline constexpr std::size_t k_sheet_columns_max = 40;
/// A longer text is cut, with «…» at its end: the format allows 32 767 letters.
inline constexpr std::size_t k_sheet_text_bytes_max = 16 * 1024;

/// As people here write it: «20.11.2026», «20.11.2026 15:58», digits.
[[nodiscard]] std::string cell_text(const Cell& cell);

/// The table as an .xlsx file: numbers, days and moments as what they are, and every text as a text, whatever
/// it begins with. Made in memory, but for short-lived files without a name in the folder for temporary ones.
/// The same sheet and instant give the same bytes. bad_input when a limit is hit, storage when the file
/// cannot be made. Any thread; one file is made at a time.
[[nodiscard]] journal::Result<std::string> render_xlsx(const Sheet& sheet, journal::Instant made_at);

}  // namespace elzhur::appeals
