#include "daemon/app/health.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace elzhur::app {

void Health::note_cycle(journal::Instant at, std::size_t sources, std::vector<std::string> failing) {
  const std::lock_guard lock(mutex_);
  view_.last_cycle_at = at;
  view_.sources = sources;
  view_.failing = std::move(failing);
  view_.cycle_trouble.clear();
}

void Health::note_cycle_trouble(std::string text) {
  const std::lock_guard lock(mutex_);
  view_.cycle_trouble = std::move(text);
}

void Health::note_sending(std::string trouble) {
  const std::lock_guard lock(mutex_);
  view_.sending_trouble = std::move(trouble);
}

void Health::note_stalled(std::vector<std::string> loops) {
  const std::lock_guard lock(mutex_);
  view_.stalled = std::move(loops);
}

void Health::note_keeping(std::string trouble) {
  const std::lock_guard lock(mutex_);
  view_.keeping_trouble = std::move(trouble);
}

void Health::note_reload(std::string trouble) {
  const std::lock_guard lock(mutex_);
  view_.reload_trouble = std::move(trouble);
}

HealthView Health::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

std::string render_status(const HealthView& view, const journal::TimeZone& zone) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += text.empty() ? part : "; " + part; };
  if (!view.stalled.empty()) add(fmt::format("stalled: {}", fmt::join(view.stalled, ", ")));
  if (!view.cycle_trouble.empty()) add(fmt::format("nothing can be stored: {}", view.cycle_trouble));
  if (!view.sending_trouble.empty()) add(fmt::format("nothing can be sent: {}", view.sending_trouble));
  if (!view.keeping_trouble.empty()) add(fmt::format("no backup: {}", view.keeping_trouble));
  if (!view.reload_trouble.empty()) add(view.reload_trouble);
  if (!view.last_cycle_at) {
    add("no cycle yet");
  } else {
    add(fmt::format("last cycle {}", zone.format(*view.last_cycle_at)));
    if (!view.failing.empty()) {
      add(fmt::format("{} of {} sources failing: {}", view.failing.size(), view.sources,
                      fmt::join(view.failing, ", ")));
    }
  }
  return text;
}

}  // namespace elzhur::app
