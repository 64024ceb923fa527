#include "rules/due.hpp"

#include "journal/check.hpp"

namespace elzhur::rules {
namespace {

using journal::Date;
using journal::LocalTime;
using journal::SchoolCalendar;
using journal::Seconds;
using ClassId = SchoolCalendar::ClassId;

constexpr Seconds k_end_of_day = std::chrono::hours(23) + std::chrono::minutes(59);

/// A day and a clock time on it, before the zone is asked.
struct Moment {
  Date day{};
  Seconds clock{};
  TimeGround ground = TimeGround::end_of_day;
};

/// Either a moment, or why there is none.
struct Step {
  DueState state = DueState::known;
  Moment moment{};
};

Step no_answer(DueState state) { return {state, {}}; }

Moment end_of(Date day) { return {day, k_end_of_day, TimeGround::end_of_day}; }

/// When the last bell of the class rings on that day: what an unknown bell is taken for, to nobody's harm.
Moment last_bell(const SchoolCalendar& calendar, ClassId id, Date day) {
  if (const auto bell = calendar.latest_bell_end(id, day)) return {day, *bell, TimeGround::latest_bell};
  return end_of(day);
}

enum class Edge : std::uint8_t { start, end };

Moment bell_of(const SchoolCalendar& calendar, ClassId id, Date day, std::optional<int> number, Edge edge) {
  if (number) {
    if (const auto times = calendar.lesson_times(id, day, *number)) {
      return {day, edge == Edge::start ? times->start : times->end, TimeGround::bell};
    }
  }
  return last_bell(calendar, id, day);
}

/// The start of the n-th later lesson, n >= 1.
Step later_lesson(const SchoolCalendar& calendar, ClassId id, const LessonPlace& place, std::size_t n) {
  if (n > place.later.size()) return no_answer(DueState::pending);
  const LaterLesson& lesson = place.later[n - 1];
  return {DueState::known, bell_of(calendar, id, lesson.date, lesson.number, Edge::start)};
}

Step first_moment(const DueSpec& spec, const LessonPlace& place, const SchoolCalendar& calendar, ClassId id) {
  switch (spec.from) {
    case DueFrom::lesson_start:
      return {DueState::known, bell_of(calendar, id, place.date, place.number, Edge::start)};
    case DueFrom::lesson_end:
      return {DueState::known, bell_of(calendar, id, place.date, place.number, Edge::end)};
    case DueFrom::lesson_day:
      return {DueState::known, end_of(place.date)};
    case DueFrom::school_day_end:
      return {DueState::known, last_bell(calendar, id, place.date)};
    case DueFrom::next_lesson:
      return later_lesson(calendar, id, place, 1);
    case DueFrom::term_end: {
      const auto last = calendar.term_end(id, place.date);
      return last ? Step{DueState::known, end_of(*last)} : no_answer(DueState::unknown);
    }
  }
  ELZHUR_UNREACHABLE();
}

/// `plus` in lessons counts from this lesson, or from the next one when that is where `from` begins.
Step plus_lessons(const DueSpec& spec, const LessonPlace& place, const SchoolCalendar& calendar, ClassId id,
                  const Moment& from) {
  const int counted = spec.plus->count;
  if (counted == 0) return {DueState::known, from};
  const long long n = static_cast<long long>(counted) + (spec.from == DueFrom::next_lesson ? 1 : 0);
  if (n > 0) return later_lesson(calendar, id, place, static_cast<std::size_t>(n));
  if (n == 0) return {DueState::known, bell_of(calendar, id, place.date, place.number, Edge::start)};
  return no_answer(DueState::unknown);  // Earlier lessons are not part of a place.
}

Step plus_days(const Span& span, const SchoolCalendar& calendar, ClassId id, Moment moment) {
  std::optional<Date> day;
  switch (span.unit) {
    case SpanUnit::days:
      day = moment.day + std::chrono::days(span.count);
      break;
    case SpanUnit::working_days:
      day = calendar.add_working_days(id, moment.day, span.count);
      break;
    case SpanUnit::school_days:
      day = calendar.add_school_days(id, moment.day, span.count);
      break;
    case SpanUnit::seconds:
    case SpanUnit::lessons:
      ELZHUR_UNREACHABLE();
  }
  if (!day) return no_answer(DueState::unknown);
  moment.day = *day;
  return {DueState::known, moment};
}

/// `convert` turns a local time into an instant, `date_of` an instant into the school's day.
template <typename Convert, typename DateOf>
Due compute(const DueSpec& spec, const LessonPlace& place, const SchoolCalendar& calendar, ClassId id,
            Convert convert, DateOf date_of) {
  Due due;
  Step step = first_moment(spec, place, calendar, id);
  due.state = step.state;
  if (step.state != DueState::known) return due;
  due.start_day = step.moment.day;

  Seconds shift{0};
  if (spec.plus && spec.plus->unit == SpanUnit::seconds) {
    shift = Seconds(spec.plus->count);
  } else if (spec.plus && spec.plus->unit == SpanUnit::lessons) {
    step = plus_lessons(spec, place, calendar, id, step.moment);
  } else if (spec.plus) {
    step = plus_days(*spec.plus, calendar, id, step.moment);
  }
  due.state = step.state;
  if (step.state != DueState::known) return due;

  const Moment& moment = step.moment;
  due.due_day = moment.day;
  due.ground = moment.ground;
  const bool is_shifted = shift != Seconds(0);
  if (is_shifted || !spec.at) due.at = convert(LocalTime{moment.day} + moment.clock) + shift;
  if (is_shifted) due.due_day = date_of(due.at);
  if (spec.at) {
    due.at = convert(LocalTime{due.due_day} + *spec.at);
    due.ground = TimeGround::rule;
  }
  return due;
}

}  // namespace

std::tuple<Date, int, int> place_in_time(const LaterLesson& lesson) {
  constexpr int k_unknown_hour = 1000;
  return {lesson.date, lesson.number.value_or(k_unknown_hour), lesson.ordinal};
}

std::string_view due_state_name(DueState state) {
  switch (state) {
    case DueState::known:
      return "known";
    case DueState::pending:
      return "pending";
    case DueState::unknown:
      return "unknown";
  }
  ELZHUR_UNREACHABLE();
}

std::string_view time_ground_name(TimeGround ground) {
  switch (ground) {
    case TimeGround::rule:
      return "rule";
    case TimeGround::bell:
      return "bell";
    case TimeGround::latest_bell:
      return "latest_bell";
    case TimeGround::end_of_day:
      return "end_of_day";
  }
  ELZHUR_UNREACHABLE();
}

Due due_of(const DueSpec& spec, const LessonPlace& place, const SchoolCalendar& calendar,
           const journal::TimeZone& zone) {
  return compute(
      spec, place, calendar, calendar.class_id(place.class_name),
      [&](LocalTime local) { return zone.to_instant(local); },
      [&](journal::Instant instant) { return zone.date_of(instant); });
}

namespace {
/// Local times remembered by a DueCalculator; a power of two. A school year of deadlines at a few clock times
/// fits in, and a clash only costs a conversion.
constexpr std::size_t k_converted = 4096;
}  // namespace

DueCalculator::DueCalculator(SchoolCalendar calendar, journal::TimeZone zone)
    : calendar_(std::move(calendar)), zone_(std::move(zone)), converted_(k_converted) {}

journal::Instant DueCalculator::to_instant(LocalTime local) {
  // Fibonacci hashing: the upper bits of a product with 2^64 divided by the golden ratio.
  constexpr std::uint64_t k_golden = 0x9E3779B97F4A7C15ULL;
  const auto key = static_cast<std::uint64_t>(local.time_since_epoch().count());
  Converted& slot = converted_[(key * k_golden) >> 52U];
  static_assert(k_converted == std::size_t{1} << (64U - 52U));
  if (!slot.used || slot.local != local) slot = {local, zone_.to_instant(local), true};
  return slot.instant;
}

Due DueCalculator::due_of(const DueSpec& spec, const LessonPlace& place) {
  if (!has_class_ || class_name_ != place.class_name) {
    class_name_ = place.class_name;
    class_id_ = calendar_.class_id(place.class_name);
    has_class_ = true;
  }
  return compute(
      spec, place, calendar_, class_id_, [this](LocalTime local) { return to_instant(local); },
      [this](journal::Instant instant) { return zone_.date_of(instant); });
}

std::vector<Date> counted_days(const DueSpec& spec, const LessonPlace& place, const Due& due,
                               const SchoolCalendar& calendar) {
  std::vector<Date> days;
  if (due.state != DueState::known || !spec.plus) return days;
  const SpanUnit unit = spec.plus->unit;
  if (unit == SpanUnit::seconds || unit == SpanUnit::lessons) return days;
  const ClassId id = calendar.class_id(place.class_name);
  const bool backward = spec.plus->count < 0;
  const std::chrono::days step(backward ? -1 : 1);
  for (Date date = due.start_day; backward ? date > due.due_day : date < due.due_day;) {
    date += step;
    const bool counts =
        unit == SpanUnit::days || (unit == SpanUnit::working_days ? calendar.is_working_day(id, date)
                                                                  : calendar.is_school_day(id, date)) == true;
    if (counts) days.push_back(date);
  }
  return days;
}

}  // namespace elzhur::rules
