// The rules of a school and what bends them, as plain checked values. The configuration is compiled
// into a Policy once; a cycle reads it and never changes it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/calendar.hpp"
#include "journal/ids.hpp"
#include "journal/lesson.hpp"
#include "journal/time.hpp"
#include "rules/credit.hpp"
#include "rules/due.hpp"

namespace elzhur::rules {

enum class RuleKind : std::uint8_t { topic, homework, lesson_marks, attendance };
[[nodiscard]] std::string_view rule_kind_name(RuleKind kind);
[[nodiscard]] std::optional<RuleKind> parse_rule_kind(std::string_view text);
/// The field of a lesson that a rule of this kind judges.
[[nodiscard]] journal::Field field_of(RuleKind kind);

enum class Severity : std::uint8_t { info, warning, critical };
[[nodiscard]] std::string_view severity_name(Severity severity);
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view text);

struct GradeRange {
  int first = 0;
  int last = 0;
};

/// Which lessons a rule is for. An empty list of grades, classes or subjects means all of them.
/// Classes are compared by fold_class, subjects by fold (journal/names.hpp), folded once here.
struct Applies {
  std::vector<GradeRange> grades;
  std::vector<std::string> classes;
  std::vector<std::string> classes_except;
  std::vector<std::string> subjects;
  std::vector<std::string> subjects_except;

  [[nodiscard]] bool to(const journal::Scope& scope) const;
};

/// One rule. `id` is what people and metrics call it.
struct RuleSpec {
  std::string id;
  RuleKind kind = RuleKind::topic;
  DueSpec due;
  /// The clause of the local act. A rule without one only observes: nobody but the administrator is told.
  std::string basis;
  Severity severity = Severity::warning;
  /// How a text of punctuation alone counts.
  bool placeholder_is_filled = true;
  Applies applies;
  /// Before anyone but the administrator is told.
  Span grace;
  std::optional<journal::Date> valid_from;
  std::optional<journal::Date> valid_until;
};

/// A stretch of days over which missing entries are not held against anyone. Reasons come from a list
/// that names no illness.
struct Excuse {
  enum class Of : std::uint8_t { teacher, class_name, grade, school };
  Of of = Of::school;
  journal::PersonId teacher{};
  std::string class_folded;
  int grade = 0;
  journal::DateRange dates;
  std::string reason;
};

/// Everything a cycle decides by, besides the ledger and the instant.
struct Policy {
  journal::TimeZone zone;
  journal::SchoolCalendar calendar;
  /// Of what the calendar was compiled from.
  std::uint64_t calendar_digest = 0;
  std::vector<RuleSpec> rules;
  std::vector<Excuse> excuses;
  /// Lessons before this day are backlog when they miss something.
  journal::Date watch_from{};
  /// When ElZhur could not be used. One that lasts counts to any deadline until it is known to have ended.
  std::vector<Outage> outages{};
};

/// Changes whenever any duty could come out differently: the store rederives all duties then.
[[nodiscard]] std::uint64_t policy_digest(const Policy& policy);

}  // namespace elzhur::rules
