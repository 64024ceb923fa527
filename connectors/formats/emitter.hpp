// Between a format reader and the sink: holds every row to the limits, fills merged ranges, and puts
// places into words. Inner to the format readers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Rows count from 1, columns from 0; both ends belong to it.
struct MergedRange {
  std::size_t first_row = 1;
  std::size_t last_row = 1;
  std::size_t first_column = 0;
  std::size_t last_column = 0;
};

class RowEmitter {
 public:
  /// Both must outlive the emitter.
  RowEmitter(const Limits& limits, RowSink& sink) : limits_(limits), sink_(sink) {}

  /// Starts the next sheet. `places` is how errors name it: "лист «7а»", or "" for the only table.
  [[nodiscard]] journal::Result<void> begin_sheet(std::string_view name, std::string places, bool is_hidden,
                                                  std::vector<MergedRange> merged);

  /// Tells the sink one row unless it has no text. `row_number` must grow within a sheet.
  /// Changes `cells`: cuts empty ones at the end, adds copies of merged ones.
  [[nodiscard]] journal::Result<void> row(std::size_t row_number, std::vector<Cell>& cells);

  /// A refusal that names the sheet and, unless 0, row and column (both from 1).
  [[nodiscard]] tl::unexpected<journal::Error> refuse_at(std::size_t row_number, std::size_t column,
                                                         std::string_view reason) const;
  [[nodiscard]] tl::unexpected<journal::Error> refuse_column(std::size_t row_number,
                                                             std::size_t column) const;

  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] std::size_t sheets() const { return sheets_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

 private:
  /// What a column shows because a merged range goes through it.
  struct Held {
    std::size_t last_row = 0;
    std::size_t source_column = 0;
  };
  struct HeldText {
    std::string text;
    CellKind kind = CellKind::text;
  };

  void fill_merged(std::size_t row_number, std::vector<Cell>& cells);
  void start_range(const MergedRange& range, const std::vector<Cell>& cells);

  const Limits& limits_;
  RowSink& sink_;
  std::string places_;
  std::vector<MergedRange> merged_;
  std::size_t next_merged_ = 0;
  std::size_t held_until_ = 0;
  std::vector<Held> held_;
  std::vector<HeldText> held_texts_;
  std::size_t sheets_ = 0;
  std::size_t rows_ = 0;
  std::size_t last_row_number_ = 0;
  std::size_t text_bytes_ = 0;
  bool stopped_ = false;
};

}  // namespace elzhur::connectors
