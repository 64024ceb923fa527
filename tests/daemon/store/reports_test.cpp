#include "daemon/store/reports.hpp"

#include <gtest/gtest.h>

#include "alerts/situation.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using rules::DutyStatus;
using rules::FindingState;

class Reports : public OpenedStore {
 protected:
  /// Has its say about how rules are called here: "topic" judges the topic.
  void note_rules() {
    rules::RuleSpec topic;
    topic.id = "topic";
    rules::RuleSpec homework;
    homework.id = "homework";
    homework.kind = rules::RuleKind::homework;
    store->save_rules(std::vector<rules::RuleSpec>{topic, homework});
  }
};

TEST_F(Reports, FindingIsShownWithThePlacesAndNamesInIt) {
  const rules::Finding finding = add_finding(day(2), 1000);
  const auto views = store->live_findings();
  ASSERT_EQ(views.size(), 1U);
  EXPECT_EQ(views[0].finding, finding);
  EXPECT_EQ(views[0].scope, (journal::Scope{"7А", "", "Алгебра"}));
  EXPECT_EQ(views[0].date, day(2));
  EXPECT_EQ(views[0].ordinal, 1);
  EXPECT_EQ(views[0].number, 3);
  EXPECT_EQ(views[0].owners, (std::vector<rules::Person>{{journal::PersonId{1}, "Иванова Анна Петровна"}}));
}

TEST_F(Reports, LiveFindingsAreThoseThatWait) {
  for (int state = 0; state < 8; ++state) {
    rules::Finding finding = add_finding(day(state), 1000 + state);
    change_finding(finding, static_cast<FindingState>(state), 2000);
  }
  std::vector<FindingState> live;
  for (const auto& view : store->live_findings()) live.push_back(view.finding.state);
  EXPECT_EQ(live, (std::vector{FindingState::open, FindingState::acknowledged, FindingState::confirmed,
                               FindingState::disputed, FindingState::unknown}));
  EXPECT_EQ(store->findings_by_state(std::vector{FindingState::resolved, FindingState::excused}).size(), 2U);
  EXPECT_TRUE(store->findings_by_state({}).empty());
}

TEST_F(Reports, ChangedFindingsAreThoseAfterTheInstant) {
  rules::Finding first = add_finding(day(0), 1000);
  static_cast<void>(add_finding(day(1), 2000));
  EXPECT_EQ(store->findings_changed_since(at(1000)).size(), 1U);
  change_finding(first, FindingState::resolved, 3000);
  EXPECT_EQ(store->findings_changed_since(at(1000)).size(), 2U);
  EXPECT_EQ(store->findings_changed_since(at(3000)).size(), 0U);
}

// Seen again means seen missing again: the newest coverage counts although no episode was written.
TEST_F(Reports, RenewedCoverageMovesWhenTheEntryWasLastSeenMissing) {
  const rules::Finding finding = add_finding(day(0), 1000);
  EXPECT_EQ(store->finding(finding.id)->last_seen_empty_at, at(998));
  store::Transaction transaction = store->begin(at(9000));
  note_rules();
  store->ledger().save_segments(
      journal::ScopeId{1}, rules::k_all_days,
      std::vector<rules::Segment>{{journal::ChannelId{1}, {day(0), day(5)}, seen(8000, 8001)}});
  transaction.commit();
  EXPECT_EQ(store->finding(finding.id)->last_seen_empty_at, at(8000));
}

TEST_F(Reports, LessonCountsOnceByItsWorstDuty) {
  struct Case {
    std::vector<DutyStatus> duties;
    std::int64_t rules::LessonTotals::*counted;
  };
  using T = rules::LessonTotals;
  using S = DutyStatus;
  const std::vector<Case> cases{
      {{S::on_time}, &T::on_time},
      {{S::on_time, S::pending}, &T::on_time},
      {{S::on_time, S::late}, &T::late},
      {{S::late, S::unproven}, &T::late},
      {{S::unproven, S::on_time}, &T::unproven},
      {{S::unfilled, S::late}, &T::unfilled},
      {{S::excused, S::on_time}, &T::on_time},
      {{S::excused, S::unknown}, &T::excused},
      {{S::unknown, S::pending}, &T::unknown},
      {{S::pending}, nullptr},
  };
  store::Transaction transaction = store->begin(at(1));
  const auto scope = make_scope();
  rules::LessonTotals expected;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto lesson = add_lesson(scope, day(static_cast<int>(i)));
    for (std::size_t k = 0; k < cases[i].duties.size(); ++k) {
      add_duty(lesson, k == 0 ? "topic" : "homework", cases[i].duties[k]);
    }
    if (cases[i].counted != nullptr) ++(expected.*cases[i].counted);
  }
  transaction.commit();
  expected.filled = expected.on_time + expected.late + expected.unproven;
  expected.held = expected.filled + expected.unfilled;
  EXPECT_EQ(expected.held, 7);
  EXPECT_EQ(store->lesson_totals({day(0), day(30)}, day(0)), expected);
}

TEST_F(Reports, LessonsOutsideTheDatesOrBeforeWatchingAreNotCounted) {
  store::Transaction transaction = store->begin(at(1));
  for (const char* name : {"7А", "7Б"}) {
    const auto scope = make_scope({name, "", "Алгебра"});
    for (int d = 0; d < 5; ++d) add_duty(add_lesson(scope, day(d)), "topic", DutyStatus::on_time);
  }
  transaction.commit();
  EXPECT_EQ(store->lesson_totals({day(1), day(3)}, day(0)).held, 6);
  EXPECT_EQ(store->lesson_totals({day(1), day(3)}, day(3)).held, 2);
  EXPECT_EQ(store->lesson_totals({day(3), day(1)}, day(0)).held, 0);
  EXPECT_EQ(store->lesson_totals({day(0), day(4)}, day(9)).held, 0);
}

TEST_F(Reports, OnlyTheRulesAskedForCount) {
  store::Transaction transaction = store->begin(at(1));
  const auto lesson = add_lesson(make_scope(), day(0));
  add_duty(lesson, "topic", DutyStatus::on_time);
  add_duty(lesson, "homework", DutyStatus::unfilled);
  transaction.commit();
  const std::vector<std::string> topic{"topic"};
  EXPECT_EQ(store->lesson_totals({day(0), day(0)}, day(0), topic).on_time, 1);
  EXPECT_EQ(store->lesson_totals({day(0), day(0)}, day(0)).unfilled, 1);
  EXPECT_EQ(store->lesson_totals({day(0), day(0)}, day(0), std::vector<std::string>{}).held, 0);
  static_cast<void>(add_finding(day(1), 1000, "homework"));
  EXPECT_EQ(store->finding_flow(at(0), at(2000), topic).open_now, 0);
  EXPECT_EQ(store->finding_flow(at(0), at(2000)).open_now, 1);
}

TEST_F(Reports, FlowLeadsFromWhatWasOpenToWhatIs) {
  std::vector<rules::Finding> findings;
  for (int i = 0; i < 8; ++i) findings.push_back(add_finding(day(i), i < 5 ? 1000 : 3000));
  change_finding(findings[0], FindingState::resolved, 3000);
  change_finding(findings[1], FindingState::withdrawn, 3000);
  change_finding(findings[2], FindingState::excused, 3000);
  change_finding(findings[3], FindingState::unknown, 3000);
  change_finding(findings[5], FindingState::disputed, 3000);
  change_finding(findings[6], FindingState::resolved, 3500);
  const rules::FindingFlow flow = store->finding_flow(at(2000), at(4000));
  EXPECT_EQ(flow.open_before, 5);
  EXPECT_EQ(flow.opened, 3);
  EXPECT_EQ(flow.resolved, 2);
  EXPECT_EQ(flow.withdrawn, 1);
  EXPECT_EQ(flow.excused, 1);
  EXPECT_EQ(flow.unknown, 1);
  EXPECT_EQ(flow.open_now, 3);
  EXPECT_EQ(flow.disputed_now, 1);
  EXPECT_EQ(store->finding_flow(at(4000), at(5000)).open_before, 3);
  EXPECT_EQ(store->finding_flow(at(0), at(2000)).open_now, 5) << "as it was then";
  EXPECT_EQ(store->finding_flow(at(0), at(2000)).disputed_now, 0);
}

TEST_F(Reports, FindingBornResolvedWasNeverAnOpenQuestion) {
  store::Transaction transaction = store->begin(at(1000));
  rules::Finding finding = finding_of(add_lesson(make_scope(), day(0)), "topic", at(1000));
  finding.state = FindingState::resolved;
  finding.closed_at = at(1000);
  store->ledger().save_finding(finding, 2026);
  transaction.commit();
  const rules::FindingFlow flow = store->finding_flow(at(0), at(2000));
  EXPECT_EQ(flow.opened, 0);
  EXPECT_EQ(flow.resolved, 0);
  EXPECT_EQ(flow.open_now, 0);
}

TEST_F(Reports, FindingThatReturnsFromUnknownIsOpenedAgain) {
  rules::Finding finding = add_finding(day(0), 1000);
  change_finding(finding, FindingState::unknown, 2000);
  change_finding(finding, FindingState::open, 3000);
  const rules::FindingFlow flow = store->finding_flow(at(2500), at(4000));
  EXPECT_EQ(flow.open_before, 0);
  EXPECT_EQ(flow.opened, 1);
  EXPECT_EQ(flow.open_now, 1);
}

TEST_F(Reports, FlowAlwaysAddsUp) {
  Random random(2026);
  std::vector<rules::Finding> findings;
  for (int now = 1; now <= 200; ++now) {
    if (findings.size() < 20 || random.below(5) == 0) {
      findings.push_back(add_finding(day(static_cast<int>(findings.size())), now));
    } else {
      auto& finding = findings[static_cast<std::size_t>(random.below(static_cast<int>(findings.size())))];
      change_finding(finding, static_cast<FindingState>(random.below(8)), now);
    }
  }
  for (int i = 0; i < 200; ++i) {
    const int from = random.below(200);
    const int to = from + random.below(200 - from) + 1;
    const rules::FindingFlow flow = store->finding_flow(at(from), at(to));
    EXPECT_EQ(flow.open_before + flow.opened - flow.resolved - flow.withdrawn - flow.excused - flow.unknown,
              flow.open_now);
    EXPECT_EQ(flow.open_before, store->finding_flow(at(0), at(from)).open_now) << from << " " << to;
    EXPECT_GE(flow.open_before, 0);
    EXPECT_LE(flow.disputed_now, flow.open_now);
  }
}

TEST_F(Reports, SchoolTotalsCountClassesTeachersAndLessons) {
  EXPECT_EQ(store->school_totals().first_lesson, std::nullopt);
  store::Transaction transaction = store->begin(at(1));
  add_lesson(make_scope({"7А", "", "Алгебра"}), day(4));
  add_lesson(make_scope({"7А", "Англ.яз", "Английский"}), day(1));
  add_lesson(make_scope({"8Б", "", "История"}), day(2));
  transaction.commit();
  const rules::SchoolTotals totals = store->school_totals();
  EXPECT_EQ(totals.classes, 2);
  EXPECT_EQ(totals.teachers, 1);
  EXPECT_EQ(totals.lessons, 3);
  EXPECT_EQ(totals.first_lesson, day(1));
}

TEST_F(Reports, BacklogIsListedByClassWithGradesAsNumbers) {
  store::Transaction transaction = store->begin(at(1));
  note_rules();
  for (const char* name : {"10А", "9Б", "9А"}) {
    const auto lesson = add_lesson(make_scope({name, "", "Алгебра"}), day(1));
    add_duty(lesson, "topic", DutyStatus::backlog);
    add_duty(lesson, "homework", name[0] == '1' ? DutyStatus::backlog : DutyStatus::unfilled);
  }
  transaction.commit();
  const auto lines = store->backlog(100);
  std::vector<std::string> names;
  for (const auto& line : lines)
    names.push_back(line.scope.class_name + " " + std::string(field_name(line.field)));
  EXPECT_EQ(names, (std::vector<std::string>{"9А topic", "9Б topic", "10А topic", "10А homework"}));
  EXPECT_EQ(lines[0].owners, (std::vector<rules::Person>{{journal::PersonId{1}, "Иванова Анна Петровна"}}));
  EXPECT_EQ(lines[0].date, day(1));
  EXPECT_EQ(lines[0].number, 3);
  EXPECT_EQ(store->backlog_count(), 4);
  EXPECT_EQ(store->backlog(2).size(), 2U);
}

TEST_F(Reports, SituationHoldsWhatThePlannerMustKnowOfTheStore) {
  rules::Finding open = add_finding(day(0), 1000);
  rules::Finding told = add_finding(day(1), 1000);
  rules::Finding never_told = add_finding(day(2), 1000);
  store::Transaction transaction = store->begin(at(1500));
  alerts::PlannedMessage message;
  message.recipient = "administrator";
  message.kind = "list";
  message.occasion = "list:1";
  message.message_id = "1@school.example";
  message.tellings = {{open.id, "listed"}, {told.id, "listed"}};
  store->outbox().enqueue(message, at(1500));
  rules::DocumentEntry entry;
  entry.source_id = "inbox";
  entry.accepted = true;
  entry.received_at = at(1400);
  static_cast<void>(store->ledger().add_document(entry));
  transaction.commit();
  change_finding(told, FindingState::withdrawn, 2000);
  change_finding(never_told, FindingState::withdrawn, 2000);
  const auto zone = *journal::TimeZone::load("Europe/Simferopol");
  appeals::Appeal appeal;
  appeal.received_at = at(1'798'700'000);
  appeal.applicant = "Петров О. Н.";
  appeal.content = "вход";
  appeal.due_at = at(1'798'754'400);
  ASSERT_TRUE(store->appeals().add(appeal, zone, "Секретарь"));

  alerts::RecipientSpec administrator;
  administrator.id = "administrator";
  alerts::Settings settings;
  settings.recipients = {administrator};
  const rules::Policy policy{zone, {}, 0, {}, {}, day(0)};
  alerts::Situation situation{settings, policy};
  store->fill(situation, true, at(3000));
  ASSERT_EQ(situation.live.size(), 1U);
  EXPECT_EQ(situation.live[0].finding.id, open.id);
  ASSERT_EQ(situation.withdrawn.size(), 1U) << "what nobody was told of needs no correction";
  EXPECT_EQ(situation.withdrawn[0].finding.id, told.id);
  ASSERT_EQ(situation.told.size(), 2U);
  EXPECT_EQ(situation.told[0].message_id, "1@school.example");
  ASSERT_EQ(situation.last_messages.size(), 1U);
  EXPECT_EQ(situation.last_messages[0].occasion, "list:1");
  EXPECT_EQ(situation.last_accepted_at, at(1400));
  EXPECT_EQ(situation.school.lessons, 3);
  EXPECT_EQ(situation.appeals.open, 1);
  EXPECT_EQ(situation.appeals.soonest_due, journal::make_date(2027, 1, 1));
  EXPECT_TRUE(situation.has_occasion("administrator", "list:1"));
  EXPECT_FALSE(situation.has_occasion("administrator", "list:2"));

  store::Transaction correcting = store->begin(at(4000));
  message.occasion = "withdrawal:1";
  message.message_id = "2@school.example";
  message.tellings = {{told.id, "withdrawn"}};
  store->outbox().enqueue(message, at(4000));
  store->fill(situation, true, at(4000));
  EXPECT_TRUE(situation.withdrawn.empty()) << "everybody is told now, inside the transaction too";
}

TEST_F(Reports, FindingsAreNotReadWhenItIsNobodysTurnToBeTold) {
  add_finding(day(0), 1000);
  alerts::Settings settings;
  const rules::Policy policy{*journal::TimeZone::load("Europe/Simferopol"), {}, 0, {}, {}, day(0)};
  alerts::Situation situation{settings, policy};
  store->fill(situation, false, at(3000));
  EXPECT_TRUE(situation.live.empty());
  EXPECT_EQ(situation.school.lessons, 0);
}

}  // namespace
}  // namespace elzhur::tests
