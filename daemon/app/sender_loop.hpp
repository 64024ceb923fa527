// The thread that empties the outbox: whenever a message was queued, and when a deferred one is due. Sending
// decides nothing: alerts/retry.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

#include "alerts/retry.hpp"
#include "daemon/app/health.hpp"
#include "daemon/app/measure.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/runtime/wake.hpp"
#include "daemon/runtime/watchdog.hpp"
#include "daemon/store/store.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// The outbox is looked at least so often; also the wait after a failure of the store.
inline constexpr journal::Seconds k_outbox_every_max{60};

struct SenderLoopParts {
  store::Store& store;
  const journal::Clock& clock;
  runtime::Pulse& pulse;
  Health& health;
  std::shared_ptr<net::StopSignal> stop_sending;
  /// How much longer than it meant to the loop may wait before it counts as stalled.
  std::chrono::milliseconds slack{};
  /// Counts for the metrics. Nothing: nobody counts.
  Measure* measure = nullptr;
};

class SenderLoop {
 public:
  /// What the parts refer to must outlive it.
  SenderLoop(SenderLoopParts parts, std::shared_ptr<Setup> setup);

  /// Until stop().
  void run();

  /// A message may have been queued. Any thread.
  void call() { wake_.call(); }
  /// Sends through the mailer of `setup` from the next message on. Any thread.
  void replace(std::shared_ptr<Setup> setup);
  /// run() ends after the message on its way. Any thread.
  void stop() { wake_.stop(); }
  /// The message on its way is given up: it stays in the outbox and says so when it may have arrived. Any
  /// thread.
  void give_up() { parts_.stop_sending->stop(); }

 private:
  [[nodiscard]] std::shared_ptr<Setup> current();
  [[nodiscard]] std::chrono::milliseconds step();
  [[nodiscard]] std::chrono::milliseconds fail(const char* what);
  void send_all(Setup& setup);
  void note_sent(const alerts::SendCounts& counts);

  SenderLoopParts parts_;
  runtime::Wake wake_;
  std::mutex mutex_;
  std::shared_ptr<Setup> setup_;  ///< Guarded by mutex_.
  std::int64_t troubles_ = 0;     ///< Failures of the store on end.
  std::int64_t deferred_ = 0;     ///< Deliveries on end that were put off.
};

}  // namespace elzhur::app
