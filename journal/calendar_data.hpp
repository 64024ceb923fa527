// What a SchoolCalendar holds after compiling. Only for calendar.cpp and calendar_compile.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "journal/calendar.hpp"

namespace elzhur::journal {

/// A profile is a group of classes that the files cannot tell apart. First the school as a whole, then
/// classes without a grade, then one profile for each grade, then one for each class that a file names.
inline constexpr std::uint32_t k_profile_school = 0;
inline constexpr std::uint32_t k_profile_no_grade = 1;
inline constexpr std::uint32_t k_profile_grade_0 = 2;
inline constexpr int k_grade_max = 12;
inline constexpr std::uint32_t k_profile_named = k_profile_grade_0 + k_grade_max + 1;

enum class Known : std::uint8_t { unknown = 0, no, yes };

/// One day of one profile.
struct CalendarDay {
  Known working = Known::unknown;
  Known lessons = Known::unknown;
  std::uint16_t term = 0;  ///< Index into Data::terms plus one; 0: no term.
};

/// One day of the published calendars.
struct PublishedDay {
  bool known : 1 = false;  ///< Some file speaks of this year.
  bool off : 1 = false;
  bool shortened : 1 = false;
  bool worked : 1 = false;  ///< Although a Saturday or Sunday.
  bool uncertain : 1 = false;
};

struct BellTable {
  DateRange dates{};
  Weekdays days{};
  bool every_day = true;
  std::array<std::optional<LessonTimes>, k_lesson_number_max + 1> lessons{};
  Seconds latest_end{};
};

struct Term {
  Date last{};
  std::string name{};
};

struct SchoolCalendar::Data {
  Date first{};
  std::size_t days = 0;  ///< Length of `published` and of each profile's part of `table`.
  std::vector<PublishedDay> published{};
  std::vector<CalendarDay> table{};  ///< Profile after profile.
  std::vector<Term> terms{};
  std::vector<BellTable> bells{};
  std::vector<std::vector<std::uint16_t>>
      profile_bells{};  ///< Indexes into `bells`, the one that counts first.
  std::vector<std::pair<std::string, std::uint32_t>> classes{};  ///< By folded name, sorted.
  std::vector<int> approved_years{};

  /// Index of the day; nothing outside the files.
  [[nodiscard]] std::optional<std::size_t> index_of(Date date) const {
    if (date < first) return std::nullopt;
    const auto index = static_cast<std::size_t>((date - first).count());
    return index < days ? std::optional(index) : std::nullopt;
  }
  [[nodiscard]] CalendarDay day(std::uint32_t profile, Date date) const {
    const auto index = index_of(date);
    return index && profile < profile_bells.size() ? table[profile * days + *index] : CalendarDay{};
  }
};

}  // namespace elzhur::journal
