// The fields of a meeting: from the form to the meeting and back.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "daemon/web/minutes.hpp"
#include "daemon/web/page_meetings.hpp"
#include "journal/names.hpp"

namespace elzhur::web {
namespace {

/// Empty ones in a form, for what is to be added.
constexpr std::size_t k_spare_items = 2;
constexpr std::size_t k_spare_resolutions = 3;
constexpr std::array<std::string_view, 3> k_votes{"yes", "no", "abstained"};

std::string line(const Visit& visit, const std::string& name) {
  return journal::normalise_text(visit.typed(name));
}

/// Line breaks are kept: CR LF of a form becomes LF.
std::string lines(const Visit& visit, const std::string& name) {
  std::string text;
  for (const char c : visit.typed(name)) {
    if (c != '\r') text += c;
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::optional<int> parse_count(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return is_number ? std::optional(number) : std::nullopt;
}

std::vector<std::string> names_of(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string name = journal::normalise_text(text.substr(0, end));
    if (!name.empty()) names.push_back(std::move(name));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

/// Of a browser's time field: "15:40", or with seconds.
bool set_clock(const std::string& text, std::optional<journal::Seconds>& clock) {
  clock.reset();
  if (text.empty()) return true;
  const auto hours = text.size() >= 5 && text[2] == ':' ? parse_count(text.substr(0, 2)) : std::nullopt;
  const auto minutes = hours ? parse_count(text.substr(3, 2)) : std::nullopt;
  if (!minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return false;
  clock = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return true;
}

std::string set_period(const MeetingText& text, appeals::Meeting& meeting) {
  meeting.period = appeals::usual_period(meeting.date);
  for (const auto& [typed, day] : {std::pair{&text.period_from, &meeting.period.first},
                                   std::pair{&text.period_to, &meeting.period.last}}) {
    if (typed->empty()) continue;
    const auto date = journal::parse_date(*typed);
    if (!date) return "Период сведений прочитать не удалось.";
    *day = *date;
  }
  return {};
}

/// The places of the items that stay, by the numbers they had in the form.
std::string set_agenda(const MeetingText& text, appeals::Meeting& meeting, std::map<int, int>& places) {
  meeting.agenda.clear();
  int number = 0;
  for (const MeetingText::Item& item : text.items) {
    ++number;
    if (item.topic.empty() && item.heard.empty() && item.spoke.empty()) continue;
    appeals::AgendaItem& of = meeting.agenda.emplace_back();
    of.topic = item.topic;
    of.heard = item.heard;
    of.spoke = item.spoke;
    places[number] = static_cast<int>(meeting.agenda.size());
    const bool has_votes = std::any_of(item.votes.begin(), item.votes.end(),
                                       [](const std::string& count) { return !count.empty(); });
    if (!has_votes) continue;
    std::array<int, 3> votes{};
    for (std::size_t i = 0; i < votes.size(); ++i) {
      const auto count = item.votes.at(i).empty() ? std::optional(0) : parse_count(item.votes.at(i));
      if (!count) return "Число голосов прочитать не удалось.";
      votes.at(i) = *count;
    }
    of.votes = appeals::Votes{votes[0], votes[1], votes[2]};
  }
  return {};
}

std::string set_resolutions(const MeetingText& text, const std::map<int, int>& places,
                            appeals::Meeting& meeting) {
  meeting.resolutions.clear();
  for (const MeetingText::Decided& decided : text.resolutions) {
    if (decided.what.empty() && decided.responsible.empty()) continue;
    appeals::Resolution& of = meeting.resolutions.emplace_back();
    const auto place = places.find(parse_count(decided.item).value_or(0));
    if (place == places.end()) return "Укажите, к какому вопросу повестки относится решение.";
    of.item = place->second;
    of.what = decided.what;
    of.responsible = decided.responsible;
    of.is_done = decided.is_done;
    if (decided.due.empty()) continue;
    of.due = journal::parse_date(decided.due);
    if (!of.due) return "Срок решения прочитать не удалось.";
  }
  return {};
}

View item_fields(const MeetingText& text) {
  View list(View::type::list);
  const std::size_t most = std::min(text.items.size() + k_spare_items, appeals::k_agenda_items_max);
  for (std::size_t i = 0; i < most; ++i) {
    const MeetingText::Item item = i < text.items.size() ? text.items[i] : MeetingText::Item{};
    View view("number", fmt::format("{}", i + 1));
    view.set("topic", item.topic);
    view.set("heard", item.heard);
    view.set("spoke", item.spoke);
    for (std::size_t vote = 0; vote < k_votes.size(); ++vote)
      view.set(std::string(k_votes.at(vote)), item.votes.at(vote));
    list.push_back(view);
  }
  return list;
}

View resolution_fields(const MeetingText& text) {
  View list(View::type::list);
  const std::size_t most =
      std::min(text.resolutions.size() + k_spare_resolutions, appeals::k_resolutions_max);
  for (std::size_t i = 0; i < most; ++i) {
    const MeetingText::Decided decided =
        i < text.resolutions.size() ? text.resolutions[i] : MeetingText::Decided{};
    View view("number", fmt::format("{}", i + 1));
    view.set("item", decided.item);
    view.set("what", decided.what);
    view.set("responsible", decided.responsible);
    view.set("due", decided.due);
    view.set("done", decided.is_done);
    list.push_back(view);
  }
  return list;
}

}  // namespace

MeetingText typed_meeting(const Visit& visit) {
  MeetingText text;
  text.date = visit.typed("date");
  text.starts = visit.typed("starts");
  text.ends = visit.typed("ends");
  text.place = line(visit, "place");
  text.chair = line(visit, "chair");
  text.secretary = line(visit, "secretary");
  text.present = lines(visit, "present");
  text.absent = lines(visit, "absent");
  text.period_from = visit.typed("period_from");
  text.period_to = visit.typed("period_to");
  text.annexes = line(visit, "annexes");
  for (std::size_t i = 1; i <= appeals::k_agenda_items_max; ++i) {
    MeetingText::Item& item = text.items.emplace_back();
    item.topic = line(visit, fmt::format("topic_{}", i));
    item.heard = lines(visit, fmt::format("heard_{}", i));
    item.spoke = lines(visit, fmt::format("spoke_{}", i));
    for (std::size_t vote = 0; vote < k_votes.size(); ++vote)
      item.votes.at(vote) = line(visit, fmt::format("{}_{}", k_votes.at(vote), i));
  }
  while (!text.items.empty() && text.items.back().topic.empty() && text.items.back().heard.empty() &&
         text.items.back().spoke.empty())
    text.items.pop_back();
  for (std::size_t i = 1; i <= appeals::k_resolutions_max; ++i) {
    MeetingText::Decided& decided = text.resolutions.emplace_back();
    decided.item = line(visit, fmt::format("item_{}", i));
    decided.what = lines(visit, fmt::format("what_{}", i));
    decided.responsible = line(visit, fmt::format("responsible_{}", i));
    decided.due = visit.typed(fmt::format("due_{}", i));
    decided.is_done = visit.typed(fmt::format("done_{}", i)) == "yes";
  }
  while (!text.resolutions.empty() && text.resolutions.back().what.empty() &&
         text.resolutions.back().responsible.empty())
    text.resolutions.pop_back();
  return text;
}

MeetingText text_of(const appeals::Meeting& meeting) {
  MeetingText text;
  text.date = journal::format_date(meeting.date);
  if (meeting.starts) text.starts = clock_words(*meeting.starts);
  if (meeting.ends) text.ends = clock_words(*meeting.ends);
  text.place = meeting.place;
  text.chair = meeting.chair;
  text.secretary = meeting.secretary;
  text.present = fmt::format("{}", fmt::join(meeting.present, "\n"));
  text.absent = fmt::format("{}", fmt::join(meeting.absent, "\n"));
  text.period_from = journal::format_date(meeting.period.first);
  text.period_to = journal::format_date(meeting.period.last);
  text.annexes = meeting.annexes;
  for (const appeals::AgendaItem& of : meeting.agenda) {
    MeetingText::Item& item = text.items.emplace_back();
    item.topic = of.topic;
    item.heard = of.heard;
    item.spoke = of.spoke;
    if (of.votes) {
      item.votes = {fmt::format("{}", of.votes->yes), fmt::format("{}", of.votes->no),
                    fmt::format("{}", of.votes->abstained)};
    }
  }
  for (const appeals::Resolution& of : meeting.resolutions) {
    text.resolutions.push_back({fmt::format("{}", of.item), of.what, of.responsible,
                                of.due ? journal::format_date(*of.due) : std::string(), of.is_done});
  }
  return text;
}

std::string fill_meeting(const MeetingText& text, appeals::Meeting& meeting) {
  const auto date = journal::parse_date(text.date);
  if (!date) return "Дату заседания прочитать не удалось.";
  meeting.date = *date;
  if (!set_clock(text.starts, meeting.starts) || !set_clock(text.ends, meeting.ends))
    return "Время прочитать не удалось: укажите его как 15:40.";
  meeting.place = text.place;
  meeting.chair = text.chair;
  meeting.secretary = text.secretary;
  meeting.present = names_of(text.present);
  meeting.absent = names_of(text.absent);
  meeting.annexes = text.annexes;
  std::map<int, int> places;
  std::string problem = set_period(text, meeting);
  if (problem.empty()) problem = set_agenda(text, meeting, places);
  if (problem.empty()) problem = set_resolutions(text, places, meeting);
  if (!problem.empty()) return problem;
  const auto checked = appeals::check(meeting);
  return checked ? std::string() : "Не записано: " + checked.error().text + ".";
}

void set_fields(View& view, const MeetingText& text) {
  View fields("date", text.date);
  fields.set("starts", text.starts);
  fields.set("ends", text.ends);
  fields.set("place", text.place);
  fields.set("chair", text.chair);
  fields.set("secretary", text.secretary);
  fields.set("present", text.present);
  fields.set("absent", text.absent);
  fields.set("period_from", text.period_from);
  fields.set("period_to", text.period_to);
  fields.set("annexes", text.annexes);
  fields.set("items", item_fields(text));
  fields.set("resolutions", resolution_fields(text));
  view.set("fields", fields);
}

}  // namespace elzhur::web
