#include "tests/simulator/clock.hpp"

#include <cmath>
#include <utility>

#include "journal/check.hpp"

namespace elzhur::simulator {
namespace {

using journal::ErrorKind;
using journal::failure;
using journal::Instant;
using journal::Result;

bool is_speed(double speed) { return std::isfinite(speed) && speed >= 0 && speed <= k_speed_max; }

}  // namespace

SimulatedClock::SimulatedClock(Instant start, double speed, std::function<double()> elapsed)
    : base_(start), speed_(speed), elapsed_(std::move(elapsed)), base_elapsed_(elapsed_()) {
  ELZHUR_CHECK(is_speed(speed));
}

Result<void> SimulatedClock::set(Instant instant) {
  if (instant < now()) return failure(ErrorKind::bad_input, "the clock only goes forward");
  base_ = instant;
  base_elapsed_ = elapsed_();
  return {};
}

Result<void> SimulatedClock::set_speed(double speed) {
  if (!is_speed(speed)) return failure(ErrorKind::bad_input, "the speed must be 0 to 1000000");
  base_ = now();
  base_elapsed_ = elapsed_();
  speed_ = speed;
  return {};
}

}  // namespace elzhur::simulator
