// One row of a table -> one lesson. This runs for every row of every file: no allocation on the usual path.
#include <array>

#include <fmt/format.h>

#include "connectors/lesson_sheet.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::Field;
using journal::FillState;

constexpr std::size_t index_of(Field field) { return static_cast<std::size_t>(field); }

}  // namespace

void LessonSheetReader::lesson_row(std::size_t row_number, std::span<const Cell> cells, journal::Date date) {
  ++rows_;
  just_below_header_ = false;
  LessonRow row;
  row.date = date;
  row.sheet = sheet_;
  row.row = static_cast<std::uint32_t>(row_number);
  if (!read_scope(row_number, cells, row) || !read_people(row_number, cells, row)) return;
  if (layout_.has(Column::number)) {
    row.number = static_cast<std::int16_t>(parse_lesson_number(text_of(cells, Column::number)).value_or(-1));
  }
  read_fields(cells, row);
  if (has_times_ && !read_times(row_number, cells, row)) return;
  if (!collector_.add(row)) {
    problems_.set_only(fmt::format("в документе больше {} уроков: разделите выгрузку", k_lessons_max));
  }
}

bool LessonSheetReader::read_scope(std::size_t row_number, std::span<const Cell> cells, LessonRow& row) {
  const auto or_title = [](std::string_view cell, const std::string& title) {
    return cell.empty() || trim_blank(cell).empty() ? std::string_view(title) : cell;
  };
  const std::string_view class_text = or_title(text_of(cells, Column::class_name), table_class_);
  const std::string_view group_text = or_title(text_of(cells, Column::group), table_group_);
  const std::string_view subject_text = or_title(text_of(cells, Column::subject), table_subject_);
  const bool is_as_before = last_scope_ != k_no_index && class_text == last_class_ &&
                            subject_text == last_subject_ && group_text == last_group_;
  if (!is_as_before) {
    std::string why;
    const auto scope = collector_.scope(class_text, group_text, subject_text, layout_.slash_is_group, why);
    if (!scope) {
      problem(row_number, std::nullopt, why);
      return false;
    }
    collector_.cover(*scope, fields_);
    last_scope_ = *scope;
    last_class_.assign(class_text);
    last_group_.assign(group_text);
    last_subject_.assign(subject_text);
  }
  row.scope = last_scope_;
  return true;
}

bool LessonSheetReader::read_people(std::size_t row_number, std::span<const Cell> cells, LessonRow& row) {
  std::string why;
  std::string_view teacher = text_of(cells, Column::teacher);
  if (trim_blank(teacher).empty() && !layout_.has(Column::teacher)) teacher = table_teacher_;
  if (last_teachers_ == k_no_index || teacher != last_teacher_) {
    const auto list = collector_.teacher_list(teacher, why);
    if (!list) {
      problem(row_number, Column::teacher, why);
      return false;
    }
    last_teachers_ = *list;
    last_teacher_.assign(teacher);
  }
  row.teachers = last_teachers_;
  const std::string_view substitute = trim_blank(text_of(cells, Column::substitute));
  if (substitute.empty()) return true;
  if (journal::fold(substitute) == "да") {
    row.substituted_by_unknown = true;
    return true;
  }
  const auto list = collector_.teacher_list(substitute, why);
  if (!list) {
    problem(row_number, Column::substitute, why);
    return false;
  }
  const auto& people = collector_.people_of(*list);
  // Several substitutes of one lesson: nobody is named.
  row.substituted_by_unknown = people.size() > 1;
  if (people.size() == 1) row.substitute = people.front();
  return true;
}

void LessonSheetReader::read_fields(std::span<const Cell> cells, LessonRow& row) const {
  row.states[index_of(Field::topic)] = options_.classifier->classify(text_of(cells, Column::topic));
  row.states[index_of(Field::homework)] = options_.classifier->classify(text_of(cells, Column::homework));
  if (layout_.has(Column::marks)) {
    row.states[index_of(Field::marks)] = classify_marks(text_of(cells, Column::marks));
  }
  if (layout_.has(Column::attendance)) {
    row.states[index_of(Field::attendance)] =
        classify_attendance(text_of(cells, Column::attendance), layout_.no_is_absence_of_pupils);
  }
}

bool LessonSheetReader::read_time(std::size_t row_number, std::span<const Cell> cells, Column column,
                                  std::optional<journal::Instant>& out) {
  const std::string_view text = text_of(cells, column);
  if (text.empty()) return true;
  const CellDate date = parse_cell_date(text);
  if (date.kind == CellDate::Kind::impossible) {
    problem(row_number, column, fmt::format("нет такой даты или времени{}", quoted_if_harmless(text)));
    return false;
  }
  if (!date.ok()) return true;
  // A mere day counts from its beginning. What was "made" after it was read proves nothing.
  const journal::Instant at = options_.zone->to_instant(date.at);
  if (at <= options_.received) out = at;
  return true;
}

bool LessonSheetReader::read_times(std::size_t row_number, std::span<const Cell> cells, LessonRow& row) {
  constexpr std::array k_reported{
      std::pair{Field::topic, Column::topic_time}, std::pair{Field::homework, Column::homework_time},
      std::pair{Field::marks, Column::marks_time}, std::pair{Field::attendance, Column::attendance_time}};
  RowTimes times;
  for (const auto& [field, column] : k_reported) {
    if (!read_time(row_number, cells, column, times.reported[index_of(field)])) return false;
  }
  if (!read_time(row_number, cells, Column::last_change, times.last_change)) return false;
  for (const Field field : {Field::marks, Field::attendance}) {
    // No count, but a time of entry: the entry is there.
    FillState& state = row.states[index_of(field)];
    if (state == FillState::unknown && times.reported[index_of(field)]) state = FillState::filled;
  }
  if (times != RowTimes{}) row.times = collector_.add_times(times);
  return true;
}

}  // namespace elzhur::connectors
