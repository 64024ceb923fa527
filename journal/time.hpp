// Time as the school lives it: instants, local dates and times, and the zone between them.
// Local and absolute time are different types, so neither is ever taken for the other.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "journal/error.hpp"

namespace elzhur::journal {

using Seconds = std::chrono::seconds;
/// A point in time, whole seconds since 1970-01-01T00:00:00Z.
using Instant = std::chrono::sys_seconds;
/// A day of the school's calendar.
using Date = std::chrono::local_days;
/// A wall-clock reading at the school.
using LocalTime = std::chrono::local_seconds;

[[nodiscard]] Date make_date(int year, unsigned month, unsigned day);
[[nodiscard]] int year_of(Date date);
[[nodiscard]] std::chrono::weekday weekday_of(Date date);

/// "2026-11-23" strictly; nothing on any other text or a day that does not exist.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
/// "2026-11-23".
[[nodiscard]] std::string format_date(Date date);
/// "23.11.2026", as people here write it.
[[nodiscard]] std::string format_date_ru(Date date);

/// RFC 3339 with a zone ("2026-11-23T18:30:00+03:00", "...Z"); fractions of a second are cut off.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
/// "2026-11-23T15:30:00Z".
[[nodiscard]] std::string format_instant(Instant instant);

/// A time zone of the system's tz database, by its name. Copies share the immutable zone;
/// all functions are safe from any thread.
class TimeZone {
 public:
  /// Fails with ErrorKind::config when the system knows no such zone.
  [[nodiscard]] static Result<TimeZone> load(std::string_view name);

  [[nodiscard]] LocalTime to_local(Instant instant) const;
  [[nodiscard]] Date date_of(Instant instant) const;
  /// In a gap or an overlap of daylight saving: the later instant, which is the teacher's benefit.
  [[nodiscard]] Instant to_instant(LocalTime local) const;
  /// "2026-11-23T18:30:00+03:00".
  [[nodiscard]] std::string format(Instant instant) const;
  [[nodiscard]] const std::string& name() const;

 private:
  struct Zone;
  explicit TimeZone(std::shared_ptr<const Zone> zone);
  std::shared_ptr<const Zone> zone_;
};

/// Where "now" comes from. It is read once, at the top of a cycle.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace elzhur::journal
