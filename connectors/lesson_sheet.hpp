// Rows of table files -> lessons: sheets with one row per lesson, whether class, subject and teacher stand in
// columns or in lines above the table, and any number of such tables one under another. Keeps no text of
// topics or homework and no marks: only whether they are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/as_of.hpp"
#include "connectors/cell_text.hpp"
#include "connectors/collector.hpp"
#include "connectors/columns.hpp"
#include "connectors/formats/sheet.hpp"
#include "connectors/problems.hpp"
#include "connectors/titles.hpp"

namespace elzhur::connectors {

/// A header is looked for in this many rows with text; a sheet without one is refused.
inline constexpr std::size_t k_title_rows_max = 60;
/// Rows of a document that are no lessons: more of them are no report, and cost time.
inline constexpr std::size_t k_other_rows_max = 200'000;

struct LessonSheetOptions {
  /// When the bytes were received: lessons more than two years later are refused.
  journal::Instant received{};
  const journal::TimeZone* zone = nullptr;     ///< Not null; outlives the reader.
  const TextClassifier* classifier = nullptr;  ///< Not null; outlives the reader.
};

/// Reads the sheets of one document as they are told. One reader, one document; not for several threads.
class LessonSheetReader final : public RowSink {
 public:
  explicit LessonSheetReader(const LessonSheetOptions& options);

  bool begin_sheet(const SheetInfo& sheet) override;
  bool row(std::size_t row_number, std::span<const Cell> cells) override;
  /// After the last row: what the end of the document still brings to light.
  void finish();

  [[nodiscard]] Problems& problems() { return problems_; }
  [[nodiscard]] LessonCollector& collector() { return collector_; }
  /// Times at which titles say that the report was made.
  [[nodiscard]] const std::vector<AsOfClaim>& claims() const { return claims_; }
  /// Data rows read, lessons or not.
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  enum class Mode {
    title,  ///< Above a table, or between two.
    table,
    over,  ///< The rest of this sheet says nothing more.
  };
  struct HeldHeader {
    std::vector<std::string> texts;
    std::vector<bool> copies;
    std::size_t row = 0;
    HeaderReading reading;
  };

  // Titles and headers.
  void title_row(std::size_t row_number, std::span<const Cell> cells);
  void take_facts(std::span<const Cell> cells);
  [[nodiscard]] bool try_header(std::size_t row_number, std::span<const Cell> cells);
  [[nodiscard]] bool is_complete(const Layout& layout) const;
  void hold_header(std::size_t row_number, std::span<const Cell> cells, HeaderReading reading);
  [[nodiscard]] std::vector<Cell> held_cells() const;
  void start_table(std::size_t row_number, const HeaderReading& reading);
  void refuse_held_header();
  void end_sheet();

  // Rows of a table.
  void table_row(std::size_t row_number, std::span<const Cell> cells);
  void row_without_date(std::size_t row_number, std::span<const Cell> cells, const CellDate& date);
  void lesson_row(std::size_t row_number, std::span<const Cell> cells, journal::Date date);
  [[nodiscard]] bool read_scope(std::size_t row_number, std::span<const Cell> cells, LessonRow& row);
  [[nodiscard]] bool read_people(std::size_t row_number, std::span<const Cell> cells, LessonRow& row);
  void read_fields(std::span<const Cell> cells, LessonRow& row) const;
  [[nodiscard]] bool read_times(std::size_t row_number, std::span<const Cell> cells, LessonRow& row);
  [[nodiscard]] bool read_time(std::size_t row_number, std::span<const Cell> cells, Column column,
                               std::optional<journal::Instant>& out);
  [[nodiscard]] std::size_t data_cells(std::span<const Cell> cells) const;

  [[nodiscard]] std::string_view text_of(std::span<const Cell> cells, Column column) const {
    const std::int16_t at = layout_.at[static_cast<std::size_t>(column)];
    return at >= 0 && static_cast<std::size_t>(at) < cells.size() ? cells[static_cast<std::size_t>(at)].text
                                                                  : std::string_view();
  }
  void problem(std::size_t row_number, std::optional<Column> column, std::string_view text);
  void count_other_row();
  [[nodiscard]] bool refuse_pupils(std::span<const Cell> cells);

  LessonSheetOptions options_;
  Problems problems_;
  LessonCollector collector_;
  std::vector<AsOfClaim> claims_;
  std::size_t rows_ = 0;
  std::size_t other_rows_ = 0;
  journal::Date date_max_{};

  // The sheet.
  std::string sheet_label_;
  std::string plain_sheet_label_;
  std::size_t sheet_number_ = 0;
  std::uint16_t sheet_ = 0;
  Mode mode_ = Mode::title;
  Titles titles_;
  std::size_t title_rows_ = 0;
  std::size_t last_row_ = 0;
  std::size_t first_title_row_ = 0;
  std::size_t tables_ = 0;
  std::optional<HeldHeader> held_;

  // The table.
  Layout layout_;
  journal::FieldSet fields_;
  std::string table_class_;
  std::string table_group_;
  std::string table_subject_;
  std::string table_teacher_;
  bool has_times_ = false;
  bool just_below_header_ = false;
  bool after_gap_ = false;

  // What the row before said: most rows repeat it.
  std::string last_class_;
  std::string last_group_;
  std::string last_subject_;
  std::string last_teacher_;
  std::uint32_t last_scope_ = k_no_index;
  std::uint32_t last_teachers_ = k_no_index;
  std::string last_date_text_;
  journal::Date last_date_{};
};

}  // namespace elzhur::connectors
