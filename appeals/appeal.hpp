// The appeal log (журнал обращений): every help asked for and given, as clause 6.4 of the working
// group's regulation demands. Plain values, their checks, and the port of the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/error.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"

namespace elzhur::appeals {

enum class AppealId : std::int64_t {};

/// The numbers are stored in the database: never renumber.
enum class HelpKind : std::uint8_t { methodical = 0, consulting = 1, technical = 2, dispute = 3 };
enum class AppealState : std::uint8_t { received = 0, assigned = 1, answered = 2, closed = 3, refused = 4 };
enum class Channel : std::uint8_t { in_person = 0, phone = 1, letter = 2, automatic = 3 };
[[nodiscard]] std::string_view help_kind_name(HelpKind kind);
[[nodiscard]] std::optional<HelpKind> parse_help_kind(std::string_view text);
[[nodiscard]] std::string_view appeal_state_name(AppealState state);

/// One entry. The number is given by the log: it counts from 1 within the calendar year of `received_at`
/// in the school's zone, without gaps.
struct Appeal {
  AppealId id{};
  int year = 0;
  int number = 0;
  journal::Instant received_at{};
  Channel channel = Channel::in_person;
  HelpKind kind = HelpKind::consulting;
  std::string applicant;  ///< As it stood then, with the post.
  std::string subject;    ///< What it is about: «домашнее задание», «вход».
  std::string content;
  std::vector<journal::FindingId> findings;
  std::string assigned_to;
  std::optional<journal::Instant> due_at;
  std::string result;  ///< What was done.
  std::optional<journal::Instant> answered_at;
  AppealState state = AppealState::received;
  int version = 1;

  bool operator==(const Appeal&) const = default;
};

inline constexpr std::size_t k_appeal_text_bytes_max = 8192;
inline constexpr std::size_t k_appeal_findings_max = 200;

/// All that is wrong with an entry before it goes into the log, in one text in Russian for the person
/// who wrote it: an applicant and a content are required, texts are bounded and valid UTF-8, a dispute
/// names a finding, an answered entry has a result.
[[nodiscard]] journal::Result<void> check(const Appeal& appeal);

/// The log. Nothing is ever deleted; every change keeps what was there before (history).
/// Each call is a transaction of its own; StoreFailure (rules/ledger_store.hpp) on failure.
class AppealLog {
 public:
  virtual ~AppealLog() = default;
  /// Checks, numbers and adds; bad_input leaves the log unchanged. `by`: who writes.
  virtual journal::Result<Appeal> add(Appeal appeal, const journal::TimeZone& zone, std::string_view by) = 0;
  /// Replaces the entry of appeal.id when its version is still appeal.version; number, year and
  /// received_at stay. The former text goes into the history.
  virtual journal::Result<Appeal> update(Appeal appeal, journal::Instant now, std::string_view by) = 0;
  /// By number, oldest first.
  virtual std::vector<Appeal> list(int year) = 0;
  virtual std::optional<Appeal> find(AppealId id) = 0;
};

}  // namespace elzhur::appeals
