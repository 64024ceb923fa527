#include "alerts/retry.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using Outcome = DeliveryReport::Outcome;

/// An outbox in memory that keeps the port's promises.
class FakeOutbox : public Outbox {
 public:
  struct Row {
    OutgoingMessage message;
    MessageState state = MessageState::queued;
    std::optional<journal::Instant> next{};
  };

  void enqueue(const PlannedMessage& planned, journal::Instant now) override {
    Row row;
    row.message.id = MessageId{static_cast<std::int64_t>(rows.size()) + 1};
    row.message.message_id = planned.message_id;
    row.message.rfc5322 = planned.rfc5322;
    row.message.queued_at = now;
    rows.push_back(row);
  }
  std::size_t recover(journal::Instant) override {
    std::size_t count = 0;
    for (Row& row : rows) {
      if (row.state != MessageState::sending) continue;
      row.state = MessageState::ambiguous;
      row.message.ambiguous = true;
      ++count;
    }
    return count;
  }
  std::optional<OutgoingMessage> claim(journal::Instant now) override {
    for (Row& row : rows) {
      const bool is_due = row.state == MessageState::queued || row.state == MessageState::ambiguous ||
                          (row.state == MessageState::deferred && *row.next <= now);
      if (!is_due) continue;
      row.state = MessageState::sending;
      OutgoingMessage claimed = row.message;
      ++row.message.attempts;
      return claimed;
    }
    return std::nullopt;
  }
  void record(MessageId id, const DeliveryReport& report, MessageState state,
              std::optional<journal::Instant> next, journal::Instant) override {
    Row& row = rows.at(static_cast<std::size_t>(id) - 1);
    row.state = state;
    row.next = next;
    row.message.ambiguous = row.message.ambiguous || report.may_have_arrived;
  }
  bool has_occasion(std::string_view, std::string_view) override { return false; }

  std::deque<Row> rows;
};

class ScriptedMailer : public Mailer {
 public:
  DeliveryReport send(const OutgoingMessage& message) override {
    seen.push_back(message);
    if (answers.empty()) return {Outcome::accepted, "250 ok", false};
    const DeliveryReport answer = answers.front();
    answers.pop_front();
    return answer;
  }
  std::deque<DeliveryReport> answers;
  std::vector<OutgoingMessage> seen;
};

void add(FakeOutbox& outbox, const std::string& id, std::string_view now) {
  PlannedMessage message;
  message.message_id = id;
  message.rfc5322 = "Subject: x\r\n\r\n";
  outbox.enqueue(message, at(now));
}

TEST(Retry, DelayDoublesUpToSixHours) {
  EXPECT_EQ(retry_delay(1).count(), 60);
  EXPECT_EQ(retry_delay(2).count(), 120);
  EXPECT_EQ(retry_delay(9).count(), 60 * 256);
  EXPECT_EQ(retry_delay(10), k_retry_max);
  EXPECT_EQ(retry_delay(1000000), k_retry_max);
}

TEST(Retry, GivesUpAfterFiveDays) {
  OutgoingMessage message;
  message.queued_at = at("2026-11-20T10:00:00Z");
  message.attempts = 30;
  const DeliveryReport later{Outcome::retry_later, "", false};
  EXPECT_EQ(after_attempt(message, later, at("2026-11-25T04:00:00Z")).state, MessageState::deferred);
  EXPECT_EQ(after_attempt(message, later, at("2026-11-25T04:00:01Z")).state, MessageState::failed);
}

TEST(Retry, SendsOldestFirstUpToTheLimit) {
  FakeOutbox outbox;
  ScriptedMailer mailer;
  for (const char* id : {"a", "b", "c"}) add(outbox, id, "2026-11-24T10:00:00Z");
  EXPECT_EQ(send_pending(outbox, mailer, at("2026-11-24T10:00:00Z"), 2), (SendCounts{2, 0, 0, 0}));
  ASSERT_EQ(mailer.seen.size(), 2U);
  EXPECT_EQ(mailer.seen[0].message_id, "a");
  EXPECT_EQ(outbox.rows[2].state, MessageState::queued);
}

TEST(Retry, OneRefusalDoesNotStopTheOthers) {
  FakeOutbox outbox;
  ScriptedMailer mailer;
  for (const char* id : {"a", "b", "c"}) add(outbox, id, "2026-11-24T10:00:00Z");
  mailer.answers = {{Outcome::retry_later, "451", false}, {Outcome::rejected, "550", false}};
  EXPECT_EQ(send_pending(outbox, mailer, at("2026-11-24T10:00:00Z"), 10), (SendCounts{1, 1, 1, 0}));
  EXPECT_EQ(outbox.rows[0].next, at("2026-11-24T10:01:00Z"));
  EXPECT_EQ(send_pending(outbox, mailer, at("2026-11-24T10:00:59Z"), 10), (SendCounts{}));
  EXPECT_EQ(send_pending(outbox, mailer, at("2026-11-24T10:01:00Z"), 10), (SendCounts{1, 0, 0, 0}));
}

TEST(Retry, MessageOfACrashGoesOutAgainUnderItsNameAndIsMarked) {
  FakeOutbox outbox;
  ScriptedMailer mailer;
  add(outbox, "a", "2026-11-24T10:00:00Z");
  (void)outbox.claim(at("2026-11-24T10:00:00Z"));  // The process dies here.
  EXPECT_EQ(send_pending(outbox, mailer, at("2026-11-24T10:05:00Z"), 10), (SendCounts{1, 0, 0, 1}));
  EXPECT_EQ(mailer.seen[0].message_id, "a");
  EXPECT_EQ(mailer.seen[0].rfc5322, "X-Elzhur-Resent: 1\r\nSubject: x\r\n\r\n");
}

TEST(Retry, AnswerThatNeverCameMarksTheNextAttempt) {
  FakeOutbox outbox;
  ScriptedMailer mailer;
  add(outbox, "a", "2026-11-24T10:00:00Z");
  mailer.answers = {{Outcome::retry_later, "time out", true}};
  EXPECT_EQ(send_pending(outbox, mailer, at("2026-11-24T10:00:00Z"), 10), (SendCounts{0, 0, 1, 0}));
  EXPECT_EQ(send_pending(outbox, mailer, at("2026-11-24T10:01:00Z"), 10), (SendCounts{1, 0, 0, 1}));
  EXPECT_TRUE(mailer.seen[1].rfc5322.starts_with("X-Elzhur-Resent: 1\r\n"));
}

}  // namespace
}  // namespace elzhur::alerts
