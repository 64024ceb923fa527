// What people are told from: findings with the names and places in them, and counts over dates. Plain
// values that the store reads for alerts, the page and papers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/lesson.hpp"
#include "rules/duty.hpp"
#include "rules/finding.hpp"
#include "rules/policy.hpp"
#include "rules/roster.hpp"

namespace elzhur::rules {

/// A finding as people see it.
struct FindingView {
  Finding finding;
  journal::Scope scope;
  journal::Date date{};
  int ordinal = 1;
  std::optional<int> number;
  std::vector<Person> owners;
  /// The newest time the entry was seen missing, renewals included.
  std::optional<journal::Instant> last_seen_empty_at;
};

/// Whether the excuse speaks of one of the owners, the class or the school, and of the day of the lesson or
/// of its deadline.
[[nodiscard]] bool touches(const Excuse& excuse, const FindingView& view, const journal::TimeZone& zone);

/// Counts over lessons of a range of dates, from watch_from on. A lesson counts once, by its worst duty.
struct LessonTotals {
  std::int64_t held = 0;  ///< Lessons with at least one duty that is neither pending nor unknown nor excused.
  std::int64_t filled = 0;    ///< Of these, all duties filled (in time, late or unproven).
  std::int64_t on_time = 0;   ///< Of the filled: all in time.
  std::int64_t late = 0;      ///< At least one late.
  std::int64_t unproven = 0;  ///< None late, at least one not provable.
  std::int64_t unfilled = 0;
  std::int64_t excused = 0;  ///< Out of `held`.
  std::int64_t unknown = 0;  ///< Out of `held`.

  bool operator==(const LessonTotals&) const = default;
  /// Of other lessons: what is counted twice counts twice.
  LessonTotals& operator+=(const LessonTotals& more) {
    held += more.held;
    filled += more.filled;
    on_time += more.on_time;
    late += more.late;
    unproven += more.unproven;
    unfilled += more.unfilled;
    excused += more.excused;
    unknown += more.unknown;
    return *this;
  }
};

/// Entries of one field, over lessons.
struct FieldTotals {
  std::int64_t filled = 0;    ///< Declared ones included.
  std::int64_t declared = 0;  ///< «Без задания».
  std::int64_t missing = 0;   ///< Not there although due, or under no rule.
  std::int64_t waiting = 0;   ///< Not there, and not yet due, excused, or of before watching began.
  std::int64_t marked = 0;    ///< Of filled and missing: a punctuation mark alone.
  std::int64_t unknown = 0;   ///< No source shows it.

  bool operator==(const FieldTotals&) const = default;
};

/// What is known of the lessons that one person alone may owe.
struct OwnerWork {
  std::vector<journal::Scope> scopes;  ///< In order.
  std::int64_t lessons = 0;
  std::array<FieldTotals, journal::k_fields> fields{};
};

/// How the open questions came from one telling to the next: before + opened - closed... = now.
struct FindingFlow {
  std::int64_t open_before = 0;
  std::int64_t opened = 0;
  std::int64_t resolved = 0;
  std::int64_t withdrawn = 0;
  std::int64_t excused = 0;
  std::int64_t unknown = 0;
  std::int64_t open_now = 0;
  std::int64_t disputed_now = 0;
};

/// What the ledger holds in all, for the first letter.
struct SchoolTotals {
  std::int64_t classes = 0;
  std::int64_t teachers = 0;
  std::int64_t lessons = 0;
  std::optional<journal::Date> first_lesson;
};

/// One field of one lesson: where a list of such goes on. Lesson 0: from its beginning.
struct FieldOfLesson {
  journal::LessonId lesson{};
  journal::Field field = journal::Field::topic;

  bool operator==(const FieldOfLesson&) const = default;
};

/// A missing entry from before watching began: one line of the backlog list.
struct BacklogLine {
  journal::LessonId lesson{};
  journal::Scope scope;
  journal::Date date{};
  std::optional<int> number;
  journal::Field field = journal::Field::topic;
  std::vector<Person> owners;
};

}  // namespace elzhur::rules
