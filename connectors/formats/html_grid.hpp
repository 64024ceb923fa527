// The tables of a page, from the events of an HTML parser: which text stands in which row and column.
// Inner to html.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/emitter.hpp"
#include "connectors/formats/row_builder.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Attributes that matter here; absent ones are empty.
struct HtmlAttributes {
  std::string_view type;
  std::string_view value;
  std::string_view colspan;
  std::string_view rowspan;
  std::string_view action;
  bool is_selected = false;
};

class HtmlGrid {
 public:
  explicit HtmlGrid(RowEmitter& emitter) : emitter_(emitter), row_(emitter) {}

  /// Names in lower case. After a failure nothing more happens.
  void start(std::string_view name, const HtmlAttributes& attributes);
  /// `is_cut` tells that the page ended here without the element's own end.
  void end(std::string_view name, bool is_cut);
  void text(std::string_view piece);
  /// The page as a whole: a failure of the events, a sign-in page, or no table at all.
  [[nodiscard]] journal::Result<void> finish();

  [[nodiscard]] bool is_done() const { return failure_.has_value() || emitter_.stopped(); }

 private:
  /// A cell that goes on in the rows below.
  struct Held {
    std::size_t first_row = 0;
    std::size_t last_row = 0;
    std::string text;
  };

  void keep(journal::Result<void> outcome);
  void start_table();
  void start_row();
  void end_row();
  void start_cell(const HtmlAttributes& attributes);
  void end_cell();
  void hold(std::size_t first, std::size_t end, std::string_view text);
  void put(std::size_t column, std::string_view text, bool is_copy);
  void end_line();
  void append_collapsed(std::string_view piece);
  void append_break();
  [[nodiscard]] bool is_held(std::size_t column) const;

  RowEmitter& emitter_;
  RowBuilder row_;
  std::optional<journal::Error> failure_;
  std::size_t depth_ = 0;
  std::size_t silent_depth_ = 0;  ///< Within script, style and the like.
  std::size_t table_depth_ = 0;
  std::size_t table_rows_ = 0;
  bool is_in_row_ = false;
  bool is_in_cell_ = false;
  bool is_in_title_ = false;
  bool asks_password_ = false;
  bool speaks_of_login_ = false;
  std::size_t column_ = 0;
  std::size_t colspan_ = 1;
  std::size_t rowspan_ = 1;
  std::string text_;  ///< Of the cell, or of the line outside of tables.
  std::vector<std::string> lines_;
  std::size_t lines_bytes_ = 0;
  std::vector<Held> held_;
  std::size_t held_until_ = 0;
  bool row_has_text_ = false;
};

}  // namespace elzhur::connectors
