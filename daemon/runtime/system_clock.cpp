#include "daemon/runtime/system_clock.hpp"

namespace elzhur::runtime {

journal::Instant SystemClock::now() const {
  return std::chrono::floor<journal::Seconds>(std::chrono::system_clock::now()) + ahead_;
}

Moment monotonic_now() { return std::chrono::steady_clock::now(); }

Stopwatch::Stopwatch() : started_(monotonic_now()) {}

double Stopwatch::seconds() const {
  return std::chrono::duration<double>(monotonic_now() - started_).count();
}

}  // namespace elzhur::runtime
