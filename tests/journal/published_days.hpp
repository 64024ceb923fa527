// The shipped calendars of working days as CalendarSpec, for tests that must not depend on the
// configuration's reader: understands only the plain form in which these files are written.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "journal/calendar.hpp"
#include "tests/support/paths.hpp"

namespace elzhur::tests {

inline journal::WorkingYearSpec published_year(int year) {
  const auto path = source_dir() / fmt::format("config/calendars/calendar-ru-{}.yaml", year);
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  journal::WorkingYearSpec spec;
  spec.year = year;
  spec.approved = false;
  spec.place = path.filename().string();
  std::vector<journal::Date>* list = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    if (line == "approved: true") spec.approved = true;
    if (line.starts_with("days_off:")) list = &spec.days_off;
    if (line.starts_with("short_days:")) list = &spec.short_days;
    if (line.starts_with("working_weekends:")) list = &spec.working_weekends;
    if (line.starts_with("uncertain_days:")) list = &spec.uncertain_days;
    for (std::size_t at = 0; at + 10 <= line.size(); ++at) {
      const auto date = journal::parse_date(std::string_view(line).substr(at, 10));
      if (date && list != nullptr) list->push_back(*date);
    }
  }
  return spec;
}

/// Working days of 2018 to 2027 and no school.
inline journal::CalendarSpec published_years(int first = 2018, int last = 2027) {
  journal::CalendarSpec spec;
  for (int year = first; year <= last; ++year) spec.working_years.push_back(published_year(year));
  return spec;
}

inline journal::SchoolCalendar compiled(const journal::CalendarSpec& spec) {
  auto calendar = journal::SchoolCalendar::compile(spec);
  if (calendar) return *calendar;
  for (const auto& problem : calendar.error()) ADD_FAILURE() << problem.place << ": " << problem.text;
  return {};
}

inline journal::Weekdays weekdays(std::initializer_list<std::chrono::weekday> days) {
  journal::Weekdays out;
  for (const auto day : days) out.add(day);
  return out;
}

}  // namespace elzhur::tests
