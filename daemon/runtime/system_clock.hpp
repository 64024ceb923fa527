// The only place that reads the machine's clocks. A cycle asks once, at its top; durations are measured
// with Stopwatch and are never decided by.
#pragma once

#include <chrono>

#include "journal/time.hpp"

namespace elzhur::runtime {

class SystemClock final : public journal::Clock {
 public:
  SystemClock() = default;
  /// Says `begin` now, and goes on from there: for demonstrations, whose school has a day of its own.
  explicit SystemClock(journal::Instant begin) : ahead_(begin - SystemClock().now()) {}
  [[nodiscard]] journal::Instant now() const override;

 private:
  journal::Seconds ahead_{0};
};

/// A point of the clock that only goes forward. For limits of waiting, never for what is judged.
using Moment = std::chrono::steady_clock::time_point;
[[nodiscard]] Moment monotonic_now();

/// How long something took, by the monotonic clock.
class Stopwatch {
 public:
  Stopwatch();
  [[nodiscard]] double seconds() const;

 private:
  Moment started_;
};

}  // namespace elzhur::runtime
