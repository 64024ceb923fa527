// The rules, and the rules that could never do what they seem to say.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/values.hpp"
#include "journal/lesson.hpp"
#include "journal/names.hpp"

namespace elzhur::config {

namespace {

using rules::DueFrom;
using rules::SpanUnit;

constexpr std::size_t k_rule_kinds_judged = 4;

std::vector<std::string> folded(const std::vector<std::string>& texts,
                                std::string (*fold)(std::string_view)) {
  std::vector<std::string> result;
  for (const std::string& text : texts) {
    std::string one = fold(text);
    if (!one.empty() && std::find(result.begin(), result.end(), one) == result.end())
      result.push_back(std::move(one));
  }
  return result;
}

rules::Applies build_applies(const Section& applies) {
  rules::Applies result;
  result.grades = applies.grades("grades");
  result.classes = folded(applies.texts("classes"), journal::fold_class);
  result.classes_except = folded(applies.texts("classes_except"), journal::fold_class);
  result.subjects = folded(applies.texts("subjects"), journal::fold);
  result.subjects_except = folded(applies.texts("subjects_except"), journal::fold);
  return result;
}

bool is_in(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool all_in(const std::vector<std::string>& some, const std::vector<std::string>& list) {
  return !some.empty() &&
         std::all_of(some.begin(), some.end(), [&](const auto& text) { return is_in(list, text); });
}

bool is_of_grades(const std::vector<rules::GradeRange>& grades, int grade) {
  return grades.empty() || std::any_of(grades.begin(), grades.end(), [&](const auto& range) {
           return range.first <= grade && grade <= range.last;
         });
}

/// Classes that no lesson could be of, and exceptions that except nothing.
void check_classes(const rules::Applies& applies, const Section& section, std::string_view list,
                   Problems& problems) {
  const Node* node = section.node(list);
  if (node == nullptr || node->kind != Node::Kind::list) return;
  for (const Node& item : node->items) {
    if (item.kind != Node::Kind::scalar || item.text.empty()) continue;
    const auto grade = journal::grade_of(journal::fold_class(item.text));
    if (!grade) {
      problems.warning(
          item.place,
          "a class is written with its grade in front, such as 7А: no lesson will be of this one");
    } else if (!is_of_grades(applies.grades, *grade)) {
      problems.warning(item.place, "this class is of none of the 'grades': it changes nothing here");
    }
  }
}

/// One entry of a list and of its exceptions: one of the two is a mistake.
void check_both(const Section& section, std::string_view list, std::string_view except,
                std::string (*fold)(std::string_view), Problems& problems) {
  const std::vector<std::string> named = folded(section.texts(list), fold);
  const Node* node = section.node(except);
  if (node == nullptr || node->kind != Node::Kind::list || named.empty()) return;
  for (const Node& item : node->items) {
    if (item.kind != Node::Kind::scalar || !is_in(named, fold(item.text))) continue;
    problems.error(item.place, fmt::format("this stands in '{}' too: remove it from one of the two", list));
  }
}

void check_applies(const rules::Applies& applies, const Section& section, Problems& problems) {
  if (all_in(applies.classes, applies.classes_except)) {
    problems.error(section.place("classes_except"),
                   "every class of 'classes' is excepted: the rule can never apply");
  } else {
    check_both(section, "classes", "classes_except", journal::fold_class, problems);
  }
  if (all_in(applies.subjects, applies.subjects_except)) {
    problems.error(section.place("subjects_except"),
                   "every subject of 'subjects' is excepted: the rule can never apply");
  } else {
    check_both(section, "subjects", "subjects_except", journal::fold, problems);
  }
  const bool all_outside =
      !applies.grades.empty() && !applies.classes.empty() &&
      std::none_of(applies.classes.begin(), applies.classes.end(), [&](const std::string& class_name) {
        const auto grade = journal::grade_of(class_name);
        return grade && is_of_grades(applies.grades, *grade);
      });
  if (all_outside) {
    problems.error(section.place("classes"),
                   "no class of 'classes' is of a grade of 'grades': the rule can never apply");
  } else {
    check_classes(applies, section, "classes", problems);
  }
  check_classes(applies, section, "classes_except", problems);
  for (const std::string_view list : {"classes", "classes_except", "subjects", "subjects_except", "grades"}) {
    const Node* node = section.node(list);
    if (node != nullptr && node->kind == Node::Kind::list && node->items.empty()) {
      problems.error(node->place,
                     fmt::format("'{}' is empty: name some, or remove the key to mean all", list));
    }
  }
}

/// A clock time that must come from a bell: none is given, and the day itself is not moved.
bool needs_bells(const rules::DueSpec& due) {
  if (due.at) return false;
  return due.from == DueFrom::lesson_start || due.from == DueFrom::lesson_end ||
         due.from == DueFrom::school_day_end || due.from == DueFrom::next_lesson;
}

rules::DueSpec build_due(const Section& due, const CalendarFacts& facts, Problems& problems) {
  rules::DueSpec spec;
  if (const auto from = rules::parse_due_from(due.text("from"))) spec.from = *from;
  spec.plus = due.span("plus");
  spec.at = due.clock("at");
  if (spec.plus) check_span_can_be_counted(*spec.plus, "plus", due.place("plus"), facts, problems);
  if (spec.plus && spec.at && spec.plus->unit == SpanUnit::seconds) {
    problems.warning(due.place("at"),
                     "'at' replaces the clock time that 'plus' gives: only the day of it counts");
  }
  if (!due.has("from") || !facts.is_whole) return spec;
  if (spec.from == DueFrom::term_end && !facts.has_terms) {
    problems.error(due.place("from"),
                   "'term_end' needs the terms of the school: add a school file "
                   "(kind: school_year, with 'terms') to calendar.files");
  }
  if (needs_bells(spec) && !facts.has_bells) {
    problems.warning(due.place("from"),
                     fmt::format("'{}' without bells: the deadline is 23:59 of the day; add a school "
                                 "file with 'bells' to calendar.files, or say 'at'",
                                 rules::due_from_name(spec.from)));
  }
  return spec;
}

rules::Span build_grace(const Section& rule, const CalendarFacts& facts, Problems& problems) {
  const rules::Span grace = rule.span("grace").value_or(rules::Span{});
  if (grace.count < 0 || grace.unit == SpanUnit::lessons) {
    problems.error(rule.place("grace"),
                   "'grace' is a wait from the deadline on: 2h, 1d, 1 working_day or 1 school_day");
    return {};
  }
  check_span_can_be_counted(grace, "grace", rule.place("grace"), facts, problems);
  return grace;
}

void check_validity(const rules::RuleSpec& spec, const Section& rule, std::optional<journal::Date> watch_from,
                    Problems& problems) {
  if (spec.valid_from && spec.valid_until && *spec.valid_until < *spec.valid_from) {
    problems.error(rule.place("valid_until"),
                   "'valid_until' lies before 'valid_from': the rule can never apply");
  } else if (spec.valid_until && watch_from && *spec.valid_until < *watch_from) {
    problems.warning(rule.place("valid_until"),
                     "'valid_until' lies before 'watch_from': the rule finds nothing");
  }
}

/// Nothing when the kind is none that this version judges; reports which it judges.
std::optional<rules::RuleKind> build_kind(const Section& rule, Problems& problems) {
  const std::string text = rule.text("kind");
  const auto kind = rules::parse_rule_kind(text);
  if (!kind && !text.empty()) {
    problems.error(rule.place("kind"),
                   fmt::format("this version does not judge rules of kind {}; it judges {}", text,
                               fmt::join(rule_kinds().first(k_rule_kinds_judged), ", ")));
  }
  return kind;
}

rules::RuleSpec build_rule(const Section& rule, const Section& main, const CalendarFacts& facts,
                           Problems& problems) {
  rules::RuleSpec spec;
  spec.id = rule.text("id");
  spec.kind = build_kind(rule, problems).value_or(rules::RuleKind::topic);
  spec.due = build_due(rule.section("due"), facts, problems);
  spec.basis = rule.text("basis");
  spec.severity = rules::parse_severity(rule.text("severity")).value_or(rules::Severity::warning);
  spec.placeholder_is_filled = rule.text("placeholder") != "empty";
  spec.applies = build_applies(rule.section("applies"));
  spec.grace = build_grace(rule, facts, problems);
  spec.valid_from = rule.date("valid_from");
  spec.valid_until = rule.date("valid_until");
  check_applies(spec.applies, rule.section("applies"), problems);
  check_validity(spec, rule, main.section("school").date("watch_from"), problems);
  if (spec.basis.empty() && main.text("mode") == "working") {
    problems.warning(rule.place(),
                     "a rule without 'basis' only observes: nobody but the administrator is told");
  }
  return spec;
}

}  // namespace

void check_span_can_be_counted(rules::Span span, std::string_view key, Place place,
                               const CalendarFacts& facts, Problems& problems) {
  if (!facts.is_whole) return;
  const bool needs_working = span.unit == SpanUnit::working_days || span.unit == SpanUnit::school_days;
  if (needs_working && !facts.has_working_days) {
    problems.error(
        place, fmt::format("'{}' counts days that no calendar knows: add the working days (such as "
                           "calendars/calendar-ru-2026.yaml) to calendar.files, or count in plain days (2d)",
                           key));
  } else if (span.unit == SpanUnit::school_days && !facts.has_terms) {
    problems.error(
        place, fmt::format("'{}' counts school days: add a school file (kind: school_year, with 'terms') to "
                           "calendar.files, or count in working_days",
                           key));
  }
}

std::vector<rules::RuleSpec> build_rules(const Section& main, const CalendarFacts& facts,
                                         Problems& problems) {
  std::vector<rules::RuleSpec> specs;
  std::map<std::string, Place> ids;
  for (const Section& rule : main.sections("rules")) {
    if (specs.size() == k_rules_max) break;  // Reported by the check of the shape.
    specs.push_back(build_rule(rule, main, facts, problems));
    if (specs.back().id.empty()) continue;
    const auto [first, is_new] = ids.try_emplace(specs.back().id, rule.place("id"));
    if (!is_new) {
      problems.error(rule.place("id"),
                     fmt::format("id '{}' is taken; the first is in line {}, column {}", specs.back().id,
                                 first->second.line, first->second.column));
    }
  }
  return specs;
}

}  // namespace elzhur::config
