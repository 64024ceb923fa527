// Meetings of the working group: the list, the form, one meeting, its minutes for the printer.
#include "daemon/web/page_meetings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/minutes.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

using appeals::Meeting;
using appeals::MeetingId;

/// So long before a quarter ends without a meeting people are reminded of it.
constexpr std::chrono::days k_remind_before{14};

/// Who sits in the group sees what it decided.
bool may_read(const Visit& visit) {
  return visit.may(Right::numbers) || visit.may(Right::appeals) || visit.may(Right::names);
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string time_words(const Meeting& meeting) {
  std::string words;
  if (meeting.starts) words += clock_words(*meeting.starts);
  if (meeting.ends) words += (words.empty() ? "до " : "–") + clock_words(*meeting.ends);
  return words;
}

bool is_overdue(const Visit& visit, const appeals::Resolution& resolution) {
  return !resolution.is_done && resolution.due && *resolution.due < visit.today;
}

View meeting_row(const Visit& visit, const Meeting& meeting) {
  View view("id", fmt::format("{}", static_cast<std::int64_t>(meeting.id)));
  view.set("number", fmt::format("{}", meeting.number));
  view.set("day", visit.day(meeting.date));
  set_optional(view, "time", time_words(meeting));
  view.set("chair", alerts::one_line(meeting.chair, appeals::k_meeting_name_bytes_max));
  view.set("secretary", alerts::one_line(meeting.secretary, appeals::k_meeting_name_bytes_max));
  std::vector<std::string> topics;
  for (const appeals::AgendaItem& item : meeting.agenda)
    topics.push_back(fmt::format("{}. {}", topics.size() + 1, alerts::one_line(item.topic, 300)));
  view.set("topics", text_list(topics));
  const auto done = std::count_if(meeting.resolutions.begin(), meeting.resolutions.end(),
                                  [](const appeals::Resolution& resolution) { return resolution.is_done; });
  view.set("decided", meeting.resolutions.empty()
                          ? std::string("не записаны")
                          : fmt::format("исполнено {} из {}", done, meeting.resolutions.size()));
  const auto overdue =
      std::count_if(meeting.resolutions.begin(), meeting.resolutions.end(),
                    [&](const appeals::Resolution& resolution) { return is_overdue(visit, resolution); });
  set_optional(view, "overdue", overdue == 0 ? std::string() : fmt::format("срок прошёл: {}", overdue));
  return view;
}

View resolution_views(const Visit& visit, const Meeting& meeting, int item) {
  View list(View::type::list);
  for (const appeals::Resolution& resolution : meeting.resolutions) {
    if (resolution.item != item) continue;
    View view("what", resolution.what);
    set_optional(view, "responsible", resolution.responsible);
    set_optional(view, "due", resolution.due ? visit.day(*resolution.due) : std::string());
    view.set("done", resolution.is_done);
    view.set("is_overdue", is_overdue(visit, resolution));
    list.push_back(view);
  }
  return list;
}

View item_views(const Visit& visit, const Meeting& meeting) {
  View list(View::type::list);
  int number = 0;
  for (const appeals::AgendaItem& item : meeting.agenda) {
    View view("number", fmt::format("{}", ++number));
    view.set("topic", item.topic);
    set_optional(view, "heard", item.heard);
    set_optional(view, "spoke", item.spoke);
    set_list(view, "decided", resolution_views(visit, meeting, number));
    set_optional(view, "votes", item.votes ? votes_words(*item.votes) : std::string());
    list.push_back(view);
  }
  return list;
}

/// What the form of a new meeting begins with: the people of the last one, and the usual agenda.
MeetingText fresh(const Visit& visit, const std::optional<Meeting>& last) {
  Meeting meeting;
  if (last) {
    meeting.place = last->place;
    meeting.chair = last->chair;
    meeting.secretary = last->secretary;
    meeting.present = last->present;
    meeting.present.insert(meeting.present.end(), last->absent.begin(), last->absent.end());
  }
  meeting.date = visit.today;
  for (const std::string_view topic : appeals::k_usual_agenda)
    meeting.agenda.push_back({std::string(topic), {}, {}, {}});
  MeetingText text = text_of(meeting);
  text.period_from.clear();
  text.period_to.clear();
  if (!last) text.secretary = visit.visitor.name;
  return text;
}

std::string reminder(const Visit& visit, const std::optional<Meeting>& last) {
  const journal::DateRange quarter = appeals::quarter_of(visit.today);
  const bool has_met = last && last->date >= quarter.first;
  if (has_met || quarter.last - visit.today > k_remind_before) return {};
  return fmt::format("В этом квартале заседания ещё не было: оно нужно до {}.",
                     journal::format_date_ru(quarter.last));
}

void set_writing(View& view, const Visit& visit, const std::string& problem) {
  set_optional(view, "problem", problem);
  view.set("may_write", visit.may_write_appeals());
  const bool is_explained = visit.may(Right::appeals) && !visit.may_write_appeals();
  set_optional(view, "read_only", is_explained ? visit.why_read_only(Right::appeals) : std::string());
}

Response minutes_page(const Visit& visit, const Meeting& meeting) {
  if (visit.is_post()) return not_found(visit);
  visit.desk.note_access(visit.visitor.name,
                         fmt::format("протокол {}/{} для печати", meeting.year, meeting.number));
  return paper_answer(minutes_of(visit.desk, meeting));
}

}  // namespace

Response meetings_page(const Visit& visit) {
  if (!may_read(visit)) return not_for_you(visit);
  const std::optional<Meeting> last = visit.desk.last_meeting(visit.today);
  MeetingText text = fresh(visit, last);
  std::string problem;
  if (visit.is_post()) {
    if (!visit.may(Right::appeals)) return not_for_you(visit);
    if (!visit.form_is_genuine()) return stale_form(visit);
    text = typed_meeting(visit);
    Meeting meeting;
    problem = fill_meeting(text, meeting);
    if (problem.empty()) {
      const auto added = visit.desk.add_meeting(std::move(meeting), visit.visitor.name);
      if (added)
        return redirect(fmt::format("/meetings/{}?done=meeting_added", static_cast<std::int64_t>(added->id)));
      problem = "Не записано: " + added.error().text + ".";
    }
  }
  visit.desk.note_access(visit.visitor.name, "заседания рабочей группы");
  const auto asked = parse_number(visit.asked("year"));
  const int year = asked && *asked >= 2000 && *asked <= 2199 ? static_cast<int>(*asked) : visit.year;
  View view("year", fmt::format("{}", year));
  view.set("before", fmt::format("{}", year - 1));
  view.set("after", fmt::format("{}", year + 1));
  view.set("has_after", year < visit.year);
  set_optional(view, "last", last ? journal::format_date_ru(last->date) : std::string());
  set_optional(view, "reminder", reminder(visit, last));
  std::vector<Meeting> all = visit.desk.meetings(year);
  std::reverse(all.begin(), all.end());
  View list(View::type::list);
  for (const Meeting& meeting : all) list.push_back(meeting_row(visit, meeting));
  set_list(view, "meetings", list);
  set_writing(view, visit, problem);
  set_fields(view, text);
  return show(visit, "meetings.html", "Заседания", std::move(view), problem.empty() ? 200 : 422);
}

Response meeting_page(const Visit& visit, std::string_view name) {
  if (!may_read(visit)) return not_for_you(visit);
  constexpr std::string_view k_minutes = "/minutes";
  const bool is_paper = name.ends_with(k_minutes);
  if (is_paper) name.remove_suffix(k_minutes.size());
  const auto number = parse_number(name);
  const auto known = number ? visit.desk.meeting(MeetingId{*number}) : std::nullopt;
  if (!known) return not_found(visit);
  if (is_paper) return minutes_page(visit, *known);
  MeetingText text = text_of(*known);
  std::string problem;
  int version = known->version;
  if (visit.is_post()) {
    if (!visit.may(Right::appeals)) return not_for_you(visit);
    if (!visit.form_is_genuine()) return stale_form(visit);
    text = typed_meeting(visit);
    version = static_cast<int>(parse_number(visit.typed("version")).value_or(0));
    Meeting changed = *known;
    problem = fill_meeting(text, changed);
    changed.version = version;
    if (problem.empty()) {
      const auto updated = visit.desk.update_meeting(std::move(changed), visit.visitor.name);
      if (updated) return redirect(fmt::format("/meetings/{}?done=meeting_changed", *number));
      problem = "Не записано: " + updated.error().text + ".";
    }
  }
  visit.desk.note_access(visit.visitor.name, fmt::format("протокол {}/{}", known->year, known->number));
  View view = meeting_row(visit, *known);
  view.set("year", fmt::format("{}", known->year));
  view.set("version", fmt::format("{}", version));
  set_optional(view, "place", known->place);
  set_optional(view, "present", fmt::format("{}", fmt::join(known->present, "; ")));
  set_optional(view, "absent", fmt::format("{}", fmt::join(known->absent, "; ")));
  view.set("period", alerts::days(known->period, visit.year));
  set_optional(view, "annexes", known->annexes);
  set_list(view, "items", item_views(visit, *known));
  View history(View::type::list);
  for (const appeals::MeetingVersion& written : visit.desk.meeting_history(known->id)) {
    View item("when", visit.moment(written.written_at));
    item.set("who", alerts::one_line(written.written_by, 200));
    history.push_back(item);
  }
  view.set("history", history);
  set_writing(view, visit, problem);
  set_fields(view, text);
  return show(visit, "meeting.html",
              fmt::format("Протокол № {} от {}", known->number, journal::format_date_ru(known->date)),
              std::move(view), problem.empty() ? 200 : 422);
}

}  // namespace elzhur::web
