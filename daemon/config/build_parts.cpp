// School, store, sources, mail and page.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/shape.hpp"
#include "daemon/config/values.hpp"

namespace elzhur::config {

namespace {

constexpr std::string_view k_source_kind_read = "directory";

/// Keys of a source whose kind is not known cannot be checked, but its id can.
const Table* table_of(const Node& source, Problems& problems) {
  const Node* kind = source.find("kind");
  const std::string words = fmt::format("{}", fmt::join(source_kinds(), ", "));
  if (kind == nullptr) {
    problems.error(source.place, fmt::format("'kind' is missing in this source: one of {}", words));
    return nullptr;
  }
  const Table* table = kind->kind == Node::Kind::scalar ? source_table(kind->text) : nullptr;
  if (table == nullptr) {
    const auto near =
        kind->kind == Node::Kind::scalar ? nearest(kind->text, source_kinds()) : std::string_view();
    problems.error(kind->place, fmt::format("'kind' must be one of {}{}", words,
                                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    return nullptr;
  }
  check_shape(source, *table, source.place, problems);
  if (kind->text != k_source_kind_read) {
    problems.error(kind->place,
                   fmt::format("this version reads only sources of kind {}: put the downloads into a folder",
                               k_source_kind_read));
  }
  return table;
}

/// The API is entered in one of two ways, not in both.
void check_api(const Section& source, Problems& problems) {
  const auto has = [&](std::string_view name) {
    return source.has(fmt::format("{}_file", name)) || source.has(fmt::format("{}_credential", name));
  };
  if (has("token") && (has("login") || has("password"))) {
    problems.error(source.place(), "either a token, or a login with its password, not both");
  } else if (!has("token") && !(has("login") && has("password"))) {
    problems.error(source.place(), "a login with its password is missing, or a token");
  }
}

void check_unique_id(const Section& source, std::map<std::string, Place>& seen, Problems& problems) {
  const std::string id = source.text("id");
  if (id.empty()) return;
  const auto [first, is_new] = seen.try_emplace(id, source.place("id"));
  if (is_new) return;
  problems.error(source.place("id"), fmt::format("id '{}' is taken; the first is in line {}, column {}", id,
                                                 first->second.line, first->second.column));
}

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
    spec.backup =
        BackupSpec{resolve(around, backup.text("to")), backup.clock("at").value_or(journal::Seconds{}),
                   static_cast<int>(backup.integer("keep").value_or(1))};
  }
  return spec;
}

std::vector<DirectorySpec> build_sources(const Section& main, const Surroundings& around,
                                         std::vector<Place>& places, Problems& problems) {
  std::vector<DirectorySpec> specs;
  const Node* list = main.node("sources");
  if (list == nullptr) return specs;
  if (list->kind != Node::Kind::list || list->items.empty()) {
    problems.error(list->place, "'sources' must be a list with at least one source: each begins with '- '");
    return specs;
  }
  if (list->items.size() > k_sources_max) {
    problems.error(list->place, fmt::format("'sources' has more than {} entries", k_sources_max));
    return specs;
  }
  std::map<std::string, Place> ids;
  for (const Node& item : list->items) {
    if (item.kind != Node::Kind::map) {
      problems.error(item.place, "a source must be made of 'key: value'");
      continue;
    }
    const Table* table = table_of(item, problems);
    if (table == nullptr) continue;
    const Section source(&item, *table, item.place);
    check_unique_id(source, ids, problems);
    const std::string kind = item.find("kind")->text;
    if (kind == "elzhur_api") check_api(source, problems);
    if (kind != k_source_kind_read || source.text("path").empty()) continue;
    specs.push_back({source.text("id"), resolve(around, source.text("path")), source.flag("move"),
                     source.duration("every").value_or(journal::Seconds{60})});
    places.push_back(source.place("path"));
  }
  return specs;
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
  if (spec.certificate_file.empty() != spec.key_file.empty()) {
    problems.error(tls.place(), "'certificate_file' and 'key_file' go together: one of them is missing");
  }
  if (!spec.listen.host.empty() && !is_loopback(spec.listen.host) &&
      (spec.certificate_file.empty() || spec.users_file.empty())) {
    problems.error(
        web.place("listen"),
        "listening beyond this machine needs 'tls' and 'users_file': the page shows names of teachers");
  }
  return spec;
}

}  // namespace elzhur::config
