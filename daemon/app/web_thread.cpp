#include "daemon/app/web_thread.hpp"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/runtime/system_clock.hpp"
#include "daemon/web/header_text.hpp"
#include "daemon/web/users.hpp"
#include "journal/address.hpp"
#include "journal/check.hpp"

namespace elzhur::app {
namespace {

constexpr std::chrono::seconds k_beat_every{1};

/// Requires: roles that the configuration knows, and digests of the right form.
std::shared_ptr<const web::Users> users_of(const config::UsersSpec& spec) {
  std::vector<web::User> users;
  for (const config::UserSpec& user : spec.users) {
    const auto role = web::parse_role(user.role);
    ELZHUR_CHECK(role);
    users.push_back({user.name, *role, user.password, user.person});
  }
  std::vector<web::Token> tokens;
  for (const config::TokenSpec& token : spec.tokens) {
    const auto role = web::parse_role(token.role);
    const auto digest = web::parse_hex(token.sha256);
    ELZHUR_CHECK(role && digest);
    tokens.push_back({token.name, *role, *digest});
  }
  return std::make_shared<const web::Users>(std::move(users), std::move(tokens));
}

web::AccessSpec access_of(const config::WebSpec& spec) {
  web::AccessSpec access;
  for (const std::string& text : spec.trusted_proxies) {
    const auto range = journal::parse_ip_range(text);
    ELZHUR_CHECK(range);
    access.trusted_proxies.push_back(*range);
  }
  if (!spec.users_file.empty()) access.users = users_of(spec.users);
  if (spec.public_url) {
    const std::string_view url = *spec.public_url;
    access.is_public_https = url.starts_with("https://");
    const std::string_view rest = url.substr(url.find("://") + 3);
    access.public_host = web::host_without_port(rest.substr(0, rest.find('/')));
  }
  return access;
}

web::TlsFiles tls_of(const config::WebSpec& spec) { return {spec.certificate_file, spec.key_file}; }

}  // namespace

journal::Result<std::unique_ptr<WebThread>> WebThread::create(const config::WebSpec& spec, Site site,
                                                              const journal::Clock& clock,
                                                              runtime::Pulse& pulse,
                                                              std::chrono::milliseconds slack,
                                                              metrics::LimitCounts& limits) {
  auto made = std::unique_ptr<WebThread>(new WebThread(spec, pulse));
  web::ServerSpec server;
  server.host = spec.listen.host;
  server.port = spec.listen.port;
  server.socket = spec.socket;
  server.tls = tls_of(spec);
  server.access = access_of(spec);
  web::ServerNeeds needs;
  needs.monotonic = runtime::monotonic_now;
  needs.now = [&clock] { return clock.now(); };
  needs.on_beat = [&pulse, slack] { pulse.beat(runtime::monotonic_now(), k_beat_every + slack); };
  needs.on_limit = [&limits](metrics::Limit limit) { limits.hit(limit); };
  auto created =
      web::Server::create(server, std::move(site.parts), std::move(site.person_of), std::move(needs));
  if (!created) return tl::make_unexpected(created.error());
  made->site_ = std::move(site);
  made->server_ = *std::move(created);
  const bool is_v6 = spec.listen.host.find(':') != std::string::npos;
  spdlog::info("web: listens on http{}://{}{}{}:{}", server.tls.is_given() ? "s" : "", is_v6 ? "[" : "",
               spec.listen.host, is_v6 ? "]" : "", made->port());
  return made;
}

void WebThread::run() {
  server_->run();
  pulse_.end();
}

journal::Result<void> WebThread::replace(const config::WebSpec& spec) {
  using journal::ErrorKind;
  if (spec.listen.host != spec_.listen.host || spec.listen.port != spec_.listen.port)
    return journal::failure(ErrorKind::config, "web.listen is another one: that needs a restart");
  if (spec.socket != spec_.socket)
    return journal::failure(ErrorKind::config, "web.socket is another one: that needs a restart");
  return server_->replace(access_of(spec), tls_of(spec));
}

}  // namespace elzhur::app
