#include "rules/due.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/journal/published_days.hpp"

namespace elzhur::rules {
namespace {

using journal::Date;
using journal::format_instant;
using journal::make_date;
using journal::SchoolCalendar;
using journal::Seconds;
using std::chrono::hours;
using std::chrono::minutes;

Seconds at(int hour, int minute) { return hours(hour) + minutes(minute); }

journal::TimeZone zone(const char* name) { return journal::TimeZone::load(name).value(); }

/// 2026/2027 with one quarter and two bells; nothing is known of other school years.
SchoolCalendar calendar() {
  journal::CalendarSpec spec = tests::published_years(2026, 2027);
  journal::SchoolYearSpec year;
  year.first_year = 2026;
  year.terms = {{"II", {make_date(2026, 11, 5), make_date(2026, 12, 30)}, {}, ""}};
  journal::BellSetSpec bells;
  bells.bells = {{1, at(8, 30), at(9, 15)}, {2, at(9, 25), at(10, 10)}};
  year.bells = {bells};
  spec.school_years.push_back(year);
  return tests::compiled(spec);
}

DueSpec spec(DueFrom from, std::optional<Span> plus = {}, std::optional<Seconds> clock = {}) {
  return {from, plus, clock};
}

/// "known 2026-11-23T20:59:00Z" in Crimea, or the state alone.
std::string due_text(const DueSpec& rule, const LessonPlace& place,
                     const char* zone_name = "Europe/Simferopol") {
  const Due due = due_of(rule, place, calendar(), zone(zone_name));
  if (due.state != DueState::known) return std::string(due_state_name(due.state));
  return format_instant(due.at);
}

const LessonPlace k_monday{"7А", make_date(2026, 11, 23), 1, {}};
const LessonPlace k_no_number{"7А", make_date(2026, 11, 23), std::nullopt, {}};
const LessonPlace k_friday{"7А", make_date(2026, 11, 27), 2, {}};
const LessonPlace k_no_bells{"7А", make_date(2026, 8, 31), 1, {}};

TEST(Due, TheDayOfTheLessonEndsAt2359) {
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day), k_monday), "2026-11-23T20:59:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, {}, at(16, 0)), k_monday), "2026-11-23T13:00:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{1, SpanUnit::working_days}), k_friday),
            "2026-11-30T20:59:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{1, SpanUnit::days}), k_friday), "2026-11-28T20:59:00Z");
}

TEST(Due, LessonsBeginAndEndByTheirBells) {
  EXPECT_EQ(due_text(spec(DueFrom::lesson_start), k_monday), "2026-11-23T05:30:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_end), k_monday), "2026-11-23T06:15:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_end, Span{900, SpanUnit::seconds}), k_monday),
            "2026-11-23T06:30:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_start, Span{-1800, SpanUnit::seconds}), k_monday),
            "2026-11-23T05:00:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_end, Span{2, SpanUnit::days}), k_monday), "2026-11-25T06:15:00Z");
}

TEST(Due, AnUnknownBellIsTheLatestOfTheDayElse2359) {
  const LessonPlace unknown_number{"7А", make_date(2026, 11, 23), 9, {}};
  for (const DueFrom from : {DueFrom::lesson_start, DueFrom::lesson_end, DueFrom::school_day_end}) {
    EXPECT_EQ(due_text(spec(from), k_no_number), "2026-11-23T07:10:00Z");
    EXPECT_EQ(due_text(spec(from), unknown_number), "2026-11-23T07:10:00Z");
    EXPECT_EQ(due_text(spec(from), k_no_bells), "2026-08-31T20:59:00Z");
  }
}

TEST(Due, TheNextLessonIsPendingUntilItIsKnown) {
  const std::vector<LaterLesson> later{{make_date(2026, 11, 24), 2}, {make_date(2026, 11, 26), std::nullopt}};
  const LessonPlace place{"7А", make_date(2026, 11, 23), 1, later};
  EXPECT_EQ(due_text(spec(DueFrom::next_lesson), k_monday), "pending");
  EXPECT_EQ(due_text(spec(DueFrom::next_lesson), place), "2026-11-24T06:25:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::next_lesson, {}, at(23, 59)), place), "2026-11-24T20:59:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{1, SpanUnit::lessons}), place), "2026-11-24T06:25:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{2, SpanUnit::lessons}), place), "2026-11-26T07:10:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::next_lesson, Span{1, SpanUnit::lessons}), place), "2026-11-26T07:10:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{3, SpanUnit::lessons}), place), "pending");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{0, SpanUnit::lessons}), place), "2026-11-23T20:59:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::next_lesson, Span{-1, SpanUnit::lessons}), place), "2026-11-23T05:30:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{-1, SpanUnit::lessons}), place), "unknown");
  EXPECT_EQ(
      due_text(spec(DueFrom::lesson_day, Span{std::numeric_limits<int>::max(), SpanUnit::lessons}), place),
      "pending");
}

TEST(Due, ATermEndsOnItsLastDay) {
  EXPECT_EQ(due_text(spec(DueFrom::term_end), k_monday), "2026-12-30T20:59:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::term_end, Span{-1, SpanUnit::school_days}, at(15, 0)), k_monday),
            "2026-12-29T12:00:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::term_end), k_no_bells), "unknown");
}

TEST(Due, ADayThatNoCalendarKnowsMakesTheDeadlineUnknown) {
  const LessonPlace last_days{"7А", make_date(2027, 12, 29), 1, {}};
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{1, SpanUnit::working_days}), last_days),
            "2027-12-30T20:59:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{2, SpanUnit::working_days}), last_days), "unknown");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{1, SpanUnit::school_days}), last_days), "unknown");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{30, SpanUnit::days}), last_days), "2028-01-28T20:59:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, Span{3, SpanUnit::school_days}), k_no_bells), "unknown");
}

TEST(Due, AClockTimeInAGapOrAnOverlapIsTheLaterInstant) {
  const LessonPlace spring{"7А", make_date(2026, 3, 29), 1, {}};
  const LessonPlace autumn{"7А", make_date(2026, 10, 25), 1, {}};
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, {}, at(2, 30)), spring, "Europe/Berlin"),
            "2026-03-29T01:30:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_day, {}, at(2, 30)), autumn, "Europe/Berlin"),
            "2026-10-25T01:30:00Z");
}

TEST(Due, SecondsAreAbsoluteAndDaysKeepTheClockOverAChange) {
  const LessonPlace saturday{"7А", make_date(2026, 10, 24), 1, {}};  // The clock changes in the night after.
  EXPECT_EQ(
      due_text(spec(DueFrom::lesson_start, Span{24 * 3600, SpanUnit::seconds}), saturday, "Europe/Berlin"),
      "2026-10-25T06:30:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_start, Span{1, SpanUnit::days}), saturday, "Europe/Berlin"),
            "2026-10-25T07:30:00Z");
}

TEST(Due, AtIsAClockTimeOnTheDayThatSecondsLeadTo) {
  EXPECT_EQ(due_text(spec(DueFrom::lesson_start, Span{20 * 3600, SpanUnit::seconds}, at(9, 0)), k_monday),
            "2026-11-24T06:00:00Z");
  EXPECT_EQ(due_text(spec(DueFrom::lesson_start, Span{0, SpanUnit::seconds}, at(9, 0)), k_monday),
            "2026-11-23T06:00:00Z");
}

TEST(Due, ExplainsItsDaysAndWhereItsTimeComesFrom) {
  const SchoolCalendar school = calendar();
  const auto crimea = zone("Europe/Simferopol");
  const DueSpec two_days = spec(DueFrom::lesson_end, Span{2, SpanUnit::working_days});
  const Due due = due_of(two_days, k_friday, school, crimea);
  EXPECT_EQ(due.start_day, k_friday.date);
  EXPECT_EQ(due.due_day, make_date(2026, 12, 1));
  EXPECT_EQ(due.ground, TimeGround::bell);
  const std::vector<Date> counted{make_date(2026, 11, 30), make_date(2026, 12, 1)};
  EXPECT_EQ(counted_days(two_days, k_friday, due, school), counted);

  const DueSpec back = spec(DueFrom::lesson_day, Span{-2, SpanUnit::school_days}, at(12, 0));
  const Due before = due_of(back, k_monday, school, crimea);
  EXPECT_EQ(before.ground, TimeGround::rule);
  const std::vector<Date> counted_back{make_date(2026, 11, 20), make_date(2026, 11, 19)};
  EXPECT_EQ(counted_days(back, k_monday, before, school), counted_back);

  EXPECT_EQ(due_of(spec(DueFrom::lesson_end), k_no_number, school, crimea).ground, TimeGround::latest_bell);
  EXPECT_EQ(due_of(spec(DueFrom::lesson_end), k_no_bells, school, crimea).ground, TimeGround::end_of_day);
  EXPECT_TRUE(counted_days(spec(DueFrom::lesson_day), k_monday, due, school).empty());
  EXPECT_TRUE(counted_days(two_days, k_friday, Due{}, school).empty());
  EXPECT_EQ(time_ground_name(TimeGround::end_of_day), "end_of_day");
}

RC_GTEST_PROP(Due, ACalculatorAnswersAsTheFunctionDoes, ()) {
  static const SchoolCalendar school = calendar();
  static const auto berlin = zone("Europe/Berlin");
  static DueCalculator calculator(school, berlin);
  DueSpec rule;
  rule.from = *rc::gen::element(DueFrom::lesson_start, DueFrom::lesson_end, DueFrom::lesson_day,
                                DueFrom::school_day_end, DueFrom::next_lesson, DueFrom::term_end);
  const auto unit = *rc::gen::element(SpanUnit::seconds, SpanUnit::days, SpanUnit::working_days,
                                      SpanUnit::school_days, SpanUnit::lessons);
  if (*rc::gen::arbitrary<bool>()) rule.plus = Span{*rc::gen::inRange(-9, 9), unit};
  if (*rc::gen::arbitrary<bool>()) rule.at = minutes(*rc::gen::inRange(0, 1440));
  const Date date = make_date(2026, 3, 1) + std::chrono::days(*rc::gen::inRange(0, 400));
  const std::vector<LaterLesson> later{{date + std::chrono::days(2), 1}, {date + std::chrono::days(3), {}}};
  const std::string name = *rc::gen::element<std::string>("7А", "10Б", "", "кружок");
  const LessonPlace place{name, date, *rc::gen::inRange(0, 3), later};
  const Due due = calculator.due_of(rule, place);
  RC_ASSERT(due == due_of(rule, place, school, berlin));
  if (rule.plus && due.state == DueState::known && unit != SpanUnit::seconds && unit != SpanUnit::lessons) {
    RC_ASSERT(counted_days(rule, place, due, school).size() ==
              static_cast<std::size_t>(std::abs(rule.plus->count)));
  }
}

}  // namespace
}  // namespace elzhur::rules
