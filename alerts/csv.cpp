#include "alerts/csv.hpp"

#include <fmt/format.h>

#include "alerts/encode.hpp"
#include "alerts/words.hpp"
#include "journal/names.hpp"

namespace elzhur::alerts {
namespace {

constexpr std::string_view k_bom = "\xEF\xBB\xBF";

void append_cell(std::string& out, std::string_view cell) {
  std::string text = valid_utf8(cell);
  // A file from outside may hold "=HYPERLINK(...)" for a subject: here it stays a text.
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(";\"\r\n") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string number_cell(const std::optional<int>& number) {
  return number ? fmt::format("{}", *number) : std::string();
}

/// Several possible owners: nobody is named.
std::string owner_cell(std::span<const rules::Person> owners) {
  return owners.size() == 1 ? journal::parse_person_name(owners.front().name).formal() : "не определён";
}

}  // namespace

std::string render_csv(std::span<const std::vector<std::string>> rows) {
  std::string out{k_bom};
  for (const std::vector<std::string>& row : rows) {
    bool is_first = true;
    for (const std::string& cell : row) {
      if (!is_first) out += ';';
      append_cell(out, cell);
      is_first = false;
    }
    out += "\r\n";
  }
  return out;
}

std::string backlog_csv(std::span<const rules::BacklogLine> lines) {
  std::vector<std::vector<std::string>> rows{
      {"Учитель", "Дата", "Урок", "Класс", "Группа", "Предмет", "Нет"}};
  for (const rules::BacklogLine& line : lines) {
    rows.push_back({owner_cell(line.owners), journal::format_date_ru(line.date), number_cell(line.number),
                    line.scope.class_name, line.scope.group, line.scope.subject,
                    std::string(field_word(line.field))});
  }
  return render_csv(rows);
}

std::string open_list_csv(const OpenList& list, const rules::Policy& policy, int year) {
  std::vector<std::vector<std::string>> rows{
      {"Учитель", "Дата", "Урок", "Класс", "Группа", "Предмет", "Нет", "Срок и основание", "Когда видели"}};
  for (const OwnerGroup& group : list.groups) {
    for (const LessonRow& row : group.rows) {
      const rules::FindingView& view = row.first();
      const RowWords words = row_words(row, policy, year, std::nullopt);
      rows.push_back({owner_cell(view.owners), journal::format_date_ru(view.date), number_cell(view.number),
                      view.scope.class_name, view.scope.group, view.scope.subject, words.missing, words.due,
                      words.seen});
    }
  }
  return render_csv(rows);
}

std::string names_csv(std::span<const std::string> unmatched, std::span<const std::string> ambiguous) {
  std::vector<std::vector<std::string>> rows{{"Имя в выгрузке", "Что не так"}};
  for (const std::string& name : unmatched) rows.push_back({name, "нет в списке сотрудников"});
  for (const std::string& name : ambiguous) rows.push_back({name, "подходит нескольким людям"});
  return render_csv(rows);
}

}  // namespace elzhur::alerts
