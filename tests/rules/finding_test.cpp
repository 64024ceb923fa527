#include "rules/finding.hpp"

#include <gtest/gtest.h>

#include "tests/rules/school.hpp"

namespace elzhur::rules {
namespace {

using namespace test;

/// One lesson whose finding lives from judgement to judgement.
class Story {
 public:
  OneLesson lesson;
  Policy policy = topic_policy();

  /// Judges at an instant and keeps what is to be written; returns it.
  std::vector<Finding> judge(const std::string& now) {
    const DutyKey key{"topic-same-day", lesson.record().id};
    auto written = reconcile(key, judge_topic(lesson, now, policy), lesson.record(), newest_, at(now));
    keep(written);
    return written;
  }
  /// Judges when the rule no longer asks anything.
  std::vector<Finding> judge_without_rule(const std::string& now) {
    auto written =
        reconcile({"topic-same-day", lesson.record().id}, std::nullopt, lesson.record(), newest_, at(now));
    keep(written);
    return written;
  }
  void decide(Action action, const std::string& now) {
    const auto decided =
        rules::decide(*newest_, {action, "Орлов С. В.", "проверено", newest_->version}, at(now));
    ASSERT_TRUE(decided.has_value()) << decided.error().text;
    newest_ = *decided;
  }
  [[nodiscard]] FindingState state() const { return newest_->state; }
  [[nodiscard]] const Finding& newest() const { return *newest_; }
  [[nodiscard]] bool has_finding() const { return newest_.has_value(); }

  Story& with_open_finding() {
    lesson.see(FillState::empty, exactly("15.09 08:00"));
    judge("15.09 08:00");
    return *this;
  }

 private:
  void keep(std::vector<Finding>& written) {
    for (Finding& finding : written) {
      if (finding.id == journal::FindingId{}) finding.id = journal::FindingId{++ids_};
      newest_ = finding;
    }
  }
  std::optional<Finding> newest_;
  std::int64_t ids_ = 0;
};

TEST(Finding, OpensWithItsEvidenceAndOwner) {
  Story story;
  story.with_open_finding();
  EXPECT_EQ(story.state(), FindingState::open);
  EXPECT_EQ(story.newest().owners, std::vector{PersonId{1}});
  EXPECT_EQ(story.newest().due_at, at("14.09 23:59"));
  EXPECT_EQ(story.newest().last_seen_empty_at, at("15.09 08:00"));
  EXPECT_EQ(story.newest().documents.size(), 1U);
}

TEST(Finding, SettledIsSettled) {
  Story story;
  story.with_open_finding();
  EXPECT_TRUE(story.judge("15.09 09:00").empty());
}

TEST(Finding, ResolvesBecauseTheEntryWasSeen) {
  Story story;
  story.with_open_finding().lesson.see(FillState::filled, exactly("15.09 10:00"));
  EXPECT_EQ(story.judge("15.09 10:00").size(), 1U);
  EXPECT_EQ(story.state(), FindingState::resolved);
  EXPECT_EQ(story.newest().first_seen_filled_at, at("15.09 10:00"));
  EXPECT_EQ(story.newest().documents.size(), 2U);
}

TEST(Finding, ReturnIsANewEpisode) {
  Story story;
  story.with_open_finding().lesson.see(FillState::filled, exactly("15.09 10:00"));
  story.judge("15.09 10:00");
  story.lesson.see(FillState::empty, exactly("15.09 12:00"));
  story.judge("15.09 12:00");
  EXPECT_EQ(story.state(), FindingState::open);
  EXPECT_EQ(story.newest().episode, 2);
}

TEST(Finding, LateEntryNeverSeenEmptyAfterItsDueIsBornResolved) {
  LessonSeen seen = lesson_with(FillState::filled);
  seen.field(Field::topic).reported = at("15.09 07:00");
  Story story;
  story.lesson.see(seen, exactly("15.09 10:00"));
  const auto written = story.judge("15.09 10:00");
  ASSERT_EQ(written.size(), 1U);
  EXPECT_EQ(written[0].state, FindingState::resolved);
  EXPECT_EQ(written[0].closed_at, written[0].opened_at);
  EXPECT_TRUE(story.judge("15.09 11:00").empty());
}

TEST(Finding, VanishedLessonMakesItUnknownAndItsReturnOpensItAgain) {
  Story story;
  story.with_open_finding().lesson.miss(exactly("15.09 09:00")).miss(exactly("15.09 10:00"));
  story.judge("15.09 10:00");
  EXPECT_EQ(story.state(), FindingState::unknown);
  EXPECT_TRUE(story.judge("15.09 11:00").empty());
  story.lesson.see(FillState::empty, exactly("15.09 12:00"));
  story.judge("15.09 12:00");
  EXPECT_EQ(story.state(), FindingState::open);
  EXPECT_EQ(story.newest().episode, 1);
}

TEST(Finding, ConfirmationDoesNotOutliveAVanishedLesson) {
  Story story;
  story.with_open_finding();
  story.decide(Action::confirm, "15.09 08:30");
  story.lesson.miss(exactly("15.09 09:00")).miss(exactly("15.09 10:00"));
  story.judge("15.09 10:00");
  story.lesson.see(FillState::empty, exactly("15.09 12:00"));
  story.judge("15.09 12:00");
  EXPECT_EQ(story.state(), FindingState::open);
  EXPECT_TRUE(story.newest().confirmed_by.empty());
}

TEST(Finding, LaterDeadlineWithdrawsIt) {
  Story story;
  story.with_open_finding();
  story.policy.rules[0].due.plus = Span{2, SpanUnit::days};
  story.judge("15.09 09:00");
  EXPECT_EQ(story.state(), FindingState::withdrawn);
}

TEST(Finding, EntryThatTheNewDeadlineMakesTimelyWithdrawsItInsteadOfResolving) {
  Story story;
  story.with_open_finding().lesson.see(FillState::filled, exactly("15.09 10:00"));
  story.policy.rules[0].due.plus = Span{2, SpanUnit::days};
  story.judge("15.09 10:00");
  EXPECT_EQ(story.state(), FindingState::withdrawn);
}

TEST(Finding, RuleThatNoLongerAppliesWithdrawsIt) {
  Story story;
  story.with_open_finding();
  story.judge_without_rule("15.09 09:00");
  EXPECT_EQ(story.state(), FindingState::withdrawn);
}

TEST(Finding, ExcuseThatComesLaterExcusesIt) {
  Story story;
  story.with_open_finding();
  Excuse excuse;
  excuse.dates = {k_lesson_day, k_lesson_day};
  story.policy.excuses = {excuse};
  story.judge("15.09 09:00");
  EXPECT_EQ(story.state(), FindingState::excused);
}

TEST(Finding, SubstitutionLearnedLaterTakesTheNameBack) {
  Story story;
  story.with_open_finding();
  LessonSeen seen = lesson_with(FillState::empty);
  seen.substitute = 1;
  story.lesson.see(seen, exactly("15.09 09:00"));
  const auto written = story.judge("15.09 09:00");
  ASSERT_EQ(written.size(), 2U);
  EXPECT_EQ(written[0].state, FindingState::withdrawn);
  EXPECT_EQ(written[0].owners, std::vector{PersonId{1}});
  EXPECT_EQ(written[1].state, FindingState::open);
  EXPECT_EQ(written[1].owners, std::vector{PersonId{2}});
  EXPECT_EQ(written[1].episode, 2);
  EXPECT_TRUE(story.judge("15.09 10:00").empty());
}

TEST(Finding, WhatAPersonWithdrewStaysSettledUntilTheEntryComesAndGoes) {
  Story story;
  story.with_open_finding();
  story.decide(Action::withdraw, "15.09 09:00");
  EXPECT_TRUE(story.judge("15.09 10:00").empty());
  story.lesson.see(FillState::empty, exactly("16.09 08:00"));
  EXPECT_TRUE(story.judge("16.09 08:00").empty());
  story.lesson.see(FillState::filled, exactly("16.09 10:00")).see(FillState::empty, exactly("16.09 12:00"));
  story.judge("16.09 12:00");
  EXPECT_EQ(story.state(), FindingState::open);
  EXPECT_EQ(story.newest().episode, 2);
}

TEST(Decision, ConfirmNamesThePersonAndTheInstant) {
  Story story;
  story.with_open_finding();
  story.decide(Action::confirm, "15.09 09:00");
  EXPECT_EQ(story.state(), FindingState::confirmed);
  EXPECT_EQ(story.newest().confirmed_by, "Орлов С. В.");
  EXPECT_EQ(story.newest().confirmed_at, at("15.09 09:00"));
}

TEST(Decision, DisputeTakesTheConfirmationBack) {
  Story story;
  story.with_open_finding();
  story.decide(Action::confirm, "15.09 09:00");
  story.decide(Action::dispute, "15.09 10:00");
  EXPECT_EQ(story.state(), FindingState::disputed);
  EXPECT_TRUE(story.newest().confirmed_by.empty());
}

std::string refusal(const Finding& finding, const Decision& decision) {
  const auto decided = decide(finding, decision, at("15.09 09:00"));
  return decided ? "" : decided.error().text;
}

TEST(Decision, IsRefusedWithAReasonForThatPerson) {
  Story story;
  story.with_open_finding();
  const Finding open = story.newest();
  EXPECT_EQ(refusal(open, {Action::confirm, "", "", open.version}), "укажите, кто принимает решение");
  EXPECT_EQ(refusal(open, {Action::confirm, "Орлов", "", open.version + 1}),
            "вопрос изменился, пока Вы его смотрели: откройте его заново");
  EXPECT_EQ(refusal(open, {Action::withdraw, "Орлов", "", open.version}), "укажите причину");
  Finding nobodys = open;
  nobodys.owners = {PersonId{1}, PersonId{2}};
  EXPECT_EQ(refusal(nobodys, {Action::confirm, "Орлов", "", open.version}),
            "не определено, кто вёл урок: подтвердить замечание нельзя");
  Finding closed = open;
  closed.state = FindingState::resolved;
  EXPECT_EQ(refusal(closed, {Action::confirm, "Орлов", "", open.version}), "вопрос уже закрыт");
}

TEST(Finding, CodeCountsWithinItsYear) {
  Finding finding;
  finding.year = 2026;
  finding.number = 123;
  EXPECT_EQ(finding_code(finding), "F-2026-000123");
}

TEST(Finding, EveryStateIsReadByItsOwnName) {
  for (std::size_t i = 0; i < k_finding_states; ++i) {
    const auto state = static_cast<FindingState>(i);
    EXPECT_EQ(parse_finding_state(finding_state_name(state)), state);
  }
}

}  // namespace
}  // namespace elzhur::rules
