// Meetings of the working group.
#include <fmt/format.h>

#include "daemon/ctl/table.hpp"
#include "daemon/ctl/views.hpp"

namespace elzhur::ctl {
namespace {

std::string names(const Json& meeting, std::string_view name) {
  std::string out;
  for (const Json& person : list(meeting, name)) out += (out.empty() ? "" : "; ") + text(person);
  return out;
}

std::string time_of(const Json& meeting) {
  std::string out = day(member(meeting, "date"));
  const std::string starts = text(meeting, "starts");
  const std::string ends = text(meeting, "ends");
  if (!starts.empty()) out += ", с " + starts;
  if (!ends.empty()) out += " до " + ends;
  return out;
}

std::string resolution_text(const Json& resolution, int number) {
  std::string out = fmt::format("   {}) {}", number, text(resolution, "what"));
  const std::string responsible = text(resolution, "responsible");
  const std::string due = day(member(resolution, "due"));
  if (!responsible.empty()) out += fmt::format("; ответственный: {}", responsible);
  if (!due.empty()) out += fmt::format("; срок {}", due);
  return out + (flag(resolution, "done") ? " — исполнено\n" : "\n");
}

}  // namespace

std::string meetings_text(const Json& meetings, const SchoolTime& /*time*/) {
  Table table({{"№", Align::right},
               {"Когда"},
               {"Председатель"},
               {"Секретарь"},
               {"Решений", Align::right},
               {"Исполнено", Align::right}});
  for (const Json& meeting : list(meetings, "meetings")) {
    std::size_t done = 0;
    for (const Json& resolution : list(meeting, "resolutions")) done += flag(resolution, "done") ? 1U : 0U;
    table.add({text(meeting, "number"), time_of(meeting), text(meeting, "chair"), text(meeting, "secretary"),
               fmt::format("{}", list(meeting, "resolutions").size()), fmt::format("{}", done)});
  }
  return table.empty() ? "Заседаний не записано.\n" : table.render();
}

std::string meeting_text(const Json& meeting, const SchoolTime& /*time*/) {
  std::string out = fmt::format("Протокол № {}\n\n", text(meeting, "number"));
  out += render_card(
      {{"Когда", time_of(meeting)},
       {"Место", text(meeting, "place")},
       {"Председатель", text(meeting, "chair")},
       {"Секретарь", text(meeting, "secretary")},
       {"Присутствовали", names(meeting, "present")},
       {"Отсутствовали", names(meeting, "absent")},
       {"Сведения за", day(member(meeting, "period_from")) + " – " + day(member(meeting, "period_to"))},
       {"Приложения", text(meeting, "annexes")},
       {"Версия", text(meeting, "version")}});
  std::int64_t item = 0;
  for (const Json& of : list(meeting, "agenda")) {
    out += fmt::format("\n{}. {}\n", ++item, text(of, "topic"));
    if (!text(of, "heard").empty()) out += fmt::format("   Слушали: {}\n", text(of, "heard"));
    if (!text(of, "spoke").empty()) out += fmt::format("   Выступили: {}\n", text(of, "spoke"));
    int number = 0;
    for (const Json& resolution : list(meeting, "resolutions")) {
      ++number;
      if (integer(resolution, "item") == item) out += resolution_text(resolution, number);
    }
    const Json& votes = member(of, "votes");
    if (votes.is_object()) {
      out += fmt::format("   За — {}, против — {}, воздержались — {}\n", text(votes, "yes"),
                         text(votes, "no"), text(votes, "abstained"));
    }
  }
  return out;
}

}  // namespace elzhur::ctl
