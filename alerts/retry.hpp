// When a message is tried again, and the loop that empties the outbox. Decides nothing about what is sent.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "alerts/message.hpp"

namespace elzhur::alerts {

inline constexpr journal::Seconds k_retry_first{60};
inline constexpr journal::Seconds k_retry_max{6 * 3600};
/// After that a message is failed: a person must look.
inline constexpr journal::Seconds k_give_up_after{5 * 24 * 3600};

/// How long to wait after the given number of failed attempts (1, 2, ...): 1 min, 2 min, 4 min ...
/// k_retry_max.
[[nodiscard]] journal::Seconds retry_delay(int attempts);

/// What an attempt leaves a message in.
struct AfterAttempt {
  MessageState state = MessageState::failed;
  std::optional<journal::Instant> next_attempt_at{};  ///< Only when deferred.
};
/// `message.attempts` as claimed: without this one.
[[nodiscard]] AfterAttempt after_attempt(const OutgoingMessage& message, const DeliveryReport& report,
                                         journal::Instant now);

struct SendCounts {
  std::size_t sent = 0;
  std::size_t failed = 0;
  std::size_t deferred = 0;
  std::size_t ambiguous = 0;  ///< Of the messages sent or deferred: those that may be there twice.

  bool operator==(const SendCounts&) const = default;
};

/// One pass over the outbox: messages of a crashed run become ambiguous, then up to `limit` messages are
/// claimed, handed over and recorded, oldest first. A message that may have been accepted before a crash goes
/// out with the same Message-ID and "X-Elzhur-Resent: 1" in front. All attempts are of the instant `now`, so
/// that a deferred message is not claimed twice. Failures of the outbox (StoreFailure) pass through.
[[nodiscard]] SendCounts send_pending(Outbox& outbox, Mailer& mailer, journal::Instant now,
                                      std::size_t limit);

}  // namespace elzhur::alerts
