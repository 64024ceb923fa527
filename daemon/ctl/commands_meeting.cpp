#include "daemon/ctl/commands_meeting.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "daemon/ctl/views.hpp"

namespace elzhur::ctl {
namespace {

constexpr const char* k_meetings = "/api/v1/meetings";

Ask order_to(std::string method, std::string path, const Json& body) {
  Ask ask;
  ask.method = std::move(method);
  ask.target = std::move(path);
  ask.content_type = "application/json";
  ask.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return ask;
}

Outcome<Json> read(const MeetingTools& tools, std::string path) {
  Ask ask;
  ask.target = std::move(path);
  auto answer = tools.exchange(ask);
  if (!answer) return tl::make_unexpected(answer.error());
  return parse_json(answer->body);
}

/// The address of the meeting of the number that people know, and what it is now.
struct Found {
  std::string path;
  Json meeting;
};
Outcome<Found> find(const Order& order, const MeetingTools& tools) {
  Pairs parameters;
  if (order.year != 0) parameters.emplace_back("year", std::to_string(order.year));
  auto all = read(tools, target(k_meetings, parameters));
  if (!all) return tl::make_unexpected(all.error());
  for (const Json& meeting : list(*all, "meetings")) {
    if (integer(meeting, "number") == order.number && integer(meeting, "id"))
      return Found{fmt::format("{}/{}", k_meetings, *integer(meeting, "id")), meeting};
  }
  return fail(Exit::bad_input, fmt::format("протокола № {} нет", order.number));
}

Outcome<void> show_changed(const Order& order, const MeetingTools& tools, const Outcome<Answer>& answer) {
  if (!answer) return tl::make_unexpected(answer.error());
  auto meeting = parse_json(answer->body);
  if (!meeting) return tl::make_unexpected(meeting.error());
  tools.show(order.json ? answer->body + "\n" : meeting_text(*meeting, tools.time()));
  return {};
}

Outcome<Json> change_of(const Order& order, const Json& meeting) {
  Json body = order.body.is_null() ? Json::object() : order.body;
  const auto item = static_cast<std::size_t>(order.item);
  if (order.verb == Verb::decide_meeting) {
    Json change = Json::object();
    if (body.contains("what")) {
      body["item"] = order.item;
      change["resolutions"] = list(meeting, "resolutions");
      change["resolutions"].push_back(body);
    } else if (order.votes.empty()) {
      return fail(Exit::usage, "назовите решение (--what) или голоса (--votes)");
    }
    if (!order.votes.empty()) {
      change["agenda"] = list(meeting, "agenda");
      if (item > change["agenda"].size() || !change["agenda"][item - 1].is_object())
        return fail(Exit::bad_input, "такого вопроса в повестке нет");
      change["agenda"][item - 1]["votes"] = {
          {"yes", order.votes.at(0)}, {"no", order.votes.at(1)}, {"abstained", order.votes.at(2)}};
    }
    body = std::move(change);
  } else if (order.verb == Verb::meeting_done) {
    body["resolutions"] = list(meeting, "resolutions");
    if (item > body["resolutions"].size() || !body["resolutions"][item - 1].is_object())
      return fail(Exit::bad_input, "решения с таким номером нет");
    body["resolutions"][item - 1]["done"] = true;
  }
  body["version"] = integer(meeting, "version").value_or(0);
  return body;
}

Outcome<void> change(const Order& order, const MeetingTools& tools) {
  auto found = find(order, tools);
  if (!found) return tl::make_unexpected(found.error());
  auto body = change_of(order, found->meeting);
  if (!body) return tl::make_unexpected(body.error());
  return show_changed(order, tools, tools.exchange(order_to("PATCH", found->path, *body)));
}

Outcome<void> show_list(const Order& order, const MeetingTools& tools) {
  Ask ask;
  ask.target = target(k_meetings, order.parameters);
  auto answer = tools.exchange(ask);
  if (!answer) return tl::make_unexpected(answer.error());
  auto all = parse_json(answer->body);
  if (!all) return tl::make_unexpected(all.error());
  tools.show(order.json ? answer->body + "\n" : meetings_text(*all, tools.time()));
  return {};
}

Outcome<void> show_one(const Order& order, const MeetingTools& tools) {
  auto found = find(order, tools);
  if (!found) return tl::make_unexpected(found.error());
  const bool is_paper = order.verb == Verb::minutes;
  if (!is_paper && !order.json) {
    tools.show(meeting_text(found->meeting, tools.time()));
    return {};
  }
  Ask ask;
  ask.target = found->path + (is_paper ? "/minutes" : "");
  auto answer = tools.exchange(ask);
  if (!answer) return tl::make_unexpected(answer.error());
  tools.show(answer->body.ends_with('\n') ? answer->body : answer->body + "\n");
  return {};
}

}  // namespace

Outcome<void> carry_out_meeting(const Order& order, const MeetingTools& tools) {
  switch (order.verb) {
    case Verb::meetings:
      return show_list(order, tools);
    case Verb::add_meeting:
      return show_changed(order, tools, tools.exchange(order_to("POST", k_meetings, order.body)));
    case Verb::show_meeting:
    case Verb::minutes:
      return show_one(order, tools);
    default:
      return change(order, tools);
  }
}

}  // namespace elzhur::ctl
