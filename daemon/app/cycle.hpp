// One cycle: pull, judge, commit, send. Everything it needs is handed in; it decides nothing that a
// room decides.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alerts/message.hpp"
#include "connectors/evidence.hpp"
#include "connectors/source.hpp"
#include "daemon/app/asking.hpp"
#include "daemon/app/judging.hpp"
#include "daemon/config/config.hpp"
#include "daemon/net/stop_signal.hpp"
#include "daemon/store/store.hpp"
#include "journal/time.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::app {

/// A pull as reported: what came, and how long it took.
struct SourceResult {
  std::size_t source = 0;  ///< Index into CycleParts::sources.
  connectors::Pull pull;
  double duration_seconds = 0;
  /// A live one that is new (acquaintance.hpp): what is empty in it does not count before `counts_from`.
  bool is_new = false;
  std::optional<journal::Instant> counts_from{};
};

struct MessageCounts {
  std::int64_t queued = 0;
  std::int64_t sent = 0;
  std::int64_t failed = 0;
};

/// What a cycle did. `totals` describe the whole store after it.
struct CycleReport {
  journal::Instant at{};
  std::vector<SourceResult> sources;
  rules::Totals totals;
  FindingCounts findings;
  MessageCounts messages;
  /// When a source should be looked at next.
  std::optional<journal::Instant> next_due{};
  /// Told to stop before anything was decided: the store is as it was.
  bool is_given_up = false;

  /// Every source was accepted or unchanged.
  [[nodiscard]] bool all_sources_good() const;
};

struct CycleParts {
  const config::Config& config;
  store::Store& store;
  const std::vector<SourceEntry>& sources;
  /// Nothing: no evidence is kept (tests of long times).
  const connectors::EvidenceFiles* evidence = nullptr;
  /// Nothing: mail is switched off, and no message is planned.
  alerts::Mailer* mailer = nullptr;
  /// False: messages are queued, and somebody else sends them.
  bool should_send = true;
  /// Nothing could be written before this cycle, which tells it: since when, and the newest error.
  struct StoreTrouble {
    journal::Instant since{};
    std::string what{};
  };
  std::optional<StoreTrouble> store_trouble{};
  /// Told while sources are asked: what they answered is thrown away, and nothing is decided.
  const net::StopSignal* stop = nullptr;
};

/// Runs one cycle at `now`: asks the sources for what `asking` says (parallel to parts.sources). A dry run
/// changes nothing anywhere and sends nothing; its report says what would have been. Throws
/// rules::StoreFailure: then nothing has changed.
[[nodiscard]] CycleReport run_cycle(const CycleParts& parts, const Asking& asking, journal::Instant now,
                                    bool is_dry_run);

}  // namespace elzhur::app
