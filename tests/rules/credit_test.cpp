#include "rules/credit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/rules/school.hpp"

namespace elzhur::rules::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Outage seen(const std::string& from, const std::string& to) {
  return {OutageCause::unreachable, at(from), at(to)};
}
Outage announced(const std::string& from, const std::string& to) {
  return {OutageCause::announced, at(from), at(to)};
}

TEST(Credit, OnlyTheTimeBetweenLessonAndDeadlineCounts) {
  const std::vector<Outage> outages{seen("14.09 07:00", "14.09 09:00"), seen("14.09 20:00", "14.09 23:00")};
  const Credits credits(outages);
  EXPECT_EQ(credits.between(at("14.09 08:30"), at("14.09 19:00")), minutes(30));
  EXPECT_EQ(credits.between(at("14.09 10:00"), at("14.09 19:00")), Seconds(0));
}

TEST(Credit, OverlappingOutagesCountOnce) {
  const std::vector<Outage> outages{seen("14.09 10:00", "14.09 12:00"), seen("14.09 11:00", "14.09 13:00"),
                                    announced("14.09 10:30", "14.09 11:30")};
  EXPECT_EQ(Credits(outages).between(at("14.09 08:00"), at("14.09 20:00")), hours(3));
}

TEST(Credit, ADeadlineDoesNotEndWhileNothingCanBeEntered) {
  const Credits credits(std::vector{seen("14.09 22:59", "15.09 08:00")});
  EXPECT_EQ(credits.between(at("14.09 08:30"), at("14.09 23:59")), hours(8) + minutes(1));
  EXPECT_EQ(credits.between(at("14.09 08:30"), at("14.09 22:59")), Seconds(0)) << "it ended before";
}

TEST(Credit, OneThatLastsExtendsAsFarAsTheLimitGoes) {
  const std::vector<Outage> outages{{OutageCause::unreachable, at("14.09 18:00"), std::nullopt}};
  EXPECT_EQ(Credits(outages).between(at("14.09 08:00"), at("14.09 20:00")), k_credit_unannounced_max);
}

TEST(Credit, WhatNobodyAnnouncedIsCappedAndWhatAPersonAnnouncedIsNot) {
  const auto start = at("14.09 08:00");
  const auto due = at("20.09 08:00");
  EXPECT_EQ(Credits(std::vector{seen("14.09 12:00", "18.09 12:00")}).between(start, due),
            k_credit_unannounced_max);
  EXPECT_EQ(Credits(std::vector{announced("14.09 12:00", "18.09 12:00")}).between(start, due), hours(96));
  const std::vector both{announced("14.09 12:00", "15.09 12:00"), seen("14.09 12:00", "18.09 12:00")};
  EXPECT_EQ(Credits(both).between(start, due), hours(24) + k_credit_unannounced_max);
}

/// Minute by minute.
RC_GTEST_PROP(Credit, EqualsCountingTheMinutes, ()) {
  const auto begin = at("14.09 00:00");
  std::vector<Outage> outages;
  const int count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    const int from = *rc::gen::inRange(0, 600);
    const int length = *rc::gen::inRange(0, 200);
    outages.push_back({OutageCause::unreachable, begin + minutes(from), begin + minutes(from + length)});
  }
  const int start = *rc::gen::inRange(0, 600);
  const int due = *rc::gen::inRange(0, 600);
  const auto is_down = [&](int minute) {
    const auto now = begin + minutes(minute);
    return std::any_of(outages.begin(), outages.end(),
                       [&](const Outage& o) { return o.from <= now && now < *o.to; });
  };
  int lost = 0;
  for (int minute = start; minute < due; ++minute) lost += is_down(minute) ? 1 : 0;
  while (lost > 0 && is_down(due + lost)) ++lost;
  RC_ASSERT(Credits(outages).between(begin + minutes(start), begin + minutes(due)) == minutes(lost));
}

TEST(Credit, AnOutageLastsFromTheLastGoodAnswerToTheNext) {
  const Seconds patience = hours(2);
  Reachability known = step({}, Answered::yes, at("14.09 10:00"), patience).after;
  known = step(known, Answered::no, at("14.09 10:30"), patience).after;
  EXPECT_EQ(known.down_from, at("14.09 10:00"));
  known = step(known, Answered::not_asked, at("14.09 10:45"), patience).after;
  known = step(known, Answered::no, at("14.09 11:00"), patience).after;
  const ReachStep good = step(known, Answered::yes, at("14.09 11:30"), patience);
  EXPECT_EQ(good.ended, seen("14.09 10:00", "14.09 11:30"));
  EXPECT_EQ(good.after, (Reachability{at("14.09 11:30"), std::nullopt, std::nullopt}));
}

TEST(Credit, TimeInWhichThisProgramWasOffIsNobodysCredit) {
  const Seconds patience = hours(2);
  const Reachability evening = step({}, Answered::yes, at("14.09 19:00"), patience).after;
  const ReachStep morning = step(evening, Answered::no, at("15.09 07:00"), patience);
  EXPECT_EQ(morning.after.down_from, at("15.09 07:00"));
  const ReachStep good = step(morning.after, Answered::yes, at("15.09 07:30"), patience);
  EXPECT_EQ(good.ended, seen("15.09 07:00", "15.09 07:30"));

  const ReachStep late = step(morning.after, Answered::yes, at("15.09 19:30"), patience);
  EXPECT_FALSE(late.ended.has_value()) << "nobody looked between 07:00 and 19:30";
  Reachability down = step(morning.after, Answered::no, at("15.09 07:30"), patience).after;
  const ReachStep next_day = step(down, Answered::no, at("16.09 07:00"), patience);
  EXPECT_EQ(next_day.ended, seen("15.09 07:00", "15.09 07:30"));
  EXPECT_EQ(next_day.after.down_from, at("16.09 07:00"));
}

TEST(Credit, ASourceThatNeverAnsweredIsDownSinceItWasFirstAsked) {
  const ReachStep first = step({}, Answered::no, at("14.09 10:00"), hours(2));
  EXPECT_EQ(first.after.down_from, at("14.09 10:00"));
}

// ---- What it does to a duty.

Policy with_outage(const std::string& from, const std::string& to) {
  Policy policy = topic_policy();
  policy.outages = {seen(from, to)};
  return policy;
}

TEST(Credit, ADeadlineIsLaterByTheTimeThatWasLost) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 00:30"));
  const auto duty = judge_topic(lesson, "15.09 00:30", with_outage("14.09 20:00", "14.09 21:00"));
  ASSERT_TRUE(duty);
  EXPECT_EQ(duty->due_at, at("15.09 00:59"));
  EXPECT_EQ(duty->credit, hours(1));
  EXPECT_EQ(duty->status, DutyStatus::pending);
  EXPECT_EQ(duty->next_transition_at, at("15.09 00:59"));
  EXPECT_EQ(judge_topic(lesson, "15.09 01:30", with_outage("14.09 20:00", "14.09 21:00"))->status,
            DutyStatus::unknown)
      << "nobody has looked since it became due";
  lesson.see(FillState::empty, exactly("15.09 01:00"));
  EXPECT_EQ(judge_topic(lesson, "15.09 01:30", with_outage("14.09 20:00", "14.09 21:00"))->status,
            DutyStatus::unfilled);
}

TEST(Credit, AFindingThatAnOutageMakesUnjustIsTakenBack) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 00:30"));
  const auto before = judge_topic(lesson, "15.09 00:30");
  const DutyKey key{"topic-same-day", lesson.record().id};
  auto opened = reconcile(key, before, lesson.record(), std::nullopt, at("15.09 00:30"));
  ASSERT_EQ(opened.size(), 1U);
  opened[0].id = journal::FindingId{1};
  const auto after = judge_topic(lesson, "15.09 09:00", with_outage("14.09 20:00", "14.09 22:00"));
  const auto changed = reconcile(key, after, lesson.record(), opened[0], at("15.09 09:00"));
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].state, FindingState::withdrawn);
  EXPECT_EQ(changed[0].reason, "срок продлён: ЭлЖур был недоступен");
}

TEST(Credit, WhatWasCountedAsLateIsTakenBackToo) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 00:30")).see(FillState::filled, exactly("15.09 00:50"));
  const DutyKey key{"topic-same-day", lesson.record().id};
  auto born =
      reconcile(key, judge_topic(lesson, "15.09 01:00"), lesson.record(), std::nullopt, at("15.09 01:00"));
  ASSERT_EQ(born.size(), 1U);
  EXPECT_EQ(born[0].state, FindingState::resolved);
  born[0].id = journal::FindingId{1};
  const auto after = judge_topic(lesson, "15.09 09:00", with_outage("14.09 20:00", "14.09 22:00"));
  EXPECT_EQ(after->status, DutyStatus::on_time);
  const auto changed = reconcile(key, after, lesson.record(), born[0], at("15.09 09:00"));
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].state, FindingState::withdrawn);
}

// ---- A lesson that was put into the timetable later.

std::optional<Duty> judge_appeared(const std::string& appeared, const std::string& now, DueSpec due) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly(now));
  lesson.record().appeared_at = at(appeared);
  Policy policy = topic_policy();
  policy.rules[0].due = due;
  return judge_topic(lesson, now, policy);
}

TEST(Appearance, DeadlinesOfALessonPutInLaterCountFromItsFirstSight) {
  const DueSpec same_day{DueFrom::lesson_day, std::nullopt, hours(20)};
  const auto duty = judge_appeared("16.09 10:00", "16.09 11:00", same_day);
  EXPECT_EQ(duty->due_at, at("16.09 20:00"));
  EXPECT_EQ(duty->status, DutyStatus::pending);
}

TEST(Appearance, AnHourAfterTheLessonIsAnHourAfterItsFirstSight) {
  const DueSpec in_an_hour{DueFrom::lesson_day, Span{-3600, SpanUnit::seconds}, std::nullopt};
  // The day's own deadline is 22:59; seen at 12:00 of the same day, as long after it as from midnight.
  EXPECT_EQ(judge_appeared("14.09 12:00", "14.09 13:00", in_an_hour)->due_at, at("15.09 10:59"));
}

TEST(Appearance, ALessonSeenBeforeItsDayKeepsItsDeadline) {
  const DueSpec same_day{DueFrom::lesson_day, std::nullopt, hours(20)};
  EXPECT_EQ(judge_appeared("13.09 10:00", "14.09 11:00", same_day)->due_at, at("14.09 20:00"));
}

// ---- A lesson that was taken out of the timetable and put back.

OneLesson taken_out(const std::string& seen_last, const std::string& missed, const std::string& missed_again,
                    const std::string& back) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly(seen_last))
      .miss(exactly(missed))
      .miss(exactly(missed_again))
      .see(FillState::empty, exactly(back));
  return lesson;
}

TEST(Absence, DeadlineThatPassedMeanwhileCountsFromTheReturn) {
  const auto duty =
      judge_topic(taken_out("14.09 20:00", "14.09 21:00", "14.09 22:00", "15.09 08:00"), "15.09 09:00");
  EXPECT_EQ(duty->due_at, at("15.09 23:59"));
  EXPECT_EQ(duty->status, DutyStatus::pending);
  const auto after =
      judge_topic(taken_out("14.09 20:00", "14.09 21:00", "14.09 22:00", "16.09 08:00"), "17.09 00:00");
  EXPECT_EQ(after->due_at, at("16.09 23:59"));
}

TEST(Absence, DeadlineBeforeItStands) {
  const auto duty =
      judge_topic(taken_out("15.09 08:00", "15.09 09:00", "15.09 10:00", "15.09 11:00"), "15.09 12:00");
  EXPECT_EQ(duty->due_at, at("14.09 23:59"));
  EXPECT_EQ(duty->status, DutyStatus::unfilled);
}

TEST(Absence, DeadlineAfterItStands) {
  const auto duty =
      judge_topic(taken_out("14.09 09:00", "14.09 10:00", "14.09 11:00", "14.09 23:00"), "14.09 23:30");
  EXPECT_EQ(duty->due_at, at("14.09 23:59"));
}

TEST(Absence, DeadlineThatAnOutageMovedIntoItCountsFromTheReturn) {
  const auto duty = judge_topic(taken_out("15.09 00:30", "15.09 01:00", "15.09 02:00", "15.09 08:00"),
                                "15.09 09:00", with_outage("14.09 20:00", "14.09 22:00"));
  EXPECT_GE(duty->due_at, at("15.09 23:59"));
}

TEST(Absence, OneMissIsNone) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 22:00"))
      .miss(exactly("15.09 00:30"))
      .see(FillState::empty, exactly("15.09 08:00"));
  EXPECT_EQ(judge_topic(lesson, "15.09 09:00")->due_at, at("14.09 23:59"));
}

TEST(Absence, AnOldSightThatComesLateEndsNone) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 20:00"))
      .miss(exactly("15.09 08:00"))
      .miss(exactly("15.09 09:00"))
      .see(FillState::empty, exactly("14.09 23:00"));
  EXPECT_FALSE(lesson.record().absence);
  EXPECT_TRUE(judge_topic(lesson, "15.09 10:00")->vanished);
}

TEST(Absence, OfTwoTheTimeBetweenBelongsToThem) {
  OneLesson lesson = taken_out("14.09 10:00", "14.09 11:00", "14.09 12:00", "14.09 13:00");
  lesson.miss(exactly("15.09 09:00"))
      .miss(exactly("15.09 10:00"))
      .see(FillState::empty, exactly("15.09 11:00"));
  EXPECT_EQ(judge_topic(lesson, "15.09 12:00")->due_at, at("15.09 23:59"));
}

TEST(Absence, HoursAreCountedAnew) {
  Policy policy = topic_policy();
  policy.rules[0].due = {DueFrom::lesson_day, Span{-3600, SpanUnit::seconds}, std::nullopt};
  const auto duty = judge_topic(taken_out("14.09 20:00", "14.09 21:00", "14.09 22:00", "15.09 08:00"),
                                "15.09 09:00", policy);
  // 22:59 after midnight of its day, 22:59 after its return.
  EXPECT_EQ(duty->due_at, at("16.09 06:59"));
}

}  // namespace
}  // namespace elzhur::rules::test
