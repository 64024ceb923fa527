// What every table file becomes: sheets of rows of text cells, told to a sink row by row.
// Not for what the cells mean: headers, dates and names are read by the layer above.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "journal/time.hpp"

namespace elzhur::connectors {

enum class FileFormat { csv, xls, xlsx, html, zip, json };

/// What the file says a cell is. CSV and HTML know only text.
enum class CellKind {
  text,
  number,  ///< Shortest text with a decimal point: "3", "0.5".
  date,    ///< "2026-09-01", "2026-09-01 14:30:00" or, for a mere time of day, "14:30:00".
};

/// One cell as a person sees it, always valid UTF-8. It may hold line breaks and outer spaces.
struct Cell {
  std::string_view text;
  CellKind kind = CellKind::text;
  /// The cell lies in a merged range, but is not its first cell: `text` repeats the first cell's.
  bool is_merged_copy = false;

  bool operator==(const Cell&) const = default;
};

struct SheetInfo {
  std::string_view name;   ///< As in the workbook; "" for CSV and HTML.
  std::size_t number = 1;  ///< Counts from 1 in the order of the file.
  bool is_hidden = false;
};

/// Is told every row of every sheet in order. Views live only during the call. Returning false stops
/// the reading, which then succeeds with `stopped`. When the reading fails, everything told is void.
class RowSink {
 public:
  virtual ~RowSink() = default;

  virtual bool begin_sheet(const SheetInfo& sheet) = 0;

  /// `row_number` counts from 1 as a person sees it in a spreadsheet, and only grows. Rows without any
  /// text are not told (the number jumps). `cells` begins with column 1 and ends with the last cell
  /// that has text: it is never empty, and cells beyond it are empty.
  virtual bool row(std::size_t row_number, std::span<const Cell> cells) = 0;
};

enum class ClaimKind { created, modified };

/// A time that a file states of itself; anyone may have written it, and it is not judged here.
struct TimeClaim {
  ClaimKind kind = ClaimKind::modified;
  std::variant<journal::Instant, journal::LocalTime> at;

  bool operator==(const TimeClaim&) const = default;
};

}  // namespace elzhur::connectors
