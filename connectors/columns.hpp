// Which column of a sheet means what: the headers that reports use, told by synonyms. Only words, no data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/sheet.hpp"

namespace elzhur::connectors {

/// A meaning that a column may have.
enum class Column : std::uint8_t {
  date,
  number,
  class_name,
  group,
  subject,
  teacher,
  substitute,
  topic,
  topic_time,
  homework,
  homework_time,
  marks,
  marks_time,
  attendance,
  attendance_time,
  last_change,
  changed_by,
};
inline constexpr std::size_t k_columns = 17;
/// Without these no lesson can be read; class, subject and teacher may also stand above the table.
inline constexpr std::array k_required_columns{Column::date,    Column::class_name, Column::subject,
                                               Column::teacher, Column::topic,      Column::homework};

/// «Дата урока»: the header that messages ask for.
[[nodiscard]] std::string_view column_title(Column column);

/// The meaning of a header; nothing when it is none of ours.
[[nodiscard]] std::optional<Column> column_of(std::string_view header);

/// One text of a title: a key of ours with what stands behind its colon, «Класс: 5б».
struct KeyText {
  Column key = Column::class_name;
  std::string_view value;  ///< Empty when the value is in another cell.
};
/// Nothing when the text is no key of class, group, subject or teacher.
[[nodiscard]] std::optional<KeyText> key_text_of(std::string_view text);

/// Which column (from 0) holds what.
struct Layout {
  static constexpr std::int16_t k_absent = -1;
  std::array<std::int16_t, k_columns> at{};
  bool slash_is_group = false;  ///< The class column is headed «Класс/группа».
  bool no_is_absence_of_pupils = false;  ///< The attendance column is headed «Отсутствующие» or «Пропуски».

  Layout() { at.fill(k_absent); }
  [[nodiscard]] bool has(Column column) const { return at[static_cast<std::size_t>(column)] != k_absent; }
  [[nodiscard]] std::size_t found() const;
};

/// A row of headers taken apart. `second` is the row below it when the header has two rows, else empty.
struct HeaderReading {
  Layout layout;
  /// A meaning that two columns claim (numbers from 1).
  struct Twice {
    Column column;
    std::size_t first;
    std::size_t second;
  };
  std::vector<Twice> twice;

  /// Enough of our headers that the row cannot be anything else.
  [[nodiscard]] bool is_header() const;
};
[[nodiscard]] HeaderReading read_header(std::span<const Cell> first, std::span<const Cell> second = {});

/// Whether a row may be the second row of a header: it has words of headers, and no digits.
[[nodiscard]] bool may_be_second_header_row(std::span<const Cell> cells);

/// Whether a row belongs to a class journal page with pupils' names and marks.
[[nodiscard]] bool is_pupil_row(std::span<const Cell> cells);

/// «Итого», «Всего» and the like in the first cell that has text.
[[nodiscard]] bool is_totals_row(std::span<const Cell> cells);

}  // namespace elzhur::connectors
