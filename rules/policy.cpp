#include "rules/policy.hpp"

#include <algorithm>

#include "journal/check.hpp"
#include "journal/hash.hpp"
#include "journal/names.hpp"

namespace elzhur::rules {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void add_texts(journal::Digest& digest, const std::vector<std::string>& texts) {
  digest.add(texts.size());
  for (const std::string& text : texts) digest.add(text);
}

void add_date(journal::Digest& digest, std::optional<journal::Date> date) {
  digest.add(date ? static_cast<std::uint64_t>(date->time_since_epoch().count()) : ~std::uint64_t{0});
}

void add_span(journal::Digest& digest, std::optional<Span> span) {
  digest.add(span ? static_cast<std::uint64_t>(span->count) : ~std::uint64_t{0});
  digest.add(span ? static_cast<std::uint64_t>(span->unit) : 0U);
}

void add_rule(journal::Digest& digest, const RuleSpec& rule) {
  digest.add(rule.id);
  digest.add(static_cast<std::uint64_t>(rule.kind));
  digest.add(static_cast<std::uint64_t>(rule.due.from));
  add_span(digest, rule.due.plus);
  digest.add(rule.due.at ? static_cast<std::uint64_t>(rule.due.at->count()) : ~std::uint64_t{0});
  digest.add(rule.placeholder_is_filled ? 1U : 0U);
  digest.add(rule.applies.grades.size());
  for (const GradeRange& range : rule.applies.grades) {
    digest.add(static_cast<std::uint64_t>(range.first));
    digest.add(static_cast<std::uint64_t>(range.last));
  }
  add_texts(digest, rule.applies.classes);
  add_texts(digest, rule.applies.classes_except);
  add_texts(digest, rule.applies.subjects);
  add_texts(digest, rule.applies.subjects_except);
  add_date(digest, rule.valid_from);
  add_date(digest, rule.valid_until);
}

}  // namespace

std::string_view rule_kind_name(RuleKind kind) {
  switch (kind) {
    case RuleKind::topic:
      return "topic";
    case RuleKind::homework:
      return "homework";
    case RuleKind::lesson_marks:
      return "lesson_marks";
    case RuleKind::attendance:
      return "attendance";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<RuleKind> parse_rule_kind(std::string_view text) {
  for (const RuleKind kind :
       {RuleKind::topic, RuleKind::homework, RuleKind::lesson_marks, RuleKind::attendance}) {
    if (rule_kind_name(kind) == text) return kind;
  }
  return std::nullopt;
}

journal::Field field_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::topic:
      return journal::Field::topic;
    case RuleKind::homework:
      return journal::Field::homework;
    case RuleKind::lesson_marks:
      return journal::Field::marks;
    case RuleKind::attendance:
      return journal::Field::attendance;
  }
  ELZHUR_UNREACHABLE();
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::critical:
      return "critical";
  }
  ELZHUR_UNREACHABLE();
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const Severity severity : {Severity::info, Severity::warning, Severity::critical}) {
    if (severity_name(severity) == text) return severity;
  }
  return std::nullopt;
}

bool Applies::to(const journal::Scope& scope) const {
  if (!grades.empty()) {
    const auto grade = journal::grade_of(scope.class_name);
    const bool in_a_range = grade && std::any_of(grades.begin(), grades.end(), [&](const GradeRange& range) {
                              return range.first <= *grade && *grade <= range.last;
                            });
    if (!in_a_range) return false;
  }
  const std::string class_name = journal::fold_class(scope.class_name);
  const std::string subject = journal::fold(scope.subject);
  if (!classes.empty() && !contains(classes, class_name)) return false;
  if (!subjects.empty() && !contains(subjects, subject)) return false;
  return !contains(classes_except, class_name) && !contains(subjects_except, subject);
}

std::uint64_t policy_digest(const Policy& policy) {
  // Grows by one whenever this program judges the same evidence otherwise than before.
  constexpr std::uint64_t k_judgement_version = 2;
  journal::Digest digest;
  digest.add(k_judgement_version);
  digest.add(policy.zone.name());
  digest.add(policy.calendar_digest);
  add_date(digest, policy.watch_from);
  digest.add(policy.rules.size());
  for (const RuleSpec& rule : policy.rules) add_rule(digest, rule);
  digest.add(policy.excuses.size());
  for (const Excuse& excuse : policy.excuses) {
    digest.add(static_cast<std::uint64_t>(excuse.of));
    digest.add(static_cast<std::uint64_t>(excuse.teacher));
    digest.add(excuse.class_folded);
    digest.add(static_cast<std::uint64_t>(excuse.grade));
    add_date(digest, excuse.dates.first);
    add_date(digest, excuse.dates.last);
    digest.add(excuse.reason);
  }
  digest.add(policy.outages.size());
  for (const Outage& outage : policy.outages) {
    digest.add(static_cast<std::uint64_t>(outage.cause));
    digest.add(static_cast<std::uint64_t>(outage.from.time_since_epoch().count()));
    digest.add(outage.to ? static_cast<std::uint64_t>(outage.to->time_since_epoch().count())
                         : ~std::uint64_t{0});
  }
  return digest.value();
}

}  // namespace elzhur::rules
