// The thread that asks sources and decides: one cycle after another, until told to stop. Not for sending:
// sender_loop.hpp.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "daemon/app/cycle.hpp"
#include "daemon/app/health.hpp"
#include "daemon/app/measure.hpp"
#include "daemon/app/pace.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/app/source_board.hpp"
#include "daemon/runtime/wake.hpp"
#include "daemon/runtime/watchdog.hpp"
#include "daemon/store/store.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// A cycle is run at least so often, though no source may be due: deadlines pass and letters have their
/// hours.
inline constexpr journal::Seconds k_cycle_every_max{60};
/// After a cycle that could not be committed: then twice as long each time, to the longest.
inline constexpr journal::Seconds k_trouble_wait_first{5};
inline constexpr journal::Seconds k_trouble_wait_max{60};
/// A loop that works may take so long between two signs of life: a step of a pull, a school year judged
/// anew, the wait for the store while the other loop works.
inline constexpr std::chrono::minutes k_working_max{15};

/// Cycles on end that failed: from so many on a letter tells it, once it can be written.
inline constexpr std::int64_t k_troubles_told = 2;

struct CycleLoopParts {
  store::Store& store;
  const journal::Clock& clock;
  runtime::Pulse& pulse;
  Health& health;
  std::shared_ptr<net::StopSignal> stop_pulling;
  /// How much longer than it meant to the loop may wait before it counts as stalled.
  std::chrono::milliseconds slack{};
  /// Called by the loop after messages were queued, and after it took a new setup.
  std::function<void()> on_queued;
  std::function<void()> on_replaced;
  /// Told what became of each source that was asked. Nothing: nobody wants to know.
  SourceBoard* board = nullptr;
  /// Counts for the metrics. Nothing: nobody counts.
  Measure* measure = nullptr;
};

class CycleLoop {
 public:
  /// What the parts refer to must outlive it.
  CycleLoop(CycleLoopParts parts, std::shared_ptr<Setup> setup);

  /// Until stop(). A failure of the store, or any other of a cycle, is logged, noted in health and tried
  /// again.
  void run();

  /// Works with `setup` from the next cycle on, which is at once; a setup that was not taken yet gives way.
  /// Any thread.
  void replace(std::shared_ptr<Setup> setup);
  /// A cycle is run as soon as the one under way has ended: somebody changed what it decides from. Any
  /// thread.
  void call();
  /// The same, and these sources are asked in it, by id; one that the setup does not have is passed over.
  /// While the store fails nobody is asked. Any thread.
  void pull(const std::vector<std::string>& sources);
  /// run() ends soon: at once when it waits, with a request given up when it pulls, after the commit when it
  /// decides. Any thread.
  void stop();

 private:
  /// What somebody asked for since the last cycle.
  struct Wish {
    bool is_called = false;
    std::set<std::string> sources{};
  };
  void take_replacement();
  [[nodiscard]] Wish take_wish();
  [[nodiscard]] std::chrono::milliseconds step();
  [[nodiscard]] std::chrono::milliseconds work(journal::Instant now, const runtime::Stopwatch& watch);
  [[nodiscard]] std::chrono::milliseconds fail(const char* what, const runtime::Stopwatch& watch);
  void note(const CycleReport& report);
  [[nodiscard]] std::chrono::milliseconds until_next(journal::Instant now);

  CycleLoopParts parts_;
  runtime::Wake wake_;
  std::mutex mutex_;
  std::shared_ptr<Setup> replacement_;  ///< Guarded by mutex_.
  Wish wish_;                           ///< Guarded by mutex_.
  std::shared_ptr<Setup> setup_;
  std::vector<Backoff> backoffs_;  ///< Parallel to setup_->sources.
  std::optional<journal::Instant> last_cycle_at_{};
  std::int64_t troubles_ = 0;           ///< Cycles on end that could not be committed.
  CycleParts::StoreTrouble trouble_{};  ///< While there are troubles_.
};

}  // namespace elzhur::app
