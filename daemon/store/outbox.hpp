// The outbox over SQLite: messages, their attempts, and the tellings in them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "alerts/message.hpp"
#include "daemon/store/core.hpp"
#include "daemon/store/rows.hpp"

namespace elzhur::store {

class SqlOutbox final : public alerts::Outbox {
 public:
  explicit SqlOutbox(Core& core);

  void enqueue(const alerts::PlannedMessage& message, journal::Instant now) override;
  std::size_t recover(journal::Instant now) override;
  std::optional<alerts::OutgoingMessage> claim(journal::Instant now) override;
  void record(alerts::MessageId message, const alerts::DeliveryReport& report, alerts::MessageState state,
              std::optional<journal::Instant> next_attempt_at, journal::Instant now) override;
  bool has_occasion(std::string_view recipient, std::string_view occasion) override;

  // For the lists of Store; each takes the lock itself.
  [[nodiscard]] bool is_told(std::string_view recipient, journal::FindingId finding, std::string_view stage);
  [[nodiscard]] std::vector<MessageRow> messages(std::size_t limit);
  [[nodiscard]] std::optional<MessageRow> last_message(std::string_view recipient, std::string_view kind);
  [[nodiscard]] std::vector<AttemptRow> attempts(alerts::MessageId message);
  [[nodiscard]] OutboxCounts counts();
  [[nodiscard]] std::optional<journal::Instant> next_at();

 private:
  Core& core_;
  Statement add_message_;
  Statement add_body_;
  Statement add_telling_;
  Statement recover_;
  Statement next_;
  Statement claim_;
  Statement add_attempt_;
  Statement end_attempt_;
  Statement record_;
  Statement has_occasion_;
  Statement is_told_;
};

}  // namespace elzhur::store
