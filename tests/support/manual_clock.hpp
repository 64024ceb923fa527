// A clock that a test moves by hand.
#pragma once

#include "journal/time.hpp"

namespace elzhur::tests {

/// Stands still at its instant until it is moved. Not for several threads.
class ManualClock : public journal::Clock {
 public:
  explicit ManualClock(journal::Instant start) : now_(start) {}

  [[nodiscard]] journal::Instant now() const override { return now_; }
  void set(journal::Instant instant) { now_ = instant; }
  void advance(journal::Seconds by) { now_ += by; }

 private:
  journal::Instant now_;
};

}  // namespace elzhur::tests
