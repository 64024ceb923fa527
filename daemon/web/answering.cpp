#include "daemon/web/answering.hpp"

#include <pwd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/web/gzip.hpp"
#include "daemon/web/header_text.hpp"
#include "daemon/web/multipart.hpp"
#include "daemon/web/url.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_accounts_max = 1000;

bool is_form(std::string_view content_type, std::string_view type) {
  return equal_ignoring_case(trimmed(content_type.substr(0, content_type.find(';'))), type);
}

bool has_header(const Response& response, std::string_view name) {
  for (const auto& [given, value] : response.headers) {
    if (equal_ignoring_case(given, name)) return true;
  }
  return false;
}

/// What the log shows of a path: ids, never words that may be names.
std::string_view shown_path(std::string_view path) {
  const bool is_plain = path.size() <= 100 && std::all_of(path.begin(), path.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                 std::string_view("-_./").find(c) != std::string_view::npos;
                        });
  return is_plain ? path : "(not shown)";
}

void compress(const Request& request, Response& response) {
  if (response.body.size() <= k_gzip_bytes_min || !is_worth_gzip(response.content_type)) return;
  if (has_header(response, "Content-Encoding")) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!request.accepts_gzip) return;
  // A page may hold a form's token beside a text from outside. That length tells nothing (BREACH), because no
  // other site can send the session's cookie: SameSite=Strict.
  if (auto packed = gzip(response.body)) {
    response.body = *std::move(packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
}

}  // namespace

Answering::Answering(Reception& reception, std::vector<std::unique_ptr<Part>> parts, PersonOf person_of)
    : reception_(reception),
      parts_(std::move(parts)),
      person_of_(std::move(person_of)),
      sign_in_(reception) {}

Response Answering::answer(Admission&& admission, std::string&& body, const Peer& peer, bool secure) {
  Response response;
  try {
    response = ask(admission, std::move(body), peer, secure);
    show_to_people(admission.request, response);
    compress(admission.request, response);
  } catch (const std::exception& error) {
    spdlog::error("web: {} {}: {}", admission.request.method, shown_path(admission.request.path),
                  error.what());
    response = problem(500, "Internal Server Error",
                       "Программа не справилась с запросом; подробности в её журнале.");
    show_to_people(admission.request, response);
  }
  spdlog::debug("web: {} {} {} bytes={} peer={}", admission.request.method,
                shown_path(admission.request.path), response.status, response.body.size(),
                admission.request.peer);
  return response;
}

Response Answering::ask(Admission& admission, std::string&& body, const Peer& peer, bool secure) {
  Request& request = admission.request;
  if (admission.uid) request.visitor.name = account_name(*admission.uid);
  if (auto refusal = take_form(admission, std::move(body))) return *std::move(refusal);
  if (admission.needs_form_token) {
    const auto in_form = value_of(request.form, "form_token");
    const std::string_view given = in_form ? *in_form : std::string_view(admission.given_form_token);
    if (!equal_in_constant_time(given, request.visitor.form_token)) {
      return problem(403, "Forbidden", "Форма устарела: откройте страницу заново и повторите.");
    }
  }
  if (!admission.person.empty() && person_of_) request.visitor.person = person_of_(admission.person);
  if (auto answered = sign_in_.answer(admission, peer.throttle_key, secure)) return *std::move(answered);
  for (const auto& part : parts_) {
    if (auto answered = part->answer(request)) return *std::move(answered);
  }
  return problem(404, "Not Found", "Такой страницы нет.");
}

std::optional<Response> Answering::take_form(Admission& admission, std::string&& body) const {
  Request& request = admission.request;
  if (is_form(request.content_type, "application/x-www-form-urlencoded")) {
    auto form = parse_urlencoded(body);
    if (!form) return problem(400, "Bad Request", "Форма записана с ошибкой.");
    request.form = *std::move(form);
  } else if (is_form(request.content_type, "multipart/form-data")) {
    auto form = parse_multipart(request.content_type, std::move(body));
    if (!form) return problem(400, "Bad Request", form.error().text);
    request.form = std::move(form->fields);
    request.files = std::move(form->files);
  } else {
    request.body = std::move(body);
  }
  return std::nullopt;
}

std::string Answering::account_name(std::uint32_t uid) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = accounts_.find(uid); found != accounts_.end()) return found->second;
  }
  std::array<char, 4096> memory{};
  passwd entry{};
  passwd* found = nullptr;
  const bool is_found =
      getpwuid_r(uid, &entry, memory.data(), memory.size(), &found) == 0 && found != nullptr;
  std::string name = is_found ? std::string(found->pw_name) : fmt::format("uid {}", uid);
  if (!is_plain_text(name)) name = fmt::format("uid {}", uid);
  const std::lock_guard lock(mutex_);
  if (accounts_.size() < k_accounts_max) accounts_.insert_or_assign(uid, name);
  return name;
}

}  // namespace elzhur::web
