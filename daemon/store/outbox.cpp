#include "daemon/store/outbox.hpp"

#include <string>

namespace elzhur::store {

using alerts::DeliveryReport;
using alerts::MessageId;
using alerts::MessageState;
using alerts::OutgoingMessage;
using journal::Instant;

SqlOutbox::SqlOutbox(Core& core)
    : core_(core),
      add_message_(
          core.connection,
          "INSERT INTO message(recipient, address, kind, reason, occasion, message_id, subject, state, "
          "ambiguous, attempts, queued_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, ?8)"),
      add_body_(core.connection, "INSERT INTO message_body(message_id, rfc5322) VALUES(?1, ?2)"),
      add_telling_(core.connection,
                   "INSERT INTO telling(finding_id, recipient, stage, message_id, told_at) "
                   "VALUES(?1, ?2, ?3, ?4, ?5)"),
      recover_(core.connection,
               "UPDATE message SET state = 3, ambiguous = 1, attempted_at = ?1 WHERE state = 1"),
      next_(core.connection,
            "SELECT m.id, m.recipient, m.address, m.message_id, b.rfc5322, m.attempts, m.ambiguous, "
            "m.queued_at "
            "FROM message m INDEXED BY message_pending CROSS JOIN message_body b ON b.message_id = m.id "
            "WHERE m.state IN (0, 1, 3, 4) AND m.state <> 1 AND (m.state <> 4 OR m.next_attempt_at <= ?1) "
            "AND NOT EXISTS(SELECT 1 FROM note WHERE key = 'outbox_held') "
            "ORDER BY m.id LIMIT 1"),
      claim_(core.connection,
             "UPDATE message SET state = 1, next_attempt_at = NULL, attempts = attempts + 1 WHERE id = ?1"),
      add_attempt_(core.connection,
                   "INSERT INTO attempt(message_id, number, began_at, text) VALUES(?1, ?2, ?3, '')"),
      end_attempt_(core.connection,
                   "UPDATE attempt SET ended_at = ?2, outcome = ?3, text = ?4 WHERE message_id = ?1 "
                   "AND number = (SELECT attempts FROM message WHERE id = ?1)"),
      record_(core.connection,
              "UPDATE message SET state = ?2, next_attempt_at = ?3, attempted_at = ?4, "
              "ambiguous = max(ambiguous, ?5) WHERE id = ?1 AND state = 1"),
      has_occasion_(core.connection, "SELECT 1 FROM message WHERE recipient = ?1 AND occasion = ?2"),
      is_told_(core.connection,
               "SELECT 1 FROM telling WHERE finding_id = ?1 AND recipient = ?2 AND stage = ?3") {}

void SqlOutbox::enqueue(const alerts::PlannedMessage& message, Instant now) {
  const Writing lock(core_);
  add_message_.run(message.recipient, message.address, message.kind, message.reason, message.occasion,
                   message.message_id, message.subject, now);
  const MessageId id{core_.connection.last_rowid()};
  add_body_.run(id, Blob{message.rfc5322});
  for (const alerts::Telling& telling : message.tellings) {
    add_telling_.run(telling.finding, message.recipient, telling.stage, id, now);
  }
}

std::size_t SqlOutbox::recover(Instant now) {
  OwnTransaction transaction(core_);
  recover_.run(now);
  const auto recovered = static_cast<std::size_t>(core_.connection.changed());
  transaction.commit();
  return recovered;
}

std::optional<OutgoingMessage> SqlOutbox::claim(Instant now) {
  OwnTransaction transaction(core_);
  OutgoingMessage message;
  {
    Use use = next_.use(now);
    if (!use.step()) return std::nullopt;
    message.id = use.id<MessageId>(0);
    message.recipient = use.string(1);
    message.address = use.string(2);
    message.message_id = use.string(3);
    message.rfc5322 = use.string(4);
    message.attempts = use.small(5);
    message.ambiguous = use.boolean(6);
    message.queued_at = use.instant(7);
  }
  claim_.run(message.id);
  add_attempt_.run(message.id, message.attempts + 1, now);
  transaction.commit();
  return message;
}

void SqlOutbox::record(MessageId message, const DeliveryReport& report, MessageState state,
                       std::optional<Instant> next_attempt_at, Instant now) {
  ELZHUR_CHECK(state != MessageState::queued && state != MessageState::sending);
  ELZHUR_CHECK(next_attempt_at.has_value() == (state == MessageState::deferred));
  OwnTransaction transaction(core_);
  record_.run(message, state, next_attempt_at, now,
              state == MessageState::ambiguous || report.may_have_arrived);
  // Only what was claimed can have been sent.
  ELZHUR_CHECK(core_.connection.changed() == 1);
  end_attempt_.run(message, now, report.outcome, report.text);
  transaction.commit();
}

bool SqlOutbox::has_occasion(std::string_view recipient, std::string_view occasion) {
  const Reading lock(core_);
  return has_occasion_.use(recipient, occasion).step();
}

bool SqlOutbox::is_told(std::string_view recipient, journal::FindingId finding, std::string_view stage) {
  const Reading lock(core_);
  return is_told_.use(finding, recipient, stage).step();
}

namespace {

constexpr const char* k_columns =
    "SELECT id, recipient, kind, reason, occasion, message_id, subject, state, attempts, queued_at, "
    "next_attempt_at, attempted_at FROM message ";

MessageRow read_message(const Use& use) {
  MessageRow row;
  row.id = use.id<MessageId>(0);
  row.recipient = use.string(1);
  row.kind = use.string(2);
  row.reason = use.string(3);
  row.occasion = use.string(4);
  row.message_id = use.string(5);
  row.subject = use.string(6);
  row.state = static_cast<MessageState>(use.small(7));
  row.attempts = use.small(8);
  row.queued_at = use.instant(9);
  row.next_attempt_at = use.instant_or_null(10);
  row.attempted_at = use.instant_or_null(11);
  return row;
}

}  // namespace

std::vector<MessageRow> SqlOutbox::messages(std::size_t limit) {
  const Reading lock(core_);
  std::vector<MessageRow> rows;
  Statement read(core_.connection, std::string(k_columns) + "ORDER BY id DESC LIMIT ?1");
  Use use = read.use(limit);
  while (use.step()) rows.push_back(read_message(use));
  return rows;
}

std::optional<MessageRow> SqlOutbox::last_message(std::string_view recipient, std::string_view kind) {
  const Reading lock(core_);
  Statement read(core_.connection,
                 std::string(k_columns) + "WHERE recipient = ?1 AND kind = ?2 ORDER BY id DESC LIMIT 1");
  Use use = read.use(recipient, kind);
  return use.step() ? std::optional(read_message(use)) : std::nullopt;
}

std::vector<AttemptRow> SqlOutbox::attempts(MessageId message) {
  const Reading lock(core_);
  std::vector<AttemptRow> rows;
  Statement read(
      core_.connection,
      "SELECT number, began_at, ended_at, outcome, text FROM attempt WHERE message_id = ?1 ORDER BY number");
  Use use = read.use(message);
  while (use.step()) {
    AttemptRow& row = rows.emplace_back();
    row.number = use.small(0);
    row.began_at = use.instant(1);
    row.ended_at = use.instant_or_null(2);
    if (!use.is_null(3)) row.outcome = static_cast<DeliveryReport::Outcome>(use.small(3));
    row.text = use.string(4);
  }
  return rows;
}

OutboxCounts SqlOutbox::counts() {
  const Reading lock(core_);
  OutboxCounts counts;
  Statement read(core_.connection, "SELECT state, count(*) FROM message GROUP BY state");
  Use use = read.use();
  while (use.step()) {
    switch (static_cast<MessageState>(use.small(0))) {
      case MessageState::queued:
      case MessageState::sending:
      case MessageState::ambiguous:
      case MessageState::deferred:
        counts.pending += use.integer(1);
        break;
      case MessageState::sent:
        counts.sent += use.integer(1);
        break;
      case MessageState::failed:
        counts.failed += use.integer(1);
        break;
    }
  }
  Statement oldest(core_.connection, "SELECT min(queued_at) FROM message WHERE state IN (0, 1, 3, 4)");
  Use first = oldest.use();
  if (first.step()) counts.oldest_pending = first.instant_or_null(0);
  return counts;
}

std::optional<Instant> SqlOutbox::next_at() {
  const Reading lock(core_);
  Statement read(core_.connection,
                 "SELECT min(CASE state WHEN 4 THEN next_attempt_at ELSE 0 END) "
                 "FROM message INDEXED BY message_pending WHERE state IN (0, 1, 3, 4) "
                 "AND NOT EXISTS(SELECT 1 FROM note WHERE key = 'outbox_held')");
  Use use = read.use();
  return use.step() ? use.instant_or_null(0) : std::nullopt;
}

}  // namespace elzhur::store
