#include "daemon/runtime/system_clock.hpp"

namespace elzhur::runtime {

journal::Instant SystemClock::now() const {
  return std::chrono::floor<journal::Seconds>(std::chrono::system_clock::now());
}

Stopwatch::Stopwatch() : started_(std::chrono::steady_clock::now()) {}

double Stopwatch::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

}  // namespace elzhur::runtime
