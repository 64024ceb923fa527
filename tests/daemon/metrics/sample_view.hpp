// A view as the application makes one: every series there is, at zero or with numbers.
#pragma once

#include <string>
#include <vector>

#include "daemon/metrics/limit_counts.hpp"
#include "daemon/metrics/view.hpp"

namespace elzhur::metrics {

inline Counts zeros(const std::vector<std::string>& names) {
  Counts counts;
  for (const std::string& name : names) counts.push_back({name, 0});
  return counts;
}

inline const std::vector<std::string> k_duty_words{"pending",  "on_time", "late",    "unfilled",
                                                   "unproven", "excused", "backlog", "unknown"};
inline const std::vector<std::string> k_finding_words{"open",    "acknowledged", "confirmed", "disputed",
                                                      "excused", "withdrawn",    "resolved",  "unknown"};

/// So many sources, rules, teachers and classes, everything at zero.
inline MetricsView sample_view(int sources, int rules, int teachers, int classes) {
  MetricsView view;
  view.version = "1.0";
  for (int i = 0; i < sources; ++i) {
    SourceView& source = view.sources.emplace_back();
    source.id = "source-" + std::to_string(i);
    source.pulls = zeros({"accepted", "unchanged", "held", "rejected", "failed"});
  }
  for (int i = 0; i < rules; ++i) {
    RuleView& rule = view.rules.emplace_back();
    rule.id = "rule-" + std::to_string(i);
    rule.severity = "warning";
    rule.duties = zeros(k_duty_words);
    rule.findings = zeros(k_finding_words);
  }
  for (const char* field : {"topic", "homework", "marks", "attendance"}) {
    view.fields.push_back(
        {field, zeros({"unknown", "empty", "placeholder", "filled", "declared_none", "not_required"})});
  }
  view.recent_lessons = zeros(k_duty_words);
  for (int i = 0; i < teachers; ++i) view.teachers.push_back({journal::PersonId{i + 1}, 1, 1, 2});
  for (int i = 0; i < classes; ++i) view.classes.push_back({std::to_string(i) + "А", zeros(k_duty_words)});
  for (const char* kind : {"methodical", "consulting", "technical", "dispute"}) {
    view.appeals.push_back({kind, zeros({"received", "assigned", "answered", "closed", "refused"})});
  }
  view.messages_queued = zeros(
      {"started", "list", "all_filled", "digest", "withdrawal", "source_trouble", "service_trouble", "test"});
  view.deliveries = zeros({"sent", "deferred", "failed", "ambiguous"});
  view.cycles = zeros({"committed", "failed"});
  view.credit_seconds = zeros({"unreachable", "announced"});
  for (const std::string_view limit : k_limit_names) view.limits_hit.push_back({std::string(limit), 0});
  return view;
}

}  // namespace elzhur::metrics
