#include "appeals/appeal.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using appeals::Appeal;
using journal::ErrorKind;

class Appeals : public OpenedStore {
 protected:
  static Appeal asked(std::int64_t received_at) {
    Appeal appeal;
    appeal.received_at = at(received_at);
    appeal.applicant = "Петров О. Н., учитель математики";
    appeal.subject = "домашнее задание";
    appeal.content = "не сохраняется";
    return appeal;
  }
  Appeal add(const Appeal& appeal) {
    auto added = store->appeals().add(appeal, zone, "Секретарь");
    EXPECT_TRUE(added) << added.error().text;
    return added.value_or(Appeal{});
  }
  journal::TimeZone zone = *journal::TimeZone::load("Europe/Simferopol");
};

TEST_F(Appeals, AreNumberedFromOneInTheSchoolsYear) {
  // 2026-12-31T22:00:00Z is the next year in Simferopol already.
  EXPECT_EQ(add(asked(1'798'700'000)).number, 1);
  EXPECT_EQ(add(asked(1'798'710'000)).number, 2);
  const Appeal next_year = add(asked(1'798'754'400));
  EXPECT_EQ(next_year.year, 2027);
  EXPECT_EQ(next_year.number, 1);
  EXPECT_EQ(store->appeals().list(2026).size(), 2U);
  EXPECT_EQ(store->appeals().list(2025).size(), 0U);
}

TEST_F(Appeals, EntryIsReadAsItWasWritten) {
  const rules::Finding finding = add_finding(day(0), 1000);
  Appeal appeal = asked(1'798'700'000);
  appeal.kind = appeals::HelpKind::dispute;
  appeal.channel = appeals::Channel::letter;
  appeal.findings = {finding.id};
  appeal.assigned_to = "Завуч";
  appeal.due_at = at(1'798'800'000);
  appeal.state = appeals::AppealState::assigned;
  const Appeal added = add(appeal);
  reopen();
  EXPECT_EQ(store->appeals().find(added.id), added);
  EXPECT_EQ(store->appeals().list(2026), std::vector{added});
  EXPECT_EQ(store->appeals().find(appeals::AppealId{9}), std::nullopt);
}

TEST_F(Appeals, EntryThatIsNotCompleteLeavesTheLogUnchanged) {
  Appeal appeal = asked(1'798'700'000);
  appeal.content.clear();
  const auto refused = store->appeals().add(appeal, zone, "Секретарь");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_TRUE(store->appeals().list(2026).empty());
  EXPECT_EQ(add(asked(1'798'700'000)).number, 1) << "the number was not used up";
}

TEST_F(Appeals, DisputeOfAFindingThatIsNotThereIsRefused) {
  Appeal appeal = asked(1'798'700'000);
  appeal.kind = appeals::HelpKind::dispute;
  appeal.findings = {journal::FindingId{5}};
  const auto refused = store->appeals().add(appeal, zone, "Секретарь");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
}

TEST_F(Appeals, ChangeKeepsWhatWasThereBefore) {
  Appeal appeal = add(asked(1'798'700'000));
  appeal.result = "показано, как сохранить";
  appeal.answered_at = at(1'798'710'000);
  appeal.state = appeals::AppealState::answered;
  appeal.number = 55;  // Not a person's to change.
  appeal.received_at = at(1'700'000'000);
  const auto updated = store->appeals().update(appeal, at(1'798'710'000), "Завуч");
  ASSERT_TRUE(updated) << updated.error().text;
  EXPECT_EQ(updated->number, 1);
  EXPECT_EQ(updated->received_at, at(1'798'700'000));
  EXPECT_EQ(updated->version, 2);
  const auto history = store->appeal_history(appeal.id);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].appeal.state, appeals::AppealState::received);
  EXPECT_EQ(history[0].appeal.result, "");
  EXPECT_EQ(history[0].written_by, "Секретарь");
  EXPECT_EQ(history[1].appeal, *updated);
  EXPECT_EQ(history[1].written_by, "Завуч");
}

TEST_F(Appeals, ChangeOfAnOldVersionIsRefused) {
  const Appeal appeal = add(asked(1'798'700'000));
  ASSERT_TRUE(store->appeals().update(appeal, at(1'798'700'001), "Завуч"));
  const auto refused = store->appeals().update(appeal, at(1'798'700'002), "Секретарь");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_EQ(store->appeals().find(appeal.id)->version, 2);
}

TEST_F(Appeals, ChangeOfAnEntryThatIsNotThereIsRefused) {
  Appeal appeal = asked(1'798'700'000);
  appeal.id = appeals::AppealId{3};
  EXPECT_FALSE(store->appeals().update(appeal, at(1), "Завуч"));
}

}  // namespace
}  // namespace elzhur::tests
