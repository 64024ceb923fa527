// /outbox, /keeping, /backlog, /contradictions: what is stored and sent, and where its sources disagree.
#include <charconv>

#include <fmt/format.h>

#include "daemon/web/api_parts.hpp"

namespace elzhur::web::api {

namespace {

/// Texts of letters and files may name people.
bool may_read_texts(const Ask& ask) { return ask.may(Right::operate) || ask.may(Right::names); }

/// Takes the one more than `limit` that says that there is another page. Its cursor, or nothing.
template <typename Item, typename Cursor>
std::optional<std::string> cut_page(std::vector<Item>& items, std::size_t limit, const Cursor& cursor_of) {
  if (items.size() <= limit) return std::nullopt;
  items.resize(limit);
  return cursor_of(items.back());
}

struct Page {
  std::size_t limit = k_api_list_max;
  std::int64_t before = 0;
};

Page read_page(Parameters& parameters) {
  Page page;
  if (const auto limit = parameters.number("limit", 1, static_cast<std::int64_t>(k_api_list_max)))
    page.limit = static_cast<std::size_t>(*limit);
  page.before = parameters.number("cursor", 0, INT64_MAX).value_or(0);
  return page;
}

struct FieldPage {
  std::size_t limit = k_api_list_max;
  rules::FieldOfLesson after{};
};

FieldPage read_field_page(Parameters& parameters) {
  FieldPage page;
  if (const auto limit = parameters.number("limit", 1, static_cast<std::int64_t>(k_api_list_max)))
    page.limit = static_cast<std::size_t>(*limit);
  if (const auto text = parameters.text("cursor")) {
    const auto after = parse_field_cursor(*text);
    if (!after) parameters.add("cursor", "допускается только значение next прошлого ответа");
    page.after = after.value_or(rules::FieldOfLesson{});
  }
  return page;
}

void write_place(JsonWriter& json, const journal::Scope& scope, journal::Date date,
                 const std::optional<int>& number, journal::Field field) {
  json.field("date", date);
  json.field("number", number);
  json.field("class", scope.class_name);
  json.field("group", scope.group);
  json.field("subject", scope.subject);
  json.field("field", journal::field_name(field));
}

void write_owners(JsonWriter& json, const std::vector<rules::Person>& owners) {
  json.open_array("owners");
  for (const rules::Person& owner : owners) {
    json.open_object();
    json.field("id", journal::person_code(owner.id));
    json.field("name", owner.name);
    json.close_object();
  }
  json.close_array();
}

void write_sight(JsonWriter& json, const SightView& sight) {
  json.open_object();
  json.field("state", journal::fill_state_name(sight.state));
  json.field("earliest", sight.as_of.earliest);
  json.field("latest", sight.as_of.latest);
  json.field("source", sight.source);
  json.field("document", sight.document);
  json.close_object();
}

void write_message(JsonWriter& json, const MessageView& message) {
  json.open_object();
  json.field("id", static_cast<std::int64_t>(message.id));
  json.field("recipient", message.recipient);
  json.field("kind", message.kind);
  json.field("reason", message.reason);
  json.field("subject", message.subject);
  json.field("state", alerts::message_state_name(message.state));
  json.field("attempts", message.attempts);
  json.field("queued_at", message.queued_at);
  json.field("next_attempt_at", message.next_attempt_at);
  json.field("last_answer", message.last_answer);
  json.close_object();
}

}  // namespace

Response get_sources(const Ask& ask) {
  if (!may_read_texts(ask)) return forbidden();
  Parameters parameters(ask.request);
  const Page page = read_page(parameters);
  if (auto refusal = parameters.refusal()) return *refusal;
  auto documents = ask.desk.documents(page.limit + 1, journal::DocumentId{page.before});
  const auto next = cut_page(documents, page.limit, [](const DocumentView& document) {
    return fmt::format("{}", static_cast<std::int64_t>(document.id));
  });
  JsonWriter json;
  json.open_object();
  json.open_array("sources");
  for (const SourceView& source : ask.desk.overview().sources) write_source(json, source, true);
  json.close_array();
  json.open_array("documents");
  for (const DocumentView& document : documents) write_document(json, document);
  json.close_array();
  json.field("next", next);
  json.close_object();
  note_names(ask, "sources");
  return json_answer(json.take());
}

Response get_outbox(const Ask& ask) {
  if (!may_read_texts(ask)) return forbidden();
  Parameters parameters(ask.request);
  const Page page = read_page(parameters);
  if (auto refusal = parameters.refusal()) return *refusal;
  auto messages = ask.desk.messages(page.limit + 1, alerts::MessageId{page.before});
  const auto next = cut_page(messages, page.limit, [](const MessageView& message) {
    return fmt::format("{}", static_cast<std::int64_t>(message.id));
  });
  JsonWriter json;
  json.open_object();
  json.field("held_since", ask.desk.overview().outbox_held_since);
  json.open_array("messages");
  for (const MessageView& message : messages) write_message(json, message);
  json.close_array();
  json.field("next", next);
  json.close_object();
  note_names(ask, "outbox");
  return json_answer(json.take());
}

Response post_release(const Ask& ask) {
  if (!ask.may(Right::administer) || ask.request.visitor.name.empty()) return forbidden();
  Fields fields(ask.request);
  const auto what = fields.text("queued_before");
  fields.require("queued_before");
  if (what && *what != "send" && *what != "drop") fields.add("queued_before", "допускается: send, drop");
  if (auto refusal = fields.refusal()) return std::move(*refusal);
  const auto released = ask.desk.release_outbox(what == "drop", ask.request.visitor.name);
  if (!released) return failed(released.error());
  return json_answer(fmt::format("{{\"released\":{}}}", *released));
}

Response get_keeping(const Ask& ask) {
  if (!may_read_texts(ask)) return forbidden();
  Parameters parameters(ask.request);
  const Page page = read_page(parameters);
  if (auto refusal = parameters.refusal()) return *refusal;
  const KeepingView keeping = ask.desk.keeping();
  auto acts = ask.desk.acts(page.limit + 1, page.before);
  const auto next = cut_page(acts, page.limit, [](const ActView& act) { return fmt::format("{}", act.id); });
  JsonWriter json;
  json.open_object();
  json.open_object("backup");
  json.field("is_made", keeping.makes_backups);
  json.field("last_done_at", keeping.last_done_at);
  json.field("failing_since", keeping.failing_since);
  json.field("trouble", keeping.trouble);
  json.close_object();
  json.open_array("acts");
  for (const ActView& act : acts) {
    json.open_object();
    json.field("id", act.id);
    json.field("at", act.at);
    json.field("what", act.what);
    json.field("rule", act.rule);
    json.field("count", act.count);
    json.field("first", act.first);
    json.field("last", act.last);
    json.close_object();
  }
  json.close_array();
  json.field("next", next);
  json.close_object();
  return json_answer(json.take());
}

Response get_backlog(const Ask& ask) {
  if (!ask.may(Right::names)) return forbidden();
  Parameters parameters(ask.request);
  const FieldPage page = read_field_page(parameters);
  if (auto refusal = parameters.refusal()) return *refusal;
  auto lines = ask.desk.backlog(page.limit + 1, page.after);
  const auto next = cut_page(lines, page.limit, [](const rules::BacklogLine& line) {
    return field_cursor({line.lesson, line.field});
  });
  JsonWriter json;
  json.open_object();
  json.open_array("lines");
  for (const rules::BacklogLine& line : lines) {
    json.open_object();
    write_place(json, line.scope, line.date, line.number, line.field);
    write_owners(json, line.owners);
    json.close_object();
  }
  json.close_array();
  json.field("next", next);
  json.close_object();
  note_names(ask, "backlog");
  return json_answer(json.take());
}

Response get_contradictions(const Ask& ask) {
  if (!ask.may(Right::names)) return forbidden();
  Parameters parameters(ask.request);
  const FieldPage page = read_field_page(parameters);
  if (auto refusal = parameters.refusal()) return *refusal;
  auto all = ask.desk.contradictions(page.limit + 1, page.after);
  const auto next =
      cut_page(all, page.limit, [](const ContradictionView& view) { return field_cursor(view.place); });
  JsonWriter json;
  json.open_object();
  json.open_array("contradictions");
  for (const ContradictionView& view : all) {
    json.open_object();
    write_place(json, view.scope, view.date, view.number, view.place.field);
    write_owners(json, view.owners);
    json.key("standing");
    write_sight(json, view.standing);
    json.open_array("others");
    for (const SightView& other : view.others) write_sight(json, other);
    json.close_array();
    json.close_object();
  }
  json.close_array();
  json.field("next", next);
  json.close_object();
  note_names(ask, "contradictions");
  return json_answer(json.take());
}

}  // namespace elzhur::web::api
