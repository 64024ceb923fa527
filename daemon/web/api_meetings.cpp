// /meetings: meetings of the working group and their minutes.
#include <utility>

#include <fmt/format.h>

#include "daemon/web/api_parts.hpp"
#include "daemon/web/minutes.hpp"

namespace elzhur::web::api {

using appeals::Meeting;
using appeals::MeetingId;

namespace {

std::optional<std::string> clock_text(const std::optional<journal::Seconds>& clock) {
  return clock ? std::optional(clock_words(*clock)) : std::nullopt;
}

/// What is not there reads as `fallback`; so does a number that is no possible count.
int count_of(Fields& fields, std::string_view name) {
  const std::int64_t number = fields.integer(name).value_or(0);
  if (number >= 0 && number <= appeals::k_votes_max) return static_cast<int>(number);
  fields.add(name, fmt::format("должно быть число от 0 до {}", appeals::k_votes_max));
  return 0;
}

void read_agenda(Fields& fields, Meeting& meeting) {
  using appeals::k_meeting_text_bytes_max;
  std::vector<appeals::AgendaItem> agenda;
  const bool has_agenda = fields.each("agenda", appeals::k_agenda_items_max, [&](Fields& item) {
    appeals::AgendaItem& of = agenda.emplace_back();
    of.topic = item.text("topic", k_meeting_text_bytes_max).value_or("");
    of.heard = item.text("heard", k_meeting_text_bytes_max).value_or("");
    of.spoke = item.text("spoke", k_meeting_text_bytes_max).value_or("");
    item.within("votes", [&of](Fields& votes) {
      of.votes = appeals::Votes{count_of(votes, "yes"), count_of(votes, "no"), count_of(votes, "abstained")};
    });
  });
  if (has_agenda) meeting.agenda = std::move(agenda);
  std::vector<appeals::Resolution> resolutions;
  const bool has_resolutions = fields.each("resolutions", appeals::k_resolutions_max, [&](Fields& item) {
    appeals::Resolution& of = resolutions.emplace_back();
    const std::int64_t number = item.integer("item").value_or(0);
    of.item = number > 0 && number <= static_cast<std::int64_t>(appeals::k_agenda_items_max)
                  ? static_cast<int>(number)
                  : 0;
    of.what = item.text("what", k_meeting_text_bytes_max).value_or("");
    of.responsible = item.text("responsible", appeals::k_meeting_name_bytes_max).value_or("");
    of.due = item.date("due");
    of.is_done = item.flag("done").value_or(false);
  });
  if (has_resolutions) meeting.resolutions = std::move(resolutions);
}

/// Puts what was sent into the meeting; what was not sent stays.
void read_meeting(Fields& fields, Meeting& meeting) {
  const auto put = [&](std::string& to, std::string_view name, std::size_t bytes_max) {
    if (auto text = fields.text(name, bytes_max)) to = std::move(*text);
  };
  const auto put_clock = [&](std::optional<journal::Seconds>& to, std::string_view name) {
    const auto clock = fields.clock(name);
    if (clock || fields.is_null(name)) to = clock;
  };
  if (const auto date = fields.date("date")) meeting.date = *date;
  put_clock(meeting.starts, "starts");
  put_clock(meeting.ends, "ends");
  put(meeting.place, "place", appeals::k_meeting_name_bytes_max);
  put(meeting.chair, "chair", appeals::k_meeting_name_bytes_max);
  put(meeting.secretary, "secretary", appeals::k_meeting_name_bytes_max);
  put(meeting.annexes, "annexes", appeals::k_meeting_text_bytes_max);
  if (auto present = fields.texts("present")) meeting.present = std::move(*present);
  if (auto absent = fields.texts("absent")) meeting.absent = std::move(*absent);
  read_agenda(fields, meeting);
}

void read_period(Fields& fields, Meeting& meeting, bool is_new) {
  const auto from = fields.date("period_from");
  const auto to = fields.date("period_to");
  if (is_new) meeting.period = appeals::usual_period(meeting.date);
  if (from) meeting.period.first = *from;
  if (to) meeting.period.last = *to;
}

void write_meeting(JsonWriter& json, const Meeting& meeting) {
  json.open_object();
  json.field("id", static_cast<std::int64_t>(meeting.id));
  json.field("year", meeting.year);
  json.field("number", meeting.number);
  json.field("date", meeting.date);
  json.field("starts", clock_text(meeting.starts));
  json.field("ends", clock_text(meeting.ends));
  json.field("place", meeting.place);
  json.field("chair", meeting.chair);
  json.field("secretary", meeting.secretary);
  for (const auto& [name, people] : {std::pair{"present", &meeting.present}, {"absent", &meeting.absent}}) {
    json.open_array(name);
    for (const std::string& person : *people) json.value(person);
    json.close_array();
  }
  json.field("period_from", meeting.period.first);
  json.field("period_to", meeting.period.last);
  json.open_array("agenda");
  for (const appeals::AgendaItem& item : meeting.agenda) {
    json.open_object();
    json.field("topic", item.topic);
    json.field("heard", item.heard);
    json.field("spoke", item.spoke);
    json.key("votes");
    if (item.votes) {
      json.open_object();
      json.field("yes", item.votes->yes);
      json.field("no", item.votes->no);
      json.field("abstained", item.votes->abstained);
      json.close_object();
    } else {
      json.value(nullptr);
    }
    json.close_object();
  }
  json.close_array();
  json.open_array("resolutions");
  for (const appeals::Resolution& resolution : meeting.resolutions) {
    json.open_object();
    json.field("item", resolution.item);
    json.field("what", resolution.what);
    json.field("responsible", resolution.responsible);
    json.field("due", resolution.due);
    json.field("done", resolution.is_done);
    json.close_object();
  }
  json.close_array();
  json.field("annexes", meeting.annexes);
  json.field("version", meeting.version);
  json.close_object();
}

Response meeting_answer(const Meeting& meeting, int status) {
  JsonWriter json;
  write_meeting(json, meeting);
  return json_answer(json.take(), status);
}

std::optional<Meeting> find_meeting(const Ask& ask, std::string_view id) {
  const auto number = parse_number(id);
  return number ? ask.desk.meeting(MeetingId{*number}) : std::nullopt;
}

/// Who sits in the group sees what it decided; what is written there are its own words.
bool may_read(const Ask& ask) {
  return ask.may(Right::numbers) || ask.may(Right::appeals) || ask.may(Right::names);
}

constexpr std::string_view k_none = "такого заседания нет";

}  // namespace

Response get_meetings(const Ask& ask) {
  if (!may_read(ask)) return forbidden();
  Parameters parameters(ask.request);
  const int this_year = journal::year_of(ask.desk.zone().date_of(ask.desk.now()));
  const auto year = parameters.number("year", 2000, 2199);
  if (auto refusal = parameters.refusal()) return *refusal;
  JsonWriter json;
  json.open_object();
  json.open_array("meetings");
  for (const Meeting& meeting : ask.desk.meetings(year ? static_cast<int>(*year) : this_year))
    write_meeting(json, meeting);
  json.close_array();
  json.close_object();
  note_names(ask, "meetings");
  return json_answer(json.take());
}

Response get_meeting(const Ask& ask, std::string_view id) {
  if (!may_read(ask)) return forbidden();
  const auto meeting = find_meeting(ask, id);
  if (!meeting) return not_found(k_none);
  JsonWriter json;
  json.open_object();
  json.key("meeting");
  write_meeting(json, *meeting);
  json.open_array("history");
  for (const appeals::MeetingVersion& version : ask.desk.meeting_history(meeting->id)) {
    json.open_object();
    json.field("version", version.meeting.version);
    json.field("written_at", version.written_at);
    json.field("written_by", version.written_by);
    json.close_object();
  }
  json.close_array();
  json.close_object();
  note_names(ask, "meetings");
  return json_answer(json.take());
}

Response get_minutes(const Ask& ask, std::string_view id) {
  if (!may_read(ask)) return forbidden();
  const auto meeting = find_meeting(ask, id);
  if (!meeting) return not_found(k_none);
  note_names(ask, fmt::format("minutes {}/{}", meeting->year, meeting->number));
  return paper_answer(minutes_of(ask.desk, *meeting));
}

Response post_meeting(const Ask& ask) {
  if (!ask.may(Right::appeals) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  for (const std::string_view name : {"date", "chair", "secretary"}) fields.require(name);
  Meeting meeting;
  for (const std::string_view topic : appeals::k_usual_agenda)
    meeting.agenda.push_back({std::string(topic), {}, {}, {}});
  read_meeting(fields, meeting);
  read_period(fields, meeting, /*is_new=*/true);
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  const auto added = ask.desk.add_meeting(std::move(meeting), ask.request.visitor.name);
  if (!added) return failed(added.error());
  Response response = meeting_answer(*added, 201);
  response.headers.emplace_back("Location",
                                fmt::format("/api/v1/meetings/{}", static_cast<std::int64_t>(added->id)));
  return response;
}

Response patch_meeting(const Ask& ask, std::string_view id) {
  if (!ask.may(Right::appeals) || ask.request.visitor.name.empty()) return forbidden();
  auto meeting = find_meeting(ask, id);
  if (!meeting) return not_found(k_none);
  Fields fields(ask.request);
  fields.require("version");
  const auto version = fields.integer("version");
  read_meeting(fields, *meeting);
  read_period(fields, *meeting, /*is_new=*/false);
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  if (!version) return refuse(std::vector<Problem>{{"version", "не указано"}});
  constexpr std::string_view k_stale = "протокол изменился, пока Вы его смотрели: откройте его заново";
  if (*version != meeting->version) return problem(409, "Протокол изменился", k_stale);
  const MeetingId number = meeting->id;
  const auto updated = ask.desk.update_meeting(std::move(*meeting), ask.request.visitor.name);
  if (updated) return meeting_answer(*updated, 200);
  const auto known = ask.desk.meeting(number);
  const bool is_stale = known && known->version != *version;
  return is_stale ? problem(409, "Протокол изменился", k_stale) : failed(updated.error());
}

}  // namespace elzhur::web::api
