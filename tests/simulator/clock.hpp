// The simulated clock: it begins where it is told, runs as fast as it is told, and never goes back.
#pragma once

#include <functional>

#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::simulator {

inline constexpr double k_speed_max = 1'000'000;

/// For one thread.
class SimulatedClock final : public journal::Clock {
 public:
  /// `elapsed` tells real seconds since some fixed moment and never goes back; `speed` is simulated seconds
  /// in a real one, 0: the clock stands still until told. Requires: 0 <= speed <= k_speed_max.
  SimulatedClock(journal::Instant start, double speed, std::function<double()> elapsed);

  [[nodiscard]] journal::Instant now() const override {
    return base_ +
           journal::Seconds(static_cast<journal::Seconds::rep>((elapsed_() - base_elapsed_) * speed_));
  }
  [[nodiscard]] double speed() const { return speed_; }

  /// Fails with ErrorKind::bad_input, changing nothing, for an instant before now().
  [[nodiscard]] journal::Result<void> set(journal::Instant instant);
  /// The same for a speed out of its range. What has passed so far stays.
  [[nodiscard]] journal::Result<void> set_speed(double speed);

 private:
  journal::Instant base_;
  double speed_;
  std::function<double()> elapsed_;
  double base_elapsed_;
};

}  // namespace elzhur::simulator
