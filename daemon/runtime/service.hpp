// What systemd is told of the service, and asks of it. Without systemd nothing is told and nothing asked.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "daemon/runtime/system_clock.hpp"

namespace elzhur::runtime {

/// A longer status is cut.
inline constexpr std::size_t k_status_bytes_max = 500;

/// Speaks to the socket that NOTIFY_SOCKET names. Never fails: a service that cannot be heard goes on. One
/// thread: the main one.
class Service {
 public:
  void ready(std::string_view status) const;
  void reloading(Moment now) const;
  void stopping(std::string_view status) const;
  /// One line for `systemctl status`; bytes that would begin another field become spaces.
  void status(std::string_view text) const;
  /// Feeds the watchdog.
  void alive() const;
  /// Within what time systemd wants to hear alive() (WatchdogSec=); nothing: it does not.
  [[nodiscard]] static std::optional<std::chrono::milliseconds> watchdog_interval();
};

}  // namespace elzhur::runtime
