#include "daemon/web/reception.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "daemon/web/gzip.hpp"
#include "daemon/web/header_text.hpp"
#include "daemon/web/url.hpp"

namespace elzhur::web {
namespace {

constexpr std::array<std::string_view, 4> k_methods{"GET", "HEAD", "POST", "PATCH"};

/// Without signing in: what a sign-in page needs, and what a supervisor asks.
bool is_public(std::string_view path) {
  return path == "/login" || path == "/-/healthy" || path == "/-/ready" || path == "/favicon.ico" ||
         path.starts_with("/static/");
}

/// Where files may be brought in.
bool is_upload(std::string_view path) {
  return path == "/upload" || path.starts_with("/upload/") ||
         (path.starts_with("/api/v1/sources/") && path.ends_with("/documents"));
}

bool is_loopback_name(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool wants_page(std::string_view accept) {
  bool wants = false;
  for_each_item(accept, ',', [&](std::string_view item) {
    wants = wants || trimmed(item.substr(0, item.find(';'))) == "text/html";
  });
  return wants;
}

Response too_many(std::chrono::seconds wait) {
  Response response =
      problem(429, "Too Many Requests", fmt::format("Слишком часто. Повторите через {} с.", wait.count()));
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

/// A page of another site must not act through a visitor's browser, whoever vouches for the request.
bool is_of_another_site(const Head& head, const AccessSpec& access) {
  if (!head.fetch_site.empty() && head.fetch_site != "same-origin" && head.fetch_site != "none") return true;
  if (head.origin.empty()) return false;
  const std::size_t scheme = head.origin.find("://");
  if (scheme == std::string::npos) return true;  // "null": a document without an origin.
  const std::string_view authority = std::string_view(head.origin).substr(scheme + 3);
  const bool is_public = !access.public_host.empty() && host_without_port(authority) == access.public_host;
  return !is_public && !equal_ignoring_case(authority, head.host);
}

}  // namespace

std::string_view session_cookie_name(bool is_secure) {
  return is_secure ? "__Host-elzhur_session" : "elzhur_session";
}

bool is_secure(const Head& head, const Peer& peer, const AccessSpec& access) {
  return peer.is_tls || (access.is_public_https && host_without_port(head.host) == access.public_host);
}

Peer peer_of(const journal::IpAddress& address) {
  static const journal::IpAddress k_loopback = *journal::parse_ip("::1");
  Peer peer;
  peer.address = journal::format_ip(address);
  peer.throttle_key = peer.address;
  constexpr std::size_t k_network_bytes = 8;
  if (!address.is_v4() && address != k_loopback) {
    peer.throttle_key.clear();
    for (std::size_t i = 0; i < k_network_bytes; ++i)
      peer.throttle_key.push_back(static_cast<char>(address.bytes.at(i)));
  }
  return peer;
}

Peer asking_peer(const Head& head, const Peer& peer, const AccessSpec& access) {
  const auto is_trusted = [&access](const journal::IpAddress& address) {
    return std::any_of(access.trusted_proxies.begin(), access.trusted_proxies.end(),
                       [&](const journal::IpRange& range) { return range.contains(address); });
  };
  if (peer.uid || access.trusted_proxies.empty()) return peer;
  auto known = journal::parse_ip(peer.address);
  std::string_view rest = head.forwarded_for;
  // From the right: each proxy has appended whom it was asked by.
  while (known && is_trusted(*known) && !rest.empty()) {
    const std::size_t comma = rest.rfind(',');
    const auto before =
        journal::parse_ip(trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1)));
    if (!before) break;
    known = before;
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
  }
  if (!known) return peer;
  Peer asking = peer_of(*known);
  asking.is_tls = peer.is_tls;
  return asking;
}

bool Reception::is_proxy(const Peer& peer) const {
  const auto access = this->access();
  const auto address = peer.uid ? std::nullopt : journal::parse_ip(peer.address);
  return address && std::any_of(access->trusted_proxies.begin(), access->trusted_proxies.end(),
                                [&](const journal::IpRange& range) { return range.contains(*address); });
}

Reception::Reception(AccessSpec access, MonotonicNow now)
    : now_(std::move(now)), access_(std::make_shared<const AccessSpec>(std::move(access))) {}

void Reception::replace(AccessSpec access) {
  auto made = std::make_shared<const AccessSpec>(std::move(access));
  const std::lock_guard lock(mutex_);
  access_ = std::move(made);
}

std::shared_ptr<const AccessSpec> Reception::access() const {
  const std::lock_guard lock(mutex_);
  return access_;
}

Admitted Reception::admit(const Head& head, const Peer& peer) {
  Admitted admitted;
  Admission& admission = admitted.admission;
  Request& request = admission.request;
  request.accept = head.accept;
  request.wants_page = wants_page(head.accept);
  request.accepts_gzip = takes_gzip(head.accept_encoding);
  request.content_type = head.content_type;
  request.entity_tag_seen = head.if_none_match;
  request.peer = peer.address;
  admission.is_head = head.method == "HEAD";
  request.method = admission.is_head ? "GET" : head.method;
  admission.given_form_token = head.form_token;

  const auto access = this->access();
  admitted.refusal = find_out(head, peer, *access, admission);
  const bool is_known = admission.known != Known::not_at_all;
  Throttle& throttle = is_known ? known_ : strangers_;
  if (const auto wait = throttle.take(peer.throttle_key, now_())) admitted.refusal = too_many(*wait);
  if (admitted.refusal) return admitted;

  auto target = parse_target(head.target);
  if (!target) {
    admitted.refusal = problem(400, "Bad Request", "Адрес записан с ошибкой.");
    return admitted;
  }
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  if (std::find(k_methods.begin(), k_methods.end(), head.method) == k_methods.end()) {
    admitted.refusal = problem(405, "Method Not Allowed", "");
    admitted.refusal->headers.emplace_back("Allow", "GET, HEAD, POST, PATCH");
    return admitted;
  }
  const bool changes = request.method != "GET";
  if (changes && is_of_another_site(head, *access)) {
    admitted.refusal =
        problem(403, "Forbidden", "Запрос пришёл со страницы другого сайта. Откройте страницу заново.");
    return admitted;
  }
  admission.is_sign_in = changes && request.path == "/login";
  admission.needs_form_token = changes && admission.known == Known::by_session && !admission.is_sign_in;
  if (!is_known && !is_public(request.path)) {
    if (request.wants_page && access->users && !changes) {
      const bool is_start = head.target == "/" || !is_local_path(head.target);
      admitted.refusal = redirect(is_start ? "/login" : "/login?next=" + escape_url(head.target));
    } else {
      admitted.refusal = problem(401, "Unauthorized", "Нужно войти.");
      admitted.refusal->headers.emplace_back("WWW-Authenticate", "Bearer realm=\"elzhur\"");
    }
    return admitted;
  }
  if (is_upload(request.path) && changes && request.visitor.may(Right::settle))
    admission.body_max = k_upload_bytes_max;
  return admitted;
}

std::optional<Response> Reception::find_out(const Head& head, const Peer& peer, const AccessSpec& access,
                                            Admission& admission) {
  Visitor& visitor = admission.request.visitor;
  if (peer.uid) {
    admission.known = Known::by_socket;
    admission.uid = peer.uid;
    visitor.rights = all_rights();
    return std::nullopt;
  }
  if (!access.users) {
    // Without users nothing but this name keeps the pages of other sites out: DNS rebinding.
    const std::string host = host_without_port(head.host);
    if (!is_loopback_name(host) && (access.public_host.empty() || host != access.public_host)) {
      return problem(
          421, "Misdirected Request",
          "Под этим именем страница не открывается: http://localhost или адрес из web.public_url.");
    }
    admission.known = Known::as_local;
    visitor.rights = reading_rights();
    return std::nullopt;
  }
  if (!head.authorization.empty()) return find_by_token(head, access, admission);
  find_by_session(head, access, admission);
  return std::nullopt;
}

std::optional<Response> Reception::find_by_token(const Head& head, const AccessSpec& access,
                                                 Admission& admission) {
  constexpr std::string_view k_scheme = "bearer ";
  const std::string_view given = head.authorization;
  const Token* token = nullptr;
  if (given.size() > k_scheme.size() && equal_ignoring_case(given.substr(0, k_scheme.size()), k_scheme))
    token = access.users->find_token(trimmed(given.substr(k_scheme.size())));
  if (token == nullptr) {
    Response refusal = problem(401, "Unauthorized", "Такого ключа доступа нет.");
    refusal.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"elzhur\", error=\"invalid_token\"");
    return refusal;
  }
  admission.known = Known::by_token;
  admission.request.visitor.name = token->name;
  admission.request.visitor.rights = rights_of(token->role);
  return std::nullopt;
}

void Reception::find_by_session(const Head& head, const AccessSpec& access, Admission& admission) {
  for (const bool secure : {true, false}) {
    const auto cookie = parameter(head.cookie, session_cookie_name(secure));
    if (!cookie) continue;
    const auto session = sessions_.find(*cookie, now_());
    if (!session) continue;
    const User* user = access.users->find(session->user);
    if (user == nullptr || Users::fingerprint(*user) != session->fingerprint) {
      sessions_.close(*cookie);  // A reload has changed what it stood for.
      continue;
    }
    admission.known = Known::by_session;
    admission.session = *cookie;
    admission.person = user->role == Role::teacher ? user->person : std::string();
    Visitor& visitor = admission.request.visitor;
    visitor.name = user->name;
    visitor.rights = rights_of(user->role);
    visitor.form_token = session->form_token;
    return;
  }
}

}  // namespace elzhur::web
