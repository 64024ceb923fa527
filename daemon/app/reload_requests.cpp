#include "daemon/app/reload_requests.hpp"

#include <utility>

namespace elzhur::app {

std::string ReloadRequests::ask() {
  std::unique_lock lock(mutex_);
  if (is_stopped_) return "the service is stopping";
  is_asked_ = true;
  const std::uint64_t own = ++asked_;
  call_();
  if (!answered_.wait_for(lock, k_reload_wait_max, [&] { return outcomes_ >= own || is_stopped_; }))
    return "the reload takes long: see the log";
  return outcomes_ >= own ? outcome_ : "the service is stopping";
}

bool ReloadRequests::take() {
  const std::lock_guard lock(mutex_);
  taken_ = asked_;
  return std::exchange(is_asked_, false);
}

void ReloadRequests::answer(std::string refused) {
  const std::lock_guard lock(mutex_);
  // Who asked after the reload began waits for the next one.
  outcomes_ = taken_;
  outcome_ = std::move(refused);
  answered_.notify_all();
}

void ReloadRequests::stop() {
  const std::lock_guard lock(mutex_);
  is_stopped_ = true;
  answered_.notify_all();
}

}  // namespace elzhur::app
