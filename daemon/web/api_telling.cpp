// /silences, /mode, /test-mail: who is told what.
#include <utility>

#include <fmt/format.h>

#include "alerts/plan.hpp"
#include "daemon/web/api_parts.hpp"

namespace elzhur::web::api {

namespace {

using alerts::Silence;

constexpr std::string_view k_until_forms =
    "нужен день (2026-12-06, включительно), время (2026-12-06T12:00:00+03:00) или resolved";

/// A day means its end: what the day says is silenced is silenced all that day.
void read_until(const Ask& ask, Fields& fields, Silence& silence) {
  const auto text = fields.text("until", 40);
  if (!text || *text == "resolved") return;
  if (const auto day = journal::parse_date(*text)) {
    silence.until = ask.desk.zone().to_instant(journal::LocalTime{*day + std::chrono::days{1}});
  } else if (const auto instant = journal::parse_instant(*text)) {
    silence.until = *instant;
  } else {
    fields.add("until", std::string(k_until_forms));
  }
}

void read_scope(const Ask& ask, Fields& fields, alerts::SilenceScope& scope) {
  scope.rule = fields.text("rule", alerts::k_silence_name_bytes_max).value_or("");
  scope.teacher = fields.person("teacher");
  scope.class_name = fields.text("class", alerts::k_silence_name_bytes_max).value_or("");
  const auto code = fields.text("finding", 40);
  if (code) scope.finding = ask.desk.finding_by_code(*code);
  if (code && !scope.finding) fields.add("finding", "такого вопроса нет");
}

std::string mode_json(const ModeView& mode) {
  JsonWriter json;
  write_mode(json, mode, true);
  return json.take();
}

std::optional<alerts::SilenceId> parse_silence(std::string_view id) {
  const auto number = parse_number(id);
  return number ? std::optional(alerts::SilenceId{*number}) : std::nullopt;
}

}  // namespace

void write_silence(JsonWriter& json, const SilenceView& view) {
  const Silence& silence = view.silence;
  const alerts::SilenceScope& scope = silence.scope;
  const auto given = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  json.open_object();
  json.field("id", static_cast<std::int64_t>(silence.id));
  json.field("in_force", view.is_in_force);
  json.field("rule", given(scope.rule));
  json.field("teacher", scope.teacher ? std::optional(journal::person_code(*scope.teacher)) : std::nullopt);
  json.field("teacher_name", given(view.teacher));
  json.field("class", given(scope.class_name));
  json.field("finding", given(view.finding));
  json.field("until", silence.until);
  json.field("until_resolved", !silence.until.has_value());
  json.field("reason", silence.reason);
  json.field("author", silence.author);
  json.field("added_at", silence.added_at);
  json.field("ended_at", silence.ended_at);
  json.field("ended_by", given(silence.ended_by));
  json.field("holds_back", view.holds_back);
  json.close_object();
}

void write_mode(JsonWriter& json, const ModeView& mode, bool with_person) {
  json.open_object();
  json.field("mode", mode.is_working ? "working" : "observe");
  json.field("configured", mode.is_configured ? "working" : "observe");
  json.field("by_person", mode.by_person.has_value());
  if (with_person) {
    const auto& change = mode.by_person;
    json.field("author", change ? std::optional(change->author) : std::nullopt);
    json.field("reason", change ? std::optional(change->reason) : std::nullopt);
    json.field("changed_at", change ? std::optional(change->at) : std::nullopt);
  }
  json.close_object();
}

Response get_silences(const Ask& ask) {
  if (!ask.may(Right::names)) return forbidden();
  Parameters parameters(ask.request);
  if (auto refusal = parameters.refusal()) return *refusal;
  JsonWriter json;
  json.open_object();
  json.open_array("silences");
  for (const SilenceView& view : ask.desk.silences()) write_silence(json, view);
  json.close_array();
  json.close_object();
  note_names(ask, "silences");
  return json_answer(json.take());
}

Response post_silence(const Ask& ask) {
  if (!ask.may(Right::settle) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  for (const std::string_view name : {"until", "reason"}) fields.require(name);
  Silence silence;
  read_scope(ask, fields, silence.scope);
  read_until(ask, fields, silence);
  silence.reason = fields.text("reason", alerts::k_silence_reason_bytes_max).value_or("");
  silence.author = ask.request.visitor.name;
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  const auto added = ask.desk.add_silence(silence);
  if (!added) return failed(added.error());
  JsonWriter json;
  write_silence(json, *added);
  return json_answer(json.take(), 201);
}

Response post_silence_end(const Ask& ask, std::string_view id) {
  if (!ask.may(Right::settle) || ask.request.visitor.name.empty()) return forbidden();
  const auto number = parse_silence(id);
  if (!number) return not_found("такой приостановки нет");
  const auto ended = ask.desk.end_silence(*number, ask.request.visitor.name);
  if (!ended) return failed(ended.error());
  JsonWriter json;
  write_silence(json, *ended);
  return json_answer(json.take());
}

Response get_mode(const Ask& ask) {
  const bool may_see = ask.may(Right::metrics) || ask.may(Right::numbers) || ask.may(Right::names);
  if (!may_see) return forbidden();
  JsonWriter json;
  // Who changed it, and why, is written by people.
  write_mode(json, ask.desk.overview().mode, ask.may(Right::names) || ask.may(Right::administer));
  return json_answer(json.take());
}

Response post_mode(const Ask& ask) {
  if (!ask.may(Right::administer) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  for (const std::string_view name : {"mode", "reason"}) fields.require(name);
  const auto order = fields.one_of("mode", &alerts::parse_mode_order, "observe, working, file");
  const std::string reason = fields.text("reason", alerts::k_mode_reason_bytes_max).value_or("");
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  if (!order) return refuse(std::vector<Problem>{{"mode", "не указано"}});
  const auto changed = ask.desk.change_mode(*order, reason, ask.request.visitor.name);
  if (!changed) return failed(changed.error());
  return json_answer(mode_json(*changed));
}

Response post_test_mail(const Ask& ask) {
  if (!ask.may(Right::administer) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  const std::string recipient = fields.text("recipient", 100).value_or("");
  // Without a key of its own an order is the one of this second.
  const std::string order =
      fields.text("order", alerts::k_order_key_bytes_max).value_or(journal::format_instant(ask.desk.now()));
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  const auto checks = ask.desk.check_mail(recipient, order, ask.request.visitor.name);
  if (!checks) return failed(checks.error());
  JsonWriter json;
  json.open_object();
  json.field("order", order);
  json.open_array("letters");
  for (const CheckView& check : *checks) {
    json.open_object();
    json.field("recipient", check.recipient);
    json.field("queued", check.is_queued);
    json.field("reason", check.is_queued ? std::nullopt : std::optional(check.why_not));
    json.field("message_id", check.is_queued ? std::optional(check.message_id) : std::nullopt);
    json.close_object();
  }
  json.close_array();
  json.close_object();
  return json_answer(json.take(), 202);
}

}  // namespace elzhur::web::api
