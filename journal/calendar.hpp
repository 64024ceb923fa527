// The school's days: which are worked, which have lessons, which term they lie in, when the bell rings.
// Not for deadlines (rules/due.hpp) and not for YAML: the configuration fills CalendarSpec in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "journal/lesson.hpp"
#include "journal/time.hpp"

namespace elzhur::journal {

// ---- What the files say (config/calendars/README.md). `place` is "file:line:column" or whatever else
// ---- tells a person where the value stands; it goes into messages and nowhere else.

/// Whom an entry holds for: every class named or of a named grade; the whole school when both are empty.
struct ClassScope {
  std::vector<int> grades{};
  std::vector<std::string> classes{};

  [[nodiscard]] bool whole_school() const { return grades.empty() && classes.empty(); }
  bool operator==(const ClassScope&) const = default;
};

/// Days of the week, 0 = Sunday ... 6 = Saturday as std::chrono::weekday::c_encoding counts.
class Weekdays {
 public:
  constexpr Weekdays() = default;
  constexpr void add(std::chrono::weekday day) {
    bits_ = static_cast<std::uint8_t>(bits_ | (1U << day.c_encoding()));
  }
  [[nodiscard]] constexpr bool has(std::chrono::weekday day) const {
    return ((bits_ >> day.c_encoding()) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Weekdays&) const = default;

 private:
  std::uint8_t bits_ = 0;
};

/// Published working days of one calendar year. Saturdays and Sundays need no entry.
struct WorkingYearSpec {
  int year = 0;
  /// False: the Government has not published this year yet, and `uncertain_days` may list some.
  bool approved = true;
  std::vector<Date> days_off{};    ///< Worked by nobody, on whatever day of the week and in whatever week.
  std::vector<Date> short_days{};  ///< Worked, one hour shorter.
  std::vector<Date> working_weekends{};  ///< A Saturday or Sunday that is worked.
  std::vector<Date> uncertain_days{};    ///< May still become off or working: nobody can count over them.
  std::string place{};
};

struct TermSpec {
  std::string name{};
  DateRange dates{};
  ClassScope scope{};
  std::string place{};
};

struct HolidaySpec {
  std::string name{};
  DateRange dates{};
  ClassScope scope{};
  std::string place{};
};

enum class ExceptionKind : std::uint8_t {
  no_lessons,  ///< Pupils stay at home (frost, quarantine, elections), the staff works.
  day_off,     ///< Nobody works: a holiday of the region.
  added,       ///< A day of work and lessons, whatever weekend, holiday or calendar say.
};
/// "no_lessons", "day_off", "added"; nothing on any other text.
[[nodiscard]] std::optional<ExceptionKind> parse_exception_kind(std::string_view text);
/// "monday" ... "sunday"; nothing on any other text.
[[nodiscard]] std::optional<std::chrono::weekday> parse_weekday(std::string_view text);

struct ExceptionSpec {
  DateRange dates{};
  ExceptionKind kind = ExceptionKind::no_lessons;
  std::string reason{};
  ClassScope scope{};
  std::string place{};
};

struct WeekendSpec {
  Weekdays days{};
  ClassScope scope{};
  std::string place{};
};

struct ShiftSpec {
  int shift = 1;
  ClassScope scope{};
  std::string place{};
};

struct BellSpec {
  int number = 0;
  Seconds start{};  ///< Since midnight of the wall clock.
  Seconds end{};
};

/// A table of bells. It holds on `days` (empty: every day), for `scope`, for classes of `shift` (none: any
/// shift), between `from` and `to` (none: open). Of several that hold the last one counts.
struct BellSetSpec {
  std::string name{};
  Weekdays days{};
  ClassScope scope{};
  std::optional<int> shift{};
  std::optional<Date> from{};
  std::optional<Date> to{};
  std::vector<BellSpec> bells{};
  std::string place{};
};

/// One school year, 1 September of `first_year` to 31 August of the next. Weekends hold within it; of several
/// that hold for a class the last one counts, and without any it is Saturday and Sunday. Shifts likewise
/// (without any: the first). Bells hold within the year unless they have narrower dates of their own.
struct SchoolYearSpec {
  int first_year = 0;
  std::vector<WeekendSpec> weekends{};
  std::vector<TermSpec> terms{};
  std::vector<HolidaySpec> holidays{};
  std::vector<ExceptionSpec> exceptions{};
  std::vector<ShiftSpec> shifts{};
  std::vector<BellSetSpec> bells{};
  std::string place{};
};

struct CalendarSpec {
  std::vector<WorkingYearSpec> working_years{};
  std::vector<SchoolYearSpec> school_years{};
};

inline constexpr int k_calendar_year_min = 2000;
inline constexpr int k_calendar_year_max = 2099;
inline constexpr int k_calendar_years_max = 40;             ///< From the first to the last year of all files.
inline constexpr std::size_t k_calendar_classes_max = 200;  ///< Different classes named in all files.
inline constexpr std::size_t k_calendar_entries_max = 500;  ///< Entries of one list of one school year.
inline constexpr int k_lesson_number_max = 20;              ///< Numbers of bells: 0 to 20.
/// Problems told at once; one more says that there are others.
inline constexpr std::size_t k_calendar_problems_max = 200;

/// Something wrong in the files. `place` is the entry's own.
struct CalendarProblem {
  std::string place{};
  std::string text{};

  bool operator==(const CalendarProblem&) const = default;
};

// ---- What the program asks.

struct LessonTimes {
  Seconds start{};  ///< Since midnight of the wall clock.
  Seconds end{};

  bool operator==(const LessonTimes&) const = default;
};

/// Compiled and immutable; copies share the data; safe from any thread. Every question has the answer
/// "nobody knows" (nullopt), which is never the same as "no". A class is named in any spelling that
/// fold_class brings together.
class SchoolCalendar {
 public:
  /// A class as this calendar sees it. Ask for it once when many days of one class are asked for; only
  /// valid with the calendar that gave it (and its copies).
  enum class ClassId : std::uint32_t { school = 0 };

  /// A calendar that knows nothing.
  SchoolCalendar();

  /// Finds all problems of all files, in their order, or none.
  [[nodiscard]] static tl::expected<SchoolCalendar, std::vector<CalendarProblem>> compile(
      const CalendarSpec& spec);

  /// Total: a class that no file mentions is seen as one of its grade.
  [[nodiscard]] ClassId class_id(std::string_view class_name) const;

  /// Whether the staff works: published days, the weekend of the class (without a class: of the whole
  /// school), and exceptions `day_off` and `added`. In a six-day week Saturday is worked unless it is a day
  /// off. Nothing when no file knows the year, or the day is uncertain.
  [[nodiscard]] std::optional<bool> is_working_day(Date date) const;
  [[nodiscard]] std::optional<bool> is_working_day(ClassId id, Date date) const;
  [[nodiscard]] std::optional<bool> is_working_day(std::string_view class_name, Date date) const;

  /// Worked, but one hour shorter.
  [[nodiscard]] bool is_short_day(Date date) const;
  /// Some file has published (not preliminary) working days of this year.
  [[nodiscard]] bool is_approved(int year) const;

  /// Whether the class has lessons: the day lies in a term that holds for it, is worked, and no weekend,
  /// holiday or exception speaks against it. A Saturday worked by the published calendar is a school day of a
  /// five-day class only if the school file adds it. Days between the first and the last term of a school
  /// year, and days of listed holidays, are known; nothing on other days.
  [[nodiscard]] std::optional<bool> is_school_day(ClassId id, Date date) const;
  [[nodiscard]] std::optional<bool> is_school_day(std::string_view class_name, Date date) const;

  /// By the bells of that class and day.
  [[nodiscard]] std::optional<LessonTimes> lesson_times(ClassId id, Date date, int number) const;
  [[nodiscard]] std::optional<LessonTimes> lesson_times(std::string_view class_name, Date date,
                                                        int number) const;
  /// When the last bell of that class and day ends, since midnight.
  [[nodiscard]] std::optional<Seconds> latest_bell_end(ClassId id, Date date) const;
  [[nodiscard]] std::optional<Seconds> latest_bell_end(std::string_view class_name, Date date) const;

  /// The n-th working day after `date` (before it when n < 0); `date` itself when n is 0. Nothing when a day
  /// on the way is unknown.
  [[nodiscard]] std::optional<Date> add_working_days(Date date, int n) const;
  [[nodiscard]] std::optional<Date> add_working_days(ClassId id, Date date, int n) const;
  [[nodiscard]] std::optional<Date> add_working_days(std::string_view class_name, Date date, int n) const;
  /// The same in days with lessons of the class.
  [[nodiscard]] std::optional<Date> add_school_days(ClassId id, Date date, int n) const;
  [[nodiscard]] std::optional<Date> add_school_days(std::string_view class_name, Date date, int n) const;

  /// The term of the class that `date` lies in: its last day, and its name ("" when there is none).
  [[nodiscard]] std::optional<Date> term_end(ClassId id, Date date) const;
  [[nodiscard]] std::optional<Date> term_end(std::string_view class_name, Date date) const;
  [[nodiscard]] std::string_view term_name(ClassId id, Date date) const;

  struct Data;

 private:
  explicit SchoolCalendar(std::shared_ptr<const Data> data);
  std::shared_ptr<const Data> data_;
};

}  // namespace elzhur::journal
