// The lines above and below a table: which class, subject and teacher they name, for which period, and when
// the report says that it was made.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connectors/cell_date.hpp"
#include "connectors/columns.hpp"
#include "connectors/formats/sheet.hpp"
#include "journal/lesson.hpp"

namespace elzhur::connectors {

/// Claims of one document beyond this many say nothing new.
inline constexpr std::size_t k_title_claims_max = 1000;

/// What titles have said so far in one sheet. A table takes what its own title says, and from the titles
/// above only what lies higher: a new subject never inherits the teacher of the subject before it.
class Titles {
 public:
  /// Begins the title of the next table.
  void begin_section() { ++section_; }
  /// Takes «Ключ: значение» and «Ключ | значение» cells; says whether there were any.
  bool take_keys(std::span<const Cell> cells);

  /// Whether the title has a line for it, be its value empty.
  [[nodiscard]] bool has(Column key) const { return holds(key); }
  /// The value that holds for a table now; empty when none does.
  [[nodiscard]] std::string_view value(Column key) const;
  /// Whether this section names a class or subject: then a table must follow.
  [[nodiscard]] bool promises_table() const;

 private:
  struct Value {
    std::string text;
    std::size_t section = 0;
  };
  void set(Column key, std::string_view value);
  [[nodiscard]] bool holds(Column key) const;
  [[nodiscard]] const Value& of(Column key) const { return values_[static_cast<std::size_t>(key)]; }

  std::array<Value, k_columns> values_{};
  std::size_t section_ = 1;
};

/// «с 01.09.2018 по 31.01.2019» in a row of a title; nothing else.
[[nodiscard]] std::optional<journal::DateRange> find_period(std::string_view text);

/// «Дата формирования: 31.01.2019 12:05», «Сформировано ...», «по состоянию на ...»: times at which the
/// report says that it was made. Periods and school years are none. `text` is one row, its cells joined by
/// spaces.
[[nodiscard]] std::vector<CellDate> find_made_at(std::string_view text);

/// The same in the text of an HTML page around its tables (title, headings), in UTF-8 or windows-1251. Only
/// the beginning and the end of the page are looked at.
[[nodiscard]] std::vector<CellDate> find_made_at_in_page(std::string_view html);

/// The texts of a row, joined by spaces, copies of merged cells apart; at most a few thousand bytes.
[[nodiscard]] std::string joined_text(std::span<const Cell> cells);

}  // namespace elzhur::connectors
