// Goal: single histories, each of which once led, or could lead, to a claim against a teacher that is not
// true. Method: one small history a test, told in words by its name; through the parts of the real cycle.
#include <gtest/gtest.h>

#include "daemon/app/ingest.hpp"
#include "daemon/app/judging.hpp"
#include "tests/rules/school.hpp"
#include "tests/support/memory_ledger.hpp"

namespace elzhur {
namespace {

using namespace rules::test;
using journal::Block;
using journal::Document;
using rules::DutyStatus;
using rules::Finding;
using rules::FindingState;

constexpr std::uint32_t k_ivanova = 0;
constexpr std::uint32_t k_petrov = 1;

LessonSeen lesson(const std::string& day, FillState topic, int ordinal = 1,
                  std::optional<int> number = std::nullopt) {
  LessonSeen seen = lesson_with(topic);
  seen.date = moscow().date_of(at(day + " 12:00"));
  seen.ordinal = ordinal;
  seen.number = number;
  return seen;
}

/// What a file or an answer shows of Алгебра 7А from 14 to 20 September.
struct Showing {
  AsOf as_of;
  std::vector<LessonSeen> lessons;
  std::string source = "inbox";
};

/// A school whose documents come one a cycle.
class Hostile : public testing::Test {
 protected:
  void cycle(const std::string& now, const std::optional<Showing>& showing = std::nullopt) {
    rules::Roster roster(ledger_.persons());
    const app::Patience patience;
    app::Ingest ingest(ledger_, roster, nullptr, patience, at(now));
    app::Judging judging(ledger_, policy_, at(now), 2026);
    if (showing) {
      Document document;
      document.source_id = showing->source;
      document.as_of = showing->as_of;
      document.people = {"Иванова Анна Петровна", "Петров Олег Николаевич"};
      Block block;
      block.scope = k_scope_names;
      block.dates = {journal::make_date(2026, 9, 14), journal::make_date(2026, 9, 20)};
      block.fields = only(Field::topic);
      block.lessons = showing->lessons;
      document.blocks = {block};
      const app::Folded folded =
          ingest.fold(document, [&](app::Touched&& touched) { judging.take(std::move(touched), true); });
      EXPECT_EQ(folded.outcome, app::Folded::Outcome::folded);
    }
    judging.finish();
    ledger_.save_persons(roster.changed());
  }
  /// The status of the duty of the lesson, or nothing.
  std::optional<DutyStatus> status(const std::string& day, int ordinal = 1) {
    const auto duties = ledger_.duties(std::vector{id(day, ordinal)});
    return duties.empty() ? std::nullopt : std::optional(duties.front().status);
  }
  std::optional<Finding> finding(const std::string& day, int ordinal = 1) {
    const auto findings = ledger_.newest_findings(std::vector{id(day, ordinal)});
    return findings.empty() ? std::nullopt : std::optional(findings.front());
  }
  rules::Policy policy_ = topic_policy();
  tests::FakeLedger ledger_;

 private:
  static journal::LessonId id(const std::string& day, int ordinal) {
    return journal::make_lesson_id(k_scope, moscow().date_of(at(day + " 12:00")), ordinal);
  }
};

TEST_F(Hostile, OldFileOfALessonThatANewerOneNoLongerListsAccusesNobody) {
  cycle("20.09 10:00", Showing{exactly("20.09 10:00"), {lesson("15.09", FillState::filled)}});
  cycle("20.09 11:00", Showing{exactly("14.09 12:00"),
                               {lesson("14.09", FillState::empty), lesson("15.09", FillState::empty)}});
  EXPECT_FALSE(finding("14.09"));
  EXPECT_EQ(status("14.09"), DutyStatus::unknown);
}

TEST_F(Hostile, OldFileWithAnEntryStillStandsAgainstEmptinessOfAnOverlappingTime) {
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {lesson("14.09", FillState::filled)}});
  // Made some time between the 14th and the 17th: perhaps after the next one.
  cycle("17.09 10:00", Showing{between("14.09 12:00", "17.09 10:00"), {lesson("14.09", FillState::filled)}});
  cycle("18.09 10:00", Showing{between("16.09 10:00", "18.09 10:00"), {lesson("14.09", FillState::empty)}});
  EXPECT_FALSE(finding("14.09"));
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
}

TEST_F(Hostile, SecondFileOfADayMakesTheTimeOfItsEntriesAsVagueAsItsOwn) {
  cycle("15.09 10:00", Showing{between("15.09 00:00", "15.09 10:00"), {lesson("14.09", FillState::filled)}});
  cycle("15.09 18:00", Showing{between("15.09 00:00", "15.09 18:00"), {lesson("14.09", FillState::filled)}});
  cycle("15.09 19:00", Showing{between("15.09 12:00", "15.09 19:00"), {lesson("14.09", FillState::empty)}});
  EXPECT_FALSE(finding("14.09"));
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
}

TEST_F(Hostile, VagueEmptinessOfThePastDoesNotMakeAnEntryLateWhenItIsShownAgain) {
  const Showing vague{between("15.09 09:00", "16.09 09:00"), {lesson("14.09", FillState::empty)}};
  cycle("14.09 10:00", Showing{exactly("14.09 10:00"), {lesson("14.09", FillState::empty)}});
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {lesson("14.09", FillState::placeholder)}});
  cycle("16.09 09:00", vague);
  cycle("16.09 10:00", Showing{exactly("16.09 10:00"), {lesson("14.09", FillState::filled)}});
  cycle("16.09 11:00", vague);
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
}

TEST_F(Hostile, EntryThatAnotherSourceCallsByAnotherNameStandsAgainstEmptiness) {
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {lesson("14.09", FillState::declared)}, "api"});
  cycle("15.09 11:00", Showing{exactly("15.09 11:00"), {lesson("14.09", FillState::filled)}});
  cycle("15.09 12:00", Showing{exactly("15.09 12:00"), {lesson("14.09", FillState::empty)}});
  EXPECT_FALSE(finding("14.09"));
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
}

TEST_F(Hostile, EntryThatMayHaveBeenInTimeIsNotLateBecauseItWasOnceDeleted) {
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {lesson("14.09", FillState::filled)}});
  cycle("16.09 10:00", Showing{exactly("16.09 10:00"), {lesson("14.09", FillState::empty)}});
  cycle("17.09 10:00", Showing{exactly("17.09 10:00"), {lesson("14.09", FillState::filled)}});
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
  EXPECT_EQ(finding("14.09")->state, FindingState::resolved);
}

TEST_F(Hostile, ReportOfATimeAfterTheEntryWasSeenIsOfACorrection) {
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {lesson("14.09", FillState::filled)}});
  LessonSeen corrected = lesson("14.09", FillState::filled);
  corrected.field(Field::topic).reported = at("16.09 09:00");
  cycle("16.09 10:00", Showing{exactly("16.09 10:00"), {corrected}});
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
  EXPECT_FALSE(finding("14.09"));
}

TEST_F(Hostile, WithdrawnFindingStaysWithdrawnWhenAnOldFileShowsAnOldEntry) {
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {lesson("14.09", FillState::empty)}});
  Finding withdrawn =
      *rules::decide(*finding("14.09"), {rules::Action::withdraw, "Завуч", "ошибка", 1}, at("15.09 12:00"));
  ledger_.save_finding(withdrawn, 2026);
  cycle("16.09 10:00", Showing{between("14.09 09:00", "16.09 10:00"), {lesson("14.09", FillState::filled)}});
  cycle("17.09 10:00", Showing{exactly("17.09 10:00"), {lesson("14.09", FillState::empty)}});
  EXPECT_EQ(finding("14.09")->state, FindingState::withdrawn);
  EXPECT_EQ(finding("14.09")->episode, 1);
}

TEST_F(Hostile, DeadlineByTheNextLessonMovesWhenThatLessonIsTakenOutOfTheTimetable) {
  policy_.rules[0].due = {rules::DueFrom::next_lesson, std::nullopt, std::nullopt};
  cycle("14.09 18:00", Showing{exactly("14.09 18:00"),
                               {lesson("14.09", FillState::empty), lesson("16.09", FillState::empty)}});
  // The lesson of the 16th was moved to the 18th.
  cycle("17.09 10:00", Showing{exactly("17.09 10:00"),
                               {lesson("14.09", FillState::empty), lesson("18.09", FillState::empty)}});
  EXPECT_EQ(status("14.09"), DutyStatus::pending);
  EXPECT_FALSE(finding("14.09"));
}

TEST_F(Hostile, SubstitutionInOneOfTwoFilesOfTheSameDayIsNotLost) {
  LessonSeen substituted = lesson("14.09", FillState::empty);
  substituted.teachers = {k_ivanova};
  cycle("15.09 10:00", Showing{between("15.09 00:00", "15.09 10:00"), {substituted}});
  substituted.substitute = k_petrov;
  // Exported later on that day, but a file's title tells only the day.
  cycle("15.09 18:00", Showing{between("15.09 00:00", "15.09 18:00"), {substituted}});
  ASSERT_TRUE(finding("14.09"));
  EXPECT_EQ(finding("14.09")->owners, std::vector{PersonId{2}});
}

TEST_F(Hostile, TeacherThatALaterFileNamesAloneIsTheOneAgain) {
  LessonSeen seen = lesson("14.09", FillState::empty);
  seen.teachers = {k_ivanova};
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {seen}});
  seen.teachers = {k_petrov};
  cycle("15.09 12:00", Showing{between("15.09 10:00", "15.09 12:00"), {seen}});
  EXPECT_EQ(finding("14.09")->owners.size(), 2U) << "two files of the same time name two";
  seen.teachers = {k_ivanova};
  cycle("16.09 10:00", Showing{exactly("16.09 10:00"), {seen}});
  EXPECT_EQ(finding("14.09")->owners, std::vector{PersonId{1}});
}

TEST_F(Hostile, SecondLessonOfADayThatBecomesTheFirstIsNotLateForIt) {
  const auto first = lesson("14.09", FillState::empty, 1, 2);
  cycle("14.09 18:00", Showing{exactly("14.09 18:00"), {first, lesson("14.09", FillState::filled, 2, 5)}});
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {first, lesson("14.09", FillState::filled, 2, 5)}});
  // The second lesson of the day was not held after all and is taken out.
  cycle("16.09 10:00", Showing{exactly("16.09 10:00"), {lesson("14.09", FillState::filled, 1, 5)}});
  EXPECT_EQ(finding("14.09")->first_seen_filled_at, std::nullopt);
  EXPECT_EQ(status("14.09", 2), DutyStatus::on_time);
  cycle("17.09 10:00", Showing{exactly("17.09 10:00"), {lesson("14.09", FillState::filled, 1, 5)}});
  EXPECT_EQ(finding("14.09")->state, FindingState::unknown);
  EXPECT_EQ(status("14.09", 2), DutyStatus::on_time);
}

TEST_F(Hostile, SameWithoutLessonNumbers) {
  const auto first = lesson("14.09", FillState::empty, 1);
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {first, lesson("14.09", FillState::filled, 2)}});
  cycle("16.09 10:00", Showing{exactly("16.09 10:00"), {lesson("14.09", FillState::filled, 1)}});
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
}

TEST_F(Hostile, FindingOfAMovedDeadlineStandsOnEmptinessAfterTheNewOne) {
  cycle("15.09 10:00", Showing{exactly("15.09 10:00"), {lesson("14.09", FillState::empty)}});
  cycle("17.09 10:00", Showing{exactly("17.09 10:00"), {lesson("14.09", FillState::empty)}});
  policy_.rules[0].due.plus = rules::Span{1, rules::SpanUnit::days};
  cycle("17.09 11:00");
  ASSERT_EQ(finding("14.09")->state, FindingState::open);
  EXPECT_EQ(finding("14.09")->last_seen_empty_at, at("17.09 10:00"));
  cycle("18.09 10:00", Showing{exactly("18.09 10:00"), {lesson("14.09", FillState::filled)}});
  EXPECT_EQ(finding("14.09")->state, FindingState::resolved);
}

}  // namespace
}  // namespace elzhur
