// The running service: signals, the life of the threads, what systemd is told. The loops themselves:
// cycle_loop.hpp, sender_loop.hpp.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/cycle_loop.hpp"
#include "daemon/app/health.hpp"
#include "daemon/app/keeping_loop.hpp"
#include "daemon/app/measure.hpp"
#include "daemon/app/reload_requests.hpp"
#include "daemon/app/sender_loop.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/app/site.hpp"
#include "daemon/app/source_board.hpp"
#include "daemon/app/web_thread.hpp"
#include "daemon/runtime/service.hpp"
#include "daemon/runtime/signals.hpp"
#include "daemon/runtime/watchdog.hpp"
#include "journal/error.hpp"

namespace elzhur::app {

/// A delivery under way may end by itself so long after the stop; then it is given up.
inline constexpr std::chrono::seconds k_delivery_end_max{5};
/// After that the process ends, whatever its threads do: what is not committed is rolled back by the store.
inline constexpr std::chrono::seconds k_stop_max{9};

class Daemon {
 public:
  /// All of them must outlive it. `config` is what the store was opened for.
  Daemon(store::Store& store, const journal::Clock& clock, runtime::Signals& signals,
         const config::Config& config);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Until SIGTERM or SIGINT. The main thread's. Fails as web::Server::create does, before anything was
  /// begun.
  [[nodiscard]] journal::Result<void> run();

  [[nodiscard]] const Health& health() const { return health_; }

 private:
  [[nodiscard]] std::shared_ptr<Setup> prepare(const config::Config& config);
  [[nodiscard]] journal::Result<void> open_site();
  [[nodiscard]] std::shared_ptr<Setup> setup() const;
  void serve();
  void reload();
  void refuse_reload(const std::string& reason);
  void feed();
  void tell_status();

  store::Store& store_;
  const journal::Clock& clock_;
  runtime::Signals& signals_;
  std::shared_ptr<net::StopSignal> stop_pulling_ = std::make_shared<net::StopSignal>();
  std::shared_ptr<net::StopSignal> stop_sending_ = std::make_shared<net::StopSignal>();
  Health health_;
  runtime::Watchdog watchdog_;
  runtime::Service service_;
  std::optional<std::chrono::milliseconds> watchdog_interval_ = runtime::Service::watchdog_interval();
  runtime::Pulse& cycle_pulse_;
  runtime::Pulse& sender_pulse_;
  runtime::Pulse& web_pulse_;
  runtime::Pulse& keeping_pulse_;
  mutable std::mutex setup_mutex_;
  std::shared_ptr<Setup> setup_;  ///< The newest that was accepted; written by the main thread only.
  SourceBoard board_;
  metrics::Board metrics_;
  Measure measure_;
  CycleLoop cycle_;
  SenderLoop sender_;
  KeepingLoop keeping_;
  ReloadRequests reload_requests_;
  std::unique_ptr<WebThread> web_;
  std::atomic<int> replaced_{0};  ///< Setups that the cycle has taken and systemd was not told of.
  bool is_reloading_ = false;
  std::string status_;
  std::vector<std::string> late_;
};

}  // namespace elzhur::app
