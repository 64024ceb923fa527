#include "daemon/app/keeping_loop.hpp"

#include <exception>
#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/app/cycle_loop.hpp"
#include "daemon/app/keeping.hpp"
#include "daemon/app/retention.hpp"

namespace elzhur::app {

using journal::Instant;

Instant slot_before(Instant now, journal::Seconds at, const journal::TimeZone& zone) {
  journal::Date day = zone.date_of(now) + std::chrono::days{1};
  // Two steps are enough but for days that are longer than others.
  for (int i = 0; i < 3; ++i) {
    const Instant slot = zone.to_instant(journal::LocalTime(day) + at);
    if (slot <= now) return slot;
    day -= std::chrono::days{1};
  }
  return zone.to_instant(journal::LocalTime(day) + at);
}

KeepingLoop::KeepingLoop(KeepingLoopParts parts, std::shared_ptr<Setup> setup)
    : parts_(std::move(parts)), setup_(std::move(setup)) {}

void KeepingLoop::run() {
  while (!wake_.is_stopped()) {
    parts_.pulse.beat(runtime::monotonic_now(), k_working_max);
    try {
      work(parts_.clock.now());
    } catch (const std::exception& error) {
      fail(error.what(), parts_.clock.now());
    }
    parts_.pulse.beat(runtime::monotonic_now(), k_keeping_look_every + parts_.slack);
    (void)wake_.wait(k_keeping_look_every);
  }
  parts_.pulse.end();
}

void KeepingLoop::replace(std::shared_ptr<Setup> setup) {
  {
    const std::lock_guard lock(mutex_);
    setup_ = std::move(setup);
  }
  wake_.call();
}

void KeepingLoop::stop() { wake_.stop(); }

bool KeepingLoop::go_on() {
  parts_.pulse.beat(runtime::monotonic_now(), k_working_max);
  return !wake_.is_stopped();
}

void KeepingLoop::work(Instant now) {
  std::shared_ptr<Setup> setup;
  {
    const std::lock_guard lock(mutex_);
    setup = setup_;
  }
  const config::Config& config = setup->config;
  const auto& backup = config.store.backup;
  const Instant slot = slot_before(now, backup ? backup->at : k_keeping_at_default, config.school.zone);
  const auto done = journal::parse_instant(parts_.store.keeper().noted(k_kept_note));
  // A clock that was set back has done slots that are yet to come: they are done again.
  if (done && *done >= slot && *done <= now) return;
  if (not_before_ && now < *not_before_ && *not_before_ - now <= k_keeping_retry) return;
  keep(config, now);
}

void KeepingLoop::keep(const config::Config& config, Instant now) {
  if (config.store.backup) {
    const auto made =
        make_configured_backup(config, config.store.backup->to, now, [this] { return go_on(); });
    if (!made) {
      if (made.error().kind == journal::ErrorKind::unavailable) return;  // Told to stop.
      return fail(made.error().text, now);
    }
    spdlog::info("backup made and checked, evidence={} linked={} removed={}", made->evidence_files,
                 made->linked, made->removed);
  }
  const auto acts = remove_what_is_over(parts_.store.keeper(), config, now, [this] { return go_on(); });
  if (!acts.empty()) {
    for (const store::Act& act : acts)
      spdlog::info("removed {} count={} rule=\"{}\"", act.what, act.count, act.rule);
    const auto file = config.store.path.parent_path() /
                      fmt::format("act-{}.txt", journal::format_date(config.school.zone.date_of(now)));
    std::ofstream(file, std::ios::app) << render_act(acts, config.school, now);
  }
  if (wake_.is_stopped()) return;
  parts_.store.keeper().note(k_kept_note, journal::format_instant(now));
  if (!parts_.store.keeper().noted(k_keeping_failing_note).empty())
    parts_.store.keeper().note(k_keeping_failing_note, "");
  parts_.health.note_keeping("");
  not_before_.reset();
}

void KeepingLoop::fail(const std::string& why, Instant now) {
  spdlog::error("keeping failed: {}", why);
  parts_.health.note_keeping(why);
  not_before_ = now + k_keeping_retry;
  try {
    if (parts_.store.keeper().noted(k_keeping_failing_note).empty())
      parts_.store.keeper().note(k_keeping_failing_note, journal::format_instant(now));
  } catch (const std::exception& error) {
    spdlog::error("keeping: {}", error.what());  // The disk is full: health says it, the letter has to wait.
  }
}

}  // namespace elzhur::app
