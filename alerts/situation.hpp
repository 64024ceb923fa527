// All that the planner (plan.hpp) decides from: who is to be told, and what is known at the end of a cycle.
// Plain values that the configuration, the cycle and the store fill in; nothing here decides anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/silence.hpp"
#include "journal/calendar.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"
#include "rules/due.hpp"
#include "rules/policy.hpp"
#include "rules/report.hpp"

namespace elzhur::alerts {

// ---- From the configuration.

enum class Role : std::uint8_t {
  administrator,       ///< The list with names, the first letter, trouble with sources.
  director,            ///< Numbers, and the names that a person confirmed.
  deputy,              ///< The list with names, in mode working and after the grace; no trouble with sources.
  responsible,         ///< Numbers alone.
  member,              ///< Numbers alone.
  site_administrator,  ///< Trouble with sources alone.
  teacher,             ///< Nothing yet: letters to teachers are not planned by this version.
};
/// "administrator", ...: the names of the contract.
[[nodiscard]] std::string_view role_name(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);

/// Whose names the director sees.
enum class Names : std::uint8_t {
  confirmed,  ///< Of confirmed findings only.
  all,        ///< Also, apart and marked as unchecked, of those whose grace is over.
};
[[nodiscard]] std::string_view names_name(Names names);
[[nodiscard]] std::optional<Names> parse_names(std::string_view text);

/// `digest: {at: "16:00", on: working_days}`: when a recipient is told what has gathered.
struct DigestSpec {
  journal::Seconds at{};      ///< Since midnight of the school's clock.
  bool working_days = false;  ///< Every worked day; on a day that no calendar knows, Monday to Friday.
  journal::Weekdays days{};   ///< Used when not working_days: daily is all seven.

  bool operator==(const DigestSpec&) const = default;
};

/// `escalate: {after: 3 working_days, or_open_lessons_per_teacher: 10}`; at least one is given.
struct EscalateSpec {
  std::optional<rules::Span> after{};
  std::optional<int> open_lessons_per_teacher{};

  bool operator==(const EscalateSpec&) const = default;
};

struct RecipientSpec {
  std::string id{};
  Role role = Role::administrator;
  std::string email{};  ///< Bare address: user@host.
  std::string name{};   ///< Who is greeted: «Сергей Викторович»; empty: nobody by name.
  Names names = Names::confirmed;
  std::optional<DigestSpec> digest{};  ///< Absent: told at the end of a cycle that brings something new.
  std::optional<EscalateSpec> escalate{};

  bool operator==(const RecipientSpec&) const = default;
};

/// The sender: «ЭлЖур-монитор <elzhur@school.example>».
struct Mailbox {
  std::string name{};     ///< May be empty.
  std::string address{};  ///< user@host, ASCII.

  bool operator==(const Mailbox&) const = default;
};

struct Settings {
  std::string school_name{};
  Mailbox from{};
  /// Of this store, forever the same: two schools on one server must not make equal Message-IDs.
  std::string instance_id{};
  std::optional<std::string> public_url{};  ///< Without a final slash. Absent: mails carry no links.
  bool is_working = false;                  ///< False: mode observe, only the administrator is told.
  std::vector<RecipientSpec> recipients{};
};

// ---- From the cycle.

enum class ReportStatus : std::uint8_t { accepted, unchanged, rejected, failed };

struct DocumentReport {
  std::string name{};    ///< "export.zip!7а.xls".
  std::string sha256{};  ///< Empty when the bytes could not be had.
  ReportStatus status = ReportStatus::accepted;
  std::string reason{};  ///< Russian, for a person; without pupils' names.
  std::size_t lessons = 0;
  /// The store had these bytes refused before this cycle: whoever had to be told of it was.
  bool was_refused_before = false;
};

struct SourceReport {
  std::string id{};
  ReportStatus status = ReportStatus::unchanged;
  std::string reason{};
  std::vector<DocumentReport> documents{};
  /// Of a failed source: the first failure with no good pull after it. Absent: this cycle's.
  std::optional<journal::Instant> failing_since{};
  /// What is empty in it does not count yet; from when on, if that is known.
  bool is_new = false;
  std::optional<journal::Instant> counts_from{};
};

/// Trouble of the program itself: nobody sees it from outside.
struct ServiceTrouble {
  enum class What : std::uint8_t {
    backup,  ///< No backup can be made since then.
    store,   ///< Nothing could be written from then until now.
  };
  What what = What::backup;
  journal::Instant since{};
  std::string reason{};  ///< Russian: «на диске с базой кончилось место».
  std::string advice{};  ///< Russian: «освободите место …».
};

// ---- From the store.

/// That a recipient was told of a finding, and in which message.
struct ToldRow {
  journal::FindingId finding{};
  std::string recipient{};
  std::string stage{};
  std::string message_id{};  ///< Without angle brackets.
  journal::Instant told_at{};
};

/// The newest message of a kind that a recipient was sent or is to be sent.
struct LastMessage {
  std::string recipient{};
  std::string kind{};
  std::string occasion{};
  std::string message_id{};
  journal::Instant queued_at{};
};

/// What must be counted for a recipient whose list or digest may be sent now: figures_needed (schedule.hpp)
/// asks, the store answers.
struct FiguresRequest {
  std::string recipient{};
  journal::DateRange period{};       ///< Days of lessons.
  journal::DateRange before{};       ///< As many days before `period`.
  journal::Instant flow_from{};      ///< The flow runs from here to now.
  std::vector<std::string> rules{};  ///< Only these count, sorted.
};

struct Figures {
  std::string recipient{};
  rules::LessonTotals period{};
  rules::LessonTotals before{};
  rules::FindingFlow flow{};
};

struct AppealsWaiting {
  std::int64_t open = 0;
  std::optional<journal::Date> soonest_due{};
};

/// The backlog list of the first letter is cut here, and says so.
inline constexpr std::size_t k_backlog_lines_max = 5000;

/// Everything at the end of a cycle. References live as long as the caller keeps them: only for the call.
struct Situation {
  const Settings& settings;
  const rules::Policy& policy;  ///< Zone, calendar, rules, watch_from.

  std::vector<SourceReport> sources{};  ///< Of this cycle.
  std::vector<ServiceTrouble> service{};
  std::optional<journal::Instant> last_accepted_at{};  ///< The newest good pull; nothing: there was none yet.
  /// The instant of the newest committed cycle before this one. A slot that it has seen is past, so that a
  /// quiet slot does not turn into a letter at night. Nothing: there was none.
  std::optional<journal::Instant> previous_cycle_at{};

  std::vector<rules::FindingView> live{};  ///< All live findings.
  /// Findings in state withdrawn that somebody was told of and not everybody has a "withdrawn" telling for.
  std::vector<rules::FindingView> withdrawn{};
  std::vector<ToldRow> told{};               ///< All tellings of `live` and `withdrawn`.
  std::vector<LastMessage> last_messages{};  ///< Newest of each (recipient, kind).
  std::vector<Figures> figures{};            ///< One for each FiguresRequest.

  rules::SchoolTotals school{};
  std::int64_t backlog_count = 0;
  std::vector<rules::BacklogLine>
      backlog{};  ///< At most k_backlog_lines_max; only the first letter needs it.
  std::vector<std::string> unmatched_names{};  ///< Written names that fit nobody of the staff file.
  std::vector<std::string> ambiguous_names{};  ///< Written names that may mean several persons.
  AppealsWaiting appeals{};
  std::vector<Silence> silences{};  ///< Those in force; others are passed over.

  /// Outbox::has_occasion: whether the recipient has a message on this occasion. Must not change during the
  /// call.
  std::function<bool(std::string_view recipient, std::string_view occasion)> has_occasion{};
};

}  // namespace elzhur::alerts
