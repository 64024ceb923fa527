// /status, /teachers, /documents, pulls and uploads.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/web/api_parts.hpp"

namespace elzhur::web::api {

namespace {

void write_flow(JsonWriter& json, const rules::FindingFlow& flow) {
  json.open_object();
  json.field("open_before", flow.open_before);
  json.field("opened", flow.opened);
  json.field("resolved", flow.resolved);
  json.field("withdrawn", flow.withdrawn);
  json.field("excused", flow.excused);
  json.field("unknown", flow.unknown);
  json.field("open_now", flow.open_now);
  json.field("disputed_now", flow.disputed_now);
  json.close_object();
}

/// Texts of sources name files, and files may be named after people.
bool may_read_texts(const Ask& ask) { return ask.may(Right::operate) || ask.may(Right::names); }

void write_numbers(JsonWriter& json, const Overview& overview) {
  json.open_object("lessons");
  json.key("week");
  write_totals(json, overview.week);
  json.key("term");
  write_totals(json, overview.term);
  json.close_object();
  json.key("since_yesterday");
  write_flow(json, overview.since_yesterday);
  json.field("backlog", overview.backlog);
  json.field("unmatched_names", overview.unmatched_names);
  json.field("silences", overview.silences);
  json.open_object("appeals");
  json.field("open", overview.appeals.open);
  json.field("soonest_due", overview.appeals.soonest_due);
  json.close_object();
}

}  // namespace

Response get_status(const Ask& ask) {
  const bool may_see = ask.may(Right::metrics) || ask.may(Right::numbers) || may_read_texts(ask);
  if (!may_see) return forbidden();
  const Overview overview = ask.desk.overview();
  JsonWriter json;
  json.open_object();
  json.field("at", overview.at);
  json.field("school", overview.school_name);
  json.field("timezone", ask.desk.zone().name());
  json.field("mode", overview.is_working ? "working" : "observe");
  json.field("mode_configured", overview.mode.is_configured ? "working" : "observe");
  json.field("mode_by_person", overview.mode.by_person.has_value());
  json.field("watch_from", overview.watch_from);
  json.field("last_cycle_at", overview.last_cycle_at);
  json.field("trouble", overview.trouble);
  json.field("outbox_pending", overview.outbox_pending);
  json.field("outbox_held_since", overview.outbox_held_since);
  json.open_array("sources");
  for (const SourceView& source : overview.sources) write_source(json, source, may_read_texts(ask));
  json.close_array();
  if (ask.may(Right::numbers) || ask.may(Right::names)) write_numbers(json, overview);
  json.close_object();
  return json_answer(json.take());
}

Response get_teachers(const Ask& ask) {
  const Sight sight = sight_of(ask.desk, ask.request.visitor);
  if (!sight.all && !sight.own) return forbidden();
  JsonWriter json;
  json.open_object();
  json.open_array("teachers");
  for (const TeacherView& teacher : ask.desk.teachers()) {
    if (!sight.all && teacher.id != sight.own) continue;
    write_teacher(json, teacher);
  }
  json.close_array();
  json.close_object();
  note_names(ask, "teachers");
  return json_answer(json.take());
}

Response get_document(const Ask& ask, std::string_view id) {
  if (!may_read_texts(ask)) return forbidden();
  const auto number = parse_number(id);
  const auto document = number ? ask.desk.document(journal::DocumentId{*number}) : std::nullopt;
  if (!document) return not_found("такого документа нет");
  JsonWriter json;
  write_document(json, *document);
  return json_answer(json.take());
}

Response post_pull(const Ask& ask, std::string_view source) {
  const bool may_ask = ask.may(Right::operate) || ask.may(Right::settle);
  if (!may_ask || ask.request.visitor.name.empty()) return forbidden();
  // "-" stands for all of them: no source may be called so.
  const auto pulled = ask.desk.pull(source == "-" ? std::string_view{} : source, ask.request.visitor.name);
  if (!pulled && pulled.error().kind == journal::ErrorKind::bad_input) return not_found(pulled.error().text);
  if (!pulled) return failed(pulled.error());
  return json_answer("{\"accepted\":true}", 202);
}

namespace {

/// The file of a form, or the whole body under the name in the address.
std::optional<std::pair<std::string_view, std::string_view>> sent_file(const Request& request) {
  if (!request.files.empty())
    return std::pair<std::string_view, std::string_view>{request.files.front().name,
                                                         request.files.front().bytes};
  const auto name = value_of(request.query, "name");
  if (!name || name->empty() || request.body.empty()) return std::nullopt;
  return std::pair<std::string_view, std::string_view>{*name, request.body};
}

void write_verdict(JsonWriter& json, const Verdict& verdict, bool is_brought_in) {
  json.open_object();
  json.field("accepted", verdict.is_accepted);
  json.field("brought_in", is_brought_in);
  json.open_array("documents");
  for (const DocumentView& document : verdict.documents) write_document(json, document);
  json.close_array();
  json.open_array("problems");
  for (const std::string& problem : verdict.problems) json.value(problem);
  json.close_array();
  json.field("findings_opened", verdict.findings_opened);
  json.field("findings_resolved", verdict.findings_resolved);
  const bool can_follow = !verdict.token.empty() && !is_brought_in;
  json.field("token", can_follow ? std::optional(verdict.token) : std::nullopt);
  json.close_object();
}

}  // namespace

Response post_document(const Ask& ask, std::string_view source) {
  if (!ask.may(Right::settle) || ask.request.visitor.name.empty()) return forbidden();
  const auto sources = ask.desk.overview().sources;
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [source](const SourceView& view) { return view.id == source; });
  if (found == sources.end()) return not_found("такого источника нет");
  const auto folder = std::find_if(sources.begin(), sources.end(),
                                   [](const SourceView& view) { return view.kind == "directory"; });
  if (folder == sources.end() || folder->id != source)
    return problem(422, "Запрос не принят", "файлы принимает только первая папка среди источников");
  // With a token: the file that was looked at before.
  if (const auto token = value_of(ask.request.query, "token")) {
    const auto accepted = ask.desk.accept_upload(*token, ask.request.visitor.name);
    return accepted ? json_answer("{\"brought_in\":true}", 202) : failed(accepted.error());
  }
  const auto file = sent_file(ask.request);
  if (!file)
    return problem(422, "Запрос не принят", "нет файла: пришлите его телом запроса и назовите в name=");
  const auto verdict = ask.desk.look_at_upload(file->first, file->second);
  if (!verdict) return failed(verdict.error());
  const bool is_wanted = value_of(ask.request.query, "accept") == "true";
  bool is_brought_in = false;
  if (is_wanted && verdict->is_accepted) {
    const auto accepted = ask.desk.accept_upload(verdict->token, ask.request.visitor.name);
    if (!accepted) return failed(accepted.error());
    is_brought_in = true;
  }
  JsonWriter json;
  write_verdict(json, *verdict, is_brought_in);
  return json_answer(json.take(), is_brought_in ? 202 : 200);
}

}  // namespace elzhur::web::api
