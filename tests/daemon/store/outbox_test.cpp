#include "alerts/message.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using alerts::DeliveryReport;
using alerts::MessageState;
using Outcome = alerts::DeliveryReport::Outcome;

class Outbox : public OpenedStore {
 protected:
  static alerts::PlannedMessage message(const std::string& occasion,
                                        const std::string& recipient = "administrator") {
    alerts::PlannedMessage planned;
    planned.recipient = recipient;
    planned.address = "admin@school.example";
    planned.kind = "list";
    planned.reason = "есть новое";
    planned.occasion = occasion;
    planned.message_id = occasion + "." + recipient + "@school.example";
    // The bytes are kept as they are, whatever they are.
    planned.rfc5322 = std::string("Subject: x\r\n\r\n\0\xff.\r\n", 19);
    planned.subject = "ЭлЖур";
    return planned;
  }
  void enqueue(const alerts::PlannedMessage& planned, std::int64_t now) {
    store::Transaction transaction = store->begin(at(now));
    store->outbox().enqueue(planned, at(now));
    transaction.commit();
  }
  [[nodiscard]] MessageState state(std::size_t newest = 0) const {
    return store->messages(10).at(newest).state;
  }
};

const DeliveryReport k_accepted{Outcome::accepted, "250 2.0.0 Ok"};
const DeliveryReport k_later{Outcome::retry_later, "421 try again"};
const DeliveryReport k_rejected{Outcome::rejected, "550 no such user"};

TEST_F(Outbox, MessageIsClaimedAsItWasPlanned) {
  enqueue(message("list:1"), 100);
  const auto claimed = store->outbox().claim(at(200));
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->recipient, "administrator");
  EXPECT_EQ(claimed->address, "admin@school.example");
  EXPECT_EQ(claimed->message_id, "list:1.administrator@school.example");
  EXPECT_EQ(claimed->rfc5322, message("list:1").rfc5322);
  EXPECT_EQ(claimed->attempts, 0);
  EXPECT_FALSE(claimed->ambiguous);
  EXPECT_EQ(claimed->queued_at, at(100));
  EXPECT_EQ(state(), MessageState::sending);
}

TEST_F(Outbox, OldestIsClaimedFirstAndNothingTwice) {
  enqueue(message("list:1"), 100);
  enqueue(message("list:2"), 100);
  EXPECT_EQ(store->outbox().claim(at(200))->message_id, "list:1.administrator@school.example");
  EXPECT_EQ(store->outbox().claim(at(200))->message_id, "list:2.administrator@school.example");
  EXPECT_FALSE(store->outbox().claim(at(200)));
}

TEST_F(Outbox, SentMessageIsNeverClaimedAgain) {
  enqueue(message("list:1"), 100);
  const auto claimed = store->outbox().claim(at(200));
  store->outbox().record(claimed->id, k_accepted, MessageState::sent, std::nullopt, at(201));
  EXPECT_FALSE(store->outbox().claim(at(1'000'000)));
  EXPECT_EQ(store->outbox().recover(at(300)), 0U);
  EXPECT_EQ(state(), MessageState::sent);
}

TEST_F(Outbox, DeferredMessageWaitsForItsInstant) {
  enqueue(message("list:1"), 100);
  const auto claimed = store->outbox().claim(at(200));
  store->outbox().record(claimed->id, k_later, MessageState::deferred, at(300), at(201));
  EXPECT_FALSE(store->outbox().claim(at(299)));
  const auto again = store->outbox().claim(at(300));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->attempts, 1);
  EXPECT_FALSE(again->ambiguous);
}

TEST_F(Outbox, DeferredMessageDoesNotHoldUpTheOnesBehindIt) {
  enqueue(message("list:1"), 100);
  enqueue(message("list:2"), 100);
  const auto first = store->outbox().claim(at(200));
  store->outbox().record(first->id, k_later, MessageState::deferred, at(300), at(201));
  EXPECT_EQ(store->outbox().claim(at(202))->message_id, "list:2.administrator@school.example");
}

TEST_F(Outbox, CrashWhileSendingLeavesAnAmbiguousMessageWithTheSameId) {
  enqueue(message("list:1"), 100);
  ASSERT_TRUE(store->outbox().claim(at(200)));
  reopen();
  EXPECT_FALSE(store->outbox().claim(at(250)));
  EXPECT_EQ(store->outbox().recover(at(300)), 1U);
  EXPECT_EQ(state(), MessageState::ambiguous);
  const auto again = store->outbox().claim(at(300));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->ambiguous);
  EXPECT_EQ(again->attempts, 1);
  EXPECT_EQ(again->message_id, "list:1.administrator@school.example");
}

// Once a message may have arrived, a later refusal does not make it certain that it did not.
TEST_F(Outbox, AmbiguousMessageStaysMarkedAfterItWasDeferred) {
  enqueue(message("list:1"), 100);
  ASSERT_TRUE(store->outbox().claim(at(200)));
  static_cast<void>(store->outbox().recover(at(300)));
  const auto again = store->outbox().claim(at(300));
  store->outbox().record(again->id, k_later, MessageState::deferred, at(400), at(301));
  EXPECT_TRUE(store->outbox().claim(at(400))->ambiguous);
}

TEST_F(Outbox, EveryAttemptIsKeptAlsoTheOneThatNeverEnded) {
  enqueue(message("list:1"), 100);
  const auto first = store->outbox().claim(at(200));
  static_cast<void>(store->outbox().recover(at(300)));
  static_cast<void>(store->outbox().claim(at(310)));
  store->outbox().record(first->id, k_later, MessageState::deferred, at(400), at(311));
  static_cast<void>(store->outbox().claim(at(400)));
  store->outbox().record(first->id, k_rejected, MessageState::failed, std::nullopt, at(401));
  EXPECT_EQ(store->attempts(first->id),
            (std::vector<store::AttemptRow>{{1, at(200), std::nullopt, std::nullopt, ""},
                                            {2, at(310), at(311), Outcome::retry_later, "421 try again"},
                                            {3, at(400), at(401), Outcome::rejected, "550 no such user"}}));
  EXPECT_EQ(store->messages(1).at(0).attempts, 3);
  EXPECT_EQ(state(), MessageState::failed);
}

TEST_F(Outbox, OccasionIsTakenOncePerRecipient) {
  enqueue(message("list:1"), 100);
  EXPECT_TRUE(store->outbox().has_occasion("administrator", "list:1"));
  EXPECT_FALSE(store->outbox().has_occasion("administrator", "list:2"));
  EXPECT_FALSE(store->outbox().has_occasion("director", "list:1"));
  EXPECT_THROW(enqueue(message("list:1"), 200), rules::StoreFailure);
  EXPECT_EQ(store->messages(10).size(), 1U);
}

TEST_F(Outbox, FindingIsToldOncePerRecipientAndStage) {
  const rules::Finding finding = add_finding(day(0), 1000);
  auto first = message("list:1");
  first.tellings = {{finding.id, "listed"}};
  enqueue(first, 1001);
  EXPECT_TRUE(store->is_told("administrator", finding.id, "listed"));
  EXPECT_FALSE(store->is_told("administrator", finding.id, "reported"));
  EXPECT_FALSE(store->is_told("director", finding.id, "listed"));
  auto second = message("list:2");
  second.tellings = {{finding.id, "listed"}};
  EXPECT_THROW(enqueue(second, 1002), rules::StoreFailure);
  EXPECT_FALSE(store->outbox().has_occasion("administrator", "list:2"))
      << "the message went with its telling";
  EXPECT_EQ(store->tellings_of(std::vector{finding.id}),
            (std::vector<store::TellingRow>{{"administrator", finding.id, "listed",
                                             "list:1.administrator@school.example", at(1001),
                                             MessageState::queued}}));
}

TEST_F(Outbox, MessageOfARolledBackTransactionIsNeverSent) {
  {
    const store::Transaction transaction = store->begin(at(100));
    store->outbox().enqueue(message("list:1"), at(100));
    EXPECT_TRUE(store->outbox().has_occasion("administrator", "list:1"));
  }
  EXPECT_FALSE(store->outbox().has_occasion("administrator", "list:1"));
  EXPECT_FALSE(store->outbox().claim(at(200)));
}

TEST_F(Outbox, NextMessageIsDueAtOnceOrWhenItWasPutOffTo) {
  EXPECT_EQ(store->next_message_at(), std::nullopt) << "an empty outbox";
  enqueue(message("list:1"), 100);
  enqueue(message("list:2"), 100);
  EXPECT_EQ(store->next_message_at(), at(0));
  auto claimed = store->outbox().claim(at(200));
  store->outbox().record(claimed->id, k_later, MessageState::deferred, at(900), at(201));
  EXPECT_EQ(store->next_message_at(), at(0)) << "the second still waits";
  claimed = store->outbox().claim(at(200));
  EXPECT_EQ(store->next_message_at(), at(0)) << "one that was never recorded is for recover()";
  store->outbox().record(claimed->id, k_later, MessageState::deferred, at(700), at(201));
  EXPECT_EQ(store->next_message_at(), at(700));
  claimed = store->outbox().claim(at(700));
  store->outbox().record(claimed->id, k_accepted, MessageState::sent, std::nullopt, at(701));
  EXPECT_EQ(store->next_message_at(), at(900));
}

TEST_F(Outbox, CountsTellWhatWaitsAndSinceWhen) {
  for (int i = 0; i < 4; ++i) enqueue(message("list:" + std::to_string(i)), 100 + i);
  auto claimed = store->outbox().claim(at(200));
  store->outbox().record(claimed->id, k_accepted, MessageState::sent, std::nullopt, at(201));
  claimed = store->outbox().claim(at(200));
  store->outbox().record(claimed->id, k_rejected, MessageState::failed, std::nullopt, at(201));
  static_cast<void>(store->outbox().claim(at(200)));
  const store::OutboxCounts counts = store->outbox_counts();
  EXPECT_EQ(counts.pending, 2);
  EXPECT_EQ(counts.sent, 1);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.oldest_pending, at(102));
}

TEST_F(Outbox, NewestMessageOfAKindIsFound) {
  enqueue(message("list:1"), 100);
  enqueue(message("list:2"), 200);
  EXPECT_EQ(store->last_message("administrator", "list")->occasion, "list:2");
  EXPECT_FALSE(store->last_message("administrator", "digest"));
  EXPECT_FALSE(store->last_message("director", "list"));
}

}  // namespace
}  // namespace elzhur::tests
