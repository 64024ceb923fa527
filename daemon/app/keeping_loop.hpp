// The thread that keeps the store: once a day, at the time of the backup, it makes one and removes what is
// over. Cycles and pages go on meanwhile.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/app/health.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/runtime/wake.hpp"
#include "daemon/runtime/watchdog.hpp"
#include "daemon/store/store.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// Without `store.backup` what is over is removed at this time of the school's clock.
inline constexpr journal::Seconds k_keeping_at_default{3 * 3600 + 30 * 60};
/// After a failure it is tried again so much later.
inline constexpr journal::Seconds k_keeping_retry{3600};
/// The clock is looked at so often: it may be set, and a machine may sleep.
inline constexpr journal::Seconds k_keeping_look_every{60};

/// Notes of the store: the night that was last done whole, and since when none could be.
inline constexpr std::string_view k_kept_note = "kept_at";
inline constexpr std::string_view k_keeping_failing_note = "keeping_failing";

/// The newest instant at or before `now` at which the clock of the school showed `at`.
[[nodiscard]] journal::Instant slot_before(journal::Instant now, journal::Seconds at,
                                           const journal::TimeZone& zone);

struct KeepingLoopParts {
  store::Store& store;
  const journal::Clock& clock;
  runtime::Pulse& pulse;
  Health& health;
  std::chrono::milliseconds slack{};
};

class KeepingLoop {
 public:
  KeepingLoop(KeepingLoopParts parts, std::shared_ptr<Setup> setup);
  /// Until stop(). A slot that was missed, because the program was off, is made up for. A failure is logged,
  /// shown in health, kept in the store for the letter about trouble, and tried again.
  void run();
  void replace(std::shared_ptr<Setup> setup);
  /// A backup under way is given up; a step of removing is ended. Any thread.
  void stop();

 private:
  void work(journal::Instant now);
  void keep(const config::Config& config, journal::Instant now);
  void fail(const std::string& why, journal::Instant now);
  [[nodiscard]] bool go_on();

  KeepingLoopParts parts_;
  runtime::Wake wake_;
  std::mutex mutex_;
  std::shared_ptr<Setup> setup_;  ///< Guarded by mutex_.
  std::optional<journal::Instant> not_before_{};
};

}  // namespace elzhur::app
