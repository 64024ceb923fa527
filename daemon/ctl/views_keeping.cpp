// What is kept and what was removed, the backlog, and where sources disagree.
#include <fmt/format.h>

#include "daemon/ctl/table.hpp"
#include "daemon/ctl/views.hpp"

namespace elzhur::ctl {
namespace {

std::string class_of(const Json& line) {
  const std::string group = text(line, "group");
  return text(line, "class") + (group.empty() ? "" : ", группа " + group);
}

std::string owner_of(const Json& line) {
  const Json& owners = list(line, "owners");
  return owners.size() == 1 ? text(owners.front(), "name") : std::string("не определён");
}

std::string sight_of(const Json& sight, const SchoolTime& time) {
  return fmt::format("{} ({}, {})", seen_word(text(sight, "state")), text(sight, "source"),
                     time.moment(member(sight, "latest")));
}

}  // namespace

std::string keeping_text(const Json& keeping, const SchoolTime& time) {
  const Json& backup = member(keeping, "backup");
  const std::string since = time.moment(member(backup, "failing_since"));
  std::string out = render_card({{"Резервные копии", flag(backup, "is_made") ? "каждую ночь" : "не делаются"},
                                 {"Последняя", time.moment(member(backup, "last_done_at"))},
                                 {"Не получается с", since},
                                 {"Почему", text(backup, "trouble")}});
  Table table({{"Когда убрано"}, {"Что"}, {"Сколько", Align::right}, {"С"}, {"По"}, {"Срок хранения"}});
  for (const Json& act : list(keeping, "acts")) {
    table.add({time.moment(member(act, "at")), act_word(text(act, "what")), text(act, "count"),
               time.moment(member(act, "first")), time.moment(member(act, "last")), text(act, "rule")});
  }
  out += table.empty() ? "\nНичего ещё не убиралось.\n" : "\n" + table.render();
  return out + more_words(keeping);
}

std::string backlog_text(const Json& lines, const SchoolTime& /*time*/) {
  Table table({{"Дата"}, {"Урок", Align::right}, {"Класс"}, {"Предмет"}, {"Нет"}, {"Учитель"}});
  for (const Json& line : list(lines, "lines")) {
    table.add({day(member(line, "date")), text(line, "number"), class_of(line), text(line, "subject"),
               field_word(text(line, "field")), owner_of(line)});
  }
  return (table.empty() ? "До начала наблюдения всё было заполнено.\n" : table.render()) + more_words(lines);
}

std::string contradictions_text(const Json& all, const SchoolTime& time) {
  Table table({{"Дата"},
               {"Урок", Align::right},
               {"Класс"},
               {"Предмет"},
               {"Запись"},
               {"Учитель"},
               {"Учтено"},
               {"Другое показание"}});
  for (const Json& one : list(all, "contradictions")) {
    std::string others;
    for (const Json& other : list(one, "others"))
      others += (others.empty() ? "" : "; ") + sight_of(other, time);
    table.add({day(member(one, "date")), text(one, "number"), class_of(one), text(one, "subject"),
               field_word(text(one, "field")), owner_of(one), sight_of(member(one, "standing"), time),
               others.empty() ? std::string("с тех пор сошлись") : others});
  }
  return (table.empty() ? "Источники нигде не расходятся.\n" : table.render()) + more_words(all);
}

}  // namespace elzhur::ctl
