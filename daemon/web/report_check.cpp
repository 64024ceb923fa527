// Reports: the official paper on a period (справка), and the register of appeals.
#include "daemon/web/report_parts.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web::api {

using appeals::Cell;
using journal::PersonId;

namespace {

constexpr int k_number_width = 7;
constexpr int k_years_max = 5;
constexpr std::size_t k_basis_bytes_max = 300;
constexpr std::size_t k_scopes_shown_max = 40;

/// What became of the questions of one teacher.
struct Questions {
  std::int64_t waiting = 0;  ///< Live, not confirmed, not disputed.
  std::int64_t disputed = 0;
  std::int64_t confirmed = 0;  ///< By a person, done since or not.
  std::int64_t done = 0;       ///< Of the confirmed.
};

void count(const rules::Finding& finding, Questions& questions) {
  if (has_confirmation(finding)) {
    ++questions.confirmed;
    questions.done += finding.state == rules::FindingState::resolved ? 1 : 0;
  } else if (finding.state == rules::FindingState::disputed) {
    ++questions.disputed;
  } else if (rules::is_live(finding.state) && finding.state != rules::FindingState::unknown) {
    ++questions.waiting;
  }
}

/// By the person who alone may owe the entry; id 0: of all. Nothing: there are too many.
std::optional<std::map<PersonId, Questions>> count_questions(Desk& desk, const journal::DateRange& dates) {
  std::map<PersonId, Questions> all;
  Sight everything;
  everything.all = true;
  FindingFilter filter;
  filter.from = dates.first;
  filter.to = dates.last;
  for (std::size_t i = 0; i < rules::k_finding_states; ++i)
    filter.states.push_back(static_cast<rules::FindingState>(i));
  std::optional<journal::FindingId> next;
  for (const rules::FindingView& view : seen_findings(desk, filter, everything, k_report_rows_max, next)) {
    count(view.finding, all[PersonId{}]);
    if (view.owners.size() == 1) count(view.finding, all[view.owners.front().id]);
  }
  if (next) return std::nullopt;
  return all;
}

std::string scopes_text(const std::vector<journal::Scope>& scopes) {
  std::string text;
  std::string subject;
  std::size_t shown = 0;
  std::vector<journal::Scope> sorted = scopes;
  std::sort(sorted.begin(), sorted.end(), [](const journal::Scope& a, const journal::Scope& b) {
    return std::tie(a.subject, a.class_name, a.group) < std::tie(b.subject, b.class_name, b.group);
  });
  for (const journal::Scope& scope : sorted) {
    if (++shown > k_scopes_shown_max)
      return text + fmt::format("; и ещё {}", sorted.size() - k_scopes_shown_max);
    const bool is_new = text.empty() || scope.subject != subject;
    if (!text.empty()) text += is_new ? "; " : ", ";
    if (is_new) text += alerts::one_line(scope.subject, 160) + ": ";
    text += alerts::one_line(alerts::class_and_group(scope), 160);
    subject = scope.subject;
  }
  return text;
}

std::string note_text(const rules::OwnerWork& work, const Questions& questions) {
  std::int64_t waiting = 0;
  std::int64_t marked = 0;
  for (const rules::FieldTotals& field : work.fields) {
    waiting += field.waiting;
    marked += field.marked;
  }
  std::vector<std::string> notes;
  if (questions.waiting != 0) notes.push_back(fmt::format("ждут проверки: {}", questions.waiting));
  if (waiting != 0) notes.push_back(fmt::format("срок не наступил или учтена причина: {}", waiting));
  if (marked != 0) notes.push_back(fmt::format("стоит только знак вместо текста: {}", marked));
  const auto& topic = work.fields.at(static_cast<std::size_t>(journal::Field::topic));
  const auto& homework = work.fields.at(static_cast<std::size_t>(journal::Field::homework));
  if (topic.unknown != 0) notes.push_back(fmt::format("нет данных о темах: {}", topic.unknown));
  if (homework.unknown != 0) notes.push_back(fmt::format("нет данных о ДЗ: {}", homework.unknown));
  return fmt::format("{}", fmt::join(notes, "; "));
}

std::vector<appeals::SheetColumn> check_columns() {
  std::vector<appeals::SheetColumn> columns{{"№", 8}, {"Учитель", 26}, {"Предметы, классы", 34}};
  for (const char* title :
       {"Проведено уроков", "Темы: есть", "Темы: нет", "ДЗ: есть", "из них «без задания»", "ДЗ: нет",
        "Отметки: есть", "Отметки: нет", "Отметки: нет данных", "Посещаемость: есть", "Посещаемость: нет",
        "Посещаемость: нет данных", "В срок", "Позже срока", "Срок не установлен", "Учтены причины",
        "Оспаривается", "Подтверждено замечаний", "Устранено"})
    columns.push_back({title, k_number_width});
  columns.push_back({"Срок устранения", 11});
  columns.push_back({"Примечание", 28});
  return columns;
}

std::vector<Cell> check_row(Cell number, std::string name, std::string scopes,
                            const rules::LessonTotals& lessons, const rules::OwnerWork& work,
                            const Questions& questions) {
  const auto& [topic, homework, marks, attendance] = work.fields;
  std::vector<Cell> row{std::move(number), std::move(name), std::move(scopes), lessons.held};
  for (const std::int64_t figure :
       {topic.filled, topic.missing, homework.filled, homework.declared, homework.missing, marks.filled,
        marks.missing, marks.unknown, attendance.filled, attendance.missing, attendance.unknown,
        lessons.on_time, lessons.late, lessons.unproven, lessons.excused, questions.disputed,
        questions.confirmed, questions.done})
    row.emplace_back(figure);
  row.emplace_back();
  row.emplace_back(note_text(work, questions));
  return row;
}

void write_field(JsonWriter& json, std::string_view name, const rules::FieldTotals& field) {
  json.open_object(name);
  json.field("filled", field.filled);
  json.field("declared", field.declared);
  json.field("missing", field.missing);
  json.field("waiting", field.waiting);
  json.field("unknown", field.unknown);
  json.close_object();
}

void write_check_line(JsonWriter& json, const rules::LessonTotals& lessons, const rules::OwnerWork& work,
                      const Questions& questions) {
  json.key("lessons");
  write_totals(json, lessons);
  json.open_object("fields");
  for (const journal::Field field : journal::k_all_fields)
    write_field(json, journal::field_name(field), work.fields.at(static_cast<std::size_t>(field)));
  json.close_object();
  json.field("waiting", questions.waiting);
  json.field("disputed", questions.disputed);
  json.field("confirmed", questions.confirmed);
  json.field("done", questions.done);
}

/// What one lesson of a question is, without a name.
std::string finding_text(Desk& desk, journal::FindingId id) {
  FindingFilter filter;
  for (std::size_t i = 0; i < rules::k_finding_states; ++i)
    filter.states.push_back(static_cast<rules::FindingState>(i));
  filter.after = journal::FindingId{static_cast<std::int64_t>(id) - 1};
  filter.limit = 1;
  const auto found = desk.findings(filter);
  if (found.empty() || found.front().finding.id != id) return {};
  const rules::FindingView& view = found.front();
  return fmt::format("{} ({}, {}, {})", rules::finding_code(view.finding), journal::format_date_ru(view.date),
                     alerts::class_and_group(view.scope), alerts::one_line(view.scope.subject, 160));
}

std::vector<Cell> appeal_cells(const Ask& ask, const appeals::Appeal& appeal) {
  const journal::TimeZone& zone = ask.desk.zone();
  std::vector<std::string> findings;
  for (const journal::FindingId id : appeal.findings) {
    std::string text = finding_text(ask.desk, id);
    if (!text.empty()) findings.push_back(std::move(text));
  }
  const auto day = [&zone](const std::optional<journal::Instant>& at) {
    return at ? Cell(zone.date_of(*at)) : Cell();
  };
  return {static_cast<std::int64_t>(appeal.number),
          zone.to_local(appeal.received_at),
          appeal.applicant,
          std::string(channel_words(appeal.channel)),
          std::string(help_kind_words(appeal.kind)),
          appeal.subject,
          appeal.content,
          fmt::format("{}", fmt::join(findings, "; ")),
          appeal.assigned_to,
          day(appeal.due_at),
          appeal.result,
          std::string(appeal_state_words(appeal.state)),
          day(appeal.answered_at),
          Cell()};
}

}  // namespace

Reported check_report(const Ask& ask, Parameters& parameters) {
  if (!ask.may(Right::numbers) && !ask.may(Right::names)) return tl::make_unexpected(forbidden());
  const AskedDays days = read_days(parameters);
  const std::string basis = alerts::one_line(parameters.text("basis").value_or(""), k_basis_bytes_max);
  if (auto refusal = parameters.refusal()) return tl::make_unexpected(*std::move(refusal));
  const PeriodView period = ask.desk.period(days.from, days.to, true);
  const auto questions = count_questions(ask.desk, period.dates);
  if (!questions) {
    return tl::make_unexpected(problem(
        422, "Слишком много строк",
        fmt::format("в периоде больше {} вопросов: назовите более короткий период", k_report_rows_max)));
  }
  const auto of = [&](PersonId person) {
    const auto found = questions->find(person);
    return found == questions->end() ? Questions{} : found->second;
  };
  const Questions all = of(PersonId{});
  Report report;
  report.is_wide = true;
  report.has_names = ask.may(Right::names);
  appeals::Sheet& sheet = report.sheet;
  sheet.name = "Справка";
  sheet.title = "Справка о заполнении электронного журнала";
  // Until a person has looked at every question, and while the school still tries the program out.
  if (all.waiting != 0 || all.disputed != 0 || !ask.desk.overview().is_working) sheet.draft = k_draft;
  sheet.lead = lead_of(ask, period);
  sheet.lead.insert(sheet.lead.begin() + 1, fmt::format("Основание (план ВШК, приказ): {}",
                                                        basis.empty() ? "______________" : basis));
  sheet.lead.push_back(fmt::format("Проверил(а): {}", ask.request.visitor.name.empty()
                                                          ? std::string("______________")
                                                          : alerts::one_line(ask.request.visitor.name, 200)));
  if (!report.has_names) sheet.lead.emplace_back("Без имён: строки учителей видят администратор и завуч.");
  sheet.columns = check_columns();
  for (const PeriodTeacher& teacher : period.teachers) {
    if (!report.has_names) break;
    std::string name = teacher.name;
    if (!teacher.post.empty()) name += ", " + teacher.post;
    sheet.rows.push_back(check_row(static_cast<std::int64_t>(sheet.rows.size()) + 1, std::move(name),
                                   scopes_text(teacher.work.scopes), teacher.lessons, teacher.work,
                                   of(teacher.id)));
  }
  sheet.totals = check_row(Cell(), "ИТОГО", "все уроки, и те, чей учитель не определён", period.lessons,
                           period.all, all);
  sheet.foot = {"Выводы:", "Рекомендации (что, кто, срок):", "Составил(а):", "Проверил(а):",
                "Ознакомлен(а), подпись, дата, отметка о несогласии:"};
  std::vector<std::pair<PeriodTeacher, Questions>> lines;
  for (const PeriodTeacher& teacher : period.teachers) {
    if (report.has_names) lines.emplace_back(teacher, of(teacher.id));
  }
  report.write = [lines = std::move(lines), period, all, is_draft = !sheet.draft.empty()](JsonWriter& json) {
    write_dates(json, period.dates);
    json.field("draft", is_draft);
    json.open_array("teachers");
    for (const auto& [teacher, asked] : lines) {
      json.open_object();
      json.field("id", journal::person_code(teacher.id));
      json.field("name", teacher.name);
      json.field("post", teacher.post);
      write_check_line(json, teacher.lessons, teacher.work, asked);
      json.close_object();
    }
    json.close_array();
    json.open_object("all");
    write_check_line(json, period.lessons, period.all, all);
    json.close_object();
  };
  return report;
}

Reported appeals_report(const Ask& ask, Parameters& parameters) {
  if (!ask.may(Right::appeals)) return tl::make_unexpected(forbidden());
  const AskedDays days = read_days(parameters);
  const journal::Date today = ask.desk.zone().date_of(ask.desk.now());
  const int last = journal::year_of(days.to.value_or(today));
  const int first = days.from ? journal::year_of(*days.from) : last;
  if (last - first >= k_years_max)
    parameters.add("from", fmt::format("не больше {} лет за раз", k_years_max));
  if (auto refusal = parameters.refusal()) return tl::make_unexpected(*std::move(refusal));
  std::vector<appeals::Appeal> found;
  for (int year = first; year <= last; ++year) {
    for (appeals::Appeal& appeal : ask.desk.appeals(year)) {
      const journal::Date day = ask.desk.zone().date_of(appeal.received_at);
      if ((!days.from || day >= *days.from) && (!days.to || day <= *days.to))
        found.push_back(std::move(appeal));
    }
  }
  if (found.size() > k_report_rows_max) {
    return tl::make_unexpected(
        problem(422, "Слишком много строк",
                fmt::format("в отчёте больше {} строк: назовите более короткий период", k_report_rows_max)));
  }
  Report report;
  report.is_wide = true;
  appeals::Sheet& sheet = report.sheet;
  sheet.name = "Обращения";
  sheet.title = "Журнал обращений по вопросам ведения электронного журнала";
  sheet.lead = lead_of(ask, std::nullopt, {});
  sheet.lead.emplace_back("Основание: п. 6.4 Положения о рабочей группе по ведению электронного журнала.");
  sheet.lead.emplace_back("Том ______ · Начат ______________ · Окончен ______________ · Листов ______");
  sheet.columns = {{"№ в году", 8},
                   {"Дата, время", 16},
                   {"Заявитель, должность", 24},
                   {"Способ", 12},
                   {"Вид помощи", 17},
                   {"Тема", 18},
                   {"Содержание", 34},
                   {"Связанные уроки, № вопросов", 24},
                   {"Исполнитель", 20},
                   {"Срок", 11},
                   {"Что сделано", 34},
                   {"Результат", 12},
                   {"Дата ответа", 11},
                   {"Подпись исполнителя", 14}};
  for (const appeals::Appeal& appeal : found) sheet.rows.push_back(appeal_cells(ask, appeal));
  report.write = [found = std::move(found), &ask](JsonWriter& json) {
    json.open_array("appeals");
    for (const appeals::Appeal& appeal : found) write_appeal(json, appeal, ask.desk);
    json.close_array();
  };
  return report;
}

}  // namespace elzhur::web::api
