#include "connectors/formats/emitter.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "connectors/formats/text.hpp"

namespace elzhur::connectors {

journal::Result<void> RowEmitter::begin_sheet(std::string_view name, std::string places, bool is_hidden,
                                              std::vector<MergedRange> merged) {
  places_ = std::move(places);
  if (++sheets_ > limits_.sheets_max) {
    return refuse(fmt::format("в файле больше {} листов", limits_.sheets_max));
  }
  merged_ = std::move(merged);
  std::stable_sort(merged_.begin(), merged_.end(), [](const MergedRange& left, const MergedRange& right) {
    return left.first_row < right.first_row;
  });
  next_merged_ = 0;
  held_until_ = 0;
  held_.assign(merged_.empty() ? 0 : limits_.columns_max, Held{});
  held_texts_.resize(held_.size());
  last_row_number_ = 0;
  if (!sink_.begin_sheet(SheetInfo{name, sheets_, is_hidden})) stopped_ = true;
  return {};
}

journal::Result<void> RowEmitter::row(std::size_t row_number, std::vector<Cell>& cells) {
  if (stopped_) return {};
  std::size_t used = 0;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    const std::size_t size = cells[column].text.size();
    if (size == 0) continue;
    used = column + 1;
    text_bytes_ += size;
    if (size > limits_.cell_bytes_max) {
      return refuse_at(row_number, column + 1,
                       fmt::format("текст длиннее {} байт (не закрыта кавычка?)", limits_.cell_bytes_max));
    }
  }
  if (used == 0) return {};
  if (used > limits_.columns_max) return refuse_column(row_number, used);
  if (row_number > limits_.sheet_rows_max) {
    return refuse_at(row_number, 0, fmt::format("строк больше {}", limits_.sheet_rows_max));
  }
  if (text_bytes_ > limits_.text_bytes_max) {
    return refuse_at(row_number, 0,
                     fmt::format("в файле больше {} МиБ текста", limits_.text_bytes_max / k_mebibyte));
  }
  if (row_number <= last_row_number_)
    return refuse_at(row_number, 0, "строки идут не по порядку, файл повреждён");
  last_row_number_ = row_number;
  cells.resize(used);
  if (!merged_.empty()) fill_merged(row_number, cells);
  ++rows_;
  if (!sink_.row(row_number, cells)) stopped_ = true;
  return {};
}

void RowEmitter::start_range(const MergedRange& range, const std::vector<Cell>& cells) {
  if (range.first_column >= cells.size() || cells[range.first_column].text.empty()) return;
  HeldText& held = held_texts_[range.first_column];
  held.text = cells[range.first_column].text;
  held.kind = cells[range.first_column].kind;
  const std::size_t end = std::min(range.last_column + 1, held_.size());
  for (std::size_t column = range.first_column; column < end; ++column) {
    held_[column] = Held{range.last_row, range.first_column};
  }
  held_until_ = std::max(held_until_, range.last_row);
}

void RowEmitter::fill_merged(std::size_t row_number, std::vector<Cell>& cells) {
  for (; next_merged_ < merged_.size() && merged_[next_merged_].first_row <= row_number; ++next_merged_) {
    // A range that began in a row without any text has nothing to show.
    if (merged_[next_merged_].first_row == row_number) start_range(merged_[next_merged_], cells);
  }
  if (held_until_ < row_number) return;
  for (std::size_t column = 0; column < held_.size(); ++column) {
    if (held_[column].last_row < row_number) continue;
    if (column >= cells.size()) cells.resize(column + 1);
    // A text hidden under a merged range stays what it is: it was entered.
    if (!cells[column].text.empty()) continue;
    const HeldText& held = held_texts_[held_[column].source_column];
    cells[column] = Cell{held.text, held.kind, true};
  }
}

tl::unexpected<journal::Error> RowEmitter::refuse_at(std::size_t row_number, std::size_t column,
                                                     std::string_view reason) const {
  std::string text = places_;
  const auto add = [&text](std::string_view part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  if (row_number > 0) add(fmt::format("строка {}", row_number));
  if (column > 0) add(fmt::format("столбец {}", column));
  if (!text.empty()) text += ": ";
  text += reason;
  return refuse(std::move(text));
}

tl::unexpected<journal::Error> RowEmitter::refuse_column(std::size_t row_number, std::size_t column) const {
  return refuse_at(row_number, column, fmt::format("занято больше {} столбцов", limits_.columns_max));
}

}  // namespace elzhur::connectors
