#include "connectors/formats/number_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace elzhur::tests {
namespace {

using connectors::NumberLook;

std::string number(double value) {
  std::string text;
  connectors::append_number(text, value);
  return text;
}

std::string value(double serial, NumberLook look, bool is_1904 = false) {
  std::string text;
  connectors::append_value(text, serial, look, is_1904);
  return text;
}

TEST(NumberText, NumbersAreAsShortAsASpreadsheetShowsThem) {
  EXPECT_EQ(number(3), "3");
  EXPECT_EQ(number(-3), "-3");
  EXPECT_EQ(number(-0.0), "0");
  EXPECT_EQ(number(0.5), "0.5");
  EXPECT_EQ(number(0.1 + 0.2), "0.3");
  EXPECT_EQ(number(100000), "100000");
  EXPECT_EQ(number(97.5), "97.5");
  EXPECT_EQ(number(1e20), "1e+20");
}

TEST(NumberText, FormatCodesTellDates) {
  const std::vector<std::pair<const char*, NumberLook>> codes{
      {"General", NumberLook::number},
      {"0.00", NumberLook::number},
      {"# ##0,00\"р.\"", NumberLook::number},
      {"\"Дата: dd\"0", NumberLook::number},
      {"[Red]0", NumberLook::number},
      {"0.00E+00", NumberLook::number},
      {"@", NumberLook::number},
      {"0\\d", NumberLook::number},
      {"dd.mm.yyyy", NumberLook::date},
      {"[$-419]d mmmm yyyy\\ \"г.\";@", NumberLook::date},
      {"ДД.ММ.ГГГГ", NumberLook::date},
      {"mmm", NumberLook::date},
      {"dd.mm.yy h:mm", NumberLook::date_time},
      {"h:mm", NumberLook::time},
      {"[h]:mm:ss", NumberLook::time},
      {"mm:ss.0", NumberLook::time},
  };
  for (const auto& [code, look] : codes) EXPECT_EQ(connectors::look_of_code(code), look) << code;
}

TEST(NumberText, BuiltinFormatsTellDates) {
  for (const unsigned id : {14U, 15U, 16U, 17U}) EXPECT_EQ(connectors::look_of_builtin(id), NumberLook::date);
  EXPECT_EQ(connectors::look_of_builtin(22), NumberLook::date_time);
  for (const unsigned id : {18U, 21U, 45U, 47U}) EXPECT_EQ(connectors::look_of_builtin(id), NumberLook::time);
  for (const unsigned id : {0U, 13U, 23U, 44U, 48U, 49U, 4000U})
    EXPECT_EQ(connectors::look_of_builtin(id), NumberLook::number);
}

TEST(NumberText, SerialNumbersAreIsoDates) {
  EXPECT_EQ(value(46266, NumberLook::date), "2026-09-01");
  EXPECT_EQ(value(46266.5, NumberLook::date), "2026-09-01 12:00:00");
  EXPECT_EQ(value(46266, NumberLook::date_time), "2026-09-01 00:00:00");
  EXPECT_EQ(value(1, NumberLook::date), "1900-01-01");
  EXPECT_EQ(value(59, NumberLook::date), "1900-02-28");
  EXPECT_EQ(value(60, NumberLook::date), "1900-02-29");
  EXPECT_EQ(value(61, NumberLook::date), "1900-03-01");
  EXPECT_EQ(value(2958465, NumberLook::date), "9999-12-31");
  EXPECT_EQ(value(0, NumberLook::date, true), "1904-01-01");
  EXPECT_EQ(value(0.25, NumberLook::time, true), "06:00:00");
}

TEST(NumberText, WhatIsNoDateStaysANumber) {
  EXPECT_EQ(value(-1, NumberLook::date), "-1");
  EXPECT_EQ(value(0, NumberLook::date), "0");
  EXPECT_EQ(value(2958466, NumberLook::date), "2958466");
  EXPECT_EQ(value(2958465, NumberLook::date, true), "2958465");
  EXPECT_EQ(value(1e300, NumberLook::date), "1e+300");
  EXPECT_EQ(value(std::numeric_limits<double>::infinity(), NumberLook::date), "inf");
  EXPECT_EQ(value(std::numeric_limits<double>::quiet_NaN(), NumberLook::time), "nan");
}

}  // namespace
}  // namespace elzhur::tests
