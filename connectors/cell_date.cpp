#include "connectors/cell_date.hpp"

#include <array>
#include <charconv>

#include "connectors/cell_text.hpp"

namespace elzhur::connectors {
namespace {

using journal::Date;
using journal::LocalTime;
using journal::Seconds;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes up to `digits_max` digits; the number of digits taken tells whether there were any.
struct Number {
  unsigned value = 0;
  std::size_t digits = 0;
};
Number take_number(std::string_view& text, std::size_t digits_max) {
  Number number;
  while (number.digits < digits_max && number.digits < text.size() && is_digit(text[number.digits])) {
    number.value = number.value * 10 + static_cast<unsigned>(text[number.digits] - '0');
    ++number.digits;
  }
  text.remove_prefix(number.digits);
  return number;
}

bool take_char(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> make(unsigned year, unsigned month, unsigned day) {
  const std::chrono::year_month_day ymd{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                        std::chrono::day(day)};
  if (!ymd.ok()) return std::nullopt;
  return Date{ymd};
}

/// A date's shape at the front of `text`, which loses it; nothing, and `text` as it was, when there is none.
/// The inner optional is empty for a day that does not exist.
std::optional<std::optional<Date>> take_date_shape(std::string_view& text) {
  constexpr unsigned k_century = 2000;
  std::string_view rest = text;
  const Number first = take_number(rest, 4);
  if (first.digits == 0 || rest.empty()) return std::nullopt;
  const char separator = rest.front();
  if (separator != '.' && separator != '-' && separator != '/') return std::nullopt;
  rest.remove_prefix(1);
  const Number second = take_number(rest, 2);
  if (second.digits == 0 || !take_char(rest, separator)) return std::nullopt;
  const Number third = take_number(rest, 4);
  if (third.digits == 0 || (!rest.empty() && is_digit(rest.front()))) return std::nullopt;
  if (first.digits == 4 && third.digits <= 2) {
    text = rest;
    return make(first.value, second.value, third.value);
  }
  if (first.digits > 2 || (third.digits != 4 && third.digits != 2)) return std::nullopt;
  text = rest;
  return make(third.digits == 2 ? k_century + third.value : third.value, second.value, first.value);
}

struct TimeOfDay {
  Seconds value{};
  Seconds precision{1};
};
/// "14:30", "14:30:05", "14:30:05.5". The inner optional is empty for a time that does not exist.
std::optional<std::optional<TimeOfDay>> take_time_shape(std::string_view& text) {
  std::string_view rest = text;
  const Number hour = take_number(rest, 2);
  if (hour.digits == 0 || !take_char(rest, ':')) return std::nullopt;
  const Number minute = take_number(rest, 2);
  if (minute.digits != 2) return std::nullopt;
  TimeOfDay time{hours(hour.value) + minutes(minute.value), minutes(1)};
  unsigned second_value = 0;
  if (take_char(rest, ':')) {
    const Number second = take_number(rest, 2);
    if (second.digits != 2) return std::nullopt;
    second_value = second.value;
    time = {time.value + Seconds(second.value), Seconds(1)};
    if (take_char(rest, '.')) take_number(rest, rest.size());
  }
  text = rest;
  if (hour.value > 23 || minute.value > 59 || second_value > 59) return std::optional<TimeOfDay>{};
  return time;
}

/// Days of an Excel serial number, with its fraction as the time of day.
CellDate parse_serial(std::string_view text) {
  constexpr std::size_t k_serial_digits = 5;
  constexpr Date k_serial_zero{std::chrono::year(1899) / 12 / 30};
  constexpr double k_day_seconds = 86'400;
  std::string_view rest = text;
  const Number whole = take_number(rest, k_serial_digits);
  if (whole.digits != k_serial_digits) return {};
  const Date day = k_serial_zero + days(whole.value);
  if (rest.empty()) return {CellDate::Kind::date, day, days(1)};
  double fraction = 0;
  if (rest.front() != '.') return {};
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), fraction);
  if (error != std::errc{} || end != rest.data() + rest.size()) return {};
  const auto second = static_cast<long>(fraction * k_day_seconds + 0.5);
  return {CellDate::Kind::date_time, LocalTime{day} + Seconds(second), Seconds(1)};
}

/// Drops a weekday at the front.
std::string_view without_weekday(std::string_view text) {
  constexpr std::array<std::string_view, 14> k_days{
      "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
      "пн",          "вт",      "ср",    "чт",      "пт",      "сб",      "вс"};
  for (const std::string_view day : k_days) {
    const auto rest = drop_prefix_folded(text, day);
    if (!rest) continue;
    std::string_view after = *rest;
    while (!after.empty() && (after.front() == '.' || after.front() == ',' || after.front() == ' ')) {
      after.remove_prefix(1);
    }
    if (after.size() != rest->size()) return after;
  }
  return text;
}

/// What may stand behind a date without changing it: words without digits, set off from it.
bool is_remark(std::string_view rest) {
  if (rest.empty()) return true;
  if (rest.front() != ' ' && rest.front() != ',' && rest.front() != '(' && rest.front() != '\n') return false;
  for (const char c : rest) {
    if (is_digit(c)) return false;
  }
  return true;
}

}  // namespace

CellDate parse_cell_date(std::string_view text) {
  text = trim_blank(text);
  if (text.empty()) return {};
  if (!is_digit(text.front())) {
    text = without_weekday(text);
    if (text.empty() || !is_digit(text.front())) return {};
  }
  const auto day = take_date_shape(text);
  if (!day) return parse_serial(text);
  std::optional<std::optional<TimeOfDay>> time;
  if (!text.empty() && (text.front() == ' ' || text.front() == 'T' || text.front() == ',')) {
    std::string_view rest = text.substr(1);
    while (take_char(rest, ' ')) {
    }
    time = take_time_shape(rest);
    if (time) text = rest;
  }
  if (!*day || (time && !*time)) return {CellDate::Kind::impossible, {}, {}};
  if (!is_remark(text)) return {};
  if (!time) return {CellDate::Kind::date, LocalTime{**day}, days(1)};
  return {CellDate::Kind::date_time, LocalTime{**day} + (*time)->value, (*time)->precision};
}

std::optional<FoundDate> find_date(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    std::size_t run = at;
    while (run < text.size() && is_digit(text[run])) ++run;
    const std::size_t digits = run - at;
    const bool is_day_first = digits == 2 && run < text.size() && text[run] == '.';
    const bool is_year_first = digits == 4 && run < text.size() && text[run] == '-';
    if (is_day_first || is_year_first) {
      std::string_view rest = text.substr(at);
      const auto date = take_date_shape(rest);
      const std::size_t length = text.size() - at - rest.size();
      constexpr std::size_t k_full_length = 10;  // dd.mm.yyyy, yyyy-mm-dd
      if (date && *date && length == k_full_length) return FoundDate{**date, at, at + length};
    }
    at = run - 1;
  }
  return std::nullopt;
}

}  // namespace elzhur::connectors
