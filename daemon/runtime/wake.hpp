// What a loop waits on: for a time, to be called, or to be told to stop. Never busy.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace elzhur::runtime {

/// One thread waits; any thread calls and stops. By the monotonic clock: setting the wall clock neither
/// shortens nor lengthens a wait.
class Wake {
 public:
  enum class Why : std::uint8_t {
    due,      ///< The time has passed.
    called,   ///< call(), meanwhile or since the last wait: none is lost, several are one.
    stopped,  ///< stop(), for ever: every wait ends at once.
  };

  void call();
  void stop();
  [[nodiscard]] bool is_stopped() const;
  /// A duration that is not positive does not wait.
  [[nodiscard]] Why wait(std::chrono::milliseconds at_most);

 private:
  mutable std::mutex mutex_;
  std::condition_variable told_;
  bool is_called_ = false;
  bool is_stopped_ = false;
};

}  // namespace elzhur::runtime
