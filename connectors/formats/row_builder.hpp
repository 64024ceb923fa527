// Gathers the cells of one row, which may come in any order and own their text or borrow it. Inner to
// the format readers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/emitter.hpp"

namespace elzhur::connectors {

class RowBuilder {
 public:
  explicit RowBuilder(RowEmitter& emitter) : emitter_(emitter) {}

  /// Forgets the cells and starts a row; numbers count from 1.
  void begin(std::size_t row_number) {
    row_number_ = row_number;
    cells_.clear();
    arena_.clear();
    owned_.clear();
  }
  [[nodiscard]] std::size_t row_number() const { return row_number_; }

  /// Where a cell's own text is appended: remember its size(), append, then put_owned().
  [[nodiscard]] std::string& arena() { return arena_; }

  /// The text from `begin` to the end of the arena is the cell's. An empty one changes nothing.
  [[nodiscard]] journal::Result<void> put_owned(std::size_t column, std::size_t begin, CellKind kind,
                                                bool is_merged_copy = false) {
    if (arena_.size() == begin) return {};
    if (auto reached = reach(column); !reached) return reached;
    cells_[column] = Cell{{}, kind, is_merged_copy};
    owned_.push_back(Owned{column, begin, arena_.size() - begin});
    return {};
  }

  /// `text` must live until tell(). An empty one changes nothing.
  [[nodiscard]] journal::Result<void> put(std::size_t column, std::string_view text, CellKind kind) {
    if (text.empty()) return {};
    if (auto reached = reach(column); !reached) return reached;
    cells_[column] = Cell{text, kind, false};
    return {};
  }

  /// Tells the row, if one was begun and has text, and forgets it.
  [[nodiscard]] journal::Result<void> tell() {
    if (row_number_ == 0) return {};
    // Only now the arena stays where it is.
    for (const Owned& owned : owned_) {
      cells_[owned.column].text = std::string_view(arena_).substr(owned.begin, owned.size);
    }
    auto told = emitter_.row(row_number_, cells_);
    begin(0);
    return told;
  }

  /// A refusal that names this row and a column, from 0.
  [[nodiscard]] tl::unexpected<journal::Error> refuse_cell(std::size_t column,
                                                           std::string_view reason) const {
    return emitter_.refuse_at(row_number_, column + 1, reason);
  }

 private:
  struct Owned {
    std::size_t column;
    std::size_t begin;
    std::size_t size;
  };

  journal::Result<void> reach(std::size_t column) {
    if (column >= emitter_.limits().columns_max) return emitter_.refuse_column(row_number_, column + 1);
    if (column >= cells_.size()) cells_.resize(column + 1);
    return {};
  }

  RowEmitter& emitter_;
  std::size_t row_number_ = 0;
  std::vector<Cell> cells_;
  std::string arena_;
  std::vector<Owned> owned_;
};

}  // namespace elzhur::connectors
