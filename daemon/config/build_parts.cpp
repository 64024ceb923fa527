// School, store, mail and page.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/shape.hpp"
#include "daemon/config/users_file.hpp"
#include "daemon/config/values.hpp"
#include "journal/address.hpp"

namespace elzhur::config {

namespace {

std::uint16_t default_port(SmtpTls tls) {
  switch (tls) {
    case SmtpTls::starttls:
      return 587;
    case SmtpTls::implicit:
      return 465;
    case SmtpTls::none:
      return 25;
  }
  return 587;
}

SmtpTls tls_of(std::string_view text) {
  if (text == "implicit") return SmtpTls::implicit;
  return text == "none" ? SmtpTls::none : SmtpTls::starttls;
}

/// What a link in a letter leads to, and who may read it there.
void check_public_url(const WebSpec& spec, const Section& web, Problems& problems) {
  if (!spec.public_url) return;
  const std::string_view url = *spec.public_url;
  const std::string_view rest = url.substr(url.find("://") + 3);
  const Place place = web.place("public_url");
  if (rest.find('/') != std::string_view::npos) {
    problems.error(
        place,
        "'public_url' is the address of the site alone, such as https://monitor.school.example: the "
        "page does not live under a path");
    return;
  }
  if (is_loopback(host_of(url))) return;
  if (url.starts_with("http://")) {
    problems.warning(place, "'http://' shows names of teachers to everybody on the way: use https://");
  }
  if (spec.users_file.empty()) {
    problems.warning(place,
                     "without 'users_file' everybody who reaches this address reads the names of teachers");
  }
}

/// The address of a Unix socket holds no more.
constexpr std::size_t k_socket_path_bytes_max = 107;

SmtpSpec build_smtp(const Section& smtp, bool is_used, const Surroundings& around, Problems& problems) {
  SmtpSpec spec;
  spec.host = smtp.text("host");
  spec.tls = tls_of(smtp.text("tls"));
  spec.port = static_cast<std::uint16_t>(smtp.integer("port").value_or(default_port(spec.tls)));
  spec.username = smtp.text("username");
  if (const std::string file = smtp.text("ca_file"); !file.empty()) spec.ca_file = resolve(around, file);
  if (const std::string file = smtp.text("password_file"); !file.empty())
    spec.password_file = resolve(around, file);
  spec.password_credential = smtp.text("password_credential");
  const bool has_password = !spec.password_file.empty() || !spec.password_credential.empty();
  if (spec.tls == SmtpTls::none && !spec.host.empty() && !is_loopback(spec.host)) {
    problems.error(smtp.place("tls"),
                   "'tls: none' is for a mail server on this machine only: letters hold names; use "
                   "starttls or implicit");
  }
  if (!spec.username.empty() && !has_password) {
    problems.error(smtp.place("username"),
                   "'username' needs 'password_file' or 'password_credential' beside it");
  }
  if (spec.username.empty() && has_password) {
    problems.error(smtp.place(), "a password without 'username': add it, or remove the password");
  }
  if (is_used) check_pem(smtp, "ca_file", "CERTIFICATE", around, problems);
  // A secret that is not used need not be there yet: an administrator fills the file in step by step.
  if (is_used && has_password) spec.password = read_secret(smtp, "password", around, problems);
  return spec;
}

}  // namespace

std::filesystem::path resolve(const Surroundings& around, std::string_view text) {
  return (around.base / std::filesystem::path(text)).lexically_normal();
}

std::optional<School> build_school(const Section& school, Problems& problems) {
  const std::string name = school.text("timezone");
  if (name.empty()) return std::nullopt;
  auto zone = journal::TimeZone::load(name);
  if (!zone) {
    problems.error(school.place("timezone"),
                   "this system knows no such time zone; write it as Europe/Moscow, Europe/Simferopol or "
                   "Asia/Yekaterinburg (the list: timedatectl list-timezones)");
    return std::nullopt;
  }
  return School{school.text("name"), *std::move(zone), school.date("watch_from")};
}

StoreSpec build_store(const Section& store, const Surroundings& around) {
  StoreSpec spec;
  spec.path = resolve(around, store.text("path"));
  spec.evidence = resolve(around, store.text("evidence"));
  const Section retention = store.section("retention");
  spec.retention.findings = parse_keep(retention.text("findings")).value_or(spec.retention.findings);
  spec.retention.evidence = parse_keep(retention.text("evidence")).value_or(spec.retention.evidence);
  spec.retention.access_log = parse_keep(retention.text("access_log")).value_or(spec.retention.access_log);
  if (store.has("backup")) {
    const Section backup = store.section("backup");
    const std::string to = backup.text("to");
    spec.backup = BackupSpec{to.empty() ? std::filesystem::path() : resolve(around, to),
                             backup.clock("at").value_or(journal::Seconds{}),
                             static_cast<int>(backup.integer("keep").value_or(1))};
  }
  return spec;
}

MailSpec build_mail(const Section& mail, const Surroundings& around, Problems& problems) {
  MailSpec spec;
  const std::string transport = mail.text("transport");
  if (transport == "smtp") spec.transport = Transport::smtp;
  if (transport == "none") spec.transport = Transport::none;
  spec.from = parse_mailbox(mail.text("from")).value_or(alerts::Mailbox{});
  spec.maildir = resolve(around, mail.text("maildir"));
  const bool is_smtp = spec.transport == Transport::smtp;
  if (mail.has("smtp")) {
    SmtpSpec smtp = build_smtp(mail.section("smtp"), is_smtp, around, problems);
    if (is_smtp) spec.smtp = std::move(smtp);
  } else if (is_smtp) {
    problems.error(mail.place("transport"), "'transport: smtp' needs 'smtp: {host: ..., ...}' beside it");
  }
  if (is_smtp && !mail.has("from")) {
    problems.error(mail.place("transport"),
                   "'transport: smtp' needs 'from': the address that letters come from");
  }
  if (spec.transport == Transport::none) {
    problems.warning(mail.place("transport"), "'transport: none': nobody gets letters");
  }
  return spec;
}

void check_proxies(const WebSpec& spec, const Section& web, Problems& problems) {
  const Place place = web.place("trusted_proxies");
  if (spec.trusted_proxies.size() > k_trusted_proxies_max)
    problems.error(place, fmt::format("'trusted_proxies' has more than {} entries", k_trusted_proxies_max));
  for (const std::string& text : spec.trusted_proxies) {
    if (journal::parse_ip_range(text)) continue;
    problems.error(place, "'trusted_proxies' are addresses such as 127.0.0.1 or networks such as 10.0.0.0/8");
    break;
  }
  if (!spec.trusted_proxies.empty() && spec.users_file.empty()) {
    problems.error(
        place,
        "behind a proxy the page needs 'users_file': without it whoever reaches the proxy reads the names "
        "of teachers");
  }
}

WebSpec build_web(const Section& web, const Surroundings& around, Problems& problems) {
  WebSpec spec;
  if (auto listen = parse_listen(web.text("listen"))) spec.listen = *std::move(listen);
  spec.socket = resolve(around, web.text("socket"));
  spec.public_url = parse_url(web.text("public_url"));
  const Section tls = web.section("tls");
  const auto optional_path = [&](const Section& section, std::string_view name) {
    const std::string text = section.text(name);
    return text.empty() ? std::filesystem::path() : resolve(around, text);
  };
  spec.certificate_file = optional_path(tls, "certificate_file");
  spec.key_file = optional_path(tls, "key_file");
  spec.users_file = optional_path(web, "users_file");
  spec.users = load_users(web, around, problems);
  spec.trusted_proxies = web.texts("trusted_proxies");
  check_proxies(spec, web, problems);
  if (spec.certificate_file.empty() != spec.key_file.empty()) {
    problems.error(tls.place(), "'certificate_file' and 'key_file' go together: one of them is missing");
  }
  if (!spec.certificate_file.empty() && !spec.key_file.empty()) {
    check_pem(tls, "certificate_file", "CERTIFICATE", around, problems);
    check_pem(tls, "key_file", "PRIVATE KEY", around, problems);
    if (around.inputs.readable_by_all(spec.key_file)) {
      problems.warning(tls.place("key_file"),
                       "everybody on this machine may read the file of this secret: chmod o= it");
    }
  }
  if (spec.socket.string().size() > k_socket_path_bytes_max) {
    problems.error(web.place("socket"),
                   fmt::format("the path of a socket has at most {} bytes; this one has {}",
                               k_socket_path_bytes_max, spec.socket.string().size()));
  }
  check_public_url(spec, web, problems);
  if (!spec.listen.host.empty() && !is_loopback(spec.listen.host) &&
      (spec.certificate_file.empty() || spec.users_file.empty())) {
    problems.error(
        web.place("listen"),
        "listening beyond this machine needs 'tls' and 'users_file': the page shows names of teachers");
  }
  return spec;
}

}  // namespace elzhur::config
