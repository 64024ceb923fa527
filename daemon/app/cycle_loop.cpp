#include "daemon/app/cycle_loop.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

namespace elzhur::app {

using journal::Instant;
using std::chrono::milliseconds;

namespace {

bool asks_anything(const Asking& asking) {
  return std::any_of(asking.begin(), asking.end(), [](const auto& asked) { return asked.has_value(); });
}

void log_cycle(const CycleReport& report) {
  const bool has_news =
      report.findings.opened != 0 || report.findings.resolved != 0 || report.messages.queued != 0 ||
      std::any_of(report.sources.begin(), report.sources.end(),
                  [](const SourceResult& s) { return s.pull.status == connectors::PullStatus::accepted; });
  spdlog::log(has_news ? spdlog::level::info : spdlog::level::debug,
              "cycle sources={} opened={} resolved={} queued={}", report.sources.size(),
              report.findings.opened, report.findings.resolved, report.messages.queued);
}

void log_pull(const connectors::Pull& pull, std::int64_t failures_before, const Backoff& backoff) {
  if (backoff.failures() == 0 && failures_before != 0) {
    spdlog::info("source={} answers again after {} failures", pull.source_id, failures_before);
  }
  if (pull.status == connectors::PullStatus::failed && is_worth_a_line(backoff.failures())) {
    spdlog::warn("source={} status=failed count={} reason=\"{}\"", pull.source_id, backoff.failures(),
                 pull.reason);
  }
}

}  // namespace

CycleLoop::CycleLoop(CycleLoopParts parts, std::shared_ptr<Setup> setup)
    : parts_(std::move(parts)), setup_(std::move(setup)), backoffs_(setup_->sources.size()) {}

void CycleLoop::run() {
  while (!wake_.is_stopped()) {
    parts_.pulse.beat(runtime::monotonic_now(), k_working_max);
    take_replacement();
    const milliseconds wait = step();
    parts_.pulse.beat(runtime::monotonic_now(), wait + parts_.slack);
    (void)wake_.wait(wait);
  }
  parts_.pulse.end();
}

void CycleLoop::replace(std::shared_ptr<Setup> setup) {
  {
    const std::lock_guard lock(mutex_);
    replacement_ = std::move(setup);
  }
  wake_.call();
}

void CycleLoop::call() { pull({}); }

void CycleLoop::pull(const std::vector<std::string>& sources) {
  {
    const std::lock_guard lock(mutex_);
    wish_.is_called = true;
    wish_.sources.insert(sources.begin(), sources.end());
  }
  wake_.call();
}

CycleLoop::Wish CycleLoop::take_wish() {
  const std::lock_guard lock(mutex_);
  return std::exchange(wish_, {});
}

void CycleLoop::stop() {
  parts_.stop_pulling->stop();
  wake_.stop();
}

void CycleLoop::take_replacement() {
  std::shared_ptr<Setup> taken;
  {
    const std::lock_guard lock(mutex_);
    taken = std::exchange(replacement_, nullptr);
  }
  if (!taken) return;
  setup_ = std::move(taken);
  backoffs_.assign(setup_->sources.size(), Backoff{});
  last_cycle_at_.reset();  // What changed counts at once.
  parts_.on_replaced();
}

milliseconds CycleLoop::step() {
  const runtime::Stopwatch watch;
  try {
    return work(parts_.clock.now(), watch);
  } catch (const std::exception& error) {
    return fail(error.what(), watch);
  }
}

milliseconds CycleLoop::work(Instant now, const runtime::Stopwatch& watch) {
  const config::Config& config = setup_->config;
  rules::LedgerStore& ledger = parts_.store.ledger();
  // While nothing can be stored nobody is asked either: ElZhur must not be worn down by a full disk.
  Asking asking = troubles_ == 0 ? ask_what_is_due(setup_->sources, ledger, config.school.zone, now)
                                 : Asking(setup_->sources.size());
  const Wish wish = take_wish();
  if (troubles_ == 0) ask_too(asking, setup_->sources, wish.sources, ledger, config.school.zone, now);
  const bool is_recent =
      last_cycle_at_ && *last_cycle_at_ <= now && now - *last_cycle_at_ < k_cycle_every_max;
  if (troubles_ == 0 && is_recent && !wish.is_called && !asks_anything(asking)) return until_next(now);

  CycleParts cycle{config,
                   parts_.store,
                   setup_->sources,
                   &setup_->evidence,
                   setup_->mailer.get(),
                   /*should_send=*/false};
  // One failure passes: another process may have held the file.
  if (troubles_ >= k_troubles_told) cycle.store_trouble = trouble_;
  cycle.stop = parts_.stop_pulling.get();
  const CycleReport report = run_cycle(cycle, asking, now, /*is_dry_run=*/false);
  if (report.is_given_up) return milliseconds{0};
  last_cycle_at_ = now;
  const bool was_in_trouble = std::exchange(troubles_, 0) != 0;
  if (was_in_trouble) spdlog::info("the store can be written again");
  note(report);
  if (parts_.measure != nullptr) parts_.measure->note_cycle(report, watch.seconds());
  return was_in_trouble ? milliseconds{0} : until_next(parts_.clock.now());
}

milliseconds CycleLoop::fail(const char* what, const runtime::Stopwatch& watch) {
  if (++troubles_ == 1) trouble_.since = parts_.clock.now();
  trouble_.what = what;
  if (is_worth_a_line(troubles_))
    spdlog::error("cycle failed, nothing was changed: {} count={}", what, troubles_);
  parts_.health.note_cycle_trouble(what);
  if (parts_.measure != nullptr) parts_.measure->note_cycle_trouble(watch.seconds());
  journal::Seconds wait = k_trouble_wait_first;
  for (std::int64_t i = 1; i < troubles_ && wait < k_trouble_wait_max; ++i) wait *= 2;
  return std::min(wait, k_trouble_wait_max);
}

void CycleLoop::note(const CycleReport& report) {
  for (const SourceResult& result : report.sources) {
    SourceEntry& source = setup_->sources[result.source];
    Backoff& backoff = backoffs_[result.source];
    const std::int64_t failures_before = backoff.failures();
    // From the end of the pull on: one that takes long to fail must not be begun again at once.
    backoff.note(result.pull.status, source.every, parts_.clock.now());
    source.not_before = backoff.not_before();
    log_pull(result.pull, failures_before, backoff);
    if (parts_.board != nullptr) {
      parts_.board->note(source.id, {report.at, result.pull.status, result.pull.reason, result.pull.notes});
    }
  }
  log_refusals(report);
  log_cycle(report);
  std::vector<std::string> failing;
  for (std::size_t i = 0; i < setup_->sources.size(); ++i) {
    if (backoffs_[i].failures() != 0) failing.push_back(setup_->sources[i].id);
  }
  parts_.health.note_cycle(report.at, setup_->sources.size(), std::move(failing));
  if (parts_.board != nullptr) {
    std::map<std::string, Instant> next;
    for (const SourceEntry& source : setup_->sources)
      next[source.id] = next_due_of(source, parts_.store.ledger(), report.at);
    parts_.board->note_next(std::move(next));
  }
  if (report.messages.queued != 0) parts_.on_queued();
}

milliseconds CycleLoop::until_next(Instant now) {
  const auto due = next_due(setup_->sources, parts_.store.ledger(), now);
  const Instant latest = last_cycle_at_.value_or(now) + k_cycle_every_max;
  // Never longer than that, whatever the wall clock is set to meanwhile.
  return std::clamp(std::min(due.value_or(latest), latest) - now, journal::Seconds{0}, k_cycle_every_max);
}

}  // namespace elzhur::app
