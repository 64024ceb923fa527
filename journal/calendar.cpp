#include "journal/calendar.hpp"

#include <algorithm>

#include "journal/calendar_data.hpp"
#include "journal/names.hpp"

namespace elzhur::journal {
namespace {

std::uint32_t number(SchoolCalendar::ClassId id) { return static_cast<std::uint32_t>(id); }

std::optional<bool> as_answer(Known known) {
  if (known == Known::unknown) return std::nullopt;
  return known == Known::yes;
}

/// The bells that hold; the table lists of a profile begin with the one that counts.
const BellTable* find_bells(const SchoolCalendar::Data& data, std::uint32_t profile, Date date) {
  if (profile >= data.profile_bells.size()) return nullptr;
  const std::chrono::weekday weekday = weekday_of(date);
  for (const std::uint16_t index : data.profile_bells[profile]) {
    const BellTable& bells = data.bells[index];
    if (bells.dates.contains(date) && (bells.every_day || bells.days.has(weekday))) return &bells;
  }
  return nullptr;
}

/// Walks day by day over one profile until `n` days were counted.
std::optional<Date> count_days(const SchoolCalendar::Data& data, std::uint32_t profile, Date date, int n,
                               Known CalendarDay::*member) {
  const std::chrono::days step(n < 0 ? -1 : 1);
  for (int left = n; left != 0;) {
    date += step;
    const Known known = data.day(profile, date).*member;
    if (known == Known::unknown) return std::nullopt;
    if (known == Known::yes) left += n < 0 ? 1 : -1;
  }
  return date;
}

}  // namespace

std::optional<ExceptionKind> parse_exception_kind(std::string_view text) {
  if (text == "no_lessons") return ExceptionKind::no_lessons;
  if (text == "day_off") return ExceptionKind::day_off;
  if (text == "added") return ExceptionKind::added;
  return std::nullopt;
}

std::optional<std::chrono::weekday> parse_weekday(std::string_view text) {
  constexpr std::array<std::string_view, 7> k_names{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
  const auto found = std::find(k_names.begin(), k_names.end(), text);
  if (found == k_names.end()) return std::nullopt;
  return std::chrono::weekday(static_cast<unsigned>(found - k_names.begin()));
}

SchoolCalendar::SchoolCalendar() : data_(std::make_shared<const Data>()) {}

SchoolCalendar::SchoolCalendar(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

SchoolCalendar::ClassId SchoolCalendar::class_id(std::string_view class_name) const {
  const std::string folded = fold_class(class_name);
  const auto& classes = data_->classes;
  const auto found =
      std::lower_bound(classes.begin(), classes.end(), folded,
                       [](const auto& entry, const std::string& key) { return entry.first < key; });
  if (found != classes.end() && found->first == folded) return ClassId{found->second};
  const auto grade = grade_of(folded);
  return ClassId{grade ? k_profile_grade_0 + static_cast<std::uint32_t>(*grade) : k_profile_no_grade};
}

std::optional<bool> SchoolCalendar::is_working_day(ClassId id, Date date) const {
  return as_answer(data_->day(number(id), date).working);
}

std::optional<bool> SchoolCalendar::is_working_day(Date date) const {
  return is_working_day(ClassId::school, date);
}

std::optional<bool> SchoolCalendar::is_working_day(std::string_view class_name, Date date) const {
  return is_working_day(class_id(class_name), date);
}

bool SchoolCalendar::is_short_day(Date date) const {
  const auto index = data_->index_of(date);
  return index && data_->published[*index].shortened;
}

bool SchoolCalendar::is_approved(int year) const {
  const auto& years = data_->approved_years;
  return std::find(years.begin(), years.end(), year) != years.end();
}

std::optional<bool> SchoolCalendar::is_school_day(ClassId id, Date date) const {
  return as_answer(data_->day(number(id), date).lessons);
}

std::optional<bool> SchoolCalendar::is_school_day(std::string_view class_name, Date date) const {
  return is_school_day(class_id(class_name), date);
}

std::optional<LessonTimes> SchoolCalendar::lesson_times(ClassId id, Date date, int lesson_number) const {
  const BellTable* bells = find_bells(*data_, number(id), date);
  if (bells == nullptr || lesson_number < 0 || lesson_number > k_lesson_number_max) return std::nullopt;
  return bells->lessons[static_cast<std::size_t>(lesson_number)];
}

std::optional<LessonTimes> SchoolCalendar::lesson_times(std::string_view class_name, Date date,
                                                        int lesson_number) const {
  return lesson_times(class_id(class_name), date, lesson_number);
}

std::optional<Seconds> SchoolCalendar::latest_bell_end(ClassId id, Date date) const {
  const BellTable* bells = find_bells(*data_, number(id), date);
  if (bells == nullptr) return std::nullopt;
  return bells->latest_end;
}

std::optional<Seconds> SchoolCalendar::latest_bell_end(std::string_view class_name, Date date) const {
  return latest_bell_end(class_id(class_name), date);
}

std::optional<Date> SchoolCalendar::add_working_days(ClassId id, Date date, int n) const {
  return count_days(*data_, number(id), date, n, &CalendarDay::working);
}

std::optional<Date> SchoolCalendar::add_working_days(Date date, int n) const {
  return add_working_days(ClassId::school, date, n);
}

std::optional<Date> SchoolCalendar::add_working_days(std::string_view class_name, Date date, int n) const {
  return add_working_days(class_id(class_name), date, n);
}

std::optional<Date> SchoolCalendar::add_school_days(ClassId id, Date date, int n) const {
  return count_days(*data_, number(id), date, n, &CalendarDay::lessons);
}

std::optional<Date> SchoolCalendar::add_school_days(std::string_view class_name, Date date, int n) const {
  return add_school_days(class_id(class_name), date, n);
}

std::optional<Date> SchoolCalendar::term_end(ClassId id, Date date) const {
  const CalendarDay day = data_->day(number(id), date);
  if (day.term == 0) return std::nullopt;
  return data_->terms[day.term - 1U].last;
}

std::optional<Date> SchoolCalendar::term_end(std::string_view class_name, Date date) const {
  return term_end(class_id(class_name), date);
}

std::string_view SchoolCalendar::term_name(ClassId id, Date date) const {
  const CalendarDay day = data_->day(number(id), date);
  if (day.term == 0) return {};
  return data_->terms[day.term - 1U].name;
}

}  // namespace elzhur::journal
