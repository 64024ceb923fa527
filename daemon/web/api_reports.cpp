// /reports: the same numbers and lists as files for the printer, for a spreadsheet or a script.
#include <array>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "alerts/csv.hpp"
#include "daemon/web/paper.hpp"
#include "daemon/web/report_parts.hpp"

namespace elzhur::web::api {

namespace {

struct Known {
  std::string_view name;
  Reported (*make)(const Ask&, Parameters&);
};
constexpr std::array<Known, 5> k_reports{{{"findings", &findings_report},
                                          {"teachers", &teachers_report},
                                          {"weeks", &weeks_report},
                                          {"appeals", &appeals_report},
                                          {"check", &check_report}}};

std::string render_csv(const appeals::Sheet& sheet) {
  std::vector<std::vector<std::string>> rows(1);
  for (const appeals::SheetColumn& column : sheet.columns) rows.front().push_back(column.title);
  const auto add = [&rows](const std::vector<appeals::Cell>& cells) {
    auto& row = rows.emplace_back();
    for (const appeals::Cell& cell : cells) row.push_back(appeals::cell_text(cell));
  };
  for (const std::vector<appeals::Cell>& cells : sheet.rows) add(cells);
  if (!sheet.totals.empty()) add(sheet.totals);
  return alerts::render_csv(rows);
}

Response json_report(std::string_view name, const Report& report) {
  JsonWriter json;
  json.open_object();
  json.field("report", name);
  report.write(json);
  json.close_object();
  return json_answer(json.take());
}

Response xlsx_report(const Ask& ask, const Report& report) {
  auto bytes = appeals::render_xlsx(report.sheet, ask.desk.now());
  if (!bytes) {
    if (bytes.error().kind == journal::ErrorKind::storage)
      spdlog::error("report xlsx: {}", bytes.error().text);
    return failed(bytes.error());
  }
  Response response;
  response.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  response.body = *std::move(bytes);
  return response;
}

}  // namespace

Response get_report(const Ask& ask, std::string_view name) {
  Parameters parameters(ask.request);
  const std::string_view format = parameters.text("format").value_or("json");
  const bool is_file = format == "csv" || format == "xlsx";
  if (!is_file && format != "html" && format != "json")
    parameters.add("format", "допускается: html, xlsx, csv, json");
  for (const Known& known : k_reports) {
    if (known.name != name) continue;
    Reported report = known.make(ask, parameters);
    if (!report) return std::move(report.error());
    if (report->has_names) note_names(ask, fmt::format("report {} {}", name, format));
    if (format == "json") return json_report(name, *report);
    if (format == "html") return paper_answer(paper_of(report->sheet, report->is_wide));
    Response response;
    if (format == "xlsx") {
      response = xlsx_report(ask, *report);
      if (response.status != 200) return response;
    } else {
      response.content_type = "text/csv; charset=utf-8";
      response.body = render_csv(report->sheet);
    }
    response.headers.emplace_back(
        "Content-Disposition",
        fmt::format("attachment; filename=\"{}-{}.{}\"", name,
                    journal::format_date(ask.desk.zone().date_of(ask.desk.now())), format));
    return response;
  }
  return not_found("такого отчёта нет: есть findings, teachers, weeks, appeals, check");
}

}  // namespace elzhur::web::api
