// /reports: the same numbers and lists as files for a spreadsheet or a script.
#include <utility>

#include <fmt/format.h>

#include "alerts/csv.hpp"
#include "alerts/words.hpp"
#include "daemon/web/api_parts.hpp"

namespace elzhur::web::api {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string text_of(std::int64_t number) { return fmt::format("{}", number); }

std::string local_time(const std::optional<journal::Instant>& at, const journal::TimeZone& zone) {
  if (!at) return {};
  return fmt::format("{} {}", journal::format_date_ru(zone.date_of(*at)), alerts::clock(zone.to_local(*at)));
}

/// What every report ends with; JSON is written only when it is asked for.
Response report(std::string_view name, bool is_csv, const Rows& rows,
                const std::function<void(JsonWriter&)>& write) {
  if (!is_csv) {
    JsonWriter json;
    json.open_object();
    json.field("report", name);
    write(json);
    json.close_object();
    return json_answer(json.take());
  }
  Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = alerts::render_csv(rows);
  response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}.csv\"", name));
  return response;
}

const std::vector<std::string> k_total_titles{"Проведено",      "Заполнено",          "В срок",
                                              "Позже срока",    "Срок не установлен", "Не заполнено",
                                              "Учтена причина", "Нет данных"};

void add_totals(std::vector<std::string>& row, const rules::LessonTotals& totals) {
  for (const std::int64_t number : {totals.held, totals.filled, totals.on_time, totals.late, totals.unproven,
                                    totals.unfilled, totals.excused, totals.unknown})
    row.push_back(text_of(number));
}

Response findings_report(const Ask& ask, Parameters& parameters, bool is_csv) {
  const Sight sight = sight_of(ask.desk, ask.request.visitor);
  if (!sight.anything()) return forbidden();
  FindingFilter filter = read_filter(parameters);
  if (auto refusal = parameters.refusal()) return *refusal;
  if (!sight.all && !sight.confirmed && filter.teacher && filter.teacher != sight.own) return forbidden();
  std::optional<journal::FindingId> next;
  const auto views = seen_findings(ask.desk, std::move(filter), sight, k_report_rows_max, next);
  if (next)
    return problem(
        422, "Слишком много строк",
        fmt::format("в отчёте больше {} строк: назовите более короткий период", k_report_rows_max));
  note_names(ask, "report findings");
  const Surroundings around = surroundings_of(ask.desk, views);
  const journal::TimeZone& zone = ask.desk.zone();
  Rows rows{{"Вопрос", "Состояние", "Учитель", "Дата", "Урок", "Класс", "Группа", "Предмет", "Нет", "Срок",
             "Основание", "Кто подтвердил", "Когда подтверждено", "Причина"}};
  for (const rules::FindingView& view : views) {
    if (!is_csv) break;
    const auto rule = around.rules.find(view.finding.rule);
    const bool is_named = view.owners.size() == 1 && sight.names(view.owners.front().id);
    rows.push_back(
        {rules::finding_code(view.finding), std::string(rules::finding_state_name(view.finding.state)),
         is_named ? view.owners.front().name : "не определён", journal::format_date_ru(view.date),
         view.number ? text_of(*view.number) : std::string(), view.scope.class_name, view.scope.group,
         view.scope.subject,
         rule == around.rules.end() ? std::string()
                                    : std::string(alerts::field_word(rules::field_of(rule->second.kind))),
         local_time(view.finding.due_at, zone),
         rule == around.rules.end() ? std::string() : rule->second.basis, view.finding.confirmed_by,
         local_time(view.finding.confirmed_at, zone), view.finding.reason});
  }
  return report("findings", is_csv, rows, [&](JsonWriter& json) {
    json.open_array("findings");
    for (const rules::FindingView& view : views) write_finding(json, view, around, sight, zone);
    json.close_array();
  });
}

Response teachers_report(const Ask& ask, Parameters& parameters, bool is_csv) {
  if (!ask.may(Right::names)) return forbidden();
  if (auto refusal = parameters.refusal()) return *refusal;
  note_names(ask, "report teachers");
  const auto teachers = ask.desk.teachers();
  Rows rows{{"Код", "Учитель", "Должность"}};
  rows.front().insert(rows.front().end(), k_total_titles.begin(), k_total_titles.end());
  rows.front().emplace_back("Уроков с вопросом");
  for (const TeacherView& teacher : teachers) {
    auto& row = rows.emplace_back();
    row = {journal::person_code(teacher.id), teacher.name, teacher.post};
    add_totals(row, teacher.term);
    row.push_back(text_of(teacher.open_lessons));
  }
  return report("teachers", is_csv, rows, [&](JsonWriter& json) {
    json.open_array("teachers");
    for (const TeacherView& teacher : teachers) {
      json.open_object();
      json.field("id", journal::person_code(teacher.id));
      json.field("name", teacher.name);
      json.field("post", teacher.post);
      json.key("lessons");
      write_totals(json, teacher.term);
      json.field("open_lessons", teacher.open_lessons);
      json.close_object();
    }
    json.close_array();
  });
}

Response weeks_report(const Ask& ask, Parameters& parameters, bool is_csv) {
  if (!ask.may(Right::numbers) && !ask.may(Right::names)) return forbidden();
  if (auto refusal = parameters.refusal()) return *refusal;
  const auto weeks = ask.desk.weeks();
  Rows rows{{"Неделя с"}};
  rows.front().insert(rows.front().end(), k_total_titles.begin(), k_total_titles.end());
  for (const WeekView& week : weeks) {
    auto& row = rows.emplace_back();
    row.push_back(journal::format_date_ru(week.monday));
    add_totals(row, week.lessons);
  }
  return report("weeks", is_csv, rows, [&](JsonWriter& json) {
    json.open_array("weeks");
    for (const WeekView& week : weeks) {
      json.open_object();
      json.field("monday", week.monday);
      json.key("lessons");
      write_totals(json, week.lessons);
      json.close_object();
    }
    json.close_array();
    json.open_array("fields");
    for (const FieldWeek& week : ask.desk.field_weeks()) {
      json.open_object();
      json.field("monday", week.monday);
      json.field("field", journal::field_name(week.field));
      json.field("filled", week.filled);
      json.field("known", week.known);
      json.close_object();
    }
    json.close_array();
  });
}

}  // namespace

Response get_report(const Ask& ask, std::string_view name) {
  Parameters parameters(ask.request);
  const std::string_view format = parameters.text("format").value_or("json");
  if (format != "csv" && format != "json") parameters.add("format", "допускается: csv, json");
  const bool is_csv = format == "csv";
  if (name == "findings") return findings_report(ask, parameters, is_csv);
  if (name == "teachers") return teachers_report(ask, parameters, is_csv);
  if (name == "weeks") return weeks_report(ask, parameters, is_csv);
  return not_found("такого отчёта нет: есть findings, teachers, weeks");
}

}  // namespace elzhur::web::api
