// What values of several parts mean together. Mostly warnings: what is odd may be meant.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/values.hpp"
#include "journal/names.hpp"

namespace elzhur::config {

namespace {

using rules::RuleSpec;
using rules::SpanUnit;

bool is_same_grades(const std::vector<rules::GradeRange>& a, const std::vector<rules::GradeRange>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first && x.last == y.last; });
}

bool is_same_applies(const rules::Applies& a, const rules::Applies& b) {
  return is_same_grades(a.grades, b.grades) && a.classes == b.classes &&
         a.classes_except == b.classes_except && a.subjects == b.subjects &&
         a.subjects_except == b.subjects_except;
}

bool share_a_day(const RuleSpec& a, const RuleSpec& b) {
  const auto ends_before = [](const RuleSpec& x, const RuleSpec& y) {
    return x.valid_until && y.valid_from && *x.valid_until < *y.valid_from;
  };
  return !ends_before(a, b) && !ends_before(b, a);
}

void check_repeated_rules(const std::vector<RuleSpec>& rules, const std::vector<Section>& sections,
                          Problems& problems) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool is_same = rules[i].kind == rules[j].kind && rules[i].due == rules[j].due &&
                           is_same_applies(rules[i].applies, rules[j].applies) &&
                           share_a_day(rules[i], rules[j]);
      // Of one id, and of a kind that is not judged, is complained elsewhere.
      if (!is_same || rules[i].id == rules[j].id || !rules::parse_rule_kind(sections[i].text("kind")))
        continue;
      problems.warning(sections[i].place(),
                       fmt::format("this rule demands the same as rule '{}': every missing entry makes two "
                                   "questions",
                                   rules[j].id));
      break;
    }
  }
}

bool counts_days(SpanUnit unit) { return unit == SpanUnit::working_days || unit == SpanUnit::school_days; }

/// A deadline that needs a day which no calendar knows is never held against anyone: such a rule is silent.
void check_rule_has_calendar(const RuleSpec& rule, const Section& section, const Config& config,
                             Problems& problems) {
  if (!rule.due.plus || !counts_days(rule.due.plus->unit)) return;
  std::optional<journal::Date> start = config.school.watch_from;
  if (rule.valid_from && (!start || *start < *rule.valid_from)) start = rule.valid_from;
  if (!start || config.calendar.is_working_day(*start)) return;
  problems.warning(section.section("due").place("plus"),
                   fmt::format("no calendar knows {}, from which on this rule watches: its deadlines stay "
                               "unknown; add that year to calendar.files",
                               journal::format_date(*start)));
}

/// Who is told when a source cannot be read.
void check_who_hears(const Config& config, const Section& main, Problems& problems) {
  if (config.mode != Mode::working || config.recipients.empty()) return;
  std::set<std::string> hearing;
  bool is_anybody_else = false;
  for (const alerts::RecipientSpec& recipient : config.recipients) {
    const bool hears =
        recipient.role == alerts::Role::administrator || recipient.role == alerts::Role::site_administrator;
    if (hears) {
      hearing.insert(journal::fold(recipient.email));
    } else {
      is_anybody_else = true;
    }
  }
  if (hearing.size() == 1) {
    problems.warning(main.place("recipients"),
                     "only one person would hear that a source cannot be read: add another administrator, or "
                     "somebody with 'role: site_administrator'");
  }
  if (!is_anybody_else) {
    problems.warning(main.place("mode"),
                     "'mode: working' with nobody to tell but administrators is the same as 'observe'");
  }
}

/// What a live source asks of whom; empty for a folder.
std::string asked_by(const SourceSpec& source) {
  if (const auto* api = std::get_if<ElzhurApiSpec>(&source.kind))
    return fmt::format("api {} {}", api->base_url, api->vendor);
  if (const auto* report = std::get_if<ElzhurReportSpec>(&source.kind))
    return fmt::format("report {} {}", report->base_url, report->path);
  return {};
}

void check_repeated_sources(const Config& config, const Section& main, Problems& problems) {
  const Node* list = main.node("sources");
  if (list == nullptr || list->items.size() != config.sources.size()) return;
  std::map<std::string, std::string> seen;
  for (std::size_t i = 0; i < config.sources.size(); ++i) {
    std::string asked = asked_by(config.sources[i]);
    if (asked.empty()) continue;
    const auto [first, is_new] = seen.try_emplace(std::move(asked), config.sources[i].id);
    if (is_new) continue;
    problems.warning(list->items[i].place,
                     fmt::format("this source asks the same as source '{}': once is enough", first->second));
  }
}

}  // namespace

void check_together(const Config& config, const Section& main, const CalendarFacts& facts,
                    Problems& problems) {
  const std::vector<Section> sections = main.sections("rules");
  if (sections.size() == config.rules.size()) {
    check_repeated_rules(config.rules, sections, problems);
    for (std::size_t i = 0; i < sections.size(); ++i) {
      if (facts.is_whole && facts.has_working_days)
        check_rule_has_calendar(config.rules[i], sections[i], config, problems);
    }
  }
  check_who_hears(config, main, problems);
  check_repeated_sources(config, main, problems);
  const KeepFor findings = config.store.retention.findings;
  if (findings.unit == KeepFor::Unit::days && findings.count < 366) {
    problems.warning(main.section("store").section("retention").place("findings"),
                     "settled questions would go before their school year is over: the figures of the year "
                     "could not be shown again");
  }
}

}  // namespace elzhur::config
