// Who is told what: silences, the mode, letters that test the mail.
#include <fmt/format.h>

#include "daemon/ctl/table.hpp"
#include "daemon/ctl/views.hpp"

namespace elzhur::ctl {
namespace {

/// «F-2026-000123», «Петров Олег Николаевич (T002), класс 7А, правило topic-same-day».
std::string scope_of(const Json& silence) {
  std::string scope = text(silence, "finding");
  const auto add = [&scope](const std::string& part) {
    if (!part.empty()) scope += (scope.empty() ? "" : ", ") + part;
  };
  const std::string teacher = text(silence, "teacher");
  const std::string name = text(silence, "teacher_name");
  add(name.empty() ? teacher : fmt::format("{} ({})", name, teacher));
  const std::string class_name = text(silence, "class");
  add(class_name.empty() ? "" : "класс " + class_name);
  const std::string rule = text(silence, "rule");
  add(rule.empty() ? "" : "правило " + rule);
  return scope;
}

std::string until_of(const Json& silence, const SchoolTime& time) {
  return flag(silence, "until_resolved") ? "пока не заполнят" : "до " + time.moment(member(silence, "until"));
}

std::string state_of(const Json& silence, const SchoolTime& time) {
  if (flag(silence, "in_force")) return "действует";
  const std::string by = text(silence, "ended_by");
  const std::string at = time.moment(member(silence, "ended_at"));
  if (!by.empty()) return fmt::format("завершил(а) {}, {}", by, at);
  return at.empty() ? "закончилась" : "закончилась " + at;
}

}  // namespace

std::string silences_text(const Json& silences, const SchoolTime& time) {
  Table table({{"id", Align::right},
               {"О чём не пишем"},
               {"До какого времени"},
               {"Почему"},
               {"Кто решил"},
               {"Когда"},
               {"Вопросов", Align::right},
               {"Состояние"}});
  for (const Json& silence : list(silences, "silences")) {
    const bool is_in_force = flag(silence, "in_force");
    table.add({text(silence, "id"), scope_of(silence), until_of(silence, time), text(silence, "reason"),
               text(silence, "author"), time.moment(member(silence, "added_at")),
               is_in_force ? text(silence, "holds_back") : std::string(), state_of(silence, time)});
  }
  return table.empty() ? "Приостановок нет: обо всех открытых вопросах сообщается.\n" : table.render();
}

std::string added_silence_text(const Json& silence, const SchoolTime& time) {
  return fmt::format("Приостановка {}: {}, {}. Открытых вопросов под ней: {}; в подсчётах они остаются.\n",
                     text(silence, "id"), scope_of(silence), until_of(silence, time),
                     text(silence, "holds_back"));
}

std::string mode_text(const Json& mode, const SchoolTime& time) {
  if (!flag(mode, "by_person"))
    return fmt::format("Режим — {}. Так стоит в настройках.\n", mode_word(text(mode, "mode")));
  const bool is_same = text(mode, "mode") == text(mode, "configured");
  std::string out = fmt::format("Режим — {}.\n", mode_word(text(mode, "mode")));
  out += render_card({{"Сменил(а)", text(mode, "author")},
                      {"Когда", time.moment(member(mode, "changed_at"))},
                      {"Почему", text(mode, "reason")},
                      {"В настройках", is_same ? "то же, но они не действуют"
                                               : mode_word(text(mode, "configured")) + " (не действует)"}});
  return out + "Вернуть, как в настройках: elzhurctl mode file --reason ПОЧЕМУ\n";
}

std::string test_mail_text(const Json& ordered, const SchoolTime& /*time*/) {
  std::string out;
  for (const Json& letter : list(ordered, "letters")) {
    out += flag(letter, "queued")
               ? fmt::format("{}: письмо поставлено, Message-ID {}\n", text(letter, "recipient"),
                             text(letter, "message_id"))
               : fmt::format("{}: не поставлено: {}\n", text(letter, "recipient"), text(letter, "reason"));
  }
  return out + "Дошло ли оно до почтового сервера: elzhurctl outbox\n";
}

}  // namespace elzhur::ctl
