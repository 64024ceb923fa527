#include "daemon/net/stop_signal.hpp"

namespace elzhur::net {

void StopSignal::stop() {
  const std::lock_guard lock(mutex_);
  is_stopped_ = true;
  told_.notify_all();
}

bool StopSignal::wait(std::chrono::milliseconds duration) {
  std::unique_lock lock(mutex_);
  return !told_.wait_for(lock, duration, [this] { return is_stopped_.load(); });
}

}  // namespace elzhur::net
