// Ends what waits for the network when the program is to stop.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace elzhur::net {

/// Told once, to all who wait: the program is about to stop. Any thread.
class StopSignal {
 public:
  void stop();
  [[nodiscard]] bool is_stopped() const { return is_stopped_; }
  /// False, at once, when told to stop before or meanwhile.
  [[nodiscard]] bool wait(std::chrono::milliseconds duration);

 private:
  std::atomic<bool> is_stopped_{false};
  std::mutex mutex_;
  std::condition_variable told_;
};

}  // namespace elzhur::net
