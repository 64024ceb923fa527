// Numbers, days and times as Russian readers expect them in a letter. Pure; no letter's own text is here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "journal/lesson.hpp"
#include "journal/time.hpp"
#include "rules/report.hpp"

namespace elzhur::alerts {

/// The forms a noun takes after 1, 2 and 5: {"урок", "урока", "уроков"}.
struct Noun {
  std::string_view one;
  std::string_view few;
  std::string_view many;
};
inline constexpr Noun k_lesson{"урок", "урока", "уроков"};
inline constexpr Noun k_teacher{"учитель", "учителя", "учителей"};
/// After «у»: «у 1 учителя», «у 2 учителей».
inline constexpr Noun k_of_teacher{"учителя", "учителей", "учителей"};
inline constexpr Noun k_class{"класс", "класса", "классов"};
inline constexpr Noun k_entry{"запись", "записи", "записей"};
inline constexpr Noun k_question{"вопрос", "вопроса", "вопросов"};
/// «не принят 1 файл», «не приняты 2 файла», «не принято 5 файлов».
inline constexpr Noun k_accepted{"принят", "приняты", "принято"};
inline constexpr Noun k_file{"файл", "файла", "файлов"};

/// The form of the noun that stands after the number.
[[nodiscard]] std::string_view plural(std::int64_t count, const Noun& noun);
/// «5 уроков».
[[nodiscard]] std::string count_of(std::int64_t count, const Noun& noun);
/// Digits, from 10 000 on in groups of three with a no-break space between.
[[nodiscard]] std::string number(std::int64_t value);
/// «99,0 %», cut, not rounded: 100 % is said of a whole only. Requires: 0 <= part <= whole, whole > 0.
[[nodiscard]] std::string percent(std::int64_t part, std::int64_t whole);

/// «20.11»; with another year than `year`: «20.11.2025».
[[nodiscard]] std::string day(journal::Date date, int year);
/// «20.11 (пт)», or «20.11.2025 (чт)».
[[nodiscard]] std::string day_of_week(journal::Date date, int year);
/// «пт».
[[nodiscard]] std::string_view weekday_brief(journal::Date date);
/// «16–22.11», «30.11–06.12», «22.12.2025–11.01.2026», one day «20.11». Years are shown when one of them is
/// not `year`. Requires: not empty.
[[nodiscard]] std::string days(const journal::DateRange& range, int year);
/// «в понедельник», «во вторник», «в среду».
[[nodiscard]] std::string_view on_weekday(std::chrono::weekday day);
/// «23:59».
[[nodiscard]] std::string clock(journal::LocalTime time);
[[nodiscard]] std::string clock(journal::Seconds since_midnight);

/// «тема», «ДЗ», «отметки», «посещаемость».
[[nodiscard]] std::string_view field_word(journal::Field field);
/// What is not seen: «темы», «ДЗ», «отметок», «посещаемости».
[[nodiscard]] std::string_view field_word_of(journal::Field field);
/// «Иванова А. П.».
[[nodiscard]] std::string brief_name(const rules::Person& person);
/// «7А», «5б, группа Англ.яз».
[[nodiscard]] std::string class_and_group(const journal::Scope& scope);
/// Of a source that is read too short a time for what is empty in it to count: from when on it does; nothing:
/// it has not shown enough entries yet.
[[nodiscard]] std::string new_source_words(const std::optional<journal::LocalTime>& counts_from, int year);
/// A text of a person or a file on one line: control characters gone, cut at `bytes_max` on a letter's border
/// with «…».
[[nodiscard]] std::string one_line(std::string_view text, std::size_t bytes_max);

}  // namespace elzhur::alerts
