#include "daemon/app/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/check.hpp"

namespace elzhur::app {
namespace {

using Json = nlohmann::ordered_json;
using journal::FillState;
using rules::DutyStatus;
using rules::FindingState;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::size_t sum_lessons(const connectors::Pull& pull) {
  std::size_t lessons = 0;
  for (const auto& document : pull.documents) lessons += document.document ? document.document->lessons() : 0;
  return lessons;
}

std::size_t sum_rows(const connectors::Pull& pull) {
  std::size_t rows = 0;
  for (const auto& document : pull.documents) rows += document.rows;
  return rows;
}

Json render_source(const SourceResult& source) {
  Json documents = Json::array();
  for (const auto& document : source.pull.documents) {
    documents.push_back({{"name", document.name},
                         {"format", document.format},
                         {"status", connectors::pull_status_name(document.status)},
                         {"rows", document.rows},
                         {"lessons", document.document ? document.document->lessons() : 0},
                         {"reason", text_or_null(document.reason)}});
  }
  return {{"id", source.pull.source_id},
          {"status", connectors::pull_status_name(source.pull.status)},
          {"rows", sum_rows(source.pull)},
          {"lessons", sum_lessons(source.pull)},
          {"duration_seconds", source.duration_seconds},
          {"reason", text_or_null(source.pull.reason)},
          {"notes", source.pull.notes},
          {"documents", std::move(documents)}};
}

std::int64_t count_of(const std::map<FillState, std::int64_t>& counts, FillState state) {
  const auto found = counts.find(state);
  return found == counts.end() ? 0 : found->second;
}

Json render_field(journal::Field field, const rules::Totals& totals) {
  const auto found = totals.fields.find(field);
  const std::map<FillState, std::int64_t> counts =
      found == totals.fields.end() ? std::map<FillState, std::int64_t>{} : found->second;
  const std::int64_t declared = count_of(counts, FillState::declared);
  Json rendered = {{"filled", count_of(counts, FillState::filled) + declared},
                   {"placeholder", count_of(counts, FillState::placeholder)},
                   {"empty", count_of(counts, FillState::empty)},
                   {"not_required", count_of(counts, FillState::not_required)},
                   {"unknown", count_of(counts, FillState::unknown)}};
  if (field == journal::Field::homework) rendered["declared_none"] = declared;
  return rendered;
}

std::int64_t count_duties(const rules::Totals& totals, DutyStatus status) {
  std::int64_t count = 0;
  for (const auto& [rule, statuses] : totals.duties) {
    const auto found = statuses.find(status);
    if (found != statuses.end()) count += found->second;
  }
  return count;
}

/// Findings that wait for evidence or a person; those of vanished lessons wait for nobody.
std::int64_t count_open(const rules::Totals& totals) {
  std::int64_t count = 0;
  for (const auto& [rule, states] : totals.findings) {
    for (const auto& [state, n] : states) {
      if (rules::is_live(state) && state != FindingState::unknown) count += n;
    }
  }
  return count;
}

std::string_view status_in_russian(connectors::PullStatus status) {
  switch (status) {
    case connectors::PullStatus::accepted:
      return "прочитано";
    case connectors::PullStatus::unchanged:
      return "без изменений";
    case connectors::PullStatus::held:
      return "придержано до следующего чтения";
    case connectors::PullStatus::rejected:
      return "отклонено";
    case connectors::PullStatus::failed:
      return "не получено";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view field_in_russian(journal::Field field) {
  switch (field) {
    case journal::Field::topic:
      return "темы";
    case journal::Field::homework:
      return "домашние задания";
    case journal::Field::marks:
      return "отметки";
    case journal::Field::attendance:
      return "посещаемость";
  }
  ELZHUR_UNREACHABLE();
}

}  // namespace

std::string render_json(const CycleReport& report, const journal::TimeZone& zone) {
  Json sources = Json::array();
  for (const SourceResult& source : report.sources) sources.push_back(render_source(source));
  Json fields = Json::object();
  for (const journal::Field field : journal::k_all_fields) {
    fields[std::string(journal::field_name(field))] = render_field(field, report.totals);
  }
  Json duties = Json::object();
  for (const DutyStatus status :
       {DutyStatus::pending, DutyStatus::on_time, DutyStatus::late, DutyStatus::unfilled,
        DutyStatus::unproven, DutyStatus::excused, DutyStatus::backlog, DutyStatus::unknown}) {
    duties[std::string(rules::duty_status_name(status))] = count_duties(report.totals, status);
  }
  Json by_rule = Json::object();
  for (const auto& [rule, count] : report.findings.opened_by_rule) by_rule[rule] = count;
  const Json json = {{"at", zone.format(report.at)},
                     {"sources", std::move(sources)},
                     {"fields", std::move(fields)},
                     {"duties", std::move(duties)},
                     {"findings",
                      {{"opened", report.findings.opened},
                       {"resolved", report.findings.resolved},
                       {"open", count_open(report.totals)},
                       {"by_rule", std::move(by_rule)}}},
                     {"messages",
                      {{"queued", report.messages.queued},
                       {"sent", report.messages.sent},
                       {"failed", report.messages.failed}}},
                     {"next_due", report.next_due ? Json(zone.format(*report.next_due)) : Json(nullptr)}};
  // File names come from outside; they were made valid UTF-8, and if not, a bad byte must not stop the
  // report.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string render_text(const CycleReport& report, const journal::TimeZone& zone) {
  std::string text = fmt::format("Проход {}\n", zone.format(report.at));
  for (const SourceResult& source : report.sources) {
    text += fmt::format("Источник «{}»: {}, уроков {}\n", source.pull.source_id,
                        status_in_russian(source.pull.status), sum_lessons(source.pull));
    for (const auto& document : source.pull.documents) {
      text += fmt::format("  {} — {}", document.name, status_in_russian(document.status));
      text += document.reason.empty() ? fmt::format(", строк {}\n", document.rows)
                                      : fmt::format(": {}\n", document.reason);
    }
    for (const std::string& note : source.pull.notes) text += fmt::format("  {}\n", note);
    if (source.pull.documents.empty() && !source.pull.reason.empty())
      text += fmt::format("  {}\n", source.pull.reason);
  }
  for (const journal::Field field : journal::k_all_fields) {
    const auto found = report.totals.fields.find(field);
    if (found == report.totals.fields.end()) continue;
    const auto& counts = found->second;
    const std::int64_t filled = count_of(counts, FillState::filled) + count_of(counts, FillState::declared);
    if (filled + count_of(counts, FillState::placeholder) + count_of(counts, FillState::empty) == 0) continue;
    text += fmt::format("Поле «{}»: заполнено {}, заглушка {}, пусто {}, нет данных {}\n",
                        field_in_russian(field), filled, count_of(counts, FillState::placeholder),
                        count_of(counts, FillState::empty), count_of(counts, FillState::unknown));
  }
  text += fmt::format(
      "Обязанности: в срок {}, позже срока {}, не заполнено {}, срок не установлен {}, срок не наступил {}, "
      "учтена причина {}, до начала наблюдения {}, нет данных {}\n",
      count_duties(report.totals, DutyStatus::on_time), count_duties(report.totals, DutyStatus::late),
      count_duties(report.totals, DutyStatus::unfilled), count_duties(report.totals, DutyStatus::unproven),
      count_duties(report.totals, DutyStatus::pending), count_duties(report.totals, DutyStatus::excused),
      count_duties(report.totals, DutyStatus::backlog), count_duties(report.totals, DutyStatus::unknown));
  text += fmt::format("Вопросы: новых {}, закрыто {}, ждут проверки {}\n", report.findings.opened,
                      report.findings.resolved, count_open(report.totals));
  text += fmt::format("Письма: подготовлено {}, отправлено {}, не отправлено {}\n", report.messages.queued,
                      report.messages.sent, report.messages.failed);
  return text;
}

std::string render_outages(const std::vector<store::OutageRow>& outages, const journal::TimeZone& zone) {
  if (outages.empty()) return "Сбоев ЭлЖура не отмечено.\n";
  std::string text;
  for (const store::OutageRow& row : outages) {
    text += fmt::format("{} — {}: ", zone.format(row.outage.from), zone.format(*row.outage.to));
    text += row.author.empty() ? fmt::format("источник «{}» не отвечал\n", row.source)
                               : fmt::format("{} ({})\n", row.reason, row.author);
  }
  return text;
}

}  // namespace elzhur::app
