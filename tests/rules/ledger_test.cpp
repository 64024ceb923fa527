#include "rules/ledger.hpp"

#include <gtest/gtest.h>

#include "tests/rules/school.hpp"

namespace elzhur::rules {
namespace {

using namespace test;

TEST(Ledger, SameStateAgainTightensTheBoundsOfOneEpisode) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00")).see(FillState::empty, exactly("14.09 12:00"));
  ASSERT_EQ(lesson.episodes().size(), 1U);
  EXPECT_EQ(lesson.episodes()[0].first.as_of, exactly("14.09 10:00"));
  EXPECT_EQ(lesson.episodes()[0].last.as_of, exactly("14.09 12:00"));
}

TEST(Ledger, EntryAfterEmptinessBeginsAnEpisodeWithBothBounds) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00")).see(FillState::filled, exactly("15.09 08:00"));
  ASSERT_EQ(lesson.episodes().size(), 2U);
  EXPECT_EQ(lesson.episodes()[0].last.as_of, exactly("14.09 10:00"));
  EXPECT_EQ(lesson.episodes()[1].first.as_of, exactly("15.09 08:00"));
  EXPECT_FALSE(lesson.episodes()[1].contradicted);
}

TEST(Ledger, EntryStandsAgainstEmptinessOfOverlappingTime) {
  OneLesson lesson;
  lesson.see(FillState::empty, between("14.09 10:00", "16.09 10:00"))
      .see(FillState::filled, between("15.09 08:00", "16.09 11:00"));
  EXPECT_EQ(current_state(lesson.episodes()), FillState::filled);
  EXPECT_TRUE(lesson.episodes().back().contradicted);
}

TEST(Ledger, OldSightOfEmptinessSaysNothingAgainstALaterEntry) {
  OneLesson lesson;
  lesson.see(FillState::filled, exactly("15.09 08:00"), k_api)
      .see(FillState::empty, between("14.09 10:00", "16.09 10:00"));
  ASSERT_EQ(lesson.episodes().size(), 1U);
  EXPECT_FALSE(lesson.episodes()[0].contradicted);
}

TEST(Ledger, EmptinessAfterTheLastSightOfAnEntryIsADeletion) {
  OneLesson lesson;
  lesson.see(FillState::filled, exactly("14.09 10:00")).see(FillState::empty, exactly("14.09 12:00"));
  ASSERT_EQ(lesson.episodes().size(), 2U);
  EXPECT_EQ(current_state(lesson.episodes()), FillState::empty);
}

TEST(Ledger, EmptinessInOneChannelDoesNotUndoWhatAnotherStillShows) {
  OneLesson lesson;
  lesson.see(FillState::filled, exactly("14.09 10:00"), k_api)
      .see(FillState::empty, exactly("14.09 12:00"), k_files);
  EXPECT_EQ(current_state(lesson.episodes()), FillState::filled);
  EXPECT_TRUE(lesson.episodes().back().contradicted);
  lesson.see(FillState::empty, exactly("14.09 13:00"), k_api);
  EXPECT_EQ(current_state(lesson.episodes()), FillState::empty);
}

TEST(Ledger, QuietPullRenewsTheCurrentEpisodeThroughItsSegment) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00")).see_unchanged(exactly("15.09 10:00"));
  EXPECT_EQ(lesson.episodes()[0].last.as_of, exactly("14.09 10:00"));
  EXPECT_EQ(effective_last(lesson.record(), Field::topic, lesson.segments()).as_of, exactly("15.09 10:00"));
}

TEST(Ledger, QuietPullOfAChannelThatDisagreesRenewsNothing) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00"), k_files)
      .see(FillState::filled, exactly("14.09 11:00"), k_api)
      .see_unchanged(exactly("14.09 12:00"), k_files);
  EXPECT_EQ(effective_last(lesson.record(), Field::topic, lesson.segments()).as_of, exactly("14.09 11:00"));
}

TEST(Ledger, ChangeAfterQuietPullsKeepsTheirTimeAsTheLowerBound) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00"))
      .see_unchanged(exactly("14.09 20:00"))
      .see(FillState::filled, exactly("14.09 21:00"));
  EXPECT_EQ(lesson.episodes()[0].last.as_of, exactly("14.09 20:00"));
}

TEST(Ledger, UnknownIsNoObservation) {
  OneLesson lesson;
  lesson.see(FillState::unknown, exactly("14.09 10:00"));
  EXPECT_TRUE(lesson.episodes().empty());
  EXPECT_EQ(current_state(lesson.episodes()), FillState::unknown);
}

TEST(Ledger, EarliestReportedTimeOfAnEntryIsKept) {
  LessonSeen seen = lesson_with(FillState::filled);
  OneLesson lesson;
  seen.field(Field::topic).reported = at("14.09 11:00");
  lesson.see(seen, exactly("14.09 12:00"));
  seen.field(Field::topic).reported = at("16.09 09:00");  // Corrected a spelling.
  lesson.see(seen, exactly("16.09 12:00"));
  EXPECT_EQ(lesson.episodes()[0].reported, at("14.09 11:00"));
}

TEST(Ledger, OneMissIsNotYetADisappearance) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00")).miss(exactly("14.09 11:00"));
  EXPECT_FALSE(has_vanished(lesson.record(), lesson.segments()));
  lesson.miss(exactly("14.09 12:00"));
  EXPECT_TRUE(has_vanished(lesson.record(), lesson.segments()));
}

TEST(Ledger, CoverageNoNewerThanTheLastSightMissesNothing) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00"));
  for (int i = 0; i < 3; ++i) lesson.miss(exactly("14.09 10:00"));
  EXPECT_FALSE(has_vanished(lesson.record(), lesson.segments()));
}

TEST(Ledger, LessonSeenByAnotherChannelHasNotVanished) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00"), k_files)
      .see(FillState::empty, exactly("14.09 10:00"), k_api)
      .miss(exactly("14.09 11:00"), k_files)
      .miss(exactly("14.09 12:00"), k_files)
      .see_unchanged(exactly("14.09 12:00"), k_api);
  EXPECT_FALSE(has_vanished(lesson.record(), lesson.segments()));
}

TEST(Ledger, LessonThatComesBackIsNoLongerMissing) {
  OneLesson lesson;
  lesson.see(FillState::empty, exactly("14.09 10:00"))
      .miss(exactly("14.09 11:00"))
      .miss(exactly("14.09 12:00"))
      .see(FillState::empty, exactly("14.09 13:00"));
  EXPECT_FALSE(has_vanished(lesson.record(), lesson.segments()));
}

TEST(Ledger, SubstituteOwesInsteadOfTheTeacher) {
  LessonSeen seen = lesson_with(FillState::empty);
  OneLesson lesson;
  lesson.see(seen, exactly("14.09 10:00"));
  EXPECT_EQ(owners_of(lesson.record()), std::vector{PersonId{1}});
  seen.substitute = 1;
  lesson.see(seen, exactly("14.09 11:00"));
  EXPECT_EQ(owners_of(lesson.record()), std::vector{PersonId{2}});
}

TEST(Ledger, SubstitutionByAnUnknownPersonLeavesNobodyNamed) {
  LessonSeen seen = lesson_with(FillState::empty);
  seen.substituted_by_unknown = true;
  OneLesson lesson;
  lesson.see(seen, exactly("14.09 10:00"));
  EXPECT_TRUE(owners_of(lesson.record()).empty());
}

TEST(Ledger, NameThatFitsTwoPeopleLeavesBothPossible) {
  LessonSeen seen = lesson_with(FillState::empty);
  seen.teachers = {2};
  OneLesson lesson;
  lesson.see(seen, exactly("14.09 10:00"));
  EXPECT_EQ(owners_of(lesson.record()), (std::vector{PersonId{1}, PersonId{2}}));
}

TEST(Ledger, SourcesThatNameDifferentTeachersLeaveBothPossible) {
  LessonSeen seen = lesson_with(FillState::empty);
  OneLesson lesson;
  lesson.see(seen, exactly("14.09 10:00"), k_files);
  seen.teachers = {1};
  lesson.see(seen, exactly("14.09 11:00"), k_api);
  EXPECT_EQ(owners_of(lesson.record()), (std::vector{PersonId{1}, PersonId{2}}));
  lesson.see(seen, exactly("14.09 12:00"), k_files);
  EXPECT_EQ(owners_of(lesson.record()), std::vector{PersonId{2}});
}

TEST(Ledger, SubstitutionKnownToOneSourceIsNotUndoneByAnother) {
  LessonSeen seen = lesson_with(FillState::empty);
  OneLesson lesson;
  seen.substitute = 1;
  lesson.see(seen, exactly("14.09 10:00"), k_api);
  seen.substitute.reset();
  lesson.see(seen, exactly("14.09 11:00"), k_files);
  EXPECT_EQ(owners_of(lesson.record()), std::vector{PersonId{2}});
}

TEST(Ledger, OlderDocumentDoesNotRewriteWhoTeaches) {
  LessonSeen seen = lesson_with(FillState::empty);
  OneLesson lesson;
  lesson.see(seen, exactly("15.09 10:00"));
  seen.teachers = {1};
  lesson.see(seen, between("14.09 10:00", "16.09 10:00"));
  EXPECT_EQ(owners_of(lesson.record()), std::vector{PersonId{1}});
}

TEST(Ledger, DigestTellsEveryDifferenceThatCounts) {
  const LessonSeen seen = lesson_with(FillState::empty);
  const std::uint64_t digest = sight_digest(seen, k_persons);
  std::vector<LessonSeen> others(6, seen);
  others[0].field(Field::topic).state = FillState::filled;
  others[1].teachers = {1};
  others[2].number = 3;
  others[3].substitute = 1;
  others[4].field(Field::topic).reported = at("14.09 10:00");
  others[5].last_change = at("14.09 10:00");
  for (const LessonSeen& other : others) EXPECT_NE(sight_digest(other, k_persons), digest);
  LessonSeen moved = seen;
  moved.row = 99;
  EXPECT_EQ(sight_digest(moved, k_persons), digest);
}

Segment segment(ChannelId channel, unsigned first, unsigned last, const std::string& when) {
  return {
      channel, {journal::make_date(2026, 9, first), journal::make_date(2026, 9, last)}, {exactly(when), {}}};
}

TEST(Segments, NewerOneTakesItsDaysFromTheOlder) {
  const std::vector old{segment(k_files, 1, 10, "14.09 10:00")};
  EXPECT_EQ(renew(old, segment(k_files, 4, 6, "14.09 11:00")),
            (std::vector{segment(k_files, 1, 3, "14.09 10:00"), segment(k_files, 4, 6, "14.09 11:00"),
                         segment(k_files, 7, 10, "14.09 10:00")}));
}

TEST(Segments, OlderOneFillsOnlyTheGapsOfNewerOnes) {
  const std::vector old{segment(k_files, 4, 6, "14.09 11:00")};
  EXPECT_EQ(renew(old, segment(k_files, 1, 10, "14.09 10:00")),
            (std::vector{segment(k_files, 1, 3, "14.09 10:00"), segment(k_files, 4, 6, "14.09 11:00"),
                         segment(k_files, 7, 10, "14.09 10:00")}));
}

TEST(Segments, ChannelsDoNotTouchEachOther) {
  const std::vector old{segment(k_files, 1, 10, "14.09 10:00")};
  EXPECT_EQ(renew(old, segment(k_api, 1, 10, "14.09 11:00")).size(), 2U);
}

TEST(Segments, SameObservationAgainLeavesThemAsTheyWere) {
  const std::vector old{segment(k_files, 1, 10, "14.09 10:00")};
  EXPECT_EQ(renew(old, old[0]), old);
}

}  // namespace
}  // namespace elzhur::rules
