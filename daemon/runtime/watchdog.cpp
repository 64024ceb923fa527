#include "daemon/runtime/watchdog.hpp"

#include <utility>

namespace elzhur::runtime {

void Pulse::beat(Moment now, std::chrono::milliseconds allowance) {
  next_ = (now + allowance).time_since_epoch().count();
}

void Pulse::end() { next_ = Moment::max().time_since_epoch().count(); }

bool Pulse::is_late(Moment now) const { return now.time_since_epoch().count() > next_; }

Pulse& Watchdog::add(std::string name) { return pulses_.emplace_back(std::move(name)); }

std::vector<std::string> Watchdog::late(Moment now) const {
  std::vector<std::string> names;
  for (const Pulse& pulse : pulses_) {
    if (pulse.is_late(now)) names.push_back(pulse.name());
  }
  return names;
}

}  // namespace elzhur::runtime
