// The configuration in use, as text for people: every default is written out, no secret is.
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/load.hpp"
#include "daemon/config/values.hpp"

namespace elzhur::config {

namespace {

/// A double-quoted YAML text. Texts of a Config hold no control characters.
std::string quote(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
  return out;
}

std::string quote(const std::filesystem::path& path) { return quote(path.string()); }

std::string quote_list(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  for (const std::string& text : texts) items.push_back(quote(text));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

constexpr std::pair<std::chrono::weekday, std::string_view> k_weekdays[] = {
    {std::chrono::Monday, "monday"},       {std::chrono::Tuesday, "tuesday"},
    {std::chrono::Wednesday, "wednesday"}, {std::chrono::Thursday, "thursday"},
    {std::chrono::Friday, "friday"},       {std::chrono::Saturday, "saturday"},
    {std::chrono::Sunday, "sunday"}};

std::string render_days(const alerts::DigestSpec& digest) {
  if (digest.working_days) return "working_days";
  std::vector<std::string_view> names;
  for (const auto& [day, name] : k_weekdays) {
    if (digest.days.has(day)) names.push_back(name);
  }
  return names.size() == std::size(k_weekdays) ? "daily" : fmt::format("[{}]", fmt::join(names, ", "));
}

void add_store(std::string& out, const StoreSpec& store) {
  out += fmt::format("store:\n  path: {}\n  evidence: {}\n", quote(store.path), quote(store.evidence));
  out += fmt::format("  retention: {{findings: {}, evidence: {}, access_log: {}}}\n",
                     format_keep(store.retention.findings), format_keep(store.retention.evidence),
                     format_keep(store.retention.access_log));
  if (store.backup) {
    out += fmt::format("  backup: {{to: {}, at: \"{}\", keep: {}}}\n", quote(store.backup->to),
                       format_clock(store.backup->at), store.backup->keep);
  }
}

void add_secret(std::string& out, std::string_view name, const SecretSpec& secret) {
  if (!secret.file.empty()) out += fmt::format("    {}_file: {}\n", name, quote(secret.file));
  if (!secret.credential.empty())
    out += fmt::format("    {}_credential: {}\n", name, quote(secret.credential));
}

void add_source(std::string& out, const DirectorySpec& source) {
  out += fmt::format("    kind: directory\n    path: {}\n    move: {}\n", quote(source.path), source.move);
}

void add_source(std::string& out, const ElzhurApiSpec& source) {
  out += fmt::format("    kind: elzhur_api\n    base_url: {}\n    vendor: {}\n", quote(source.base_url),
                     quote(source.vendor));
  add_secret(out, "devkey", source.devkey);
  add_secret(out, "login", source.login);
  add_secret(out, "password", source.password);
  add_secret(out, "token", source.token);
  if (source.homework_date) {
    const bool is_due = *source.homework_date == connectors::HomeworkDate::due;
    out += fmt::format("    homework_date: {}\n", is_due ? "due" : "assigned");
  }
  if (!source.pupils.empty()) {
    std::vector<std::string> pairs;
    for (const auto& [where, pupil] : source.pupils)
      pairs.push_back(fmt::format("{}: {}", quote(where), quote(pupil)));
    out += fmt::format("    pupils: {{{}}}\n", fmt::join(pairs, ", "));
  }
  out += fmt::format("    requests_per_minute: {}\n    requests_per_day: {}\n", source.requests_per_minute,
                     source.requests_per_day);
  if (!source.ca_file.empty()) out += fmt::format("    ca_file: {}\n", quote(source.ca_file));
}

void add_source(std::string& out, const ElzhurReportSpec& source) {
  out += fmt::format("    kind: elzhur_report\n    base_url: {}\n", quote(source.base_url));
  add_secret(out, "username", source.username);
  add_secret(out, "password", source.password);
  const bool is_excel = source.mode == connectors::ReportMode::excel;
  out += fmt::format("    path: {}\n    mode: {}\n", quote(source.path), is_excel ? "excel" : "print");
  if (!source.ca_file.empty()) out += fmt::format("    ca_file: {}\n", quote(source.ca_file));
}

void add_applies(std::string& out, const rules::Applies& applies) {
  std::vector<std::string> parts;
  if (!applies.grades.empty()) {
    std::vector<std::string> grades;
    for (const rules::GradeRange& range : applies.grades) grades.push_back(format_grades(range));
    parts.push_back(fmt::format("grades: [{}]", fmt::join(grades, ", ")));
  }
  const std::pair<std::string_view, const std::vector<std::string>*> lists[] = {
      {"classes", &applies.classes},
      {"classes_except", &applies.classes_except},
      {"subjects", &applies.subjects},
      {"subjects_except", &applies.subjects_except}};
  for (const auto& [name, texts] : lists) {
    if (!texts->empty()) parts.push_back(fmt::format("{}: {}", name, quote_list(*texts)));
  }
  if (!parts.empty()) out += fmt::format("    applies: {{{}}}\n", fmt::join(parts, ", "));
}

void add_rule(std::string& out, const rules::RuleSpec& rule) {
  out += fmt::format("  - id: {}\n    kind: {}\n    due: {{from: {}", rule.id,
                     rules::rule_kind_name(rule.kind), rules::due_from_name(rule.due.from));
  if (rule.due.plus) out += fmt::format(", plus: {}", rules::format_span(*rule.due.plus));
  if (rule.due.at) out += fmt::format(", at: \"{}\"", format_clock(*rule.due.at));
  out += "}\n";
  if (!rule.basis.empty()) out += fmt::format("    basis: {}\n", quote(rule.basis));
  out += fmt::format("    severity: {}\n    placeholder: {}\n", rules::severity_name(rule.severity),
                     rule.placeholder_is_filled ? "filled" : "empty");
  add_applies(out, rule.applies);
  out += fmt::format("    grace: {}\n", rules::format_span(rule.grace));
  if (rule.valid_from) out += fmt::format("    valid_from: {}\n", journal::format_date(*rule.valid_from));
  if (rule.valid_until) out += fmt::format("    valid_until: {}\n", journal::format_date(*rule.valid_until));
}

void add_recipient(std::string& out, const alerts::RecipientSpec& recipient) {
  out += fmt::format("  - id: {}\n    role: {}\n    email: {}\n", recipient.id,
                     alerts::role_name(recipient.role), quote(recipient.email));
  if (!recipient.name.empty()) out += fmt::format("    name: {}\n", quote(recipient.name));
  if (recipient.role == alerts::Role::director || recipient.names != alerts::Names::confirmed) {
    out += fmt::format("    names: {}\n", alerts::names_name(recipient.names));
  }
  if (recipient.escalate) {
    std::vector<std::string> parts;
    if (recipient.escalate->after) {
      parts.push_back(fmt::format("after: {}", rules::format_span(*recipient.escalate->after)));
    }
    if (recipient.escalate->open_lessons_per_teacher) {
      parts.push_back(
          fmt::format("or_open_lessons_per_teacher: {}", *recipient.escalate->open_lessons_per_teacher));
    }
    out += fmt::format("    escalate: {{{}}}\n", fmt::join(parts, ", "));
  }
  if (recipient.digest) {
    out += fmt::format("    digest: {{at: \"{}\", on: {}}}\n", format_clock(recipient.digest->at),
                       render_days(*recipient.digest));
  }
}

void add_mail(std::string& out, const MailSpec& mail) {
  const std::string from =
      mail.from.name.empty() ? mail.from.address : fmt::format("{} <{}>", mail.from.name, mail.from.address);
  out += fmt::format("mail:\n  transport: {}\n  from: {}\n", transport_name(mail.transport), quote(from));
  if (mail.smtp) {
    const SmtpSpec& smtp = *mail.smtp;
    out += fmt::format("  smtp:\n    host: {}\n    port: {}\n    tls: {}\n", quote(smtp.host), smtp.port,
                       smtp_tls_name(smtp.tls));
    if (!smtp.username.empty()) out += fmt::format("    username: {}\n", quote(smtp.username));
    if (!smtp.password_file.empty()) out += fmt::format("    password_file: {}\n", quote(smtp.password_file));
    if (!smtp.password_credential.empty()) {
      out += fmt::format("    password_credential: {}\n", quote(smtp.password_credential));
    }
    if (!smtp.ca_file.empty()) out += fmt::format("    ca_file: {}\n", quote(smtp.ca_file));
  }
  out += fmt::format("  maildir: {}\n", quote(mail.maildir));
}

void add_web(std::string& out, const WebSpec& web) {
  out +=
      fmt::format("web:\n  listen: {}\n  socket: {}\n", quote(format_listen(web.listen)), quote(web.socket));
  if (web.public_url) out += fmt::format("  public_url: {}\n", quote(*web.public_url));
  if (!web.certificate_file.empty()) {
    out += fmt::format("  tls: {{certificate_file: {}, key_file: {}}}\n", quote(web.certificate_file),
                       quote(web.key_file));
  }
  if (!web.users_file.empty()) out += fmt::format("  users_file: {}\n", quote(web.users_file));
  if (!web.trusted_proxies.empty())
    out += fmt::format("  trusted_proxies: {}\n", quote_list(web.trusted_proxies));
}

}  // namespace

std::string_view mode_name(Mode mode) { return mode == Mode::observe ? "observe" : "working"; }

std::string_view smtp_tls_name(SmtpTls tls) {
  switch (tls) {
    case SmtpTls::starttls:
      return "starttls";
    case SmtpTls::implicit:
      return "implicit";
    case SmtpTls::none:
      return "none";
  }
  return {};
}

std::string_view transport_name(Transport transport) {
  switch (transport) {
    case Transport::smtp:
      return "smtp";
    case Transport::maildir:
      return "maildir";
    case Transport::none:
      return "none";
  }
  return {};
}

std::string_view teacher_labels_name(TeacherLabels labels) {
  return labels == TeacherLabels::ids ? "ids" : "off";
}

std::string render_effective(const Config& config) {
  std::string out = fmt::format("mode: {}\nschool:\n  name: {}\n  timezone: {}\n", mode_name(config.mode),
                                quote(config.school.name), quote(config.school.zone.name()));
  if (config.school.watch_from) {
    out += fmt::format("  watch_from: {}\n", journal::format_date(*config.school.watch_from));
  }
  add_store(out, config.store);
  out += "sources:\n";
  for (const SourceSpec& source : config.sources) {
    out += fmt::format("  - id: {}\n", source.id);
    std::visit([&out](const auto& kind) { add_source(out, kind); }, source.kind);
    out += fmt::format("    every: {}\n", format_duration(source.every));
  }
  out += "calendar:\n  files:";
  if (config.calendar_files.empty()) out += " []";
  out += '\n';
  for (const auto& file : config.calendar_files) out += fmt::format("    - {}\n", quote(file));
  if (!config.staff_file.empty()) out += fmt::format("staff:\n  file: {}\n", quote(config.staff_file));
  out += fmt::format("fields:\n  declared_none: {}\n", quote_list(config.declared_none));
  out += "rules:\n";
  for (const rules::RuleSpec& rule : config.rules) add_rule(out, rule);
  out += "recipients:\n";
  for (const alerts::RecipientSpec& recipient : config.recipients) add_recipient(out, recipient);
  add_mail(out, config.mail);
  add_web(out, config.web);
  out += fmt::format("metrics:\n  teachers: {}\n", teacher_labels_name(config.metrics.teachers));
  return out;
}

}  // namespace elzhur::config
