// The texts of deadlines in the configuration: names, spans, clock times.
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "journal/check.hpp"
#include "rules/due.hpp"

namespace elzhur::rules {
namespace {

using journal::ErrorKind;
using journal::failure;
using journal::Result;
using journal::Seconds;

constexpr std::array<std::pair<std::string_view, DueFrom>, 6> k_from_names{{
    {"lesson_start", DueFrom::lesson_start},
    {"lesson_end", DueFrom::lesson_end},
    {"lesson_day", DueFrom::lesson_day},
    {"school_day_end", DueFrom::school_day_end},
    {"next_lesson", DueFrom::next_lesson},
    {"term_end", DueFrom::term_end},
}};

/// How one unit is written, how many of Span's own units it is, and the most that may be asked for.
struct UnitText {
  std::string_view text;
  SpanUnit unit;
  int factor;
  int count_max;
};

constexpr std::array<UnitText, 10> k_units{{
    {"s", SpanUnit::seconds, 1, k_span_seconds_max},
    {"m", SpanUnit::seconds, 60, k_span_seconds_max / 60},
    {"h", SpanUnit::seconds, 3600, k_span_seconds_max / 3600},
    {"d", SpanUnit::days, 1, k_span_days_max},
    {"working_days", SpanUnit::working_days, 1, k_span_days_max},
    {"working_day", SpanUnit::working_days, 1, k_span_days_max},
    {"school_days", SpanUnit::school_days, 1, k_span_days_max},
    {"school_day", SpanUnit::school_days, 1, k_span_days_max},
    {"lessons", SpanUnit::lessons, 1, k_span_lessons_max},
    {"lesson", SpanUnit::lessons, 1, k_span_lessons_max},
}};

/// The count and the unit of a span, apart; nothing when it does not begin with a number.
struct Written {
  bool negative = false;
  long long count = 0;
  std::string_view unit;
};

std::optional<Written> take_apart(std::string_view text) {
  Written written;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    written.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), written.count);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  // `3 d` and `2working_days` are understood too: nothing else can be meant.
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  written.unit = text;
  return written;
}

/// Reads one or two digits at the front and drops them.
std::optional<int> take_number(std::string_view& text, std::size_t digits_min) {
  int value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 2 && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits < digits_min) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take_colon(std::string_view& text) {
  if (text.empty() || text.front() != ':') return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Seconds> read_clock_time(std::string_view text) {
  const auto hour = take_number(text, 1);
  if (!hour || *hour > 23 || !take_colon(text)) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const Seconds time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (text.empty()) return time;
  if (!take_colon(text)) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 59 || !text.empty()) return std::nullopt;
  return time + Seconds(*second);
}

}  // namespace

std::string_view due_from_name(DueFrom from) {
  for (const auto& [name, value] : k_from_names) {
    if (value == from) return name;
  }
  ELZHUR_UNREACHABLE();
}

Result<DueFrom> parse_due_from(std::string_view text) {
  for (const auto& [name, value] : k_from_names) {
    if (name == text) return value;
  }
  return failure(
      ErrorKind::config,
      "a deadline counts from one of lesson_start, lesson_end, lesson_day, school_day_end, next_lesson, "
      "term_end");
}

Result<Span> parse_span(std::string_view text) {
  const auto written = take_apart(text);
  if (written) {
    for (const UnitText& unit : k_units) {
      if (unit.text != written->unit) continue;
      if (written->count > unit.count_max) {
        return failure(ErrorKind::config,
                       fmt::format("this duration is too long: at most {}{}{}", unit.count_max,
                                   unit.text.size() > 1 ? " " : "", unit.text));
      }
      const int count = static_cast<int>(written->count) * unit.factor;
      if (written->negative && unit.unit == SpanUnit::lessons && count > 0) {
        return failure(ErrorKind::config,
                       "lessons are counted forward only: write '2 lessons', without a minus");
      }
      return Span{written->negative ? -count : count, unit.unit};
    }
  }
  return failure(
      ErrorKind::config,
      "a duration is a whole number and its unit: 30s, 15m, 2h, 3d, '2 working_days', '3 school_days' or "
      "'2 lessons', with a minus in front to count backwards");
}

std::string format_span(Span span) {
  switch (span.unit) {
    case SpanUnit::seconds:
      if (span.count != 0 && span.count % 3600 == 0) return fmt::format("{}h", span.count / 3600);
      if (span.count != 0 && span.count % 60 == 0) return fmt::format("{}m", span.count / 60);
      return fmt::format("{}s", span.count);
    case SpanUnit::days:
      return fmt::format("{}d", span.count);
    case SpanUnit::working_days:
      return fmt::format("{} working_days", span.count);
    case SpanUnit::school_days:
      return fmt::format("{} school_days", span.count);
    case SpanUnit::lessons:
      return fmt::format("{} lessons", span.count);
  }
  ELZHUR_UNREACHABLE();
}

Result<Seconds> parse_clock_time(std::string_view text) {
  const auto time = read_clock_time(text);
  if (time) return *time;
  return failure(ErrorKind::config,
                 "a clock time is written '8:30', '23:59' or '23:59:59', from 0:00 to 23:59:59");
}

}  // namespace elzhur::rules
