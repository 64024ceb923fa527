// due_of against an independent computation in Python (due_oracle.py), which defines the same school.
#include <charconv>
#include <map>

#include <gtest/gtest.h>

#include "journal/calendar.hpp"
#include "rules/due.hpp"
#include "tests/journal/published_days.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"

namespace elzhur::rules {
namespace {

using journal::Date;
using journal::make_date;
using journal::Seconds;

journal::BellSetSpec bells(int first_minute, int lessons) {
  journal::BellSetSpec set;
  for (int n = 1; n <= lessons; ++n) {
    const Seconds start = std::chrono::minutes(first_minute + 55 * (n - 1));
    set.bells.push_back({n, start, start + std::chrono::minutes(45)});
  }
  return set;
}

journal::SchoolCalendar oracle_school() {
  journal::CalendarSpec spec = tests::published_years(2018, 2026);
  journal::SchoolYearSpec year;
  year.first_year = 2025;
  year.weekends.push_back({tests::weekdays({std::chrono::Sunday}), {{10}, {}}, ""});
  year.terms = {{"I", {make_date(2025, 9, 1), make_date(2025, 10, 24)}, {}, ""},
                {"II", {make_date(2025, 11, 5), make_date(2025, 12, 30)}, {}, ""},
                {"III", {make_date(2026, 1, 12), make_date(2026, 3, 27)}, {}, ""},
                {"IV", {make_date(2026, 4, 6), make_date(2026, 5, 26)}, {}, ""}};
  year.exceptions = {{{make_date(2026, 1, 20), make_date(2026, 1, 21)},
                      journal::ExceptionKind::no_lessons,
                      "мороз",
                      {{}, {"5А"}},
                      ""},
                     {{make_date(2026, 4, 20), make_date(2026, 4, 20)},
                      journal::ExceptionKind::day_off,
                      "праздник региона",
                      {},
                      ""}};
  year.shifts = {{2, {{}, {"7В"}}, ""}};
  journal::BellSetSpec usual = bells(8 * 60 + 30, 6);
  journal::BellSetSpec monday = bells(8 * 60, 6);
  monday.days = tests::weekdays({std::chrono::Monday});
  journal::BellSetSpec second = bells(13 * 60, 5);
  second.shift = 2;
  year.bells = {usual, monday, second};
  spec.school_years.push_back(year);
  return tests::compiled(spec);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<LaterLesson> later_lessons(std::string_view text) {
  std::vector<LaterLesson> lessons;
  if (text.empty()) return lessons;
  for (const std::string_view entry : split(text, ',')) {
    lessons.push_back({journal::parse_date(entry.substr(0, 10)).value(), number(entry.substr(11))});
  }
  return lessons;
}

TEST(DueOracle, ThousandsOfRandomDeadlinesAgreeWithAnIndependentComputation) {
  constexpr const char* k_seed = "20261123";
  constexpr std::size_t k_cases = 6000;
  const auto script = tests::source_dir() / "tests/rules/due_oracle.py";
  const tests::ProcessResult oracle =
      tests::run_process({tests::python().string(), script.string(),
                          tests::data_path("working-days-ru.csv").string(), k_seed, std::to_string(k_cases)});
  ASSERT_EQ(oracle.status, 0) << oracle.err;

  const journal::SchoolCalendar calendar = oracle_school();
  std::map<std::string, DueCalculator, std::less<>> calculators;
  std::map<std::string_view, int> states;
  std::size_t cases = 0;
  for (const std::string_view line : split(oracle.out, '\n')) {
    if (line.empty()) continue;
    const auto fields = split(line, '|');
    ASSERT_EQ(fields.size(), 10U) << line;
    const auto zone = journal::TimeZone::load(fields[0]);
    ASSERT_TRUE(zone) << line;
    DueSpec spec;
    spec.from = parse_due_from(fields[1]).value();
    if (!fields[2].empty()) spec.plus = parse_span(fields[2]).value();
    if (!fields[3].empty()) spec.at = Seconds(number(fields[3]).value());
    const auto later = later_lessons(fields[7]);
    const LessonPlace place{fields[4], journal::parse_date(fields[5]).value(), number(fields[6]), later};

    const Due due = due_of(spec, place, calendar, *zone);
    EXPECT_EQ(due_state_name(due.state), fields[8]) << line;
    if (due.state == DueState::known) {
      EXPECT_EQ(std::to_string(due.at.time_since_epoch().count()), fields[9]) << line;
    }
    auto& calculator = calculators.try_emplace(std::string(fields[0]), calendar, *zone).first->second;
    EXPECT_EQ(calculator.due_of(spec, place), due) << line;
    ++states[due_state_name(due.state)];
    ++cases;
  }
  EXPECT_EQ(cases, k_cases);
  EXPECT_GT(states["known"], 3000);
  EXPECT_GT(states["pending"], 300);
  EXPECT_GT(states["unknown"], 300);
}

}  // namespace
}  // namespace elzhur::rules
