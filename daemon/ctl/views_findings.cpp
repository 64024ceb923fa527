// Findings, reasons and the appeal log.
#include <fmt/format.h>

#include "daemon/ctl/table.hpp"
#include "daemon/ctl/views.hpp"

namespace elzhur::ctl {
namespace {

std::string texts_of(const Json& values) {
  std::string out;
  for (const Json& value : values) out += (out.empty() ? "" : ", ") + text(value);
  return out;
}

std::string owner_of(const Json& finding) {
  const Json& teacher = member(finding, "teacher");
  if (teacher.is_object()) return text(teacher, "name");
  const std::string owners = texts_of(list(finding, "owners"));
  return owners.empty() ? "не определён" : "один из: " + owners;
}

std::string class_of(const Json& finding) {
  const std::string group = text(finding, "group");
  return text(finding, "class") + (group.empty() ? "" : ", группа " + group);
}

std::string lesson_of(const Json& finding) {
  const Json& lesson = member(finding, "lesson");
  const std::string number = text(lesson, "number");
  return day(member(lesson, "date")) + (number.empty() ? "" : fmt::format(", {}-й урок", number));
}

std::string seen_table(const Json& seen, const SchoolTime& time) {
  Table table({{"Что видно"}, {"С"}, {"По"}, {"Записано"}, {"Файл или ответ"}, {""}});
  for (const Json& stretch : seen) {
    table.add({seen_word(text(stretch, "state")), time.moment(member(stretch, "first_at")),
               time.moment(member(stretch, "last_at")), time.moment(member(stretch, "reported_at")),
               text(member(stretch, "last_document"), "name"),
               flag(stretch, "contradicted") ? "источники расходятся" : ""});
  }
  return table.empty() ? std::string() : "\nОткуда это видно\n" + table.render();
}

std::string steps_table(const Json& steps, const SchoolTime& time) {
  Table table({{"Когда"}, {"Состояние"}, {"Кто"}, {"Причина"}});
  for (const Json& step : steps) {
    table.add({time.moment(member(step, "at")), state_word(text(step, "after")), text(step, "person"),
               text(step, "reason")});
  }
  return table.empty() ? std::string() : "\nЧто было\n" + table.render();
}

std::string tellings_table(const Json& tellings, const SchoolTime& time) {
  Table table({{"Когда"}, {"Кому"}, {"Что"}, {"Письмо"}});
  for (const Json& telling : tellings) {
    table.add({time.moment(member(telling, "told_at")), text(telling, "recipient"),
               stage_word(text(telling, "stage")), message_state_word(text(telling, "state"))});
  }
  return table.empty() ? std::string() : "\nКому сообщали\n" + table.render();
}

std::string excuses_table(const Json& excuses, const SchoolTime& time) {
  Table table({{"id", Align::right}, {"Для кого"}, {"С"}, {"По"}, {"Причина"}, {"Записал"}, {"Когда"}});
  for (const Json& excuse : excuses) {
    const std::string of = text(excuse, "of");
    const std::string whom = of == "teacher"  ? text(excuse, "teacher")
                             : of == "class"  ? "класс " + text(excuse, "class")
                             : of == "grade"  ? text(excuse, "grade") + "-е классы"
                             : of == "school" ? "вся школа"
                                              : of;
    table.add({text(excuse, "id"), whom, day(member(excuse, "from")), day(member(excuse, "to")),
               text(excuse, "reason"), text(excuse, "author"), time.moment(member(excuse, "added_at"))});
  }
  return table.empty() ? std::string() : table.render();
}

std::string credit_of(const Json& evidence) {
  const auto seconds = integer(evidence, "credit_seconds");
  return seconds && *seconds > 0 ? length(*seconds) : std::string();
}

std::string absence_of(const Json& explanation, const SchoolTime& time) {
  const Json& absence = member(explanation, "absence");
  const std::string left = time.moment(member(absence, "left_at"));
  return left.empty() ? left : fmt::format("с {} по {}", left, time.moment(member(absence, "back_at")));
}

std::string confirmed_of(const Json& finding, const SchoolTime& time) {
  const std::string by = text(finding, "confirmed_by");
  return by.empty() ? by : fmt::format("{}, {}", by, time.moment(member(finding, "confirmed_at")));
}

}  // namespace

std::string findings_text(const Json& found, const SchoolTime& time) {
  Table table({{"Вопрос"},
               {"Состояние"},
               {"Учитель"},
               {"Дата"},
               {"Урок", Align::right},
               {"Класс"},
               {"Предмет"},
               {"Запись"},
               {"Срок"}});
  for (const Json& finding : list(found, "findings")) {
    const Json& lesson = member(finding, "lesson");
    table.add({text(finding, "id"), state_word(text(finding, "state")), owner_of(finding),
               day(member(lesson, "date")), text(lesson, "number"), class_of(finding),
               text(finding, "subject"), field_word(text(finding, "kind")),
               time.moment(member(finding, "due_at"))});
  }
  if (table.empty()) return "Таких вопросов нет.\n";
  const std::string next = text(found, "next");
  return table.render() +
         (next.empty() ? "" : fmt::format("\nЭто не все; дальше: --cursor {}, все сразу: --all\n", next));
}

std::string finding_line(const Json& finding, const SchoolTime& time) {
  const std::string basis = text(finding, "basis");
  return fmt::format("{} · {} · {} · {} · {} · {} · срок {}{} · {}\n", text(finding, "id"), owner_of(finding),
                     lesson_of(finding), class_of(finding), text(finding, "subject"),
                     field_word(text(finding, "kind")), time.moment(member(finding, "due_at")),
                     basis.empty() ? "" : fmt::format(" ({})", basis), state_word(text(finding, "state")));
}

std::string story_text(const Json& story, const SchoolTime& time) {
  const Json& finding = member(story, "finding");
  const Json& explanation = member(story, "explanation");
  const Json& evidence = member(finding, "evidence");
  std::string days;
  for (const Json& counted : list(explanation, "counted_days"))
    days += (days.empty() ? "" : ", ") + day(counted);
  std::string out = render_card({{"Вопрос", text(finding, "id")},
                                 {"Состояние", state_word(text(finding, "state"))},
                                 {"Учитель", owner_of(finding)},
                                 {"Урок", lesson_of(finding)},
                                 {"Класс", class_of(finding)},
                                 {"Предмет", text(finding, "subject")},
                                 {"Запись", field_word(text(finding, "kind"))},
                                 {"Срок", time.moment(member(finding, "due_at"))},
                                 {"Как он считается", text(explanation, "due_rule")},
                                 {"Сосчитаны дни", days},
                                 {"Появился в расписании", time.moment(member(explanation, "appeared_at"))},
                                 {"Не было в расписании", absence_of(explanation, time)},
                                 {"Продлён на", credit_of(evidence)},
                                 {"Основание", text(finding, "basis")},
                                 {"Правило", text(finding, "rule")},
                                 {"Открыт", time.moment(member(finding, "opened_at"))},
                                 {"Закрыт", time.moment(member(finding, "closed_at"))},
                                 {"Подтвердил", confirmed_of(finding, time)},
                                 {"Учитель уведомлён", time.moment(member(finding, "teacher_told_at"))},
                                 {"Причина", text(finding, "reason")},
                                 {"Обращения", texts_of(list(explanation, "appeals"))},
                                 {"Версия", text(finding, "version")}});
  out += seen_table(list(explanation, "seen"), time);
  out += steps_table(list(explanation, "steps"), time);
  out += tellings_table(list(explanation, "tellings"), time);
  for (const Json& silence : list(explanation, "silences"))
    out += "\nНе напоминаем: " + added_silence_text(silence, time);
  const std::string excuses = excuses_table(list(explanation, "excuses"), time);
  return excuses.empty() ? out : out + "\nУчтённые причины\n" + excuses;
}

std::string excuses_text(const Json& excuses, const SchoolTime& time) {
  const std::string table = excuses_table(list(excuses, "excuses"), time);
  return table.empty() ? "Учтённых причин нет.\n" : table;
}

std::string appeals_text(const Json& appeals, const SchoolTime& time) {
  Table table({{"№", Align::right},
               {"Дата"},
               {"Заявитель"},
               {"Вид помощи"},
               {"Тема"},
               {"Содержание"},
               {"Исполнитель"},
               {"Срок"},
               {"Состояние"},
               {"Что сделано"}});
  constexpr std::size_t k_content_width_max = 60;
  for (const Json& appeal : list(appeals, "appeals")) {
    table.add({text(appeal, "number"), time.moment(member(appeal, "received_at")), text(appeal, "applicant"),
               help_kind_word(text(appeal, "kind")), text(appeal, "subject"),
               cut_to_width(text(appeal, "content"), k_content_width_max), text(appeal, "assigned_to"),
               time.moment(member(appeal, "due_at")), appeal_state_word(text(appeal, "state")),
               cut_to_width(text(appeal, "result"), k_content_width_max)});
  }
  return table.empty() ? "Обращений нет.\n" : table.render();
}

std::string appeal_text(const Json& appeal, const SchoolTime& time) {
  return render_card(
      {{"Обращение", fmt::format("№ {} за {} год", text(appeal, "number"), text(appeal, "year"))},
       {"Получено", time.moment(member(appeal, "received_at"))},
       {"Заявитель", text(appeal, "applicant")},
       {"Способ", channel_word(text(appeal, "channel"))},
       {"Вид помощи", help_kind_word(text(appeal, "kind"))},
       {"Тема", text(appeal, "subject")},
       {"Содержание", text(appeal, "content")},
       {"Вопросы", texts_of(list(appeal, "findings"))},
       {"Исполнитель", text(appeal, "assigned_to")},
       {"Срок", time.moment(member(appeal, "due_at"))},
       {"Состояние", appeal_state_word(text(appeal, "state"))},
       {"Что сделано", text(appeal, "result")},
       {"Дата ответа", time.moment(member(appeal, "answered_at"))}});
}

}  // namespace elzhur::ctl
