#include "alerts/words.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::alerts {
namespace {

constexpr std::string_view k_no_break_space = "\u00A0";
constexpr std::int64_t k_ungrouped_max = 9999;  // «4512» is read at a glance, «45120» is not.

std::chrono::year_month_day parts(journal::Date date) {
  return std::chrono::year_month_day{std::chrono::sys_days{date.time_since_epoch()}};
}

}  // namespace

std::string_view plural(std::int64_t count, const Noun& noun) {
  const std::int64_t hundred = (count < 0 ? -(count % 100) : count % 100);
  const std::int64_t ten = hundred % 10;
  if (ten == 1 && hundred != 11) return noun.one;
  if (ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14)) return noun.few;
  return noun.many;
}

std::string number(std::int64_t value) {
  std::string digits = fmt::format("{}", value);
  if (value <= k_ungrouped_max) return digits;
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, k_no_break_space);
  }
  return digits;
}

std::string count_of(std::int64_t count, const Noun& noun) {
  return fmt::format("{} {}", number(count), plural(count, noun));
}

std::string percent(std::int64_t part, std::int64_t whole) {
  ELZHUR_CHECK(whole > 0 && part >= 0 && part <= whole);
  const std::int64_t tenths = part * 1000 / whole;
  return fmt::format("{},{}{}%", tenths / 10, tenths % 10, k_no_break_space);
}

std::string day(journal::Date date, int year) {
  const auto ymd = parts(date);
  if (static_cast<int>(ymd.year()) != year) return journal::format_date_ru(date);
  return fmt::format("{:02}.{:02}", static_cast<unsigned>(ymd.day()), static_cast<unsigned>(ymd.month()));
}

std::string_view weekday_brief(journal::Date date) {
  static constexpr std::array<std::string_view, 7> k_names{"вс", "пн", "вт", "ср", "чт", "пт", "сб"};
  return k_names.at(journal::weekday_of(date).c_encoding());
}

std::string day_of_week(journal::Date date, int year) {
  return fmt::format("{} ({})", day(date, year), weekday_brief(date));
}

std::string days(const journal::DateRange& range, int year) {
  ELZHUR_CHECK(range.first <= range.last);
  const auto first = parts(range.first);
  const auto last = parts(range.last);
  if (range.first == range.last) return day(range.first, year);
  if (static_cast<int>(first.year()) != year || static_cast<int>(last.year()) != year) {
    return fmt::format("{}–{}", journal::format_date_ru(range.first), journal::format_date_ru(range.last));
  }
  if (first.month() == last.month()) {
    return fmt::format("{:02}–{}", static_cast<unsigned>(first.day()), day(range.last, year));
  }
  return fmt::format("{}–{}", day(range.first, year), day(range.last, year));
}

std::string_view on_weekday(std::chrono::weekday day) {
  static constexpr std::array<std::string_view, 7> k_names{
      "в воскресенье", "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу"};
  return k_names.at(day.c_encoding());
}

std::string clock(journal::Seconds since_midnight) {
  const auto minutes = since_midnight.count() / 60;
  return fmt::format("{}:{:02}", minutes / 60, minutes % 60);
}

std::string clock(journal::LocalTime time) {
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const auto minutes = (time - midnight).count() / 60;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string new_source_words(const std::optional<journal::LocalTime>& counts_from, int year) {
  const std::string from =
      counts_from ? fmt::format("с {}, {}", day(std::chrono::floor<std::chrono::days>(*counts_from), year),
                                clock(*counts_from))
                  : std::string("через сутки после того, как он покажет первые записи");
  return fmt::format(
      "первые сутки источник изучается, чтобы неполный ответ ЭлЖур никого не задел: что в нём пусто, "
      "считается {}",
      from);
}

std::string_view field_word(journal::Field field) {
  switch (field) {
    case journal::Field::topic:
      return "тема";
    case journal::Field::homework:
      return "ДЗ";
    case journal::Field::marks:
      return "отметки";
    case journal::Field::attendance:
      return "посещаемость";
  }
  return "запись";
}

std::string_view field_word_of(journal::Field field) {
  switch (field) {
    case journal::Field::topic:
      return "темы";
    case journal::Field::homework:
      return "ДЗ";
    case journal::Field::marks:
      return "отметок";
    case journal::Field::attendance:
      return "посещаемости";
  }
  return "записи";
}

std::string brief_name(const rules::Person& person) {
  return one_line(journal::parse_person_name(person.name).brief(), 120);
}

std::string class_and_group(const journal::Scope& scope) {
  if (scope.group.empty()) return one_line(scope.class_name, 60);
  return fmt::format("{}, группа {}", one_line(scope.class_name, 60), one_line(scope.group, 120));
}

std::string one_line(std::string_view text, std::size_t bytes_max) {
  static constexpr std::string_view k_ellipsis = "…";
  std::string line = journal::normalise_text(text);
  if (line.size() <= bytes_max) return line;
  std::size_t end = bytes_max - std::min(bytes_max, k_ellipsis.size());
  const auto is_inside = [&line](std::size_t at) {
    return (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U;
  };
  while (end > 0 && is_inside(end)) --end;
  line.resize(end);
  line += k_ellipsis;
  return line;
}

}  // namespace elzhur::alerts
