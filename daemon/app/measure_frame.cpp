#include "daemon/app/measure_frame.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "alerts/message.hpp"
#include "connectors/source.hpp"
#include "daemon/app/measure.hpp"
#include "daemon/metrics/limit_counts.hpp"
#include "daemon/version.hpp"

namespace elzhur::app {

using appeals::AppealState;
using appeals::HelpKind;
using connectors::PullStatus;
using journal::FillState;
using metrics::Counts;
using metrics::MetricsView;
using rules::DutyStatus;
using rules::FindingState;

namespace {

constexpr std::array k_pull_statuses{PullStatus::accepted, PullStatus::unchanged, PullStatus::held,
                                     PullStatus::rejected, PullStatus::failed};
constexpr std::array k_fill_states{FillState::unknown, FillState::empty,    FillState::placeholder,
                                   FillState::filled,  FillState::declared, FillState::not_required};
constexpr std::array k_help_kinds{HelpKind::methodical, HelpKind::consulting, HelpKind::technical,
                                  HelpKind::dispute};
constexpr std::array k_appeal_states{AppealState::received, AppealState::assigned, AppealState::answered,
                                     AppealState::closed, AppealState::refused};

/// One count for each of the values, at what the map has for it.
template <typename Values, typename Value, typename Name>
Counts counts_by(const Values& values, const std::map<Value, std::int64_t>& numbers, Name name) {
  Counts counts;
  for (const Value value : values) {
    const auto found = numbers.find(value);
    counts.push_back({std::string(name(value)), found == numbers.end() ? 0 : found->second});
  }
  return counts;
}

template <typename Enum>
std::vector<Enum> first_values(std::size_t count) {
  std::vector<Enum> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<Enum>(i));
  return values;
}

template <typename Key, typename Value>
Value value_at(const std::map<Key, Value>& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? Value{} : found->second;
}

/// Takes the one with that id out of the old ones, or makes a new one.
template <typename View>
View taken(std::vector<View>& old, const std::string& id) {
  const auto found = std::find_if(old.begin(), old.end(), [&](const View& view) { return view.id == id; });
  View view = found == old.end() ? View{} : std::move(*found);
  view.id = id;
  return view;
}

Counts zeros(std::initializer_list<std::string_view> names) {
  Counts counts;
  for (const std::string_view name : names) counts.push_back({std::string(name), 0});
  return counts;
}

}  // namespace

MetricsView empty_view() {
  MetricsView view;
  view.version = daemon::k_version;
  view.revision = daemon::k_revision;
  for (const std::string_view kind : alerts::k_message_kinds)
    view.messages_queued.push_back({std::string(kind), 0});
  view.deliveries = zeros({k_delivery_sent, k_delivery_deferred, k_delivery_failed, k_delivery_ambiguous});
  view.cycles = zeros({k_cycle_committed, k_cycle_failed});
  view.credit_seconds = zeros({rules::outage_cause_name(rules::OutageCause::unreachable),
                               rules::outage_cause_name(rules::OutageCause::announced)});
  for (const std::string_view limit : metrics::k_limit_names)
    view.limits_hit.push_back({std::string(limit), 0});
  view.recent_lessons = counts_of({});
  set_totals(view, {});
  set_appeals(view, {});
  return view;
}

void fit(MetricsView& view, const config::Config& config) {
  std::vector<metrics::SourceView> sources = std::exchange(view.sources, {});
  for (const config::SourceSpec& spec : config.sources) {
    metrics::SourceView& source = view.sources.emplace_back(taken(sources, spec.id));
    if (source.pulls.empty())
      source.pulls =
          counts_by(k_pull_statuses, std::map<PullStatus, std::int64_t>{}, connectors::pull_status_name);
  }
  std::vector<metrics::RuleView> rules = std::exchange(view.rules, {});
  for (const rules::RuleSpec& spec : config.rules) {
    metrics::RuleView& rule = view.rules.emplace_back(taken(rules, spec.id));
    rule.severity = rules::severity_name(spec.severity);
  }
  view.with_teachers = config.metrics.teachers == config::TeacherLabels::ids;
  if (!view.with_teachers) view.teachers.clear();
}

void set_totals(MetricsView& view, const rules::Totals& totals) {
  view.fields.clear();
  for (const journal::Field field : journal::k_all_fields) {
    view.fields.push_back(
        {std::string(journal::field_name(field)),
         counts_by(k_fill_states, value_at(totals.fields, field), journal::fill_state_name)});
  }
  const auto statuses = first_values<DutyStatus>(rules::k_duty_statuses);
  const auto states = first_values<FindingState>(rules::k_finding_states);
  for (metrics::RuleView& rule : view.rules) {
    rule.duties = counts_by(statuses, value_at(totals.duties, rule.id), rules::duty_status_name);
    rule.findings = counts_by(states, value_at(totals.findings, rule.id), rules::finding_state_name);
  }
}

void set_appeals(MetricsView& view, const std::map<HelpKind, std::map<AppealState, std::int64_t>>& appeals) {
  view.appeals.clear();
  for (const HelpKind kind : k_help_kinds) {
    view.appeals.push_back({std::string(appeals::help_kind_name(kind)),
                            counts_by(k_appeal_states, value_at(appeals, kind), appeals::appeal_state_name)});
  }
}

Counts counts_of(const rules::LessonTotals& lessons) {
  const auto count = [](DutyStatus status, std::int64_t value) {
    return metrics::Count{std::string(rules::duty_status_name(status)), value};
  };
  return {count(DutyStatus::on_time, lessons.on_time),   count(DutyStatus::late, lessons.late),
          count(DutyStatus::unfilled, lessons.unfilled), count(DutyStatus::unproven, lessons.unproven),
          count(DutyStatus::excused, lessons.excused),   count(DutyStatus::unknown, lessons.unknown)};
}

journal::DateRange recent_dates(const journal::TimeZone& zone, journal::Instant now) {
  const journal::Date today = zone.date_of(now);
  return {today - k_recent_days, today - std::chrono::days{1}};
}

}  // namespace elzhur::app
