// What the store shows besides the values of the rooms: tellings, messages, documents, excuses as rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "alerts/message.hpp"
#include "appeals/appeal.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"
#include "rules/finding.hpp"
#include "rules/ledger_store.hpp"
#include "rules/policy.hpp"

namespace elzhur::store {

/// The ids of the rules that count, as configured; nothing: all of them.
using RuleFilter = std::optional<std::span<const std::string>>;

/// One step in the life of a finding.
struct FindingChange {
  int version = 0;
  journal::Instant at{};
  /// Nothing: the finding was born in `after`.
  std::optional<rules::FindingState> before;
  rules::FindingState after = rules::FindingState::open;
  /// Empty: evidence, not a person.
  std::string person;
  std::string reason;

  bool operator==(const FindingChange&) const = default;
};

struct TellingRow {
  std::string recipient;
  journal::FindingId finding{};
  std::string stage;
  /// Of the message that tells it, without angle brackets.
  std::string message_id;
  /// When it was decided; the message says whether it was delivered.
  journal::Instant told_at{};
  alerts::MessageState message_state = alerts::MessageState::queued;

  bool operator==(const TellingRow&) const = default;
};

struct MessageRow {
  alerts::MessageId id{};
  std::string recipient;
  std::string kind;
  std::string reason;
  std::string occasion;
  std::string message_id;
  std::string subject;
  alerts::MessageState state = alerts::MessageState::queued;
  int attempts = 0;
  journal::Instant queued_at{};
  std::optional<journal::Instant> next_attempt_at;
  /// When the last attempt ended.
  std::optional<journal::Instant> attempted_at;

  bool operator==(const MessageRow&) const = default;
};

/// One attempt to deliver. Without an outcome: the process ended before the answer came.
struct AttemptRow {
  int number = 0;
  journal::Instant began_at{};
  std::optional<journal::Instant> ended_at;
  std::optional<alerts::DeliveryReport::Outcome> outcome;
  std::string text;

  bool operator==(const AttemptRow&) const = default;
};

struct OutboxCounts {
  std::int64_t pending = 0;  ///< queued, sending, ambiguous or deferred.
  std::int64_t sent = 0;
  std::int64_t failed = 0;
  std::optional<journal::Instant> oldest_pending;
};

struct DocumentRow {
  journal::DocumentId id{};
  rules::DocumentEntry entry;
};

struct ExcuseRow {
  std::int64_t id = 0;
  rules::Excuse excuse;
  std::string author;
  journal::Instant added_at{};
};

struct SpellingRow {
  std::string spelling;
  journal::PersonId person{};

  bool operator==(const SpellingRow&) const = default;
};

/// That somebody looked at names, or took them out.
struct AccessRow {
  journal::Instant at{};
  std::string person;
  std::string what;

  bool operator==(const AccessRow&) const = default;
};

/// An entry of the appeal log as it stood from `written_at` on.
struct AppealVersion {
  appeals::Appeal appeal;
  journal::Instant written_at{};
  std::string written_by;
};

}  // namespace elzhur::store
