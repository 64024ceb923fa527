// /findings: lists, one with its explanation, decisions of people.
#include <utility>

#include <fmt/format.h>

#include "daemon/web/api_parts.hpp"

namespace elzhur::web::api {

using journal::FindingId;

FindingFilter read_filter(Parameters& parameters) {
  FindingFilter filter;
  for (const std::string& text : parameters.list("state")) {
    if (const auto state = rules::parse_finding_state(text)) {
      filter.states.push_back(*state);
    } else {
      parameters.add(
          "state",
          "допускается: open, acknowledged, confirmed, disputed, excused, withdrawn, resolved, unknown");
    }
  }
  filter.rule = parameters.text("rule").value_or("");
  filter.teacher = parameters.person("teacher");
  filter.class_name = parameters.text("class").value_or("");
  filter.from = parameters.date("from");
  filter.to = parameters.date("to");
  if (filter.from && filter.to && *filter.to < *filter.from) parameters.add("to", "раньше, чем from");
  return filter;
}

std::vector<rules::FindingView> seen_findings(Desk& desk, FindingFilter filter, const Sight& sight,
                                              std::size_t limit, std::optional<FindingId>& next) {
  std::vector<rules::FindingView> seen;
  next.reset();
  if (!sight.all && !sight.confirmed) filter.teacher = sight.own;
  // One more than asked for: whether there is a next page.
  while (seen.size() <= limit) {
    filter.limit = std::min(limit + 1 - seen.size(), k_findings_page_max);
    std::vector<rules::FindingView> page = desk.findings(filter);
    const bool is_last = page.size() < filter.limit;
    if (!page.empty()) filter.after = page.back().finding.id;
    for (rules::FindingView& view : page) {
      if (sight.shows(view)) seen.push_back(std::move(view));
    }
    if (is_last) break;
  }
  if (seen.size() > limit) {
    seen.resize(limit);
    next = seen.back().finding.id;
  }
  return seen;
}

Response get_findings(const Ask& ask) {
  const Sight sight = sight_of(ask.desk, ask.request.visitor);
  if (!sight.anything()) return forbidden();
  Parameters parameters(ask.request);
  FindingFilter filter = read_filter(parameters);
  const std::int64_t limit = parameters.number("limit", 1, static_cast<std::int64_t>(k_findings_page_max))
                                 .value_or(k_api_page_default);
  filter.after = FindingId{parameters.number("cursor", 0, INT64_MAX).value_or(0)};
  if (auto refusal = parameters.refusal()) return *refusal;
  const bool asks_for_another =
      !sight.all && !sight.confirmed && filter.teacher && filter.teacher != sight.own;
  if (asks_for_another) return forbidden();
  std::optional<FindingId> next;
  const auto views = seen_findings(ask.desk, std::move(filter), sight, static_cast<std::size_t>(limit), next);
  const Surroundings around = surroundings_of(ask.desk, views);
  const journal::TimeZone& zone = ask.desk.zone();
  JsonWriter json;
  json.open_object();
  json.open_array("findings");
  for (const rules::FindingView& view : views) write_finding(json, view, around, sight, zone);
  json.close_array();
  json.field("next",
             next ? std::optional(fmt::format("{}", static_cast<std::int64_t>(*next))) : std::nullopt);
  json.close_object();
  note_names(ask, "findings");
  return json_answer(json.take());
}

namespace {

std::string finding_json(const Ask& ask, const FindingStory& story, const Sight& sight) {
  const Surroundings around = surroundings_of(ask.desk, std::span(&story.view, 1));
  JsonWriter json;
  json.open_object();
  json.key("finding");
  write_finding(json, story.view, around, sight, ask.desk.zone());
  json.key("explanation");
  write_story(json, story, sight);
  json.close_object();
  return json.take();
}

}  // namespace

Response get_finding(const Ask& ask, std::string_view code) {
  const Sight sight = sight_of(ask.desk, ask.request.visitor);
  if (!sight.anything()) return forbidden();
  Parameters parameters(ask.request);
  if (auto refusal = parameters.refusal()) return *refusal;
  const auto id = ask.desk.finding_by_code(code);
  const auto story = id ? ask.desk.story(*id) : std::nullopt;
  // Whoever may not see it must not learn that it is there.
  if (!story || !sight.shows(story->view)) return not_found("такого вопроса нет");
  note_names(ask, fmt::format("finding {}", rules::finding_code(story->view.finding)));
  return json_answer(finding_json(ask, *story, sight));
}

Response post_decision(const Ask& ask, std::string_view code, rules::Action action) {
  if (!ask.may(Right::settle) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  fields.require("version");
  rules::Decision decision;
  decision.action = action;
  decision.person = ask.request.visitor.name;
  const auto version = fields.integer("version");
  decision.reason = fields.text("reason").value_or("");
  const bool needs_reason = action == rules::Action::excuse || action == rules::Action::withdraw;
  if (needs_reason && decision.reason.empty()) fields.add("reason", "укажите причину");
  if (version && (*version < 1 || *version > INT32_MAX)) fields.add("version", "такой версии не бывает");
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  if (!version) return refuse(std::vector<Problem>{{"version", "не указано"}});
  decision.version = static_cast<int>(*version);

  const auto id = ask.desk.finding_by_code(code);
  if (!id) return not_found("такого вопроса нет");
  const auto settled = ask.desk.settle(*id, decision);
  const auto story = ask.desk.story(*id);
  if (!settled) {
    const bool is_stale = story && story->view.finding.version != decision.version;
    if (settled.error().kind == journal::ErrorKind::bad_input && is_stale)
      return problem(409, "Вопрос изменился", settled.error().text);
    return failed(settled.error());
  }
  if (!story) return not_found("такого вопроса нет");
  return json_answer(finding_json(ask, *story, sight_of(ask.desk, ask.request.visitor)));
}

}  // namespace elzhur::web::api
