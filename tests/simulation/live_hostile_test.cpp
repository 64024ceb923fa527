// Goal: histories of a live source in which a claim against a teacher would not be true: half answers, gaps,
// clocks that step back, lessons that move. Method: one small history a test, through the parts of the real
// cycle, with the same answer again (one that is merely renewed) wherever a source would give it.
#include <gtest/gtest.h>

#include "daemon/app/ingest.hpp"
#include "daemon/app/judging.hpp"
#include "tests/rules/school.hpp"
#include "tests/support/memory_ledger.hpp"

namespace elzhur {
namespace {

using namespace rules::test;
using journal::Block;
using journal::DateRange;
using journal::Document;
using rules::DutyStatus;
using rules::Finding;
using rules::FindingState;
using Outcome = app::Folded::Outcome;

constexpr std::uint32_t k_ivanova = 0;
constexpr std::uint32_t k_petrov = 1;

journal::Date day(const std::string& text) { return moscow().date_of(at(text + " 12:00")); }

LessonSeen lesson(const std::string& date, FillState topic, int ordinal = 1,
                  std::optional<int> number = std::nullopt) {
  LessonSeen seen = lesson_with(topic);
  seen.date = day(date);
  seen.ordinal = ordinal;
  seen.number = number;
  seen.teachers = {k_ivanova};
  return seen;
}

/// One answer about 7А.
struct Answer {
  std::string at;
  std::vector<LessonSeen> lessons;
  std::string bytes{};  ///< What tells answers apart; empty: this one differs from all others.
  std::string name = "7А: темы";
  FieldSet fields = only(Field::topic);
  DateRange dates{journal::make_date(2026, 9, 14), journal::make_date(2026, 9, 20)};
};

class LiveHostile : public testing::Test {
 protected:
  /// The source has shown entries before, elsewhere.
  LiveHostile() { ledger_.save_note("entries:api", "2026-09-01T00:00:00Z"); }
  Outcome look(const Answer& answer) { return looks(answer.at, {answer}).front(); }
  std::vector<Outcome> looks(const std::string& now, const std::vector<Answer>& answers) {
    rules::Roster roster(ledger_.persons());
    if (!staff_.empty()) (void)roster.identify(staff_);
    const app::Patience patience{{"api", std::chrono::hours(2)}};
    app::Ingest ingest(ledger_, roster, nullptr, patience, at(now));
    app::Judging judging(ledger_, policy_, at(now), 2026);
    std::vector<Outcome> outcomes;
    for (const Answer& answer : answers) {
      const journal::Document document = document_of(answer);
      ingest.weigh(document);
      const app::Folded folded =
          ingest.fold(document, [&](app::Touched&& touched) { judging.take(std::move(touched), false); });
      outcomes.push_back(folded.outcome);
    }
    if (const auto& renewed = ingest.renewed()) judging.take_renewed(renewed->from, renewed->to);
    judging.finish();
    ledger_.save_persons(roster.changed());
    return outcomes;
  }
  std::optional<DutyStatus> status(const std::string& date, int ordinal = 1) {
    const auto duties = ledger_.duties(std::vector{id(date, ordinal)});
    return duties.empty() ? std::nullopt : std::optional(duties.front().status);
  }
  std::optional<Finding> finding(const std::string& date, int ordinal = 1) {
    const auto findings = ledger_.newest_findings(std::vector{id(date, ordinal)});
    return findings.empty() ? std::nullopt : std::optional(findings.front());
  }
  std::vector<std::string> people_{"Иванова Анна Петровна", "Петров Олег Николаевич"};
  std::vector<std::string> staff_;
  rules::Policy policy_ = topic_policy();
  tests::FakeLedger ledger_;

 private:
  Document document_of(const Answer& answer) {
    Document document;
    document.source_id = "api";
    document.name = answer.name;
    document.sha256 = answer.name + (answer.bytes.empty() ? std::to_string(++count_) : answer.bytes);
    document.as_of = exactly(answer.at);
    document.live = true;
    document.people = people_;
    Block block;
    block.scope = k_scope_names;
    block.dates = answer.dates;
    block.fields = answer.fields;
    block.lessons = answer.lessons;
    document.blocks = {block};
    return document;
  }
  static journal::LessonId id(const std::string& date, int ordinal) {
    return journal::make_lesson_id(k_scope, day(date), ordinal);
  }
  int count_ = 0;
};

const FillState k_empty = FillState::empty;
const FillState k_filled = FillState::filled;

Answer replacements(const std::string& when, bool is_replaced) {
  LessonSeen seen = lesson("14.09", FillState::unknown);
  if (is_replaced) seen.substitute = k_petrov;
  Answer answer{when, {seen}};
  answer.name = "7А: замены 14.09.2026";
  answer.fields = {};
  answer.dates = {day("14.09"), day("14.09")};
  return answer;
}

TEST_F(LiveHostile, ClockThatStepsBackProvesNoLateEntry) {
  look({"14.09 22:00", {lesson("14.09", k_empty)}});
  look({"15.09 00:30", {lesson("14.09", k_empty)}});
  look({"14.09 23:30", {lesson("14.09", k_filled)}});
  EXPECT_NE(status("14.09"), DutyStatus::late);
}

TEST_F(LiveHostile, UnchangedAnswerAfterAClockStepBackRenewsNothing) {
  look({"14.09 23:30", {lesson("14.09", k_empty)}, "same"});
  look({"14.09 22:30", {lesson("14.09", k_empty)}, "same"});
  looks("15.09 00:30", {});
  EXPECT_EQ(status("14.09"), DutyStatus::unknown);
}

TEST_F(LiveHostile, DifferentRegressionsInTurnNeverCount) {
  const auto show = [&](const std::string& when, int emptied) {
    std::vector<LessonSeen> lessons;
    for (int i = 0; i < 5; ++i)
      lessons.push_back(lesson("1" + std::to_string(4 + i) + ".09", i == emptied ? k_empty : k_filled));
    return look({when, lessons});
  };
  EXPECT_EQ(show("18.09 10:00", -1), Outcome::folded);
  EXPECT_EQ(show("18.09 10:15", 0), Outcome::held);
  EXPECT_EQ(show("18.09 10:30", 1), Outcome::held);
  EXPECT_EQ(show("18.09 10:45", 0), Outcome::held);
  EXPECT_EQ(show("18.09 11:00", -1), Outcome::folded);
  EXPECT_EQ(show("18.09 11:15", 0), Outcome::held);
  EXPECT_FALSE(finding("14.09"));
}

TEST_F(LiveHostile, GapThenHalfAnswerThenWholeOneAccusesNobody) {
  look({"14.09 12:00",
        {lesson("14.09", k_filled), lesson("15.09", k_empty), lesson("16.09", k_filled),
         lesson("17.09", k_filled), lesson("18.09", k_filled)}});
  look({"17.09 10:00",
        {lesson("14.09", k_filled), lesson("15.09", k_empty), lesson("16.09", k_filled),
         lesson("17.09", k_filled), lesson("18.09", k_filled)}});
  EXPECT_FALSE(finding("15.09"));
  look({"17.09 10:15",
        {lesson("14.09", k_filled), lesson("15.09", k_filled), lesson("16.09", k_filled),
         lesson("17.09", k_filled), lesson("18.09", k_filled)}});
  EXPECT_EQ(status("15.09"), DutyStatus::unproven);
  EXPECT_FALSE(finding("15.09"));
}

TEST_F(LiveHostile, SameAnswerAfterAGapIsFoldedNotRenewed) {
  look({"14.09 12:00", {lesson("14.09", k_empty)}, "same"});
  EXPECT_EQ(look({"15.09 10:00", {lesson("14.09", k_empty)}, "same"}), Outcome::folded);
  EXPECT_FALSE(finding("14.09"));
  EXPECT_EQ(look({"15.09 10:15", {lesson("14.09", k_empty)}, "same"}), Outcome::folded);
  EXPECT_TRUE(finding("14.09"));
  EXPECT_EQ(look({"15.09 10:30", {lesson("14.09", k_empty)}, "same"}), Outcome::renewed);
}

TEST_F(LiveHostile, PolicyThatChangesWithAnUnchangedAnswerJudgesByBoth) {
  look({"14.09 23:50", {lesson("14.09", k_empty)}, "same"});
  policy_.rules[0].due.plus = rules::Span{1, rules::SpanUnit::days};
  EXPECT_EQ(look({"15.09 00:15", {lesson("14.09", k_empty)}, "same"}), Outcome::renewed);
  EXPECT_EQ(status("14.09"), DutyStatus::pending);
  policy_.rules[0].due.plus.reset();
  EXPECT_EQ(look({"15.09 00:30", {lesson("14.09", k_empty)}, "same"}), Outcome::renewed);
  EXPECT_EQ(status("14.09"), DutyStatus::unfilled);
}

TEST_F(LiveHostile, LessonMovedToAnotherDayOwesNothingOnTheOldOne) {
  look({"14.09 10:00", {lesson("14.09", k_empty), lesson("16.09", k_filled)}});
  look({"14.09 11:00", {lesson("16.09", k_filled), lesson("17.09", k_empty)}});
  for (const auto* when : {"15.09 09:00", "15.09 09:30", "15.09 10:00"})
    look({when, {lesson("16.09", k_filled), lesson("17.09", k_empty)}});
  EXPECT_FALSE(finding("14.09"));
}

TEST_F(LiveHostile, WithdrawnSubstitutionGivesTheLessonBack) {
  looks("14.09 10:00", {replacements("14.09 10:00", true), {"14.09 10:00", {lesson("14.09", k_empty)}}});
  looks("14.09 11:00", {replacements("14.09 11:00", false), {"14.09 11:00", {lesson("14.09", k_empty)}}});
  looks("14.09 23:50", {replacements("14.09 23:50", false), {"14.09 23:50", {lesson("14.09", k_empty)}}});
  looks("15.09 00:30", {replacements("15.09 00:30", false), {"15.09 00:30", {lesson("14.09", k_empty)}}});
  EXPECT_EQ(status("14.09"), DutyStatus::unfilled);
  EXPECT_EQ(finding("14.09")->owners, std::vector{PersonId{1}});
}

TEST_F(LiveHostile, EntryOfALessonIsNotLostWhenAnotherOfItsSubjectIsPutInBeforeIt) {
  look({"14.09 10:00", {lesson("14.09", k_filled, 1, 5), lesson("15.09", k_empty, 1, 2)}});
  look({"14.09 11:00",
        {lesson("14.09", k_empty, 1, 2), lesson("14.09", k_filled, 2, 5), lesson("15.09", k_empty, 1, 2)}});
  look({"15.09 00:30",
        {lesson("14.09", k_filled, 1, 2), lesson("14.09", k_filled, 2, 5), lesson("15.09", k_empty, 1, 2)}});
  EXPECT_EQ(status("14.09", 1), DutyStatus::on_time) << "the fifth lesson keeps its place in the ledger";
  EXPECT_NE(status("14.09", 2), DutyStatus::late)
      << "the second was put in after the deadline counts from sight";
}

TEST_F(LiveHostile, HalfAListOfSubstitutionsGivesNoLessonBack) {
  const auto second = [](Answer answer) {
    for (LessonSeen& seen : answer.lessons) seen.number = 2;
    return answer;
  };
  Answer both = second(replacements("14.09 10:00", true));
  both.lessons.insert(both.lessons.begin(), lesson("14.09", FillState::unknown, 1, 1));
  both.lessons.back().ordinal = 2;
  Answer half = both;
  half.at = "14.09 23:50";
  half.lessons.pop_back();
  const std::vector lessons{lesson("14.09", k_filled, 1, 1), lesson("14.09", k_empty, 2, 2)};
  looks("14.09 10:00", {both, {"14.09 10:00", lessons}});
  EXPECT_EQ(looks("14.09 23:50", {half, {"14.09 23:50", lessons}}).front(), Outcome::held);
  half.at = "15.09 00:30";
  looks("15.09 00:30", {half, {"15.09 00:30", lessons}});
  ASSERT_TRUE(finding("14.09", 2));
  EXPECT_EQ(finding("14.09", 2)->owners, std::vector{PersonId{2}});
}

TEST_F(LiveHostile, PlaceholderSeenAfterAGapIsSeenWhereNothingWas) {
  look({"14.09 12:00", {lesson("14.09", k_empty)}, "before"});
  look({"15.09 10:00", {lesson("14.09", FillState::placeholder)}, "after"});
  EXPECT_EQ(status("14.09"), DutyStatus::unproven);
  look({"16.09 10:00", {lesson("14.09", k_filled)}, "text"});
  look({"17.09 10:00", {lesson("14.09", FillState::placeholder)}, "worse"});
  EXPECT_EQ(status("14.09"), DutyStatus::unproven) << "less than what was there proves nothing at first look";
}

TEST_F(LiveHostile, NewSourceProvesNoEmptinessForADay) {
  ledger_ = {};
  std::vector<LessonSeen> lessons{lesson("14.09", k_empty)};
  look({"14.09 12:00", lessons, "none"});
  look({"15.09 00:30", lessons, "none"});
  EXPECT_FALSE(finding("14.09")) << "it may show no entry whatever teachers do";
  for (int ordinal = 1; ordinal <= 9; ++ordinal)
    lessons.push_back(lesson("15.09", k_filled, ordinal, ordinal));
  look({"15.09 12:00", lessons, "nine"});
  look({"16.09 13:00", lessons, "nine"});
  EXPECT_FALSE(finding("14.09")) << "of nine entries none may happen to be missing in half an answer";
  lessons.push_back(lesson("16.09", k_filled));
  look({"16.09 14:00", lessons, "ten"});
  look({"17.09 13:59", lessons, "ten"});
  EXPECT_FALSE(finding("14.09"));
  look({"17.09 14:00", lessons, "ten"});
  EXPECT_TRUE(finding("14.09"));
}

TEST_F(LiveHostile, PlaceholderOfANewSourceIsSeen) {
  ledger_ = {};
  look({"14.09 12:00", {lesson("14.09", FillState::placeholder)}, "text"});
  EXPECT_EQ(status("14.09"), DutyStatus::on_time);
}

TEST_F(LiveHostile, NameThatMayMeanTwoPersonsNowNamesNobody) {
  people_ = {"Иванова А. П.", "Петров Олег Николаевич"};
  staff_ = {"Иванова Анна Петровна"};
  look({"14.09 23:50", {lesson("14.09", k_empty)}, "same"});
  staff_ = {"Иванова Анна Петровна", "Иванова Алла Павловна"};
  look({"15.09 01:00", {lesson("14.09", k_empty)}, "other"});
  ASSERT_TRUE(finding("14.09"));
  EXPECT_EQ(finding("14.09")->owners.size(), 2U);
}

}  // namespace
}  // namespace elzhur
