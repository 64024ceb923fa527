// The checked configuration as plain values. Whoever holds a Config may rely on everything in it: names are
// known, ids are unique, paths are absolute, numbers lie in their limits. Not for YAML: load.hpp makes one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "alerts/situation.hpp"
#include "connectors/elzhur_entries.hpp"
#include "connectors/elzhur_report.hpp"
#include "daemon/config/diagnostic.hpp"
#include "journal/calendar.hpp"
#include "journal/secret.hpp"
#include "journal/time.hpp"
#include "rules/due.hpp"
#include "rules/policy.hpp"

namespace elzhur::config {

/// More of these in one file is an error.
inline constexpr std::size_t k_sources_max = 50;
inline constexpr std::size_t k_rules_max = 200;
inline constexpr std::size_t k_recipients_max = 200;
inline constexpr std::size_t k_people_max = 2000;
inline constexpr std::size_t k_calendar_files_max = 50;
inline constexpr std::size_t k_declared_none_max = 100;
inline constexpr std::size_t k_pupils_named_max = 1000;
inline constexpr std::size_t k_users_max = 500;
inline constexpr std::size_t k_tokens_max = 100;
inline constexpr std::size_t k_login_bytes_max = 200;

enum class Mode : std::uint8_t {
  observe,  ///< Only the administrator is told.
  working,
};
[[nodiscard]] std::string_view mode_name(Mode mode);

struct School {
  std::string name{};
  journal::TimeZone zone;
  /// Absent: the day of the first accepted pull.
  std::optional<journal::Date> watch_from{};
};

/// How long something is kept.
struct KeepFor {
  enum class Unit : std::uint8_t { days, school_years };
  int count = 0;
  Unit unit = Unit::days;

  bool operator==(const KeepFor&) const = default;
};

struct Retention {
  KeepFor findings{2, KeepFor::Unit::school_years};
  KeepFor evidence{30, KeepFor::Unit::days};
  KeepFor access_log{1, KeepFor::Unit::school_years};
};

struct BackupSpec {
  std::filesystem::path to{};
  journal::Seconds at{};  ///< Since midnight of the school's clock.
  int keep = 14;
};

struct StoreSpec {
  std::filesystem::path path{};      ///< The database file.
  std::filesystem::path evidence{};  ///< A folder.
  Retention retention{};
  std::optional<BackupSpec> backup{};
};

/// A secret and where it came from; exactly one of `file` and `credential` is not empty when it is given.
struct SecretSpec {
  journal::Secret value{};
  std::filesystem::path file{};
  std::string credential{};  ///< The name of the systemd credential.

  [[nodiscard]] bool is_given() const { return !file.empty() || !credential.empty(); }
};

/// A folder that files are put into.
struct DirectorySpec {
  std::filesystem::path path{};
  bool move = true;
};

/// ElZhur's API. Either the token is given, or the login and the password.
struct ElzhurApiSpec {
  std::string base_url{};  ///< https, or http to this machine. Without a final slash.
  std::string vendor{};
  SecretSpec devkey{};
  SecretSpec login{};
  SecretSpec password{};
  SecretSpec token{};
  std::optional<connectors::HomeworkDate> homework_date{};
  std::map<std::string, std::string> pupils{};  ///< «7А/1» or «7А» -> a pupil's id.
  int requests_per_minute = 0;
  int requests_per_day = 0;
  std::filesystem::path ca_file{};  ///< Empty: the system's certificates.
};

/// A report of the web side.
struct ElzhurReportSpec {
  std::string base_url{};  ///< https, or http to this machine. Without a final slash.
  SecretSpec username{};
  SecretSpec password{};
  std::string path{};  ///< Begins with '/'.
  connectors::ReportMode mode = connectors::ReportMode::excel;
  std::filesystem::path ca_file{};  ///< Empty: the system's certificates.
};

/// One source, of one of the kinds.
struct SourceSpec {
  std::string id{};
  journal::Seconds every{};
  std::variant<DirectorySpec, ElzhurApiSpec, ElzhurReportSpec> kind{};
};

enum class AbsenceReason : std::uint8_t { absent, leave, trip, training, event };
/// As the staff file writes it: "absent", "leave", ...
[[nodiscard]] std::string_view absence_reason_name(AbsenceReason reason);
/// As people read it: «отсутствие по уважительной причине», «отпуск», ... No reason names an illness.
[[nodiscard]] std::string_view absence_reason_text(AbsenceReason reason);

struct Absence {
  journal::DateRange dates{};
  AbsenceReason reason = AbsenceReason::absent;
};

/// One person of the staff file. No two people have one name or one spelling.
struct StaffPerson {
  std::string name{};                    ///< Family name, given name, patronymic.
  std::vector<std::string> spellings{};  ///< Other ways in which sources write this person, and nobody else.
  std::string post{};
  std::string email{};  ///< Empty: none.
  std::vector<Absence> absences{};
};

enum class SmtpTls : std::uint8_t { starttls, implicit, none };
[[nodiscard]] std::string_view smtp_tls_name(SmtpTls tls);

struct SmtpSpec {
  std::string host{};
  std::uint16_t port = 0;
  SmtpTls tls = SmtpTls::starttls;
  std::string username{};  ///< Empty: no sign-in.
  journal::Secret password{};
  std::filesystem::path password_file{};  ///< Where the password came from; empty: not from a file named so.
  std::string password_credential{};      ///< Or the name of the systemd credential.
  std::filesystem::path ca_file{};        ///< Empty: the system's certificates.
};

enum class Transport : std::uint8_t { smtp, maildir, none };
[[nodiscard]] std::string_view transport_name(Transport transport);

using Mailbox = alerts::Mailbox;

struct MailSpec {
  Transport transport = Transport::maildir;
  Mailbox from{};
  std::optional<SmtpSpec> smtp{};   ///< Present when transport is smtp.
  std::filesystem::path maildir{};  ///< Used when transport is maildir.
};

struct Listen {
  std::string host{};  ///< An IP address without brackets, or "localhost".
  std::uint16_t port = 0;
};

/// Somebody who signs in. Roles are those of the users file ("administrator", ..., "operator").
struct UserSpec {
  std::string name{};
  std::string role{};
  std::string password{};  ///< Argon2id.
  std::string person{};    ///< Of a teacher: the full name.
};

/// A program with a token.
struct TokenSpec {
  std::string name{};
  std::string role{};
  std::string sha256{};  ///< Of the token, 64 hex digits.
};

/// No name stands twice.
struct UsersSpec {
  std::vector<UserSpec> users{};
  std::vector<TokenSpec> tokens{};
};

struct WebSpec {
  Listen listen{};
  std::filesystem::path socket{};
  std::optional<std::string> public_url{};   ///< Without a final slash. Absent: mails carry no links.
  std::filesystem::path certificate_file{};  ///< Empty: no TLS.
  std::filesystem::path key_file{};          ///< Empty together with certificate_file only.
  std::filesystem::path users_file{};        ///< Empty: nobody signs in.
  UsersSpec users{};                         ///< Of users_file.
  /// Whose X-Forwarded-For is believed: "127.0.0.1", "10.0.0.0/8"; as parse_ip_range takes them.
  std::vector<std::string> trusted_proxies{};
};
inline constexpr std::size_t k_trusted_proxies_max = 32;

enum class TeacherLabels : std::uint8_t { ids, off };
[[nodiscard]] std::string_view teacher_labels_name(TeacherLabels labels);

struct MetricsSpec {
  TeacherLabels teachers = TeacherLabels::ids;
};

/// Everything. Immutable after load_config; copies are independent and may go to other threads.
struct Config {
  std::filesystem::path file{};  ///< As it was given.
  Mode mode = Mode::observe;
  School school;
  StoreSpec store{};
  std::vector<SourceSpec> sources{};  ///< In the order of the file.
  std::vector<std::filesystem::path> calendar_files{};
  journal::SchoolCalendar calendar{};
  /// Of the bytes of all calendar files.
  std::uint64_t calendar_digest = 0;
  std::filesystem::path staff_file{};  ///< Empty: none.
  std::vector<StaffPerson> staff{};
  std::vector<std::string> declared_none{};
  std::vector<rules::RuleSpec> rules{};
  std::vector<alerts::RecipientSpec> recipients{};
  MailSpec mail{};
  WebSpec web{};
  MetricsSpec metrics{};
  /// What is allowed but worth a look. The caller logs them.
  std::vector<Diagnostic> warnings{};
};

}  // namespace elzhur::config
