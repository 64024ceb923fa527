#include "rules/duty.hpp"

#include <gtest/gtest.h>

#include "journal/names.hpp"
#include "tests/rules/school.hpp"

namespace elzhur::rules {
namespace {

using namespace test;

DutyStatus status(const OneLesson& lesson, const std::string& now, const Policy& policy = topic_policy()) {
  const auto duty = judge_topic(lesson, now, policy);
  EXPECT_TRUE(duty.has_value());
  return duty ? duty->status : DutyStatus::unknown;
}

TEST(Duty, EmptyBeforeTheDeadlineIsPendingAndWaitsForIt) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 12:00"));
  const auto duty = judge_topic(lesson, "14.09 23:59");
  ASSERT_TRUE(duty.has_value());
  EXPECT_EQ(duty->status, DutyStatus::pending);
  EXPECT_EQ(duty->next_transition_at, at("14.09 23:59"));
}

TEST(Duty, EmptinessSeenBeforeTheDeadlineProvesNothingAfterIt) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 23:00"));
  EXPECT_EQ(status(lesson, "15.09 12:00"), DutyStatus::unknown);
}

TEST(Duty, EmptinessAtTheVeryDeadlineIsNotAfterIt) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 23:59"));
  EXPECT_EQ(status(lesson, "15.09 12:00"), DutyStatus::unknown);
}

TEST(Duty, EmptinessSeenAfterTheDeadlineIsUnfilled) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 00:05"));
  EXPECT_EQ(status(lesson, "15.09 00:05"), DutyStatus::unfilled);
}

TEST(Duty, QuietPullAfterTheDeadlineProvesUnfilled) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 12:00")).see_unchanged(exactly("15.09 00:05"));
  EXPECT_EQ(status(lesson, "15.09 00:05"), DutyStatus::unfilled);
}

TEST(Duty, FileOfUnknownAgeCountsEmptinessAtItsOldestClaim) {
  OneLesson lesson;
  lesson.see(FillState::empty, between("14.09 12:00", "01.10 12:00"));
  EXPECT_EQ(status(lesson, "01.10 12:00"), DutyStatus::unknown);
}

TEST(Duty, EntrySeenByTheDeadlineIsOnTime) {
  OneLesson lesson;
  lesson.see(FillState::filled, exactly("14.09 23:59"));
  EXPECT_EQ(status(lesson, "20.09 12:00"), DutyStatus::on_time);
}

TEST(Duty, EntryFirstSeenAfterTheDeadlineIsUnproven) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 20:00")).see(FillState::filled, exactly("15.09 08:00"));
  EXPECT_EQ(status(lesson, "15.09 08:00"), DutyStatus::unproven);
}

TEST(Duty, EntryAfterEmptinessPastTheDeadlineIsLate) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 08:00")).see(FillState::filled, exactly("15.09 10:00"));
  EXPECT_EQ(status(lesson, "15.09 10:00"), DutyStatus::late);
}

TEST(Duty, ContradictedEntryIsNeverLate) {
  OneLesson lesson;
  lesson.see(FillState::empty, between("15.09 08:00", "15.09 12:00"))
      .see(FillState::filled, between("15.09 10:00", "15.09 13:00"));
  EXPECT_EQ(status(lesson, "15.09 13:00"), DutyStatus::unproven);
}

TEST(Duty, EntryMadeInTimeDeletedAndMadeAgainIsOnTime) {
  OneLesson lesson;
  lesson.see(FillState::filled, exactly("14.09 12:00"))
      .see(FillState::empty, exactly("15.09 08:00"))
      .see(FillState::filled, exactly("15.09 10:00"));
  EXPECT_EQ(status(lesson, "15.09 10:00"), DutyStatus::on_time);
}

TEST(Duty, EntryDeletedAfterTheDeadlineIsUnfilled) {
  OneLesson lesson;
  lesson.see(FillState::filled, exactly("14.09 12:00")).see(FillState::empty, exactly("15.09 08:00"));
  EXPECT_EQ(status(lesson, "15.09 08:00"), DutyStatus::unfilled);
}

TEST(Duty, RuleSaysHowAPlaceholderCounts) {
  OneLesson lesson;
  lesson.see(FillState::placeholder, exactly("15.09 08:00"));
  Policy policy = topic_policy();
  EXPECT_EQ(status(lesson, "15.09 08:00", policy), DutyStatus::unproven);
  policy.rules[0].placeholder_is_filled = false;
  EXPECT_EQ(status(lesson, "15.09 08:00", policy), DutyStatus::unfilled);
}

TEST(Duty, DeclaredNoneIsAnEntry) {
  OneLesson lesson;
  lesson.see(FillState::declared, exactly("14.09 12:00"));
  EXPECT_EQ(status(lesson, "15.09 08:00"), DutyStatus::on_time);
}

TEST(Duty, NothingIsOwedWhereTheSourceSaysSo) {
  OneLesson lesson;
  lesson.see(FillState::not_required, exactly("14.09 12:00"));
  EXPECT_FALSE(judge_topic(lesson, "15.09 08:00").has_value());
}

struct ReportCase {
  const char* sentence;
  const char* reported;
  DutyStatus expected;
};

class ReportedTimes : public testing::TestWithParam<ReportCase> {};

TEST_P(ReportedTimes, ProveWhatNoObservationContradicts) {
  LessonSeen seen = lesson_with(FillState::filled);
  seen.field(Field::topic).reported = at(GetParam().reported);
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 12:00")).see(seen, exactly("16.09 08:00"));
  EXPECT_EQ(status(lesson, "16.09 08:00"), GetParam().expected) << GetParam().sentence;
}

INSTANTIATE_TEST_SUITE_P(
    Duty, ReportedTimes,
    testing::Values(ReportCase{"reported before the deadline", "14.09 23:59", DutyStatus::on_time},
                    ReportCase{"reported after the deadline", "15.09 00:01", DutyStatus::late},
                    ReportCase{"reported before it was seen empty: contradiction", "14.09 11:00",
                               DutyStatus::unproven}));

TEST(Duty, LastChangeOfTheRowProvesInTimeButNeverLate) {
  LessonSeen seen = lesson_with(FillState::filled);
  OneLesson in_time;
  seen.last_change = at("14.09 20:00");
  in_time.see(seen, exactly("16.09 08:00"));
  EXPECT_EQ(status(in_time, "16.09 08:00"), DutyStatus::on_time);
  OneLesson later;
  seen.last_change = at("15.09 20:00");
  later.see(seen, exactly("16.09 08:00"));
  EXPECT_EQ(status(later, "16.09 08:00"), DutyStatus::unproven);
}

TEST(Duty, MissingFromBeforeWatchingIsBacklog) {
  Policy policy = topic_policy();
  policy.watch_from = journal::make_date(2026, 9, 15);
  OneLesson empty;
  empty.see(FillState::empty, exactly("15.09 08:00"));
  EXPECT_EQ(status(empty, "15.09 08:00", policy), DutyStatus::backlog);
  empty.see(FillState::filled, exactly("15.09 10:00"));
  EXPECT_EQ(status(empty, "15.09 10:00", policy), DutyStatus::unproven);
}

TEST(Duty, LessonOfTheFirstWatchedDayIsWatched) {
  Policy policy = topic_policy();
  policy.watch_from = k_lesson_day;
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 08:00"));
  EXPECT_EQ(status(lesson, "15.09 08:00", policy), DutyStatus::unfilled);
}

TEST(Duty, VanishedLessonIsUnknown) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 08:00"))
      .miss(exactly("15.09 09:00"))
      .miss(exactly("15.09 10:00"));
  const auto duty = judge_topic(lesson, "15.09 10:00");
  ASSERT_TRUE(duty.has_value());
  EXPECT_TRUE(duty->vanished);
  EXPECT_EQ(duty->status, DutyStatus::unknown);
}

TEST(Duty, ExcuseOnTheDayOfTheLessonOrOfTheDeadlineExcuses) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 08:00"));
  Policy policy = topic_policy();
  const auto excused_on = [&](unsigned first, unsigned last) {
    Excuse excuse;
    excuse.of = Excuse::Of::teacher;
    excuse.teacher = PersonId{1};
    excuse.dates = {journal::make_date(2026, 9, first), journal::make_date(2026, 9, last)};
    policy.excuses = {excuse};
    return status(lesson, "15.09 08:00", policy);
  };
  EXPECT_EQ(excused_on(14, 14), DutyStatus::excused);
  EXPECT_EQ(excused_on(1, 13), DutyStatus::unfilled);
  EXPECT_EQ(excused_on(15, 20), DutyStatus::unfilled);
  policy.excuses[0].teacher = PersonId{2};
  policy.excuses[0].dates = {k_lesson_day, k_lesson_day};
  EXPECT_EQ(status(lesson, "15.09 08:00", policy), DutyStatus::unfilled);
}

TEST(Duty, ExcuseOfClassGradeAndSchoolReachesTheLesson) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 08:00"));
  Policy policy = topic_policy();
  Excuse excuse;
  excuse.dates = {k_lesson_day, k_lesson_day};
  excuse.class_folded = journal::fold_class("7 а");
  excuse.grade = 7;
  for (const Excuse::Of of : {Excuse::Of::class_name, Excuse::Of::grade, Excuse::Of::school}) {
    excuse.of = of;
    policy.excuses = {excuse};
    EXPECT_EQ(status(lesson, "15.09 08:00", policy), DutyStatus::excused);
  }
}

TEST(Duty, DeadlineThatNeedsAnUnknownDayIsUnknown) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("30.09 08:00"));
  Policy policy = topic_policy();
  policy.rules[0].due.plus = Span{1, SpanUnit::working_days};
  EXPECT_EQ(status(lesson, "30.09 08:00", policy), DutyStatus::unknown);
}

TEST(Duty, RuleAppliesOnlyWhereItSays) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("15.09 08:00"));
  const auto applies = [&](auto change) {
    Policy policy = topic_policy();
    change(policy.rules[0]);
    return judge_topic(lesson, "15.09 08:00", policy).has_value();
  };
  EXPECT_TRUE(applies([](RuleSpec& r) { r.applies.grades = {{5, 9}}; }));
  EXPECT_FALSE(applies([](RuleSpec& r) { r.applies.grades = {{8, 9}}; }));
  EXPECT_FALSE(applies([](RuleSpec& r) { r.applies.classes_except = {journal::fold_class("7А")}; }));
  EXPECT_FALSE(applies([](RuleSpec& r) { r.applies.subjects_except = {journal::fold("алгебра")}; }));
  EXPECT_FALSE(applies([](RuleSpec& r) { r.applies.subjects = {journal::fold("Физика")}; }));
  EXPECT_FALSE(applies([](RuleSpec& r) { r.valid_from = journal::make_date(2026, 9, 15); }));
  EXPECT_TRUE(applies([](RuleSpec& r) { r.valid_until = k_lesson_day; }));
  EXPECT_FALSE(applies([](RuleSpec& r) { r.valid_until = journal::make_date(2026, 9, 13); }));
}

TEST(Policy, DigestChangesWithEverythingThatBendsAJudgement) {
  const Policy policy = topic_policy();
  const std::uint64_t digest = policy_digest(policy);
  const auto changed = [&](auto change) {
    Policy other = policy;
    change(other);
    return policy_digest(other) != digest;
  };
  EXPECT_FALSE(changed([](Policy&) {}));
  EXPECT_TRUE(changed([](Policy& p) { p.watch_from += std::chrono::days(1); }));
  EXPECT_TRUE(changed([](Policy& p) { p.calendar_digest = 1; }));
  EXPECT_TRUE(changed([](Policy& p) { p.rules[0].due.at = Seconds(0); }));
  EXPECT_TRUE(changed([](Policy& p) { p.rules[0].placeholder_is_filled = false; }));
  EXPECT_TRUE(changed([](Policy& p) { p.rules[0].applies.grades = {{1, 4}}; }));
  EXPECT_TRUE(changed([](Policy& p) { p.excuses.emplace_back(); }));
  EXPECT_TRUE(changed([](Policy& p) { p.rules.clear(); }));
}

}  // namespace
}  // namespace elzhur::rules
