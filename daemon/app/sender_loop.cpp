#include "daemon/app/sender_loop.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

#include "daemon/app/cycle_loop.hpp"
#include "daemon/app/pace.hpp"

namespace elzhur::app {

using std::chrono::milliseconds;

SenderLoop::SenderLoop(SenderLoopParts parts, std::shared_ptr<Setup> setup)
    : parts_(std::move(parts)), setup_(std::move(setup)) {}

void SenderLoop::run() {
  while (!wake_.is_stopped()) {
    parts_.pulse.beat(runtime::monotonic_now(), k_working_max);
    const milliseconds wait = step();
    parts_.pulse.beat(runtime::monotonic_now(), wait + parts_.slack);
    (void)wake_.wait(wait);
  }
  parts_.pulse.end();
}

void SenderLoop::replace(std::shared_ptr<Setup> setup) {
  {
    const std::lock_guard lock(mutex_);
    setup_ = std::move(setup);
  }
  wake_.call();
}

std::shared_ptr<Setup> SenderLoop::current() {
  const std::lock_guard lock(mutex_);
  return setup_;
}

milliseconds SenderLoop::step() {
  try {
    const std::shared_ptr<Setup> setup = current();
    if (setup->mailer == nullptr) return k_outbox_every_max;
    send_all(*setup);
    if (std::exchange(troubles_, 0) != 0) spdlog::info("the outbox can be worked on again");
    parts_.health.note_sending("");
    const auto due = parts_.store.next_message_at();
    if (!due) return k_outbox_every_max;
    // Never longer, whatever the wall clock is set to meanwhile.
    return std::clamp(*due - parts_.clock.now(), journal::Seconds{0}, k_outbox_every_max);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}

void SenderLoop::send_all(Setup& setup) {
  while (!wake_.is_stopped()) {
    parts_.pulse.beat(runtime::monotonic_now(), k_working_max);
    // One at a time: between two messages there is room for a stop, a new setup and a beat.
    const alerts::SendCounts counts =
        alerts::send_pending(parts_.store.outbox(), *setup.mailer, parts_.clock.now(), 1);
    if (counts.sent + counts.failed + counts.deferred == 0) return;
    note_sent(counts);
    if (parts_.measure != nullptr) parts_.measure->note_sent(counts);
    if (current().get() != &setup) return wake_.call();
  }
}

void SenderLoop::note_sent(const alerts::SendCounts& counts) {
  if (counts.sent != 0) {
    deferred_ = 0;
    spdlog::info("message accepted");
  }
  if (counts.failed != 0) spdlog::error("message refused for good or given up: see the outbox");
  if (counts.deferred != 0) {
    ++deferred_;
    if (is_worth_a_line(deferred_)) spdlog::warn("message put off count={}", deferred_);
  }
}

milliseconds SenderLoop::fail(const char* what) {
  ++troubles_;
  if (is_worth_a_line(troubles_)) spdlog::error("outbox failed: {} count={}", what, troubles_);
  parts_.health.note_sending(what);
  return k_outbox_every_max;
}

}  // namespace elzhur::app
