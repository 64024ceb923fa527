#include "daemon/store/store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using journal::ErrorKind;
using rules::Action;
using rules::Decision;
using rules::FindingState;

class Store : public OpenedStore {};

TEST_F(Store, MakesAFileThatOnlyOwnerAndGroupRead) {
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0640U);
}

TEST_F(Store, IsSetUpForDurabilityAndAgainstPreparedFiles) {
  EXPECT_EQ(query("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(query("PRAGMA synchronous"), "2");
  EXPECT_EQ(query("PRAGMA foreign_keys"), "1");
  EXPECT_EQ(query("PRAGMA trusted_schema"), "0");
  EXPECT_EQ(query("PRAGMA application_id"), std::to_string(0x456C5A68));
  EXPECT_TRUE(store->check_integrity());
}

TEST_F(Store, TransactionThatDiesUncommittedLeavesNothing) {
  {
    const store::Transaction transaction = store->begin(at(1));
    add_lesson(make_scope(), day(0));
    store->ledger().save_note("watch_from", "2026-11-02");
    EXPECT_EQ(store->ledger().note("watch_from"), "2026-11-02");
  }
  EXPECT_EQ(store->ledger().note("watch_from"), std::nullopt);
  EXPECT_TRUE(store->ledger().all_lessons(journal::LessonId{0}, 10).empty());
  EXPECT_EQ(store->ledger().totals(), rules::Totals{});
  EXPECT_TRUE(store->ledger().persons().empty());
}

// The store keeps words that it has looked up; after a rollback they may be gone from the file.
TEST_F(Store, WordsOfARolledBackTransactionAreGivenAnew) {
  {
    const store::Transaction transaction = store->begin(at(1));
    static_cast<void>(store->ledger().scope_id({"9В", "", "Физика"}));
  }
  store::Transaction transaction = store->begin(at(2));
  const auto first = store->ledger().scope_id({"5А", "", "История"});
  const auto second = store->ledger().scope_id({"9В", "", "Физика"});
  EXPECT_NE(first, second);
  transaction.commit();
  reopen();
  EXPECT_EQ(store->ledger().scope(second).class_name, "9В");
}

TEST_F(Store, CommittedTransactionIsThereAfterReopening) {
  store::Transaction transaction = store->begin(at(1));
  const journal::LessonId lesson = add_lesson(make_scope(), day(3));
  transaction.commit();
  reopen();
  ASSERT_EQ(store->ledger().all_lessons(journal::LessonId{0}, 10), std::vector{lesson});
  EXPECT_EQ(store->ledger().lessons(std::vector{lesson}).front(),
            lesson_without_topic(journal::ScopeId{1}, day(3)));
}

// A quiet pull must not grow the file: what is there already is not written again.
TEST_F(Store, SavingWhatIsThereAlreadyWritesNothing) {
  const std::filesystem::path log = file.string() + "-wal";
  std::uintmax_t size_before = 0;
  for (int round = 0; round < 2; ++round) {
    store::Transaction transaction = store->begin(at(1 + round));
    rules::LedgerStore& ledger = store->ledger();
    const auto scope = make_scope();
    const rules::LessonRecord record = lesson_without_topic(scope, day(0));
    const rules::StoredDuty duty{record.id, "topic", rules::DutyStatus::unfilled, at(5), std::nullopt};
    const bool is_known = round == 1;
    ledger.save_lessons(std::vector<rules::LessonChange>{{is_known ? &record : nullptr, &record}});
    ledger.save_duties(
        std::vector<rules::LedgerStore::DutyChange>{{is_known ? std::optional(duty) : std::nullopt, duty}});
    ledger.save_segments(scope, rules::k_all_days,
                         std::vector<rules::Segment>{{journal::ChannelId{1}, {day(0), day(5)}, seen(1, 2)}});
    ledger.save_note("watch_from", "2026-11-02");
    rules::RuleSpec rule;
    rule.id = "topic";
    store->save_rules(std::vector{rule});
    transaction.commit();
    if (round == 0) size_before = std::filesystem::file_size(log);
  }
  EXPECT_EQ(std::filesystem::file_size(log), size_before);
}

TEST_F(Store, AnotherThreadWaitsForTheTransactionAndSeesWhatItCommitted) {
  store::Transaction transaction = store->begin(at(1));
  std::optional<std::string> seen;
  std::thread other([&] { seen = store->ledger().note("key"); });
  store->ledger().save_note("key", "written late");
  transaction.commit();
  other.join();
  EXPECT_EQ(seen, "written late");
}

TEST_F(Store, FindingsAreNumberedFromOneInEachYear) {
  store::Transaction transaction = store->begin(at(100));
  const auto scope = make_scope();
  std::vector<std::string> codes;
  for (const int year : {2026, 2026, 2027, 2026}) {
    rules::Finding finding =
        finding_of(add_lesson(scope, day(static_cast<int>(codes.size()))), "topic", at(100));
    store->ledger().save_finding(finding, year);
    codes.push_back(rules::finding_code(finding));
  }
  transaction.commit();
  EXPECT_EQ(codes,
            (std::vector<std::string>{"F-2026-000001", "F-2026-000002", "F-2027-000001", "F-2026-000003"}));
  EXPECT_EQ(store->finding_by_number(2026, 3), journal::FindingId{4});
  EXPECT_EQ(store->finding_by_number(2026, 4), std::nullopt);
}

TEST_F(Store, PersonsDecisionIsKeptWithItsHistory) {
  const rules::Finding finding = add_finding(day(0), 1000);
  const auto confirmed = store->settle(finding.id, {Action::confirm, "Завуч", "", 1}, at(2000));
  ASSERT_TRUE(confirmed) << confirmed.error().text;
  EXPECT_EQ(confirmed->state, FindingState::confirmed);
  const auto withdrawn = store->settle(finding.id, {Action::withdraw, "Завуч", "учтена замена", 2}, at(3000));
  ASSERT_TRUE(withdrawn) << withdrawn.error().text;
  reopen();
  EXPECT_EQ(store->finding(finding.id)->finding, *withdrawn);
  EXPECT_EQ(store->finding_history(finding.id),
            (std::vector<store::FindingChange>{
                {1, at(1000), std::nullopt, FindingState::open, "", ""},
                {2, at(2000), FindingState::open, FindingState::confirmed, "Завуч", ""},
                {3, at(3000), FindingState::confirmed, FindingState::withdrawn, "Завуч", "учтена замена"}}));
}

TEST_F(Store, WhatAPersonSaysToADecisionIsKeptThoughTheDecisionNeedsNoReason) {
  const rules::Finding finding = add_finding(day(0), 1000);
  ASSERT_TRUE(store->settle(finding.id, {Action::confirm, "Завуч", "видел сам", 1}, at(2000)));
  const auto disputed =
      store->settle(finding.id, {Action::dispute, "Завуч", "учитель говорит: была замена", 2}, at(3000));
  ASSERT_TRUE(disputed);
  EXPECT_EQ(disputed->reason, "") << "that of the finding says why it was closed";
  const auto history = store->finding_history(finding.id);
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[1].reason, "видел сам");
  EXPECT_EQ(history[2].reason, "учитель говорит: была замена");
}

TEST_F(Store, DecisionOnAnOldVersionChangesNothing) {
  const rules::Finding finding = add_finding(day(0), 1000);
  ASSERT_TRUE(store->settle(finding.id, {Action::acknowledge, "Завуч", "", 1}, at(2000)));
  const auto late = store->settle(finding.id, {Action::confirm, "Директор", "", 1}, at(2001));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(store->finding(finding.id)->finding.state, FindingState::acknowledged);
  EXPECT_EQ(store->finding_history(finding.id).size(), 2U);
}

TEST_F(Store, DecisionOnAFindingThatIsNotThereIsRefused) {
  const auto refused = store->settle(journal::FindingId{77}, {Action::confirm, "Завуч", "", 1}, at(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
}

TEST_F(Store, ReasonIsRefusedOnlyBeyondItsLimit) {
  const rules::Finding finding = add_finding(day(0), 1000);
  const auto settle = [&](std::size_t size) {
    return store->settle(finding.id, {Action::excuse, "Завуч", std::string(size, 'x'), 1}, at(2000));
  };
  EXPECT_FALSE(settle(store::k_store_reason_bytes_max + 1));
  EXPECT_TRUE(settle(store::k_store_reason_bytes_max));
}

TEST_F(Store, StaleFindingOfACycleIsRefusedInsteadOfOverwritingAPerson) {
  rules::Finding finding = add_finding(day(0), 1000);
  ASSERT_TRUE(store->settle(finding.id, {Action::acknowledge, "Завуч", "", 1}, at(2000)));
  ++finding.version;  // Made from what was read before the person acted.
  const store::Transaction transaction = store->begin(at(3000));
  EXPECT_THROW(store->ledger().save_finding(finding, 2026), rules::StoreFailure);
}

TEST_F(Store, ExcusesAreAddedAndListedWithTheirAuthor) {
  {
    store::Transaction transaction = store->begin(at(1));
    make_scope();
    transaction.commit();
  }
  rules::Excuse excuse;
  excuse.of = rules::Excuse::Of::teacher;
  excuse.teacher = journal::PersonId{1};
  excuse.dates = {day(0), day(4)};
  excuse.reason = "командировка";
  ASSERT_TRUE(store->add_excuse(excuse, "Завуч", at(10)));
  reopen();
  const auto rows = store->excuses();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].excuse.teacher, journal::PersonId{1});
  EXPECT_EQ(rows[0].excuse.dates, (journal::DateRange{day(0), day(4)}));
  EXPECT_EQ(rows[0].excuse.reason, "командировка");
  EXPECT_EQ(rows[0].author, "Завуч");
  EXPECT_EQ(rows[0].added_at, at(10));
}

TEST_F(Store, ExcuseThatNobodyCouldExplainIsRefused) {
  rules::Excuse excuse;
  excuse.dates = {day(0), day(1)};
  EXPECT_FALSE(store->add_excuse(excuse, "Завуч", at(1))) << "without a reason";
  excuse.reason = "карантин";
  EXPECT_FALSE(store->add_excuse(excuse, "", at(1))) << "without an author";
  excuse.dates = {day(1), day(0)};
  EXPECT_FALSE(store->add_excuse(excuse, "Завуч", at(1))) << "with days in the wrong order";
  excuse.dates = {day(0), day(1)};
  excuse.of = rules::Excuse::Of::teacher;
  excuse.teacher = journal::PersonId{5};
  EXPECT_FALSE(store->add_excuse(excuse, "Завуч", at(1))) << "for a teacher who is not there";
  excuse.of = rules::Excuse::Of::school;
  EXPECT_TRUE(store->add_excuse(excuse, "Завуч", at(1)));
}

TEST_F(Store, SpellingsMeanTheLastPersonTheyWereGivenTo) {
  store::Transaction transaction = store->begin(at(1));
  store->ledger().save_persons(
      std::vector<rules::Person>{{journal::PersonId{1}, "А"}, {journal::PersonId{2}, "Б"}});
  store->save_spelling(journal::PersonId{1}, "Иванова А.");
  store->save_spelling(journal::PersonId{2}, "Иванова А.");
  transaction.commit();
  EXPECT_EQ(store->spellings(), (std::vector<store::SpellingRow>{{"Иванова А.", journal::PersonId{2}}}));
}

TEST_F(Store, DocumentsAreListedNewestFirst) {
  store::Transaction transaction = store->begin(at(1));
  for (const bool accepted : {true, false}) {
    rules::DocumentEntry entry;
    entry.source_id = "inbox";
    entry.name = accepted ? "7а.xls" : "лист.xls";
    entry.sha256 = accepted ? "aa" : "bb";
    entry.accepted = accepted;
    entry.received_at = at(5);
    static_cast<void>(store->ledger().add_document(entry));
  }
  transaction.commit();
  const auto rows = store->documents(10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].entry.name, "лист.xls");
  EXPECT_EQ(store->document(rows[1].id)->entry.sha256, "aa");
  EXPECT_EQ(store->documents(1).size(), 1U);
  EXPECT_FALSE(store->document(journal::DocumentId{9}));
  EXPECT_TRUE(store->ledger().find_document("inbox", "aa"));
  EXPECT_FALSE(store->ledger().find_document("inbox", "bb"));
  EXPECT_FALSE(store->ledger().find_document("api", "aa"));
  EXPECT_TRUE(store->was_refused("inbox", "bb"));
  EXPECT_FALSE(store->was_refused("inbox", "aa"));
}

}  // namespace
}  // namespace elzhur::tests
