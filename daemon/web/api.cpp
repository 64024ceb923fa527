// Which address is answered by whom, and what is kept of answers.
#include "daemon/web/api.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "daemon/web/api_parts.hpp"
#include "journal/hash.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::web {

namespace {

using api::Ask;

constexpr std::string_view k_prefix = "/api/v1/";

/// "findings/F-1/confirm" as its parts; nothing when there are too many.
struct Parts {
  std::array<std::string_view, 3> at{};
  std::size_t count = 0;
};
std::optional<Parts> split(std::string_view path) {
  Parts parts;
  while (true) {
    const std::size_t slash = path.find('/');
    if (parts.count == parts.at.size()) return std::nullopt;
    parts.at[parts.count++] = path.substr(0, slash);
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

std::optional<rules::Action> action_of(std::string_view verb) {
  if (verb == "acknowledge") return rules::Action::acknowledge;
  if (verb == "confirm") return rules::Action::confirm;
  if (verb == "dispute") return rules::Action::dispute;
  if (verb == "excuse") return rules::Action::excuse;
  if (verb == "withdraw") return rules::Action::withdraw;
  return std::nullopt;
}

struct Route {
  std::string_view name;
  Response (*get)(const Ask&);
  Response (*post)(const Ask&);
};
constexpr std::array<Route, 14> k_routes{{{"status", &api::get_status, nullptr},
                                          {"findings", &api::get_findings, nullptr},
                                          {"appeals", &api::get_appeals, &api::post_appeal},
                                          {"meetings", &api::get_meetings, &api::post_meeting},
                                          {"teachers", &api::get_teachers, nullptr},
                                          {"sources", &api::get_sources, nullptr},
                                          {"outbox", &api::get_outbox, nullptr},
                                          {"keeping", &api::get_keeping, nullptr},
                                          {"backlog", &api::get_backlog, nullptr},
                                          {"contradictions", &api::get_contradictions, nullptr},
                                          {"excuses", &api::get_excuses, &api::post_excuse},
                                          {"silences", &api::get_silences, &api::post_silence},
                                          {"mode", &api::get_mode, &api::post_mode},
                                          {"test-mail", nullptr, &api::post_test_mail}}};
/// Of them: what nothing but Desk::version() changes.
bool is_kept(std::string_view name) { return name == "findings" || name == "appeals" || name == "excuses"; }

Response answer_plain(const Ask& ask, std::string_view name) {
  const std::string& method = ask.request.method;
  for (const Route& route : k_routes) {
    if (route.name != name) continue;
    if (method == "GET" && route.get != nullptr) return route.get(ask);
    if (method == "POST" && route.post != nullptr) return route.post(ask);
    if (route.get == nullptr) return api::not_allowed("POST");
    return api::not_allowed(route.post != nullptr ? "GET, POST" : "GET");
  }
  if (name == "openapi.json") {
    if (method != "GET") return api::not_allowed("GET");
    return api::json_answer(std::string(openapi_text()));
  }
  return api::not_found("такого адреса нет");
}

Response answer_one(const Ask& ask, std::string_view name, std::string_view id) {
  const std::string& method = ask.request.method;
  if (name == "appeals" && method == "PATCH") return api::patch_appeal(ask, id);
  if (name == "meetings" && method == "PATCH") return api::patch_meeting(ask, id);
  if (name == "outbox" && id == "release")
    return method == "POST" ? api::post_release(ask) : api::not_allowed("POST");
  const auto get = [&]() -> Response (*)(const Ask&, std::string_view) {
    if (name == "findings") return &api::get_finding;
    if (name == "appeals") return &api::get_appeal;
    if (name == "meetings") return &api::get_meeting;
    if (name == "documents") return &api::get_document;
    if (name == "reports") return &api::get_report;
    return nullptr;
  }();
  if (get == nullptr) return api::not_found("такого адреса нет");
  if (method != "GET")
    return api::not_allowed(name == "appeals" || name == "meetings" ? "GET, PATCH" : "GET");
  return get(ask, id);
}

Response answer_action(const Ask& ask, const Parts& parts) {
  if (parts.at[0] == "meetings" && parts.at[2] == "minutes")
    return ask.request.method == "GET" ? api::get_minutes(ask, parts.at[1]) : api::not_allowed("GET");
  const auto action = action_of(parts.at[2]);
  const bool of_finding = parts.at[0] == "findings" && action;
  const bool of_source = parts.at[0] == "sources" && (parts.at[2] == "pull" || parts.at[2] == "documents");
  const bool of_silence = parts.at[0] == "silences" && parts.at[2] == "end";
  if (!of_finding && !of_source && !of_silence) return api::not_found("такого адреса нет");
  if (ask.request.method != "POST") return api::not_allowed("POST");
  if (of_silence) return api::post_silence_end(ask, parts.at[1]);
  if (of_finding) return api::post_decision(ask, parts.at[1], *action);
  return parts.at[2] == "pull" ? api::post_pull(ask, parts.at[1]) : api::post_document(ask, parts.at[1]);
}

/// What a kept answer differs by: the address, and what of names the visitor may see.
std::string key_of(Desk& desk, const Request& request, std::string_view path) {
  std::string key(path);
  for (const auto& [name, value] : request.query) {
    key += '\n';
    key += name;
    key += '=';
    key += value;
  }
  key += '\n';
  key += api::sight_of(desk, request.visitor).key();
  return key;
}

bool is_seen(std::string_view seen, std::string_view tag) {
  return !tag.empty() && seen.find(tag) != std::string_view::npos;
}

}  // namespace

std::optional<Response> Api::answer(const Request& request) {
  std::string_view path = request.path;
  if (path == "/api" || (path.starts_with("/api/") && !path.starts_with(k_prefix)))
    return api::not_found("API начинается с /api/v1/");
  if (!path.starts_with(k_prefix)) return std::nullopt;
  path.remove_prefix(k_prefix.size());
  try {
    if (request.method == "GET" && is_kept(path)) return answer_list(request, path);
    return answer_known(request, path);
  } catch (const rules::StoreFailure&) {
    // The cause is in the log and in the state of the service; here it would show paths to strangers.
    return problem(503, "Сейчас недоступно", "база данных не отвечает: попробуйте позже");
  }
}

Response Api::answer_known(const Request& request, std::string_view path) {
  const Ask ask{desk_, request};
  const auto parts = split(path);
  if (!parts) return api::not_found("такого адреса нет");
  if (parts->count == 1) return answer_plain(ask, parts->at[0]);
  if (parts->count == 2) return answer_one(ask, parts->at[0], parts->at[1]);
  return answer_action(ask, *parts);
}

Response Api::answer_list(const Request& request, std::string_view path) {
  // Who may not see it must not find it kept.
  const bool may_see = path == "findings"  ? api::sight_of(desk_, request.visitor).anything()
                       : path == "appeals" ? request.visitor.may(Right::appeals)
                                           : request.visitor.may(Right::names);
  if (!may_see) return api::forbidden();
  const std::uint64_t version = desk_.version();
  const std::string key = key_of(desk_, request, path);
  std::shared_ptr<const Response> kept;
  {
    const std::lock_guard lock(mutex_);
    if (kept_version_ != version || kept_.size() >= k_kept_answers_max || kept_bytes_ >= k_kept_bytes_max) {
      kept_.clear();
      kept_bytes_ = 0;
      kept_version_ = version;
    }
    if (const auto found = kept_.find(key); found != kept_.end()) kept = found->second;
  }
  if (!kept) {
    Response made = answer_known(request, path);
    if (made.status != 200) return made;
    journal::Digest digest;
    digest.add(key);
    digest.add(version);
    made.headers.emplace_back("ETag", fmt::format("W/\"{:016x}\"", digest.value()));
    made.headers.emplace_back("Cache-Control", "private, no-cache");
    kept = std::make_shared<const Response>(std::move(made));
    const std::lock_guard lock(mutex_);
    if (kept_version_ == version && kept_.emplace(key, kept).second) kept_bytes_ += kept->body.size();
  } else {
    api::note_names({desk_, request}, path);
  }
  if (!is_seen(request.entity_tag_seen, kept->headers.front().second)) return *kept;
  Response unchanged;
  unchanged.status = 304;
  unchanged.headers = kept->headers;
  return unchanged;
}

}  // namespace elzhur::web
