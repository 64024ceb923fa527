// The views that people and tests look through: names instead of numbers, in step with the enums.
#include <gtest/gtest.h>

#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

class ViewsV1 : public OpenedStore {};

TEST_F(ViewsV1, FindingIsShownAsTheContractWritesIt) {
  rules::Finding finding = add_finding(day(2), 1'795'000'000);
  finding.owners = {journal::PersonId{1}, journal::PersonId{17}};
  finding.confirmed_by = "Завуч";
  change_finding(finding, rules::FindingState::confirmed, 1'795'000'100);
  EXPECT_EQ(
      query(
          "SELECT code || '|' || rule || '|' || class || '|' || grp || '|' || subject || '|' || date || '|' "
          "|| ordinal || '|' || number || '|' || state || '|' || owners || '|' || due_at || '|' || opened_at "
          "|| '|' || ifnull(resolved_at, 'null') || '|' || confirmed_by FROM findings_v"),
      "F-2026-000001|topic|7А||Алгебра|2026-11-04|1|3|confirmed|T001,T017|2026-11-18T11:05:40Z|"
      "2026-11-18T11:06:40Z|null|Завуч");
  EXPECT_EQ(query("SELECT id || '|' || name FROM persons_v"), "T001|Иванова Анна Петровна");
}

TEST_F(ViewsV1, FindingWithoutOwnersHasAnEmptyText) {
  rules::Finding finding = add_finding(day(2), 1'795'000'000);
  finding.owners.clear();
  change_finding(finding, rules::FindingState::resolved, 1'795'000'100);
  EXPECT_EQ(query("SELECT '[' || owners || ']' FROM findings_v"), "[]");
}

TEST_F(ViewsV1, EveryFindingStateHasTheNameOfTheContract) {
  rules::Finding finding = add_finding(day(2), 1000);
  for (std::size_t i = 0; i < rules::k_finding_states; ++i) {
    const auto state = static_cast<rules::FindingState>(i);
    change_finding(finding, state, 2000);
    EXPECT_EQ(query("SELECT state FROM findings_v"), rules::finding_state_name(state));
  }
}

TEST_F(ViewsV1, EveryDutyStatusHasTheNameOfTheContract) {
  for (std::size_t i = 0; i < rules::k_duty_statuses; ++i) {
    const auto status = static_cast<rules::DutyStatus>(i);
    store::Transaction transaction = store->begin(at(1));
    add_duty(add_lesson(make_scope(), day(static_cast<int>(i))), "topic", status);
    transaction.commit();
    EXPECT_EQ(query("SELECT status FROM duties_v ORDER BY date DESC LIMIT 1"),
              rules::duty_status_name(status));
  }
}

TEST_F(ViewsV1, EveryFieldAndFillStateHasTheNameOfTheContract) {
  for (int i = 0; i < 6; ++i) {
    const auto state = static_cast<journal::FillState>(i);
    const journal::Field field = journal::k_all_fields[static_cast<std::size_t>(i) % 4];
    store::Transaction transaction = store->begin(at(1));
    rules::LessonRecord record = lesson_without_topic(make_scope(), day(i));
    record.fields = {};
    record.field(field) = {{state, seen(1'795'000'000, 1'795'000'001), seen(1'795'000'002, 1'795'000'003)}};
    store->ledger().save_lessons(std::vector<rules::LessonChange>{{nullptr, &record}});
    transaction.commit();
    EXPECT_EQ(query("SELECT field || '|' || state || '|' || first_earliest || '|' || first_latest || '|' || "
                    "last_earliest || '|' || last_latest FROM episodes_v ORDER BY date DESC LIMIT 1"),
              std::string(field_name(field)) + "|" + std::string(fill_state_name(state)) +
                  "|2026-11-18T11:06:40Z|2026-11-18T11:06:41Z|2026-11-18T11:06:42Z|2026-11-18T11:06:43Z");
  }
}

TEST_F(ViewsV1, MessagesAndTellingsAreShownByTheirCodes) {
  const rules::Finding finding = add_finding(day(2), 1000);
  store::Transaction transaction = store->begin(at(2000));
  alerts::PlannedMessage message;
  message.recipient = "administrator";
  message.kind = "list";
  message.occasion = "list:1";
  message.message_id = "1@school.example";
  message.subject = "ЭлЖур";
  message.tellings = {{finding.id, "listed"}};
  store->outbox().enqueue(message, at(2000));
  transaction.commit();
  EXPECT_EQ(query("SELECT recipient || '|' || finding || '|' || stage || '|' || message_id FROM tellings_v"),
            "administrator|F-2026-000001|listed|1@school.example");
  const char* const message_row =
      "SELECT recipient || '|' || kind || '|' || state || '|' || message_id || '|' || attempts || '|' || "
      "subject "
      "FROM messages_v";
  EXPECT_EQ(query(message_row), "administrator|list|queued|1@school.example|0|ЭлЖур");
  const auto claimed = store->outbox().claim(at(3000));
  EXPECT_EQ(query(message_row), "administrator|list|sending|1@school.example|1|ЭлЖур");
  for (const auto state : {alerts::MessageState::ambiguous, alerts::MessageState::deferred,
                           alerts::MessageState::failed, alerts::MessageState::sent}) {
    const bool waits = state == alerts::MessageState::deferred;
    store::Connection connection(file, store::Connection::Access::read_write);
    store::Statement(connection, "UPDATE message SET state = ?1, next_attempt_at = ?2")
        .run(state, waits ? std::optional(at(1)) : std::nullopt);
    EXPECT_EQ(query("SELECT state FROM messages_v"), alerts::message_state_name(state));
  }
}

}  // namespace
}  // namespace elzhur::tests
