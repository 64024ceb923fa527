#include "daemon/runtime/wake.hpp"

#include <utility>

namespace elzhur::runtime {

void Wake::call() {
  const std::lock_guard lock(mutex_);
  is_called_ = true;
  told_.notify_all();
}

void Wake::stop() {
  const std::lock_guard lock(mutex_);
  is_stopped_ = true;
  told_.notify_all();
}

bool Wake::is_stopped() const {
  const std::lock_guard lock(mutex_);
  return is_stopped_;
}

Wake::Why Wake::wait(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  told_.wait_for(lock, at_most, [this] { return is_called_ || is_stopped_; });
  if (is_stopped_) return Why::stopped;
  return std::exchange(is_called_, false) ? Why::called : Why::due;
}

}  // namespace elzhur::runtime
