// Reports: questions, teachers, weeks, and what stands above all of them.
#include "daemon/web/report_parts.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_words.hpp"
#include "journal/names.hpp"

namespace elzhur::web::api {

using appeals::Cell;

namespace {

constexpr int k_name_width = 30;
constexpr int k_number_width = 10;
constexpr std::size_t k_outages_shown_max = 10;

Cell optional_number(const std::optional<int>& number) {
  return number ? Cell(static_cast<std::int64_t>(*number)) : Cell();
}

std::string source_line(const Ask& ask) {
  std::string line;
  for (const SourceView& source : ask.desk.overview().sources) {
    line += fmt::format("{}{}: {}", line.empty() ? "Источники: " : "; ", alerts::one_line(source.id, 100),
                        source.last_accepted_at
                            ? "данные на " + moment_text(*source.last_accepted_at, ask.desk.zone())
                            : std::string("данных ещё не было"));
    if (source.failing_since)
      line += fmt::format(", не отвечает с {}", moment_text(*source.failing_since, ask.desk.zone()));
  }
  return line.empty() ? "Источников нет." : line + ".";
}

std::string outage_line(const Ask& ask, const std::vector<OutageView>& outages) {
  if (outages.empty()) return "Пропуски наблюдения: о недоступности ЭлЖура ничего не записано.";
  std::string line;
  for (const OutageView& outage : outages) {
    if (&outage - outages.data() == static_cast<std::ptrdiff_t>(k_outages_shown_max)) {
      line += fmt::format("; и ещё {}", outages.size() - k_outages_shown_max);
      break;
    }
    line += fmt::format("{}{} – {}", line.empty() ? "Пропуски наблюдения, ЭлЖур был недоступен: " : "; ",
                        moment_text(outage.from, ask.desk.zone()), moment_text(outage.to, ask.desk.zone()));
    if (!outage.reason.empty()) line += fmt::format(" ({})", alerts::one_line(outage.reason, 200));
  }
  return line + ". Сроки на это время продлены.";
}

/// When the journal was not read to the end of the period, that is said: later entries may be there.
std::string unread_words(const Ask& ask, const journal::DateRange& dates) {
  std::optional<journal::Instant> newest;
  for (const SourceView& source : ask.desk.overview().sources) {
    if (source.last_accepted_at)
      newest = std::max(newest.value_or(*source.last_accepted_at), *source.last_accepted_at);
  }
  if (!newest) return " Журнал ещё ни разу не прочитан.";
  if (ask.desk.zone().date_of(*newest) >= dates.last) return {};
  return fmt::format(" После {} журнал не читали: что записано позже, неизвестно.",
                     moment_text(*newest, ask.desk.zone()));
}

std::vector<Cell> finding_cells(const rules::FindingView& view, const Surroundings& around,
                                const Sight& sight, const journal::TimeZone& zone) {
  const rules::Finding& finding = view.finding;
  const auto rule = around.rules.find(finding.rule);
  const bool is_known = rule != around.rules.end();
  const bool is_named = view.owners.size() == 1 && sight.names(view.owners.front().id);
  return {rules::finding_code(finding),
          std::string(state_words(finding.state)),
          is_named ? view.owners.front().name : std::string("не определён"),
          view.date,
          optional_number(view.number),
          view.scope.class_name,
          view.scope.group,
          view.scope.subject,
          is_known ? std::string(alerts::field_word(rules::field_of(rule->second.kind))) : std::string(),
          moment_cell(finding.due_at, zone),
          is_known ? rule->second.basis : std::string(),
          finding.confirmed_by,
          moment_cell(finding.confirmed_at, zone),
          finding.reason};
}

journal::DateRange dates_of(const FindingFilter& filter, const std::vector<rules::FindingView>& views) {
  journal::DateRange dates{filter.from.value_or(journal::Date::max()),
                           filter.to.value_or(journal::Date::min())};
  for (const rules::FindingView& view : views) {
    if (!filter.from) dates.first = std::min(dates.first, view.date);
    if (!filter.to) dates.last = std::max(dates.last, view.date);
  }
  return dates;
}

}  // namespace

AskedDays read_days(Parameters& parameters) {
  AskedDays days{parameters.date("from"), parameters.date("to")};
  if (days.from && days.to && *days.to < *days.from) parameters.add("to", "раньше, чем from");
  return days;
}

std::string moment_text(journal::Instant at, const journal::TimeZone& zone) {
  return fmt::format("{} {}", journal::format_date_ru(zone.date_of(at)), alerts::clock(zone.to_local(at)));
}

Cell moment_cell(const std::optional<journal::Instant>& at, const journal::TimeZone& zone) {
  return at ? Cell(zone.to_local(*at)) : Cell();
}

void add_total_columns(std::vector<appeals::SheetColumn>& columns) {
  for (const char* title : {"Проведено", "Заполнено", "В срок", "Позже срока", "Срок не установлен",
                            "Не заполнено", "Учтена причина", "Нет данных"})
    columns.push_back({title, k_number_width});
}

void add_totals(std::vector<Cell>& row, const rules::LessonTotals& totals) {
  for (const std::int64_t number : {totals.held, totals.filled, totals.on_time, totals.late, totals.unproven,
                                    totals.unfilled, totals.excused, totals.unknown})
    row.emplace_back(number);
}

bool has_confirmation(const rules::Finding& finding) {
  return !finding.confirmed_by.empty() &&
         (finding.state == rules::FindingState::confirmed || finding.state == rules::FindingState::resolved);
}

void write_dates(JsonWriter& json, const journal::DateRange& dates) {
  const bool is_empty = dates.last < dates.first;
  json.field("from", is_empty ? std::nullopt : std::optional(dates.first));
  json.field("to", is_empty ? std::nullopt : std::optional(dates.last));
}

std::vector<std::string> lead_of(const Ask& ask, const std::optional<journal::DateRange>& dates,
                                 const std::vector<OutageView>& outages) {
  const Overview overview = ask.desk.overview();
  std::vector<std::string> lead{alerts::one_line(overview.school_name, 300)};
  std::string period;
  if (dates && dates->first <= dates->last)
    period = fmt::format("Период: {} – {}. ", journal::format_date_ru(dates->first),
                         journal::format_date_ru(dates->last));
  lead.push_back(period + fmt::format("Данные на {}.", moment_text(ask.desk.now(), ask.desk.zone())));
  if (!dates) return lead;
  if (overview.watch_from)
    lead.back() +=
        fmt::format(" Программа смотрит уроки с {}.", journal::format_date_ru(*overview.watch_from));
  lead.push_back(source_line(ask));
  if (dates->first <= dates->last) lead.push_back(outage_line(ask, outages) + unread_words(ask, *dates));
  return lead;
}

std::vector<std::string> lead_of(const Ask& ask, const PeriodView& period) {
  return lead_of(ask, period.dates, period.outages);
}

Reported findings_report(const Ask& ask, Parameters& parameters) {
  const Sight sight = sight_of(ask.desk, ask.request.visitor);
  if (!sight.anything()) return tl::make_unexpected(forbidden());
  FindingFilter filter = read_filter(parameters);
  if (auto refusal = parameters.refusal()) return tl::make_unexpected(*std::move(refusal));
  if (!sight.all && !sight.confirmed && filter.teacher && filter.teacher != sight.own)
    return tl::make_unexpected(forbidden());
  std::optional<journal::FindingId> next;
  auto views = seen_findings(ask.desk, filter, sight, k_report_rows_max, next);
  if (next) {
    return tl::make_unexpected(
        problem(422, "Слишком много строк",
                fmt::format("в отчёте больше {} строк: назовите более короткий период", k_report_rows_max)));
  }
  Report report;
  report.is_wide = true;
  Surroundings around = surroundings_of(ask.desk, views);
  const journal::TimeZone& zone = ask.desk.zone();
  appeals::Sheet& sheet = report.sheet;
  sheet.name = "Вопросы";
  sheet.title = "Вопросы о записях в электронном журнале";
  sheet.columns = {{"Вопрос", 16},
                   {"Состояние", 18},
                   {"Учитель", k_name_width},
                   {"Дата", 11},
                   {"Урок", 7},
                   {"Класс", 8},
                   {"Группа", 12},
                   {"Предмет", 20},
                   {"Нет", 13},
                   {"Срок", 16},
                   {"Основание", 24},
                   {"Кто подтвердил", 22},
                   {"Когда подтверждено", 16},
                   {"Причина", 28}};
  for (const rules::FindingView& view : views) {
    sheet.rows.push_back(finding_cells(view, around, sight, zone));
    if (!view.owners.empty() && !has_confirmation(view.finding)) sheet.draft = k_draft;
  }
  const journal::DateRange dates = dates_of(filter, views);
  const PeriodView period = ask.desk.period(filter.from, filter.to, false);
  sheet.lead = lead_of(ask, dates, period.outages);
  sheet.lead.emplace_back(
      "Это список для проверки, а не вывод о работе учителя. Вопрос — одна запись одного урока.");
  const auto shown = std::make_shared<std::pair<std::vector<rules::FindingView>, Surroundings>>(
      std::move(views), std::move(around));
  report.write = [shown, sight, &zone](JsonWriter& json) {
    json.open_array("findings");
    for (const rules::FindingView& view : shown->first) write_finding(json, view, shown->second, sight, zone);
    json.close_array();
  };
  return report;
}

Reported teachers_report(const Ask& ask, Parameters& parameters) {
  if (!ask.may(Right::names)) return tl::make_unexpected(forbidden());
  const AskedDays days = read_days(parameters);
  if (auto refusal = parameters.refusal()) return tl::make_unexpected(*std::move(refusal));
  PeriodView period = ask.desk.period(days.from, days.to, false);
  std::vector<TeacherView> teachers = ask.desk.teachers();
  for (TeacherView& teacher : teachers) {
    const auto of = std::find_if(period.teachers.begin(), period.teachers.end(),
                                 [&](const PeriodTeacher& line) { return line.id == teacher.id; });
    if (days.from || days.to)
      teacher.term = of == period.teachers.end() ? rules::LessonTotals{} : of->lessons;
  }
  Report report;
  report.is_wide = true;
  appeals::Sheet& sheet = report.sheet;
  sheet.name = "Учителя";
  sheet.title = "Заполнение электронного журнала по учителям";
  sheet.draft = k_draft;
  sheet.lead = lead_of(ask, period);
  sheet.lead.emplace_back(
      "По алфавиту. Это не оценка работы: у каждого разное число уроков, а «срок не установлен» значит, что "
      "запись "
      "есть и лишь неизвестно, когда она появилась.");
  sheet.columns = {{"Код", 8}, {"Учитель", k_name_width}, {"Должность", k_name_width}};
  add_total_columns(sheet.columns);
  sheet.columns.push_back({"Уроков с вопросом", k_number_width});
  for (const TeacherView& teacher : teachers) {
    auto& row = sheet.rows.emplace_back();
    row = {journal::person_code(teacher.id), teacher.name, teacher.post};
    add_totals(row, teacher.term);
    row.emplace_back(teacher.open_lessons);
  }
  report.write = [teachers = std::move(teachers), dates = period.dates](JsonWriter& json) {
    write_dates(json, dates);
    json.open_array("teachers");
    for (const TeacherView& teacher : teachers) write_teacher(json, teacher);
    json.close_array();
  };
  return report;
}

Reported weeks_report(const Ask& ask, Parameters& parameters) {
  if (!ask.may(Right::numbers) && !ask.may(Right::names)) return tl::make_unexpected(forbidden());
  const AskedDays days = read_days(parameters);
  if (auto refusal = parameters.refusal()) return tl::make_unexpected(*std::move(refusal));
  PeriodView period = ask.desk.period(days.from, days.to, false);
  Report report;
  report.has_names = false;
  appeals::Sheet& sheet = report.sheet;
  sheet.name = "Недели";
  sheet.title = "Заполнение электронного журнала по неделям";
  sheet.lead = lead_of(ask, period);
  sheet.columns = {{"Неделя с", 11}};
  add_total_columns(sheet.columns);
  for (const WeekView& week : period.weeks) {
    auto& row = sheet.rows.emplace_back();
    row.emplace_back(week.monday);
    add_totals(row, week.lessons);
  }
  if (!sheet.rows.empty()) {
    sheet.totals.emplace_back(std::string("ИТОГО"));
    add_totals(sheet.totals, period.lessons);
  }
  report.write = [period = std::move(period)](JsonWriter& json) {
    write_dates(json, period.dates);
    json.open_array("weeks");
    for (const WeekView& week : period.weeks) {
      json.open_object();
      json.field("monday", week.monday);
      json.key("lessons");
      write_totals(json, week.lessons);
      json.close_object();
    }
    json.close_array();
    json.open_array("fields");
    for (const FieldWeek& week : period.field_weeks) {
      json.open_object();
      json.field("monday", week.monday);
      json.field("field", journal::field_name(week.field));
      json.field("filled", week.filled);
      json.field("known", week.known);
      json.close_object();
    }
    json.close_array();
  };
  return report;
}

}  // namespace elzhur::web::api
