// Fills the numbers of the metrics from what the loops did and from the store, and publishes them. Decides
// nothing; where it fails, the numbers stay as they were.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "alerts/retry.hpp"
#include "daemon/app/cycle.hpp"
#include "daemon/config/config.hpp"
#include "daemon/metrics/board.hpp"
#include "daemon/metrics/limit_counts.hpp"
#include "daemon/store/readers.hpp"
#include "daemon/store/store.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// What is called recent: so many days before today. Of today the filled lessons alone would count.
inline constexpr std::chrono::days k_recent_days{28};
/// The numbers of recent lessons are counted anew at least so often, though no duty has changed: days pass.
inline constexpr journal::Seconds k_recent_age_max = std::chrono::hours(1);

/// Any thread; each call holds a lock while it reads the store, with a connection of its own. Never throws.
class Measure {
 public:
  /// `store` and `board` outlive it; `file` is the store's. Throws rules::StoreFailure.
  Measure(store::Store& store, const std::filesystem::path& file, metrics::Board& board);

  /// A configuration is in force from `now` on: every series of it is there. Counters of rules and sources
  /// that stay go on.
  void note_setup(const config::Config& config, journal::Instant now);
  void note_reload_refused();
  /// A cycle was committed; it took so long.
  void note_cycle(const CycleReport& report, double seconds);
  void note_cycle_trouble(double seconds);
  /// Counted at any time, published with the next numbers. Any thread.
  [[nodiscard]] metrics::LimitCounts& limits() { return limits_; }
  /// After a pass over the outbox.
  void note_sent(const alerts::SendCounts& counts);

 private:
  void take_pulls(const CycleReport& report);
  void read_store(journal::Instant now);
  void read_recent(const rules::Totals& totals, journal::Instant now);
  void read_teachers(store::Snapshot& snapshot, journal::DateRange recent);
  void read_outages(journal::Instant now);
  void read_outbox();
  template <typename Do>
  void guarded(const Do& action);

  store::Store& store_;
  metrics::Board& board_;
  metrics::LimitCounts limits_;
  store::Readers readers_;
  std::mutex mutex_;  ///< Guards all below.
  metrics::MetricsView view_;
  std::optional<journal::TimeZone> zone_{};
  std::int64_t newest_message_ = 0;
  std::map<std::string, std::int64_t> outage_seconds_{};  ///< Known so far, by cause.
  bool knows_outages_ = false;
  decltype(rules::Totals::duties) recent_duties_{};  ///< When the recent lessons were counted.
  std::optional<journal::Instant> recent_at_{};
  bool is_failing_ = false;
};

}  // namespace elzhur::app
