#include "journal/time.hpp"

#include <charconv>

#include <date/tz.h>
#include <fmt/format.h>

#include "journal/check.hpp"

namespace elzhur::journal {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::year_month_day;

year_month_day civil(Date date) { return year_month_day{date}; }

/// Reads exactly `digits` decimal digits at the front of `text` and drops them.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t digits) {
  unsigned value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc{} || end != text.data() + digits) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take_char(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_char(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const year_month_day ymd{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                           std::chrono::day(*day)};
  if (!ymd.ok()) return std::nullopt;
  return Date{ymd};
}

std::optional<Seconds> take_time_of_day(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take_char(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take_char(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  if (take_char(text, ".")) {
    const std::size_t fraction = text.find_first_not_of("0123456789");
    if (fraction == 0) return std::nullopt;
    text.remove_prefix(std::min(fraction, text.size()));
  }
  return hours(*hour) + minutes(*minute) + Seconds(*second);
}

std::optional<Seconds> take_offset(std::string_view& text) {
  if (take_char(text, "Zz")) return Seconds(0);
  const bool negative = !text.empty() && text.front() == '-';
  if (!take_char(text, "+-")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take_char(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const Seconds offset = hours(*hour) + minutes(*minute);
  return negative ? -offset : offset;
}

std::string format_clock(Seconds since_epoch, const std::string& suffix) {
  const auto day = std::chrono::floor<days>(since_epoch);
  const std::chrono::hh_mm_ss time{since_epoch - day};
  return fmt::format("{}T{:02}:{:02}:{:02}{}", format_date(Date{day}), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), suffix);
}

}  // namespace

Date make_date(int year, unsigned month, unsigned day) {
  const year_month_day ymd{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  ELZHUR_CHECK(ymd.ok());
  return Date{ymd};
}

int year_of(Date date) { return static_cast<int>(civil(date).year()); }

std::chrono::weekday weekday_of(Date date) { return std::chrono::weekday{date}; }

std::optional<Date> parse_date(std::string_view text) {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

std::string format_date(Date date) {
  const auto ymd = civil(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::string format_date_ru(Date date) {
  const auto ymd = civil(date);
  return fmt::format("{:02}.{:02}.{:04}", static_cast<unsigned>(ymd.day()),
                     static_cast<unsigned>(ymd.month()), static_cast<int>(ymd.year()));
}

std::optional<Instant> parse_instant(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take_char(text, "Tt ")) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Instant{date->time_since_epoch() + *time - *offset};
}

std::string format_instant(Instant instant) { return format_clock(instant.time_since_epoch(), "Z"); }

struct TimeZone::Zone {
  const date::time_zone* zone;
  std::string name;
};

TimeZone::TimeZone(std::shared_ptr<const Zone> zone) : zone_(std::move(zone)) {}

Result<TimeZone> TimeZone::load(std::string_view name) {
  // The library throws for an unknown name; exceptions stop at this border.
  try {
    return TimeZone(std::make_shared<const Zone>(Zone{date::locate_zone(name), std::string(name)}));
  } catch (const std::exception&) {
    return failure(ErrorKind::config, fmt::format("no time zone '{}' on this system", name));
  }
}

LocalTime TimeZone::to_local(Instant instant) const {
  return LocalTime{zone_->zone->to_local(instant).time_since_epoch()};
}

Date TimeZone::date_of(Instant instant) const { return std::chrono::floor<days>(to_local(instant)); }

Instant TimeZone::to_instant(LocalTime local) const {
  const auto info = zone_->zone->get_info(date::local_seconds{local.time_since_epoch()});
  if (info.result == date::local_info::unique) {
    return Instant{local.time_since_epoch() - info.first.offset};
  }
  // A gap: shifting by the offset before it lands after it. An overlap: the later reading of the
  // double hour is the one with the smaller (second) offset.
  const auto offset = info.result == date::local_info::nonexistent ? info.first.offset : info.second.offset;
  return Instant{local.time_since_epoch() - offset};
}

std::string TimeZone::format(Instant instant) const {
  const auto local = to_local(instant).time_since_epoch();
  const auto offset = std::chrono::duration_cast<minutes>(local - instant.time_since_epoch()).count();
  return format_clock(local, fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                                         std::abs(offset) % 60));
}

const std::string& TimeZone::name() const { return zone_->name; }

}  // namespace elzhur::journal
