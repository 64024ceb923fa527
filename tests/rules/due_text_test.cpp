// The texts of deadlines in the configuration (due.hpp).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "rules/due.hpp"

namespace elzhur::rules {
namespace {

TEST(DueText, SpansOfTheContractAreRead) {
  const std::vector<std::pair<const char*, Span>> rows{
      {"30s", {30, SpanUnit::seconds}},
      {"15m", {900, SpanUnit::seconds}},
      {"2h", {7200, SpanUnit::seconds}},
      {"3d", {3, SpanUnit::days}},
      {"2 working_days", {2, SpanUnit::working_days}},
      {"1 working_day", {1, SpanUnit::working_days}},
      {"3 school_days", {3, SpanUnit::school_days}},
      {"1 school_day", {1, SpanUnit::school_days}},
      {"2 lessons", {2, SpanUnit::lessons}},
      {"1 lesson", {1, SpanUnit::lessons}},
      {"-1h", {-3600, SpanUnit::seconds}},
      {"-2 working_days", {-2, SpanUnit::working_days}},
      {"+3d", {3, SpanUnit::days}},
      {"3 d", {3, SpanUnit::days}},
      {"0s", {0, SpanUnit::seconds}},
      {"0 lessons", {0, SpanUnit::lessons}},
  };
  for (const auto& [text, span] : rows) {
    const auto read = parse_span(text);
    ASSERT_TRUE(read) << text << ": " << read.error().text;
    EXPECT_EQ(*read, span) << text;
  }
}

TEST(DueText, OtherSpansAreRefusedWithWhatIsAllowed) {
  for (const char* text : {"", "d", "3", "3 days", "1w", "1.5h", "- 3d", "--3d", "3dd", "3d ", " 3d", "3D",
                           "2 Lessons", "99999999999999999999d", "\xFF", "-2 lessons"}) {
    const auto read = parse_span(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, journal::ErrorKind::config);
    EXPECT_NE(read.error().text.find("2 lessons"), std::string::npos) << read.error().text;
  }
}

TEST(DueText, SpansHaveLimits) {
  EXPECT_TRUE(parse_span("399d"));
  EXPECT_TRUE(parse_span("400d"));
  EXPECT_EQ(parse_span("401d").error().text, "this duration is too long: at most 400d");
  EXPECT_TRUE(parse_span("9600h"));
  EXPECT_FALSE(parse_span("9601h"));
  EXPECT_TRUE(parse_span("100 lessons"));
  EXPECT_EQ(parse_span("101 lessons").error().text, "this duration is too long: at most 100 lessons");
  EXPECT_FALSE(parse_span("-401 working_days"));
}

RC_GTEST_PROP(DueText, AWrittenSpanIsReadAsItself, ()) {
  const auto unit = *rc::gen::element(SpanUnit::seconds, SpanUnit::days, SpanUnit::working_days,
                                      SpanUnit::school_days, SpanUnit::lessons);
  const int least = unit == SpanUnit::lessons ? 0 : -400;
  const Span span{
      *rc::gen::inRange(least, 101) * (unit == SpanUnit::seconds ? *rc::gen::element(1, 60, 3600) : 1), unit};
  RC_ASSERT(parse_span(format_span(span)) == span);
}

RC_GTEST_PROP(DueText, AnyBytesHaveAnAnswer, (const std::string& bytes)) {
  static_cast<void>(parse_span(bytes));
  static_cast<void>(parse_clock_time(bytes));
  static_cast<void>(parse_due_from(bytes));
}

TEST(DueText, BeginningsOfADeadlineAreTheContracts) {
  for (const char* name :
       {"lesson_start", "lesson_end", "lesson_day", "school_day_end", "next_lesson", "term_end"}) {
    const auto from = parse_due_from(name);
    ASSERT_TRUE(from) << name;
    EXPECT_EQ(due_from_name(*from), name);
  }
  const auto refused = parse_due_from("lesson");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("school_day_end"), std::string::npos);
}

TEST(DueText, ClockTimesAreOfOneDay) {
  using std::chrono::hours;
  using std::chrono::minutes;
  EXPECT_EQ(parse_clock_time("23:59").value(), hours(23) + minutes(59));
  EXPECT_EQ(parse_clock_time("8:30").value(), hours(8) + minutes(30));
  EXPECT_EQ(parse_clock_time("08:30").value(), hours(8) + minutes(30));
  EXPECT_EQ(parse_clock_time("0:00").value(), hours(0));
  EXPECT_EQ(parse_clock_time("23:59:59").value(), hours(24) - std::chrono::seconds(1));
  for (const char* text :
       {"", "24:00", "8", "8:3", "8:60", "8.30", "08:30:60", "8:30 ", "-8:30", "8:30:", "008:30"}) {
    EXPECT_FALSE(parse_clock_time(text)) << text;
  }
}

}  // namespace
}  // namespace elzhur::rules
