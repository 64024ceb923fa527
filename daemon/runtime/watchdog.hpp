// Whether every loop of the program still gets on: the bookkeeping behind systemd's watchdog. Not for
// telling systemd: service.hpp.
#pragma once

#include <atomic>
#include <chrono>
#include <list>
#include <string>
#include <vector>

#include "daemon/runtime/system_clock.hpp"

namespace elzhur::runtime {

/// One loop's sign of life. The loop beats, another thread looks.
class Pulse {
 public:
  explicit Pulse(std::string name) : name_(std::move(name)) {}
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

  /// The loop lives, and will beat again within `allowance` of `now` or end. The newest beat counts, even
  /// when an older one allowed more.
  void beat(Moment now, std::chrono::milliseconds allowance);
  /// The loop has ended as it should: no more beats are expected.
  void end();
  [[nodiscard]] bool is_late(Moment now) const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  /// Never late before the first beat: a loop that is not started yet does not stall.
  std::atomic<Moment::rep> next_{Moment::max().time_since_epoch().count()};
};

/// All loops. `add` before the threads start; then any thread.
class Watchdog {
 public:
  /// Lives as long as the watchdog.
  [[nodiscard]] Pulse& add(std::string name);
  /// The names of the loops that should have beaten by `now`, in the order of adding. Empty: feed the dog.
  [[nodiscard]] std::vector<std::string> late(Moment now) const;

 private:
  std::list<Pulse> pulses_;
};

}  // namespace elzhur::runtime
