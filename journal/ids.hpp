// Numbers by which the store knows things. Types of their own, so that none is taken for another.
// Zero is no id.
#pragma once

#include <cstdint>
#include <string>

#include "journal/check.hpp"
#include "journal/time.hpp"

namespace elzhur::journal {

/// A person of the staff. Shown outside as "T017"; names never leave by metrics, logs or URLs.
enum class PersonId : std::int64_t {};
/// A Scope: class, group and subject. 1..k_scope_id_max.
enum class ScopeId : std::int64_t {};
/// A lesson: its scope, date and ordinal packed into one number, so that equal keys have equal ids
/// and the lessons of a scope lie side by side in the store.
enum class LessonId : std::int64_t {};
/// A source together with the set of fields that its documents speak of: a file of topics and a file
/// of marks from one inbox are two channels, and neither contradicts the other by its silence.
enum class ChannelId : std::int64_t {};
enum class DocumentId : std::int64_t {};
/// A rule by its configured id; the number is the store's.
enum class RuleId : std::int64_t {};
enum class FindingId : std::int64_t {};

inline constexpr std::int64_t k_scope_id_max = (std::int64_t{1} << 38U) - 1;
inline constexpr int k_ordinal_max = 255;
/// Days are packed relative to 1970-01-01 into 16 bits: up to 2149-06-05.
inline constexpr int k_lesson_day_max = 65535;

struct LessonIdParts {
  ScopeId scope;
  Date date;
  int ordinal;
};

[[nodiscard]] constexpr LessonId make_lesson_id(ScopeId scope, Date date, int ordinal) {
  const auto scope_number = static_cast<std::int64_t>(scope);
  const auto day = static_cast<std::int64_t>(date.time_since_epoch().count());
  ELZHUR_CHECK(scope_number >= 1 && scope_number <= k_scope_id_max);
  ELZHUR_CHECK(day >= 0 && day <= k_lesson_day_max);
  ELZHUR_CHECK(ordinal >= 1 && ordinal <= k_ordinal_max);
  return LessonId{(scope_number << 24U) | (day << 8U) | ordinal};
}

/// The least lesson id of a scope on a date; with the date after the last it bounds a range of ids.
[[nodiscard]] constexpr std::int64_t lesson_id_floor(ScopeId scope, Date date) {
  return static_cast<std::int64_t>(make_lesson_id(scope, date, 1)) - 1;
}

[[nodiscard]] constexpr LessonIdParts parts_of(LessonId id) {
  const auto number = static_cast<std::int64_t>(id);
  return {ScopeId{number >> 24U}, Date{std::chrono::days{(number >> 8U) & 0xFFFF}},
          static_cast<int>(number & 0xFF)};
}

/// "T017": what stands for a person wherever names must not.
[[nodiscard]] std::string person_code(PersonId person);

}  // namespace elzhur::journal
