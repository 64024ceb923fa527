#include "connectors/cell_date.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace elzhur::connectors {
namespace {

using Kind = CellDate::Kind;
using journal::make_date;

TEST(CellDate, EveryUsualSpellingIsRead) {
  const auto expected = make_date(2019, 1, 31);
  for (const char* text :
       {"31.01.2019", "31.1.2019", "31.01.19", "2019-01-31", "31/01/2019", "31-01-2019", " 31.01.2019 ",
        "31.01.2019 (чт)", "31.01.2019 г.", "чт, 31.01.2019", "Чт 31.01.2019", "Четверг, 31.01.2019",
        "31.01.2019, четверг", "43496", "\u00A031.01.2019\n", "2019.01.31"}) {
    const CellDate read = parse_cell_date(text);
    EXPECT_EQ(read.kind, Kind::date) << text;
    EXPECT_EQ(read.date(), expected) << text;
    EXPECT_EQ(read.precision, std::chrono::days(1)) << text;
  }
}

TEST(CellDate, TimesOfDayAreRead) {
  const auto expected =
      journal::LocalTime{make_date(2019, 1, 31)} + std::chrono::hours(5) + std::chrono::minutes(34);
  for (const char* text : {"31.01.2019 05:34", "31.01.2019 5:34", "2019-01-31 05:34:00",
                           "2019-01-31T05:34:00.000", "31.01.2019, 05:34", "31.01.2019  05:34"}) {
    const CellDate read = parse_cell_date(text);
    EXPECT_EQ(read.kind, Kind::date_time) << text;
    EXPECT_EQ(read.at, expected) << text;
  }
  EXPECT_EQ(parse_cell_date("43496.5").at,
            journal::LocalTime{make_date(2019, 1, 31)} + std::chrono::hours(12));
  EXPECT_EQ(parse_cell_date("31.01.2019 05:34").precision, std::chrono::minutes(1));
  EXPECT_EQ(parse_cell_date("31.01.2019 05:34:59").precision, std::chrono::seconds(1));
}

TEST(CellDate, DaysAndTimesThatDoNotExistAreSaidToBeImpossible) {
  for (const char* text : {"32.01.2019", "29.02.2019", "00.00.0000", "31.04.2019", "2019-13-01", "31.13.19",
                           "31.01.2019 24:00", "31.01.2019 12:60", "31.01.2019 12:00:61", "99.99.9999"}) {
    EXPECT_EQ(parse_cell_date(text).kind, Kind::impossible) << text;
  }
}

TEST(CellDate, OtherTextsAreNoDates) {
  for (const char* text : {"",
                           " ",
                           "Итого",
                           "31",
                           "31.01",
                           "31.01.",
                           "1234567890",
                           "31.01.20190",
                           "п. 31.01.2019",
                           "01.09.2018 - 31.01.2019",
                           "31.01.2019 и 01.02.2019",
                           "Итого 31.01.2019",
                           "12:30",
                           "43496,5x",
                           "99999999999999999999",
                           "31.01-2019",
                           "123.01.2019",
                           "-",
                           "чт",
                           "43496.",
                           "31.01.201"}) {
    EXPECT_EQ(parse_cell_date(text).kind, Kind::none) << text;
  }
}

TEST(CellDate, DatesAreFoundInLongerTexts) {
  const auto found = find_date("Отчёт сформирован 31.01.2019 в 12:05");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->date, make_date(2019, 1, 31));
  EXPECT_FALSE(find_date("2018/2019 учебный год"));
  EXPECT_FALSE(find_date("дом 131.01.2019"));
  EXPECT_FALSE(find_date("31.01.20191"));
}

RC_GTEST_PROP(CellDate, EveryDayIsReadBackFromEverySpelling, ()) {
  const auto date = make_date(2000, 1, 1) + std::chrono::days(*rc::gen::inRange(0, 36'500));
  RC_ASSERT(parse_cell_date(journal::format_date(date)).date() == date);
  RC_ASSERT(parse_cell_date(journal::format_date_ru(date)).date() == date);
}

RC_GTEST_PROP(CellDate, NoTextIsTooStrange, (const std::string& text)) {
  const CellDate read = parse_cell_date(text);
  RC_ASSERT(read.ok() || read.at == journal::LocalTime{});
  (void)find_date(text);
}

RC_GTEST_PROP(CellDate, NoTextOfDigitsAndMarksIsTooStrange, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789.:-/ T")));
  (void)parse_cell_date(text);
  (void)find_date(text);
}

}  // namespace
}  // namespace elzhur::connectors
