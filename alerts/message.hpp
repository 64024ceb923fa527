// A message: one e-mail to one recipient, from the decision to its delivery, and the tellings in it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/ids.hpp"
#include "journal/time.hpp"

namespace elzhur::alerts {

enum class MessageId : std::int64_t {};

/// The numbers are stored in the database: never renumber.
enum class MessageState : std::uint8_t {
  queued = 0,
  sending = 1,  ///< Claimed by the sender; found so after a crash, it becomes ambiguous.
  sent = 2,
  ambiguous = 3,  ///< May or may not have been accepted before a crash: sent again under the same Message-ID,
                  ///< and marked.
  deferred = 4,   ///< Refused for now: tried again at next_attempt_at.
  failed = 5,     ///< Refused for good, or given up: a person must look.
};
[[nodiscard]] std::string_view message_state_name(MessageState state);

/// Every kind of message there is: the newest of each belongs into a Situation.
inline constexpr std::array<std::string_view, 8> k_message_kinds{
    "started", "list", "all_filled", "digest", "withdrawal", "source_trouble", "service_trouble", "test"};

/// That a recipient was informed of a finding at a stage. Unique in the store: a second one is a bug.
struct Telling {
  journal::FindingId finding{};
  /// "listed" (by name, in a list), "counted" (in numbers), "reported" (by name, to a director), "withdrawn"
  /// (the correction): plan.hpp.
  std::string stage;

  bool operator==(const Telling&) const = default;
};

/// A message as planned: complete, so that sending decides nothing. Same input, same bytes.
struct PlannedMessage {
  std::string recipient;  ///< Id in the configuration.
  std::string address;    ///< Bare envelope address.
  std::string kind;       ///< One of k_message_kinds.
  std::string reason;     ///< Why it is sent, for the outbox page and the X-Elzhur-Reason header.
  /// What must not be sent twice: unique per recipient in the store, e.g. "digest:2026-11-23".
  std::string occasion;
  std::string message_id;  ///< Without angle brackets.
  std::string rfc5322;     ///< Headers and body with CRLF, ready for DATA.
  std::string subject;     ///< Decoded, for people.
  std::vector<Telling> tellings;
};

/// A message claimed for sending.
struct OutgoingMessage {
  MessageId id{};
  std::string recipient;
  std::string address;
  std::string message_id;
  std::string rfc5322;
  int attempts = 0;  ///< Made before this one.
  bool ambiguous = false;
  journal::Instant queued_at{};
};

/// What a transport says of one attempt.
struct DeliveryReport {
  enum class Outcome : std::uint8_t { accepted, retry_later, rejected };
  Outcome outcome = Outcome::retry_later;
  /// The server's answer or the cause, without secrets; for people.
  std::string text;
  /// The whole message was handed over and no answer came: another attempt may be a repeat, and is marked as
  /// one.
  bool may_have_arrived = false;
};

/// A way to hand a message over. Never throws. Thread: the sender's.
class Mailer {
 public:
  virtual ~Mailer() = default;
  [[nodiscard]] virtual DeliveryReport send(const OutgoingMessage& message) = 0;
};

/// The outbox. Each call is a short transaction of its own (StoreFailure on failure), except
/// `enqueue`, which joins the cycle's.
class Outbox {
 public:
  virtual ~Outbox() = default;
  /// Writes the message and its tellings in the caller's transaction. An occasion that the recipient
  /// already has a message for is a bug of the planner.
  virtual void enqueue(const PlannedMessage& message, journal::Instant now) = 0;
  /// Messages left in `sending` by a crash become ambiguous. Returns how many.
  virtual std::size_t recover(journal::Instant now) = 0;
  /// The oldest message to be sent at `now` (queued, ambiguous, or deferred and due), now `sending`.
  virtual std::optional<OutgoingMessage> claim(journal::Instant now) = 0;
  /// Records an attempt and the state it leaves; `next_attempt_at` only when deferred. After a report with
  /// may_have_arrived the message is claimed as ambiguous.
  virtual void record(MessageId message, const DeliveryReport& report, MessageState state,
                      std::optional<journal::Instant> next_attempt_at, journal::Instant now) = 0;
  /// Whether the recipient was ever sent, or is to be sent, a message on this occasion.
  virtual bool has_occasion(std::string_view recipient, std::string_view occasion) = 0;
};

}  // namespace elzhur::alerts
