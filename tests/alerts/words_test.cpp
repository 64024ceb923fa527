#include "alerts/words.hpp"

#include <gtest/gtest.h>

#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::on;

TEST(Words, NounsFollowTheirNumber) {
  const std::vector<std::pair<std::int64_t, std::string>> rows{
      {0, "0 уроков"},     {1, "1 урок"},       {2, "2 урока"},       {4, "4 урока"},
      {5, "5 уроков"},     {10, "10 уроков"},   {11, "11 уроков"},    {12, "12 уроков"},
      {14, "14 уроков"},   {15, "15 уроков"},   {21, "21 урок"},      {22, "22 урока"},
      {25, "25 уроков"},   {100, "100 уроков"}, {101, "101 урок"},    {111, "111 уроков"},
      {112, "112 уроков"}, {121, "121 урок"},   {1002, "1002 урока"}, {1011, "1011 уроков"}};
  for (const auto& [count, expected] : rows) EXPECT_EQ(count_of(count, k_lesson), expected);
}

TEST(Words, GenitiveOfTeachersHasOnlyTwoForms) {
  EXPECT_EQ(count_of(1, k_of_teacher), "1 учителя");
  EXPECT_EQ(count_of(2, k_of_teacher), "2 учителей");
  EXPECT_EQ(count_of(21, k_of_teacher), "21 учителя");
}

TEST(Words, LongNumbersAreGrouped) {
  EXPECT_EQ(number(4512), "4512");
  EXPECT_EQ(number(45120), "45\u00A0120");
  EXPECT_EQ(number(1234567), "1\u00A0234\u00A0567");
}

TEST(Words, PercentIsCutSoThatOnlyAWholeIsHundred) {
  EXPECT_EQ(percent(481, 486), "98,9\u00A0%");
  EXPECT_EQ(percent(9999, 10000), "99,9\u00A0%");
  EXPECT_EQ(percent(7, 7), "100,0\u00A0%");
  EXPECT_EQ(percent(0, 7), "0,0\u00A0%");
}

TEST(Words, DaysShowTheYearOnlyWhenItIsAnother) {
  EXPECT_EQ(day_of_week(on("2026-11-20"), 2026), "20.11 (пт)");
  EXPECT_EQ(day_of_week(on("2025-11-20"), 2026), "20.11.2025 (чт)");
  EXPECT_EQ(days({on("2026-11-16"), on("2026-11-22")}, 2026), "16–22.11");
  EXPECT_EQ(days({on("2026-11-30"), on("2026-12-06")}, 2026), "30.11–06.12");
  EXPECT_EQ(days({on("2025-12-22"), on("2026-01-11")}, 2026), "22.12.2025–11.01.2026");
  EXPECT_EQ(days({on("2026-11-16"), on("2026-11-16")}, 2026), "16.11");
}

TEST(Words, ClockTimesHaveTwoDigitsOfMinutes) {
  EXPECT_EQ(clock(journal::LocalTime{on("2026-11-20")} + journal::Seconds{23 * 3600 + 59 * 60 + 59}),
            "23:59");
  EXPECT_EQ(clock(journal::LocalTime{on("2026-11-20")} + journal::Seconds{5 * 60}), "00:05");
  EXPECT_EQ(clock(journal::Seconds{8 * 3600}), "8:00");
}

TEST(Words, OneLineCutsBetweenLetters) {
  EXPECT_EQ(one_line("Тема\r\nурока", 100), "Тема урока");
  EXPECT_EQ(one_line("абвгд", 8), "аб…");
  EXPECT_EQ(one_line("абвгд", 10), "абвгд");
}

}  // namespace
}  // namespace elzhur::alerts
