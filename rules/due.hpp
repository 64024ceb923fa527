// When an entry is due: `due: {from, plus, at}` of a rule applied to one lesson. Pure; explains itself.
// Not for what is added to a deadline afterwards (outage credit, excuses).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "journal/calendar.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::rules {

enum class DueFrom : std::uint8_t {
  lesson_start,
  lesson_end,
  lesson_day,
  school_day_end,
  next_lesson,
  term_end
};
[[nodiscard]] std::string_view due_from_name(DueFrom from);
/// The names of the contract; any other text fails with ErrorKind::config and the names that are allowed.
[[nodiscard]] journal::Result<DueFrom> parse_due_from(std::string_view text);

enum class SpanUnit : std::uint8_t {
  seconds,       ///< Absolute time: over a change of daylight saving an hour stays an hour.
  days,          ///< Calendar days; the wall time stays.
  working_days,  ///< Worked days of the class's week; the wall time stays.
  school_days,   ///< Days with lessons of the class; the wall time stays.
  lessons,       ///< The n-th next lesson of the same class, group and subject: its start.
};

struct Span {
  int count = 0;
  SpanUnit unit = SpanUnit::seconds;

  bool operator==(const Span&) const = default;
};

/// The longest span in each unit that parse_span takes.
inline constexpr int k_span_seconds_max = 400 * 24 * 3600;
inline constexpr int k_span_days_max = 400;
inline constexpr int k_span_lessons_max = 100;

/// `30s 15m 2h 3d`, `2 working_days`, `3 school_days`, `2 lessons` (singular too), with a sign in front if
/// need be. Anything else fails with ErrorKind::config and what is allowed.
[[nodiscard]] journal::Result<Span> parse_span(std::string_view text);
/// The text that parse_span reads as this span.
[[nodiscard]] std::string format_span(Span span);
/// "8:30", "23:59", "23:59:59" as time since midnight; "24:00" and anything else fails with
/// ErrorKind::config.
[[nodiscard]] journal::Result<journal::Seconds> parse_clock_time(std::string_view text);

/// `from`, then `plus`, then `at` on the resulting day.
struct DueSpec {
  DueFrom from = DueFrom::lesson_day;
  std::optional<Span> plus{};
  std::optional<journal::Seconds> at{};

  bool operator==(const DueSpec&) const = default;
};

/// A later lesson of the same scope.
struct LaterLesson {
  journal::Date date{};
  std::optional<int> number{};
  int ordinal = 1;

  bool operator==(const LaterLesson&) const = default;
};

/// Before or after on a day: by number; lessons of unknown hour come last, by ordinal.
[[nodiscard]] std::tuple<journal::Date, int, int> place_in_time(const LaterLesson& lesson);

/// The lesson that a deadline belongs to. `later`: the following lessons of the same scope, ascending, as far
/// as known; a second lesson of the same day is one of them. Views live as long as the caller keeps them.
struct LessonPlace {
  std::string_view class_name{};
  journal::Date date{};
  std::optional<int> number{};
  std::span<const LaterLesson> later{};
};

enum class DueState : std::uint8_t {
  known,
  pending,  ///< Needs a later lesson that is not known yet.
  unknown,  ///< Needs a day, or a term, that no calendar knows.
};
[[nodiscard]] std::string_view due_state_name(DueState state);

/// Where the clock time of a deadline comes from.
enum class TimeGround : std::uint8_t {
  rule,         ///< The rule's `at`.
  bell,         ///< The bell of the lesson.
  latest_bell,  ///< The last bell of the class on that day, as the lesson's own is unknown or the day is
                ///< meant.
  end_of_day,   ///< 23:59, as no bell is known or a day is meant.
};
[[nodiscard]] std::string_view time_ground_name(TimeGround ground);

/// A deadline and how it came about. `at` and `due_day` mean something only when `state` is known.
struct Due {
  DueState state = DueState::unknown;
  journal::Instant at{};
  journal::Date
      start_day{};  ///< The day counting began: of the lesson, of the next lesson, the last of the term.
  journal::Date due_day{};  ///< The day it ended on, by the school's clock.
  TimeGround ground = TimeGround::end_of_day;

  bool operator==(const Due&) const = default;
};

/// Total: any spec and any place give an answer. A clock time in a gap or an overlap of daylight saving is
/// the later instant.
[[nodiscard]] Due due_of(const DueSpec& spec, const LessonPlace& place,
                         const journal::SchoolCalendar& calendar, const journal::TimeZone& zone);

/// The same answers faster for many lessons: remembers the last class and recent local times. One thread.
class DueCalculator {
 public:
  DueCalculator(journal::SchoolCalendar calendar, journal::TimeZone zone);
  [[nodiscard]] Due due_of(const DueSpec& spec, const LessonPlace& place);

 private:
  struct Converted {
    journal::LocalTime local{};
    journal::Instant instant{};
    bool used = false;
  };
  [[nodiscard]] journal::Instant to_instant(journal::LocalTime local);

  journal::SchoolCalendar calendar_;
  journal::TimeZone zone_;
  std::string class_name_;
  journal::SchoolCalendar::ClassId class_id_ = journal::SchoolCalendar::ClassId::school;
  bool has_class_ = false;
  std::vector<Converted> converted_;
};

/// The days that `plus` counted, in the order of counting and without the day it began at: for «откуда это
/// видно?». Empty when nothing is counted in days or the deadline is not known.
[[nodiscard]] std::vector<journal::Date> counted_days(const DueSpec& spec, const LessonPlace& place,
                                                      const Due& due,
                                                      const journal::SchoolCalendar& calendar);

}  // namespace elzhur::rules
