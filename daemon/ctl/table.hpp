// Columns of text for a terminal, aligned by what a person sees of them. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace elzhur::ctl {

/// How many cells of a terminal the text takes: none for marks that stand on the letter before and for what
/// is invisible, two for the wide letters of East Asia and emoji, one for the rest.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The text cut to the width, with «…» as its last cell when something is gone. Requires: width > 0.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);

/// Wider cells are cut.
inline constexpr std::size_t k_cell_width_max = 160;

enum class Align { left, right };
struct Column {
  std::string_view title;
  Align align = Align::left;
};

/// Rows under titles, two spaces between columns, no spaces at the end of a line, a line break after each. A
/// cell is one line: white space in it is one space. Columns in which no row has anything are left out.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// Cells that are missing are empty. Requires: not more cells than columns.
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string render() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// «Учитель:  Иванова А. П.» one below the other; lines without a value are left out.
[[nodiscard]] std::string render_card(const std::vector<std::pair<std::string_view, std::string>>& lines);

}  // namespace elzhur::ctl
