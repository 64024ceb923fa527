#include "tests/simulator/reports.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "journal/names.hpp"
#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using journal::ErrorKind;
using journal::failure;
using journal::Field;
using journal::FillState;
using journal::Instant;
using journal::Result;

std::string parameter(const SiteRequest& request, const char* name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? std::string() : found->second;
}

Result<ReportFormat> format_of(const std::string& mode, const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, ReportFormat>, 6> k_formats{{
      {"xls", ReportFormat::xls},
      {"xlsx", ReportFormat::xlsx},
      {"csv", ReportFormat::csv},
      {"csv1251", ReportFormat::csv1251},
      {"html", ReportFormat::html},
      {"zip", ReportFormat::zip},
  }};
  if (mode != "excel" && mode != "print") {
    return failure(ErrorKind::bad_input, "mode: excel или print (имитатор)");
  }
  if (name.empty()) return mode == "print" ? ReportFormat::html : ReportFormat::xls;
  for (const auto& [known, format] : k_formats) {
    if (known == name) return format;
  }
  return failure(ErrorKind::bad_input, "format: xls, xlsx, csv, csv1251, html или zip (имитатор)");
}

Result<Stamp> stamp_of(const std::string& name) {
  if (name.empty() || name == "created") return Stamp::created;
  if (name == "first") return Stamp::first;
  if (name == "changed") return Stamp::changed;
  return failure(ErrorKind::bad_input, "stamp: created, first или changed (имитатор)");
}

bool is_filled(const Stroke& stroke) { return stroke.state != FillState::empty; }

/// A stroke of marks says how many there are now.
std::string count_of(const Stroke& stroke) {
  if (!is_filled(stroke)) return "0";
  int count = 0;
  const char* const end = stroke.text.data() + stroke.text.size();
  const auto [stopped, error] = std::from_chars(stroke.text.data(), end, count);
  return error == std::errc{} && stopped == end && count > 0 ? stroke.text : "1";
}

class Row {
 public:
  Row(const School& school, const ReportRequest& request, Instant instant, const Lesson& lesson)
      : school_(school), request_(request), at_(instant), lesson_(lesson) {}

  [[nodiscard]] std::vector<std::string> cells() const {
    const bool is_substituted = lesson_.substitution && lesson_.substitution->announced <= at_;
    std::vector<std::string> out{journal::format_date_ru(lesson_.date),
                                 fmt::format("{}", lesson_.number),
                                 lesson_.scope.class_name,
                                 lesson_.scope.group,
                                 lesson_.scope.subject,
                                 name(lesson_.teacher),
                                 is_substituted ? name(lesson_.substitution->teacher) : std::string(),
                                 at(lesson_.topic, at_).text};
    add_time(out, lesson_.topic);
    out.push_back(at(lesson_.homework, at_).text);
    add_time(out, lesson_.homework);
    out.push_back(count_of(at(lesson_.marks, at_)));
    add_time(out, lesson_.marks);
    out.emplace_back(is_filled(at(lesson_.attendance, at_)) ? "Да" : "Нет");
    add_time(out, lesson_.attendance);
    add_last_change(out);
    return out;
  }

 private:
  [[nodiscard]] std::string name(std::size_t teacher) const { return school_.teachers().at(teacher).name; }

  void add_time(std::vector<std::string>& out, const Strokes& strokes) const {
    if (!request_.has_times) return;
    const auto when = entry_time(strokes, at_, request_.stamp);
    out.push_back(when ? russian_time(school_.zone(), *when, true) : std::string());
  }

  void add_last_change(std::vector<std::string>& out) const {
    if (!request_.has_times) return;
    std::optional<Instant> last;
    for (const Field field : journal::k_all_fields) {
      for (const Stroke& stroke : lesson_.strokes(field)) {
        if (stroke.at <= at_ && (!last || *last < stroke.at)) last = stroke.at;
      }
    }
    out.push_back(last ? russian_time(school_.zone(), *last, true) : std::string());
    out.push_back(last ? name(lesson_.owner()) : std::string());
  }

  const School& school_;
  const ReportRequest& request_;
  Instant at_;
  const Lesson& lesson_;
};

std::vector<std::string> header(bool has_times) {
  if (!has_times) {
    return {"Дата урока", "№ урока",          "Класс",   "Группа",      "Предмет", "Учитель", "Замена",
            "Тема урока", "Домашнее задание", "Отметок", "Посещаемость"};
  }
  return {"Дата урока",
          "№ урока",
          "Класс",
          "Группа",
          "Предмет",
          "Учитель",
          "Замена",
          "Тема урока",
          "Дата записи темы",
          "Домашнее задание",
          "Дата записи ДЗ",
          "Отметок",
          "Дата выставления отметок",
          "Посещаемость",
          "Дата отметки посещаемости",
          "Последнее изменение",
          "Кто изменил"};
}

}  // namespace

std::optional<Instant> entry_time(const Strokes& strokes, Instant instant, Stamp meaning) {
  if (!is_filled(at(strokes, instant))) return std::nullopt;
  std::optional<Instant> found;
  bool was_filled = false;
  for (const Stroke& stroke : strokes) {
    if (stroke.at > instant) break;
    const bool begins = is_filled(stroke) && !was_filled;
    if (meaning == Stamp::changed || (begins && (meaning == Stamp::created || !found))) found = stroke.at;
    was_filled = is_filled(stroke);
  }
  return found;
}

Result<ReportRequest> parse_report_request(const SiteRequest& request, const School& school,
                                           Instant instant) {
  ReportRequest report;
  const auto format = format_of(parameter(request, "mode"), ascii_lower(parameter(request, "format")));
  if (!format) return tl::make_unexpected(format.error());
  report.format = *format;
  const journal::Date today = school.zone().date_of(instant);
  const auto since_monday = journal::weekday_of(today) - std::chrono::Monday;
  report.days = {today - since_monday, today};
  if (const std::string days = parameter(request, "days"); !days.empty()) {
    const auto parsed = parse_days(days);
    if (!parsed) return failure(ErrorKind::bad_input, "days: ггггммдд-ггггммдд (имитатор)");
    report.days = *parsed;
  }
  report.class_name = parameter(request, "class");
  const std::string times = ascii_lower(parameter(request, "times"));
  report.has_times = times != "no" && times != "0" && times != "false";
  const auto meaning = stamp_of(ascii_lower(parameter(request, "stamp")));
  if (!meaning) return tl::make_unexpected(meaning.error());
  report.stamp = *meaning;
  return report;
}

Result<ReportTable> make_report(const School& school, const ReportRequest& request, Instant instant) {
  ReportTable table;
  table.titles = {"Заполнение журнала",
                  fmt::format("Период: с {} по {}", journal::format_date_ru(request.days.first),
                              journal::format_date_ru(request.days.last)),
                  fmt::format("Сформировано: {}", russian_time(school.zone(), instant))};
  table.header = header(request.has_times);
  for (const std::string& class_name : school.classes()) {
    const bool is_asked = request.class_name.empty() ||
                          journal::fold_class(request.class_name) == journal::fold_class(class_name);
    if (!is_asked) continue;
    for (const Lesson* lesson : school.lessons_of(class_name, request.days)) {
      if (!lesson->is_listed(instant)) continue;
      if (table.rows.size() >= k_report_rows_max) {
        return failure(ErrorKind::bad_input, fmt::format("больше {} строк (имитатор)", k_report_rows_max));
      }
      table.rows.push_back(Row(school, request, instant, *lesson).cells());
    }
  }
  return table;
}

void keep_share(ReportTable& table, Share share) {
  if (share == Share::none) table.rows.clear();
  if (share == Share::half) table.rows.resize((table.rows.size() + 1) / 2);
}

}  // namespace elzhur::simulator
