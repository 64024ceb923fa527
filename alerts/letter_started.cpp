// «ЭлЖур-монитор запущен»: what was read, what was missing before, and what a person should check.
#include <chrono>

#include <fmt/format.h>

#include "alerts/csv.hpp"
#include "alerts/letter_views.hpp"
#include "alerts/letters.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {
namespace {

std::string totals_words(const Writing& writing) {
  const rules::SchoolTotals& school = writing.situation.school;
  std::string words = fmt::format("{}, {}, {}", count_of(school.classes, k_class),
                                  count_of(school.teachers, k_teacher), count_of(school.lessons, k_lesson));
  if (school.first_lesson) words += fmt::format(" с {}", day(*school.first_lesson, writing.year()));
  return words;
}

std::string newcomer_words(const Writing& writing) {
  std::string words;
  for (const SourceReport& source : writing.situation.sources) {
    if (!source.is_new) continue;
    std::optional<journal::LocalTime> counts_from;
    if (source.counts_from) counts_from = writing.situation.policy.zone.to_local(*source.counts_from);
    if (!words.empty()) words += " ";
    words += fmt::format("{}: {}.", one_line(source.id, 100), new_source_words(counts_from, writing.year()));
  }
  return words;
}

std::string backlog_words(const Writing& writing) {
  const Situation& situation = writing.situation;
  const std::string since = day(situation.policy.watch_from, writing.year());
  if (situation.backlog_count == 0) {
    std::string newcomers = newcomer_words(writing);
    if (!newcomers.empty()) return newcomers;
    return fmt::format("За дни до {} незаполненных записей не найдено.", since);
  }
  std::string words =
      fmt::format("За дни до {} не заполнено: {}. ", since, count_of(situation.backlog_count, k_entry));
  const auto listed = static_cast<std::int64_t>(situation.backlog.size());
  words += listed < situation.backlog_count
               ? fmt::format("Первые {} — в списке во вложении. ", number(listed))
               : std::string("Список во вложении. ");
  return words + "Это исходное состояние: замечаний по нему нет, в подсчёты оно не входит.";
}

std::string mode_words(const Settings& settings) {
  if (settings.is_working) return "Рабочий режим включён.";
  return "Сейчас режим наблюдения: письма получаете только Вы. Когда всё проверите, включите рабочий режим "
         "(mode: working в файле настроек).";
}

/// Who else is written to, in mode working.
std::string reader_words(const Writing& writing) {
  std::string words;
  if (!writing.situation.settings.is_working) return words;
  for (const RecipientSpec& other : writing.situation.settings.recipients) {
    if (other.id == writing.recipient.id || other.role == Role::teacher) continue;
    if (!words.empty()) words += ", ";
    words += fmt::format("{} ({})", role_word(other.role), other.email);
  }
  return words;
}

std::vector<std::string> check_words(const Writing& writing) {
  const Situation& situation = writing.situation;
  std::vector<std::string> checks;
  if (!situation.unmatched_names.empty()) {
    checks.push_back(fmt::format("имена из выгрузки, которых нет в списке сотрудников: {} (во вложении);",
                                 situation.unmatched_names.size()));
  }
  if (!situation.ambiguous_names.empty()) {
    checks.push_back(
        fmt::format("имена, которые подходят нескольким людям: {} (во вложении); пока это не решено, такие "
                    "уроки ни на кого не записываются;",
                    situation.ambiguous_names.size()));
  }
  for (const rules::RuleSpec& rule : situation.policy.rules) {
    if (!rule.basis.empty()) continue;
    checks.push_back(fmt::format("для правила «{}» ({}) не указан пункт положения: о нём узнаёте только Вы;",
                                 one_line(rule.id, 100), field_word(rules::field_of(rule.kind))));
  }
  if (!situation.policy.calendar.is_working_day(writing.today())) {
    checks.push_back("календарь не знает сегодняшнего дня: сроки в рабочих днях не считаются;");
  }
  checks.push_back("каникулы, переносы и звонки в файлах календаря;");
  checks.push_back("числа в начале письма: столько ли в школе классов и учителей.");
  return checks;
}

std::string schedule_words(const RecipientSpec& recipient) {
  if (!recipient.digest) return "Список уроков без записи придёт, как только в нём появится новое.";
  const std::string at = clock(recipient.digest->at);
  if (recipient.digest->working_days) {
    return fmt::format(
        "Список уроков без записи приходит по рабочим дням в {}; когда всё заполнено, раз в неделю.", at);
  }
  std::string days;
  std::size_t count = 0;
  for (unsigned i = 1; i <= 7; ++i) {
    const std::chrono::weekday day{i % 7};
    if (!recipient.digest->days.has(day)) continue;
    if (!days.empty()) days += ", ";
    days += on_weekday(day);
    ++count;
  }
  return fmt::format("Список уроков без записи приходит {} в {}; когда всё заполнено, раз в неделю.",
                     count == 7 ? "каждый день" : days, at);
}

}  // namespace

Letter started_letter(const Writing& writing) {
  const Situation& situation = writing.situation;
  Letter letter;
  letter.kind = "started";
  letter.subject = fmt::format("ЭлЖур-монитор запущен: смотрим уроки с {}",
                               day(situation.policy.watch_from, writing.year()));
  View view;
  view.set("greeting", greeting(writing.recipient));
  view.set("school", one_line(situation.settings.school_name, 300));
  view.set("totals", totals_words(writing));
  view.set("backlog", backlog_words(writing));
  view.set("mode", mode_words(situation.settings));
  set_optional(view, "readers", reader_words(writing));
  View checks(View::type::list);
  std::size_t index = 0;
  for (const std::string& text : check_words(writing)) {
    View check("text", text);
    check.set("number", fmt::format("{}", ++index));
    checks.push_back(check);
  }
  view.set("checks", checks);
  view.set("schedule", schedule_words(writing.recipient));
  set_link(view, situation.settings);
  render_into(letter, view);
  if (!situation.backlog.empty()) {
    letter.attachments.push_back(
        {"Не заполнено до начала.csv", "text/csv; charset=utf-8", backlog_csv(situation.backlog)});
  }
  if (!situation.unmatched_names.empty() || !situation.ambiguous_names.empty()) {
    letter.attachments.push_back({"Имена для проверки.csv", "text/csv; charset=utf-8",
                                  names_csv(situation.unmatched_names, situation.ambiguous_names)});
  }
  return letter;
}

}  // namespace elzhur::alerts
