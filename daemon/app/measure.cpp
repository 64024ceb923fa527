#include "daemon/app/measure.hpp"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include <spdlog/spdlog.h>

#include "connectors/directory.hpp"
#include "daemon/app/measure_frame.hpp"

namespace elzhur::app {

using connectors::PullStatus;
using journal::Instant;
using metrics::MetricsView;

Measure::Measure(store::Store& store, const std::filesystem::path& file, metrics::Board& board)
    : store_(store), board_(board), readers_(file, 1) {
  view_ = empty_view();
  newest_message_ = readers_.take().measures().messages_since(0).newest;
}

/// What fails in the store is told by the loops; here it only must not spread.
template <typename Do>
void Measure::guarded(const Do& action) {
  const std::lock_guard lock(mutex_);
  try {
    action();
    is_failing_ = false;
  } catch (const std::exception& error) {
    if (!std::exchange(is_failing_, true))
      spdlog::warn("metrics: some numbers stay as they were: {}", error.what());
  }
  for (std::size_t i = 0; i < metrics::k_limit_names.size(); ++i)
    view_.limits_hit.at(i) = {std::string(metrics::k_limit_names.at(i)), limits_.count(i)};
  board_.publish(view_);
}

void Measure::note_setup(const config::Config& config, Instant now) {
  guarded([&] {
    zone_ = config.school.zone;
    fit(view_, config);
    view_.is_reload_good = true;
    view_.last_reload_at = now;
    recent_at_.reset();  // By the next cycle: a start must not wait for it.
    set_totals(view_, store_.ledger().totals());
    read_store(now);
  });
}

void Measure::note_reload_refused() {
  guarded([&] { view_.is_reload_good = false; });
}

void Measure::note_cycle(const CycleReport& report, double seconds) {
  guarded([&] {
    metrics::add(view_.cycles, k_cycle_committed, 1);
    view_.is_store_writable = true;
    view_.cycle_durations.observe(seconds);
    view_.last_cycle_at = report.at;
    set_totals(view_, report.totals);
    take_pulls(report);
    for (metrics::RuleView& rule : view_.rules) {
      const auto count_of = [&](const std::map<std::string, std::int64_t>& counts) {
        const auto found = counts.find(rule.id);
        return found == counts.end() ? 0 : found->second;
      };
      rule.opened += count_of(report.findings.opened_by_rule);
      rule.resolved += count_of(report.findings.resolved_by_rule);
    }
    read_store(report.at);
    read_recent(report.totals, report.at);
  });
}

void Measure::note_cycle_trouble(double seconds) {
  guarded([&] {
    metrics::add(view_.cycles, k_cycle_failed, 1);
    view_.is_store_writable = false;
    view_.cycle_durations.observe(seconds);
  });
}

void Measure::note_sent(const alerts::SendCounts& counts) {
  guarded([&] {
    metrics::add(view_.deliveries, k_delivery_sent, static_cast<std::int64_t>(counts.sent));
    metrics::add(view_.deliveries, k_delivery_deferred, static_cast<std::int64_t>(counts.deferred));
    metrics::add(view_.deliveries, k_delivery_failed, static_cast<std::int64_t>(counts.failed));
    metrics::add(view_.deliveries, k_delivery_ambiguous, static_cast<std::int64_t>(counts.ambiguous));
    read_outbox();
  });
}

void Measure::take_pulls(const CycleReport& report) {
  for (const SourceResult& result : report.sources) {
    const auto source = std::find_if(view_.sources.begin(), view_.sources.end(),
                                     [&](const auto& s) { return s.id == result.pull.source_id; });
    if (source == view_.sources.end()) continue;
    source->is_up = result.pull.status != PullStatus::failed;
    metrics::add(source->pulls, connectors::pull_status_name(result.pull.status), 1);
    source->durations.observe(result.duration_seconds);
    for (const connectors::PulledDocument& pulled : result.pull.documents) {
      if (pulled.status == PullStatus::rejected && pulled.size_bytes > connectors::k_directory_file_bytes_max)
        limits_.hit(metrics::Limit::file_bytes);
    }
  }
}

void Measure::read_store(Instant now) {
  store::Snapshot snapshot = readers_.take();
  for (metrics::SourceView& source : view_.sources) {
    source.last_accepted_at = snapshot.pages().last_accepted(source.id);
  }
  const auto oldest = snapshot.measures().oldest_due();
  for (metrics::RuleView& rule : view_.rules) {
    const auto found = oldest.find(rule.id);
    rule.oldest_due_at = found == oldest.end() ? std::nullopt : std::optional(found->second);
  }
  set_appeals(view_, snapshot.measures().appeals());
  const store::MessagesSince messages = snapshot.measures().messages_since(newest_message_);
  newest_message_ = messages.newest;
  for (const auto& [kind, count] : messages.by_kind) metrics::add(view_.messages_queued, kind, count);
  read_outages(now);
  read_outbox();
}

void Measure::read_recent(const rules::Totals& totals, Instant now) {
  const journal::DateRange dates = recent_dates(*zone_, now);
  store::Snapshot snapshot = readers_.take();
  // Always: a person settles a question without any duty changing.
  if (view_.with_teachers) read_teachers(snapshot, dates);
  const bool is_fresh = recent_at_ && *recent_at_ <= now && now - *recent_at_ < k_recent_age_max;
  if (is_fresh && totals.duties == recent_duties_) return;
  rules::LessonTotals school;
  for (const store::DayTotals& day : snapshot.pages().days(dates)) school += day.lessons;
  view_.recent_lessons = counts_of(school);
  view_.classes.clear();
  for (const auto& [name, lessons] : snapshot.measures().lessons_by_class(dates))
    view_.classes.push_back({name, counts_of(lessons)});
  if (view_.classes.size() > metrics::k_classes_max) limits_.hit(metrics::Limit::metric_classes);
  if (view_.teachers.size() > metrics::k_teachers_max) limits_.hit(metrics::Limit::metric_teachers);
  recent_duties_ = totals.duties;
  recent_at_ = now;
}

void Measure::read_teachers(store::Snapshot& snapshot, journal::DateRange recent) {
  std::map<journal::PersonId, metrics::TeacherView> teachers;
  for (const auto& [person, open] : snapshot.pages().open_lessons_by_owner()) teachers[person].open = open;
  for (const auto& [person, lessons] : snapshot.pages().totals_by_owner(recent)) {
    metrics::TeacherView& teacher = teachers[person];
    teacher.on_time = lessons.on_time;
    teacher.established = lessons.on_time + lessons.late + lessons.unfilled;
  }
  view_.teachers.clear();
  for (auto& [person, teacher] : teachers) {
    teacher.id = person;
    view_.teachers.push_back(teacher);
  }
}

void Measure::read_outages(Instant now) {
  std::map<std::string, std::int64_t> seconds;
  const auto add = [&](const rules::Outage& outage) {
    const Instant to = std::min(outage.to.value_or(now), now);
    if (to > outage.from)
      seconds[std::string(rules::outage_cause_name(outage.cause))] += (to - outage.from).count();
  };
  for (const store::OutageRow& row : store_.outages().all()) add(row.outage);
  for (const metrics::SourceView& source : view_.sources) {
    const auto down_from = store_.outages().reachability(source.id).down_from;
    if (down_from) add({rules::OutageCause::unreachable, *down_from, std::nullopt});
  }
  for (const auto& [cause, count] : seconds) {
    std::int64_t& known = outage_seconds_[cause];
    // What was known at the start is of an earlier process; what retention takes away is no negative time.
    if (knows_outages_ && count > known) metrics::add(view_.credit_seconds, cause, count - known);
    known = std::max(known, count);
  }
  knows_outages_ = true;
}

void Measure::read_outbox() {
  const store::OutboxCounts counts = store_.outbox_counts();
  view_.outbox_pending = counts.pending;
  view_.outbox_oldest_at = counts.oldest_pending;
}

}  // namespace elzhur::app
