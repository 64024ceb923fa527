// Somebody asks over HTTP for what SIGHUP does, and waits for the outcome.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace elzhur::app {

/// Whoever asks waits no longer than this.
inline constexpr std::chrono::seconds k_reload_wait_max{5};

class ReloadRequests {
 public:
  /// `call` wakes the thread that reloads.
  explicit ReloadRequests(std::function<void()> call) : call_(std::move(call)) {}

  /// Why the reload was refused; empty: the new configuration is in force. Any thread but the one that
  /// reloads.
  [[nodiscard]] std::string ask();
  /// Whether somebody has asked since the last call. The thread that reloads.
  [[nodiscard]] bool take();
  /// The outcome of a reload, whoever asked for it.
  void answer(std::string refused);
  /// Nobody waits any more.
  void stop();

 private:
  std::function<void()> call_;
  std::mutex mutex_;
  std::condition_variable answered_;
  bool is_asked_ = false;
  bool is_stopped_ = false;
  std::uint64_t asked_ = 0;     ///< How many have asked.
  std::uint64_t taken_ = 0;     ///< How many of them take() has seen.
  std::uint64_t outcomes_ = 0;  ///< How many of them know the outcome.
  std::string outcome_;
};

}  // namespace elzhur::app
