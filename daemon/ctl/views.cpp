// The service, its sources, files, letters and teachers. Findings and appeals: views_findings.cpp.
#include "daemon/ctl/views.hpp"

#include <fmt/format.h>

#include "daemon/ctl/table.hpp"

namespace elzhur::ctl {
namespace {

std::string totals_text(const Json& totals) {
  if (!totals.is_object()) return {};
  return fmt::format(
      "проведено {}; заполнено {}: в срок {}, позже срока {}, срок не установлен {}; не заполнено {}; "
      "учтена причина {}; нет данных {}",
      text(totals, "held"), text(totals, "filled"), text(totals, "on_time"), text(totals, "late"),
      text(totals, "unproven"), text(totals, "unfilled"), text(totals, "excused"), text(totals, "unknown"));
}

std::string flow_text(const Json& flow) {
  if (!flow.is_object()) return {};
  return fmt::format(
      "{}, из них оспаривается {}; со вчера: новых {}, заполнено {}, снято {}, учтена причина {}",
      text(flow, "open_now"), text(flow, "disputed_now"), text(flow, "opened"), text(flow, "resolved"),
      text(flow, "withdrawn"), text(flow, "excused"));
}

std::string appeals_line(const Json& appeals) {
  if (!appeals.is_object()) return {};
  const std::string due = day(member(appeals, "soonest_due"));
  return text(appeals, "open") + (due.empty() ? "" : ", ближайший срок " + due);
}

std::string source_state(const Json& source, const SchoolTime& time) {
  const std::string since = time.moment(member(source, "failing_since"));
  const std::string reason = text(source, "reason");
  if (!since.empty()) return fmt::format("не отвечает с {}{}{}", since, reason.empty() ? "" : ": ", reason);
  if (!reason.empty()) return reason;
  return time.moment(member(source, "last_accepted_at")).empty() ? "данных ещё не было" : "в порядке";
}

std::string sources_table(const Json& sources, const SchoolTime& time) {
  Table table({{"Источник"}, {"Вид"}, {"Последние данные"}, {"Следующий опрос"}, {"Состояние"}});
  std::string notes;
  for (const Json& source : sources) {
    table.add({text(source, "id"), source_kind_word(text(source, "kind")),
               time.moment(member(source, "last_accepted_at")), time.moment(member(source, "next_due_at")),
               source_state(source, time)});
    for (const Json& note : list(source, "notes"))
      notes += fmt::format("  {}: {}\n", text(source, "id"), text(note));
  }
  return table.empty() ? "Источников нет.\n" : table.render() + notes;
}

std::string documents_table(const Json& documents, const SchoolTime& time) {
  Table table({{"id", Align::right},
               {"Получен"},
               {"Источник"},
               {"Файл"},
               {"Строк", Align::right},
               {"Уроков", Align::right},
               {"Принят"}});
  for (const Json& document : documents) {
    // A file that was only shown has no id yet.
    table.add({integer(document, "id") == 0 ? std::string() : text(document, "id"),
               time.moment(member(document, "received_at")), text(document, "source"), text(document, "name"),
               text(document, "rows"), text(document, "lessons"),
               flag(document, "accepted") ? std::string("да") : "нет: " + text(document, "reason")});
  }
  return table.empty() ? std::string() : table.render();
}

}  // namespace

std::string status_text(const Json& status, const SchoolTime& time) {
  const Json& lessons = member(status, "lessons");
  const std::string mode = mode_word(text(status, "mode")) +
                           (flag(status, "mode_by_person") ? " (сменил человек: elzhurctl mode)" : "");
  std::string out = fmt::format("{}\n\n", text(status, "school"));
  out += render_card({{"Сейчас", time.moment(member(status, "at"))},
                      {"Режим", mode},
                      {"Смотрим уроки с", day(member(status, "watch_from"))},
                      {"Последний цикл", time.moment(member(status, "last_cycle_at"))},
                      {"Неполадка", text(status, "trouble")},
                      {"Писем ждёт отправки", text(status, "outbox_pending")},
                      {"Письма придержаны с", time.moment(member(status, "outbox_held_since"))},
                      {"Открытых вопросов", flow_text(member(status, "since_yesterday"))},
                      {"За 7 дней до сегодня", totals_text(member(lessons, "week"))},
                      {"Уроки с начала года", totals_text(member(lessons, "term"))},
                      {"Не заполнено до запуска", text(status, "backlog")},
                      {"Имён не сопоставлено", text(status, "unmatched_names")},
                      {"Приостановок действует", text(status, "silences")},
                      {"Обращений ждёт ответа", appeals_line(member(status, "appeals"))}});
  return out + "\n" + sources_table(list(status, "sources"), time);
}

std::string teachers_text(const Json& teachers, const SchoolTime& /*time*/) {
  Table table({{"Код"},
               {"Учитель"},
               {"Должность"},
               {"Проведено", Align::right},
               {"Заполнено", Align::right},
               {"В срок", Align::right},
               {"Позже срока", Align::right},
               {"Срок не установлен", Align::right},
               {"Не заполнено", Align::right},
               {"Учтена причина", Align::right},
               {"Нет данных", Align::right},
               {"С вопросом", Align::right}});
  for (const Json& teacher : list(teachers, "teachers")) {
    const Json& totals = member(teacher, "lessons");
    table.add({text(teacher, "id"), text(teacher, "name"), text(teacher, "post"), text(totals, "held"),
               text(totals, "filled"), text(totals, "on_time"), text(totals, "late"),
               text(totals, "unproven"), text(totals, "unfilled"), text(totals, "excused"),
               text(totals, "unknown"), text(teacher, "open_lessons")});
  }
  return table.empty() ? "Учителей нет.\n" : table.render();
}

std::string sources_text(const Json& sources, const SchoolTime& time) {
  const std::string documents = documents_table(list(sources, "documents"), time);
  return sources_table(list(sources, "sources"), time) +
         (documents.empty() ? "\nФайлов и ответов ещё не было.\n" : "\n" + documents) + more_words(sources);
}

std::string document_text(const Json& document, const SchoolTime& time) {
  const Json& as_of = member(document, "as_of");
  return render_card({{"id", text(document, "id")},
                      {"Источник", text(document, "source")},
                      {"Файл", text(document, "name")},
                      {"Формат", text(document, "format")},
                      {"Байт", text(document, "size_bytes")},
                      {"SHA-256", text(document, "sha256")},
                      {"Показывает журнал с", time.moment(member(as_of, "earliest"))},
                      {"по", time.moment(member(as_of, "latest"))},
                      {"Получен", time.moment(member(document, "received_at"))},
                      {"Принят", flag(document, "accepted") ? "да" : "нет"},
                      {"Почему", text(document, "reason")},
                      {"Строк", text(document, "rows")},
                      {"Уроков", text(document, "lessons")}});
}

std::string verdict_text(const Json& verdict, const SchoolTime& time) {
  std::string out = flag(verdict, "accepted") ? "Файл читается.\n" : "Файл не принят.\n";
  for (const Json& problem : list(verdict, "problems")) out += fmt::format("  {}\n", text(problem));
  // Of what is refused the problems say it all.
  if (!flag(verdict, "accepted")) return out;
  out += documents_table(list(verdict, "documents"), time);
  const bool is_in = flag(verdict, "brought_in");
  out += fmt::format("{}: новых вопросов {}, заполнено {}.\n", is_in ? "Он изменит" : "Он изменил бы",
                     text(verdict, "findings_opened"), text(verdict, "findings_resolved"));
  const std::string token = text(verdict, "token");
  if (is_in) out += "Файл принят: он войдёт в ближайший цикл.\n";
  if (!token.empty()) out += fmt::format("Принять его: elzhurctl document accept {}\n", token);
  return out;
}

std::string outbox_text(const Json& messages, const SchoolTime& time) {
  Table table({{"id", Align::right},
               {"Кому"},
               {"Что"},
               {"Тема"},
               {"Состояние"},
               {"Попыток", Align::right},
               {"Записано"},
               {"Следующая попытка"},
               {"Последний ответ"}});
  for (const Json& message : list(messages, "messages")) {
    table.add({text(message, "id"), text(message, "recipient"), message_kind_word(text(message, "kind")),
               text(message, "subject"), message_state_word(text(message, "state")),
               text(message, "attempts"), time.moment(member(message, "queued_at")),
               time.moment(member(message, "next_attempt_at")), text(message, "last_answer")});
  }
  const std::string since = time.moment(member(messages, "held_since"));
  const std::string held =
      since.empty() ? std::string()
                    : fmt::format(
                          "База восстановлена из копии {}, письма придержаны. Разрешить отправку: elzhurctl "
                          "outbox release --queued-before drop|send\n\n",
                          since);
  return held + (table.empty() ? "Писем нет.\n" : table.render()) + more_words(messages);
}

std::string more_words(const Json& answer) {
  return text(answer, "next").empty() ? std::string() : "\nЭто не все; все: --all\n";
}

}  // namespace elzhur::ctl
