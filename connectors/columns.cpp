#include "connectors/columns.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "connectors/cell_text.hpp"

namespace elzhur::connectors {
namespace {

struct Synonym {
  std::string_view header;
  Column column;
};

/// Compared by canonical(): case, ё, spaces and punctuation do not matter. The first of each column is its
/// title.
constexpr std::array k_synonyms{
    Synonym{"Дата урока", Column::date},
    Synonym{"Дата", Column::date},
    Synonym{"Дата занятия", Column::date},
    Synonym{"Дата проведения", Column::date},
    Synonym{"Дата проведения урока", Column::date},
    Synonym{"№ урока", Column::number},
    Synonym{"Номер урока", Column::number},
    Synonym{"Урок", Column::number},
    Synonym{"№ п/п урока", Column::number},
    Synonym{"Класс", Column::class_name},
    Synonym{"Класс/группа", Column::class_name},
    Synonym{"Учебный класс", Column::class_name},
    Synonym{"Группа", Column::group},
    Synonym{"Подгруппа", Column::group},
    Synonym{"Предмет", Column::subject},
    Synonym{"Наименование предмета", Column::subject},
    Synonym{"Дисциплина", Column::subject},
    Synonym{"Учебный предмет", Column::subject},
    Synonym{"Учитель", Column::teacher},
    Synonym{"ФИО учителя", Column::teacher},
    Synonym{"ФИО педагога", Column::teacher},
    Synonym{"Педагог", Column::teacher},
    Synonym{"Преподаватель", Column::teacher},
    Synonym{"ФИО преподавателя", Column::teacher},
    Synonym{"Фамилия, имя, отчество педагога", Column::teacher},
    Synonym{"Фамилия, имя, отчество учителя", Column::teacher},
    Synonym{"Замена", Column::substitute},
    Synonym{"Замещающий учитель", Column::substitute},
    Synonym{"Учитель (замена)", Column::substitute},
    Synonym{"Тема урока", Column::topic},
    Synonym{"Тема", Column::topic},
    Synonym{"Тема занятия", Column::topic},
    Synonym{"Дата записи темы", Column::topic_time},
    Synonym{"Тема внесена", Column::topic_time},
    Synonym{"Дата внесения темы", Column::topic_time},
    Synonym{"Дата заполнения темы", Column::topic_time},
    Synonym{"Домашнее задание", Column::homework},
    Synonym{"ДЗ", Column::homework},
    Synonym{"Д/з", Column::homework},
    Synonym{"Домашнее задание к следующему уроку", Column::homework},
    Synonym{"Дата записи ДЗ", Column::homework_time},
    Synonym{"ДЗ внесено", Column::homework_time},
    Synonym{"Дата внесения ДЗ", Column::homework_time},
    Synonym{"Дата записи домашнего задания", Column::homework_time},
    Synonym{"Отметок", Column::marks},
    Synonym{"Количество отметок", Column::marks},
    Synonym{"Кол-во отметок", Column::marks},
    Synonym{"Количество оценок", Column::marks},
    Synonym{"Кол-во оценок", Column::marks},
    Synonym{"Оценки", Column::marks},
    Synonym{"Дата выставления отметок", Column::marks_time},
    Synonym{"Отметки выставлены", Column::marks_time},
    Synonym{"Дата выставления оценок", Column::marks_time},
    Synonym{"Посещаемость", Column::attendance},
    Synonym{"Посещаемость отмечена", Column::attendance},
    Synonym{"Отсутствующие", Column::attendance},
    Synonym{"Пропуски", Column::attendance},
    Synonym{"Дата отметки посещаемости", Column::attendance_time},
    Synonym{"Посещаемость внесена", Column::attendance_time},
    Synonym{"Последнее изменение", Column::last_change},
    Synonym{"Дата последней записи", Column::last_change},
    Synonym{"Дата изменения", Column::last_change},
    Synonym{"Кто изменил", Column::changed_by},
    Synonym{"Пользователь", Column::changed_by},
    Synonym{"Автор изменения", Column::changed_by},
};

/// Headers of the lower row of a two-row header, under one of a field: the time of its entry.
constexpr std::array<std::string_view, 11> k_time_words{
    "Дата",         "Когда",          "Дата записи", "Дата внесения", "Дата заполнения", "Дата выставления",
    "Дата отметки", "Дата изменения", "Внесена",     "Внесено",       "Внесены"};
/// The same for the entry itself.
constexpr std::array<std::string_view, 5> k_entry_words{"Текст", "Содержание", "Запись", "Количество",
                                                        "Кол-во"};

const std::unordered_map<std::string, Column>& synonyms() {
  static const auto* const k_map = [] {
    auto* map = new std::unordered_map<std::string, Column>();
    for (const Synonym& synonym : k_synonyms) map->emplace(canonical(synonym.header), synonym.column);
    return map;
  }();
  return *k_map;
}

std::optional<Column> column_of_canonical(const std::string& text) {
  const auto found = synonyms().find(text);
  return found == synonyms().end() ? std::nullopt : std::optional(found->second);
}

using Words = std::unordered_set<std::string>;

template <std::size_t Size>
Words canonical_words(const std::array<std::string_view, Size>& words) {
  Words made;
  for (const std::string_view word : words) made.insert(canonical(word));
  return made;
}

const Words& time_words() {
  static const auto* const k_words = new Words(canonical_words(k_time_words));
  return *k_words;
}

const Words& entry_words() {
  static const auto* const k_words = new Words(canonical_words(k_entry_words));
  return *k_words;
}

std::optional<Column> time_column_of(Column field) {
  switch (field) {
    case Column::topic:
      return Column::topic_time;
    case Column::homework:
      return Column::homework_time;
    case Column::marks:
      return Column::marks_time;
    case Column::attendance:
      return Column::attendance_time;
    default:
      return std::nullopt;
  }
}

const Cell& cell_at(std::span<const Cell> cells, std::size_t index) {
  static const Cell k_empty{};
  return index < cells.size() ? cells[index] : k_empty;
}

/// Longer texts are no headers, and are not worth folding.
constexpr std::size_t k_header_bytes_max = 160;

std::string header_text(const Cell& cell) {
  return cell.text.size() > k_header_bytes_max ? std::string() : canonical(cell.text);
}

/// The meaning of one column from its header's upper and lower text.
std::optional<Column> meaning_of(const std::string& upper, const std::string& lower, bool upper_is_copy) {
  if (lower.empty() || lower == upper) return upper_is_copy ? std::nullopt : column_of_canonical(upper);
  const auto above = column_of_canonical(upper);
  if (above && time_column_of(*above) && time_words().contains(lower)) return time_column_of(*above);
  if (const auto below = column_of_canonical(lower)) return below;
  if (const auto both = column_of_canonical(upper + lower)) return both;
  return upper_is_copy && !entry_words().contains(lower) ? std::nullopt : above;
}

bool is_key(Column column) {
  return column == Column::class_name || column == Column::group || column == Column::subject ||
         column == Column::teacher;
}

const Cell* first_with_text(std::span<const Cell> cells) {
  for (const Cell& cell : cells) {
    if (!trim_blank(cell.text).empty()) return &cell;
  }
  return nullptr;
}

}  // namespace

std::string_view column_title(Column column) {
  const auto found = std::find_if(k_synonyms.begin(), k_synonyms.end(),
                                  [column](const Synonym& synonym) { return synonym.column == column; });
  return found->header;
}

std::optional<Column> column_of(std::string_view header) {
  if (header.size() > k_header_bytes_max) return std::nullopt;
  return column_of_canonical(canonical(header));
}

std::optional<KeyText> key_text_of(std::string_view text) {
  text = trim_blank(text);
  const std::size_t colon = text.find(':');
  const auto column = column_of(text.substr(0, colon));
  if (!column || !is_key(*column)) return std::nullopt;
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  return KeyText{*column, trim_blank(value)};
}

std::size_t Layout::found() const {
  return static_cast<std::size_t>(
      std::count_if(at.begin(), at.end(), [](std::int16_t column) { return column != k_absent; }));
}

bool HeaderReading::is_header() const {
  constexpr std::size_t k_header_columns_min = 3;
  const bool has_entry = layout.has(Column::topic) || layout.has(Column::homework);
  if (layout.has(Column::date) && has_entry) return true;
  // «Класс | 5б | Предмет | Алгебра | Учитель | ...» is a title, however many of our words it has.
  return (layout.has(Column::date) || has_entry) && layout.found() >= k_header_columns_min;
}

HeaderReading read_header(std::span<const Cell> first, std::span<const Cell> second) {
  HeaderReading reading;
  const std::size_t width = std::max(first.size(), second.size());
  for (std::size_t index = 0; index < width; ++index) {
    const Cell& upper_cell = cell_at(first, index);
    const std::string upper = header_text(upper_cell);
    const std::string lower = header_text(cell_at(second, index));
    const auto column = meaning_of(upper, lower, upper_cell.is_merged_copy);
    if (!column) continue;
    std::int16_t& at = reading.layout.at[static_cast<std::size_t>(*column)];
    if (at != Layout::k_absent) {
      reading.twice.push_back({*column, static_cast<std::size_t>(at) + 1, index + 1});
      continue;
    }
    at = static_cast<std::int16_t>(index);
    if (*column == Column::class_name) reading.layout.slash_is_group = upper == "классгруппа";
    if (*column == Column::attendance) {
      reading.layout.no_is_absence_of_pupils = !upper.starts_with("посещаемость");
    }
  }
  return reading;
}

bool may_be_second_header_row(std::span<const Cell> cells) {
  bool has_header_word = false;
  for (const Cell& cell : cells) {
    const std::string_view text = trim_blank(cell.text);
    if (text.empty()) continue;
    if (text.size() > k_header_bytes_max || text.find_first_of("0123456789") != std::string_view::npos)
      return false;
    const std::string header = canonical(text);
    has_header_word = has_header_word || column_of_canonical(header) || time_words().contains(header) ||
                      entry_words().contains(header);
  }
  return has_header_word;
}

bool is_pupil_row(std::span<const Cell> cells) {
  constexpr std::array<std::string_view, 9> k_pupil_headers{"ученик",      "ученики",     "обучающийся",
                                                            "обучающиеся", "учащийся",    "учащиеся",
                                                            "фамилияимя",  "фамилияиимя", "фиоребенка"};
  constexpr std::array<std::string_view, 12> k_months{"январь",   "февраль", "март",   "апрель",
                                                      "май",      "июнь",    "июль",   "август",
                                                      "сентябрь", "октябрь", "ноябрь", "декабрь"};
  static const auto* const k_pupil_words = new Words(canonical_words(k_pupil_headers));
  static const auto* const k_month_words = new Words(canonical_words(k_months));
  bool has_row_number = false;
  bool has_month_word = false;
  std::size_t months = 0;
  std::size_t numbers = 0;
  bool begins_with_day = false;
  for (const Cell& cell : cells) {
    const std::string text = header_text(cell);
    if (text.empty()) continue;
    const bool names_pupil = text.find("ученик") != std::string::npos ||
                             text.find("обучающ") != std::string::npos ||
                             text.find("учащ") != std::string::npos;
    const bool names_name = text.find("фамил") != std::string::npos || text.starts_with("фио") ||
                            text.starts_with("имя") || text.starts_with("список");
    if ((names_pupil && names_name) || k_pupil_words->contains(text)) return true;
    has_row_number = has_row_number || text == "№пп" || text == "№" || text == "пп";
    has_month_word = has_month_word || text == "месяц";
    if (k_month_words->contains(text)) ++months;
    begins_with_day = begins_with_day || text == "число";
    if (text.find_first_not_of("0123456789") == std::string::npos) ++numbers;
  }
  constexpr std::size_t k_few = 2;
  return (has_row_number && (has_month_word || months >= k_few)) || (has_month_word && months > 0) ||
         (begins_with_day && numbers >= k_few);
}

bool is_totals_row(std::span<const Cell> cells) {
  const Cell* first = first_with_text(cells);
  if (first == nullptr) return false;
  const std::string_view text = trim_blank(first->text);
  return drop_prefix_folded(text, "итог") || drop_prefix_folded(text, "всего");
}

}  // namespace elzhur::connectors
