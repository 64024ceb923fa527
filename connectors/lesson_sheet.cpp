// Titles, headers and the way from row to row; rows of lessons themselves are in lesson_row.cpp.
#include "connectors/lesson_sheet.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "journal/check.hpp"

namespace elzhur::connectors {
namespace {

/// A sheet may be named after a pupil; a name that no known table vouches for is shown only if it has a
/// number in it («Лист1», «Матем_1»).
std::string careful_label(const SheetInfo& sheet) {
  if (sheet.name.empty()) return {};
  const bool has_digit = sheet.name.find_first_of("0123456789") != std::string_view::npos;
  if (!has_digit) return fmt::format("лист № {}", sheet.number);
  return fmt::format("лист № {} «{}»", sheet.number, label(sheet.name));
}

/// «Класс: 5б», or «Класс:» with the value in the next cell.
bool begins_with_key(std::span<const Cell> cells) {
  const auto first = std::find_if(cells.begin(), cells.end(),
                                  [](const Cell& cell) { return !trim_blank(cell.text).empty(); });
  return first != cells.end() && first->text.find(':') != std::string_view::npos && key_text_of(first->text);
}

}  // namespace

LessonSheetReader::LessonSheetReader(const LessonSheetOptions& options) : options_(options) {
  ELZHUR_CHECK(options.zone != nullptr && options.classifier != nullptr);
  constexpr std::chrono::days k_ahead_max{2 * 366};
  date_max_ = options.zone->date_of(options.received) + k_ahead_max;
}

bool LessonSheetReader::begin_sheet(const SheetInfo& sheet) {
  end_sheet();
  sheet_number_ = sheet.number;
  const std::string name = label(sheet.name);
  sheet_label_ = name.empty() ? std::string() : fmt::format("лист «{}»", name);
  plain_sheet_label_ = careful_label(sheet);
  sheet_ = collector_.add_sheet(name, sheet_label_);
  mode_ = Mode::title;
  titles_ = {};
  title_rows_ = 0;
  last_row_ = 0;
  first_title_row_ = 0;
  tables_ = 0;
  held_.reset();
  return !problems_.full();
}

bool LessonSheetReader::row(std::size_t row_number, std::span<const Cell> cells) {
  switch (mode_) {
    case Mode::title:
      title_row(row_number, cells);
      break;
    case Mode::table:
      table_row(row_number, cells);
      break;
    case Mode::over:
      break;
  }
  last_row_ = row_number;
  return !problems_.full();
}

void LessonSheetReader::finish() {
  end_sheet();
  if (!problems_.any() && collector_.lessons() == 0) {
    problems_.add({}, "нет ни одного урока: под шапкой таблицы нет строк с датами");
  }
}

void LessonSheetReader::problem(std::size_t row_number, std::optional<Column> column, std::string_view text) {
  std::size_t number = 0;
  if (column) {
    const std::int16_t at = layout_.at[static_cast<std::size_t>(*column)];
    if (at >= 0) number = static_cast<std::size_t>(at) + 1;
  }
  problems_.add({sheet_label_, row_number, number}, text);
}

bool LessonSheetReader::refuse_pupils(std::span<const Cell> cells) {
  if (!is_pupil_row(cells)) return false;
  const std::string where = sheet_label_.empty() ? "в файле" : fmt::format("лист № {}:", sheet_number_);
  problems_.set_only(
      fmt::format("{} страница журнала с именами и отметками учеников. Такие файлы не читаются и не "
                  "хранятся: выгрузите отчёт о "
                  "заполнении журнала (строка на урок) без учеников",
                  where));
  return true;
}

void LessonSheetReader::count_other_row() {
  if (++other_rows_ <= k_other_rows_max) return;
  problems_.set_only(fmt::format(
      "больше {} строк, которые не относятся к урокам: это не отчёт о заполнении журнала", k_other_rows_max));
}

void LessonSheetReader::title_row(std::size_t row_number, std::span<const Cell> cells) {
  count_other_row();
  if (refuse_pupils(cells)) return;
  if (first_title_row_ == 0) first_title_row_ = row_number;
  if (try_header(row_number, cells)) return;
  titles_.take_keys(cells);
  take_facts(cells);
  if (++title_rows_ <= k_title_rows_max || tables_ > 0) return;
  problems_.add(
      {plain_sheet_label_, 0, 0},
      fmt::format("в первых {} строках не найдена шапка таблицы («{}», «{}», «{}»)", k_title_rows_max,
                  column_title(Column::date), column_title(Column::topic), column_title(Column::homework)));
  mode_ = Mode::over;
}

void LessonSheetReader::take_facts(std::span<const Cell> cells) {
  const std::string text = joined_text(cells);
  if (const auto period = find_period(text)) collector_.set_period(sheet_, *period);
  for (const CellDate& made : find_made_at(text)) {
    if (claims_.size() < k_title_claims_max)
      claims_.push_back(make_claim(made.at, made.precision, *options_.zone));
  }
}

bool LessonSheetReader::is_complete(const Layout& layout) const {
  return std::all_of(k_required_columns.begin(), k_required_columns.end(), [&](Column column) {
    // «ФИО педагога:» with nothing behind it says that there is nobody; a class and a subject must be named.
    if (column == Column::teacher && titles_.has(column)) return true;
    return layout.has(column) || !titles_.value(column).empty();
  });
}

std::vector<Cell> LessonSheetReader::held_cells() const {
  std::vector<Cell> cells(held_->texts.size());
  for (std::size_t index = 0; index < cells.size(); ++index) {
    cells[index] = {held_->texts[index], CellKind::text, held_->copies[index]};
  }
  return cells;
}

void LessonSheetReader::hold_header(std::size_t row_number, std::span<const Cell> cells,
                                    HeaderReading reading) {
  held_ = HeldHeader{{}, {}, row_number, std::move(reading)};
  for (const Cell& cell : cells) {
    held_->texts.emplace_back(cell.text);
    held_->copies.push_back(cell.is_merged_copy);
  }
}

/// A header may have two rows: one that is not complete alone waits for the row below it.
bool LessonSheetReader::try_header(std::size_t row_number, std::span<const Cell> cells) {
  if (held_ && held_->row + 1 == row_number && may_be_second_header_row(cells)) {
    HeaderReading both = read_header(held_cells(), cells);
    if (both.is_header() && is_complete(both.layout)) {
      hold_header(row_number, cells, both);
      start_table(row_number, both);
      return true;
    }
  }
  if (held_ && held_->reading.is_header()) {
    refuse_held_header();
    return true;
  }
  held_.reset();
  HeaderReading reading = read_header(cells);
  constexpr std::size_t k_held_columns_min = 2;
  if (reading.layout.found() < k_held_columns_min) return false;
  const bool starts = reading.is_header() && is_complete(reading.layout);
  const bool waits = reading.is_header();
  hold_header(row_number, cells, reading);
  if (starts) start_table(row_number, reading);
  return starts || waits;
}

void LessonSheetReader::refuse_held_header() {
  const HeldHeader held = std::move(*held_);
  held_.reset();
  for (const Column column : k_required_columns) {
    if (held.reading.layout.has(column) || !titles_.value(column).empty()) continue;
    if (column == Column::teacher && titles_.has(column)) continue;
    const bool is_key =
        column == Column::class_name || column == Column::subject || column == Column::teacher;
    problem(held.row, std::nullopt,
            is_key ? fmt::format("в шапке таблицы нет столбца «{0}», и над таблицей нет строки «{0}: …»",
                                 column_title(column))
                   : fmt::format("в шапке таблицы нет столбца «{}»", column_title(column)));
  }
  mode_ = Mode::over;
}

void LessonSheetReader::start_table(std::size_t row_number, const HeaderReading& reading) {
  for (const HeaderReading::Twice& twice : reading.twice) {
    problems_.add({sheet_label_, row_number, twice.second},
                  fmt::format("столбец «{}» уже есть (столбец {}): оставьте один", column_title(twice.column),
                              twice.first));
  }
  ++tables_;
  mode_ = Mode::table;
  layout_ = reading.layout;
  table_class_ = titles_.value(Column::class_name);
  table_group_ = titles_.value(Column::group);
  table_subject_ = titles_.value(Column::subject);
  table_teacher_ = titles_.value(Column::teacher);
  just_below_header_ = true;
  after_gap_ = false;
  last_scope_ = k_no_index;
  last_teachers_ = k_no_index;
  fields_ = {};
  fields_.add(journal::Field::topic);
  fields_.add(journal::Field::homework);
  if (layout_.has(Column::marks) || layout_.has(Column::marks_time)) fields_.add(journal::Field::marks);
  if (layout_.has(Column::attendance) || layout_.has(Column::attendance_time)) {
    fields_.add(journal::Field::attendance);
  }
  constexpr std::array k_time_columns{Column::topic_time, Column::homework_time, Column::marks_time,
                                      Column::attendance_time, Column::last_change};
  has_times_ = std::any_of(k_time_columns.begin(), k_time_columns.end(),
                           [this](Column column) { return layout_.has(column); });
}

void LessonSheetReader::end_sheet() {
  if (held_ && mode_ == Mode::title && held_->reading.is_header()) refuse_held_header();
  const bool has_titles = mode_ == Mode::title && title_rows_ > 0;
  if (has_titles && (tables_ == 0 || titles_.promises_table())) {
    problems_.add({plain_sheet_label_, first_title_row_, 0},
                  fmt::format("не найдена шапка таблицы («{}», «{}», «{}»)", column_title(Column::date),
                              column_title(Column::topic), column_title(Column::homework)));
  }
  mode_ = Mode::over;
}

void LessonSheetReader::table_row(std::size_t row_number, std::span<const Cell> cells) {
  if (row_number != last_row_ + 1) after_gap_ = true;
  const std::string_view text = text_of(cells, Column::date);
  if (!text.empty() && text == last_date_text_) {
    lesson_row(row_number, cells, last_date_);
    return;
  }
  const CellDate date = parse_cell_date(text);
  if (!date.ok()) {
    row_without_date(row_number, cells, date);
    return;
  }
  constexpr journal::Date k_date_min{std::chrono::year(2000) / 1 / 1};
  if (date.date() < k_date_min || date.date() > date_max_) {
    ++rows_;
    problem(
        row_number, Column::date,
        fmt::format("дата урока{} не может быть верной: раньше 2000 года или больше чем на два года вперёд",
                    quoted_if_harmless(text)));
    return;
  }
  last_date_text_.assign(text);
  last_date_ = date.date();
  lesson_row(row_number, cells, last_date_);
}

std::size_t LessonSheetReader::data_cells(std::span<const Cell> cells) const {
  std::size_t count = 0;
  for (std::size_t column = 0; column < k_columns; ++column) {
    if (static_cast<Column>(column) == Column::number || static_cast<Column>(column) == Column::date)
      continue;
    if (!trim_blank(text_of(cells, static_cast<Column>(column))).empty()) ++count;
  }
  return count;
}

void LessonSheetReader::row_without_date(std::size_t row_number, std::span<const Cell> cells,
                                         const CellDate& date) {
  if (refuse_pupils(cells)) return;
  if (just_below_header_ && held_ && held_->row + 1 == row_number && may_be_second_header_row(cells)) {
    const HeaderReading both = read_header(held_cells(), cells);
    held_.reset();
    if (both.is_header() && is_complete(both.layout)) start_table(row_number, both);
    return;
  }
  if (date.kind == CellDate::Kind::impossible) {
    ++rows_;
    problem(row_number, Column::date,
            fmt::format("нет такой даты{}", quoted_if_harmless(text_of(cells, Column::date))));
    return;
  }
  const bool is_title = begins_with_key(cells);
  if (is_title || read_header(cells).is_header()) {
    // The next table begins: with a title of its own, or at once.
    if (is_title) titles_.begin_section();
    mode_ = Mode::title;
    title_rows_ = 0;
    first_title_row_ = row_number;
    held_.reset();
    title_row(row_number, cells);
    return;
  }
  if (is_totals_row(cells)) {
    count_other_row();
    after_gap_ = true;
    return;
  }
  const std::size_t count = data_cells(cells);
  const bool has_date_text = !trim_blank(text_of(cells, Column::date)).empty();
  constexpr std::size_t k_footer_cells_max = 1;
  if (count == 0 || (after_gap_ && count <= k_footer_cells_max)) {
    // A line below the table: a signature, or when the report was made.
    count_other_row();
    take_facts(cells);
    after_gap_ = after_gap_ || has_date_text;
    return;
  }
  ++rows_;
  problem(row_number, Column::date,
          has_date_text ? "дата урока не понята: нужна дата вида 31.01.2019" : "у урока нет даты");
}

}  // namespace elzhur::connectors
