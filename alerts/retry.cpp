#include "alerts/retry.hpp"

#include <algorithm>

namespace elzhur::alerts {

journal::Seconds retry_delay(int attempts) {
  journal::Seconds delay = k_retry_first;
  for (int i = 1; i < attempts && delay < k_retry_max; ++i) delay *= 2;
  return std::min(delay, k_retry_max);
}

AfterAttempt after_attempt(const OutgoingMessage& message, const DeliveryReport& report,
                           journal::Instant now) {
  switch (report.outcome) {
    case DeliveryReport::Outcome::accepted:
      return {MessageState::sent, std::nullopt};
    case DeliveryReport::Outcome::rejected:
      return {MessageState::failed, std::nullopt};
    case DeliveryReport::Outcome::retry_later:
      break;
  }
  const journal::Instant next = now + retry_delay(message.attempts + 1);
  if (next - message.queued_at > k_give_up_after) return {MessageState::failed, std::nullopt};
  return {MessageState::deferred, next};
}

SendCounts send_pending(Outbox& outbox, Mailer& mailer, journal::Instant now, std::size_t limit) {
  SendCounts counts;
  (void)outbox.recover(now);
  for (std::size_t i = 0; i < limit; ++i) {
    std::optional<OutgoingMessage> message = outbox.claim(now);
    if (!message) break;
    if (message->ambiguous) {
      message->rfc5322.insert(0, "X-Elzhur-Resent: 1\r\n");
      ++counts.ambiguous;
    }
    const DeliveryReport report = mailer.send(*message);
    const AfterAttempt after = after_attempt(*message, report, now);
    outbox.record(message->id, report, after.state, after.next_attempt_at, now);
    switch (after.state) {
      case MessageState::sent:
        ++counts.sent;
        break;
      case MessageState::failed:
        ++counts.failed;
        break;
      case MessageState::deferred:
        ++counts.deferred;
        break;
      case MessageState::queued:
      case MessageState::sending:
      case MessageState::ambiguous:
        break;
    }
  }
  return counts;
}

}  // namespace elzhur::alerts
