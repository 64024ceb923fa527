// One cycle: pull, judge, commit, send. Everything it needs is handed in; it decides nothing that a
// room decides.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "alerts/message.hpp"
#include "connectors/evidence.hpp"
#include "connectors/source.hpp"
#include "daemon/app/judging.hpp"
#include "daemon/config/config.hpp"
#include "daemon/store/store.hpp"
#include "journal/time.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::app {

/// A pull as reported: what came, and how long it took.
struct SourceResult {
  connectors::Pull pull;
  double duration_seconds = 0;
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

  /// Every source was accepted or unchanged.
  [[nodiscard]] bool all_sources_good() const;
};

struct CycleParts {
  const config::Config& config;
  store::Store& store;
  std::vector<std::unique_ptr<connectors::Source>>& sources;
  const connectors::EvidenceFiles& evidence;
  /// Nothing: mail is switched off, and no message is planned.
  alerts::Mailer* mailer = nullptr;
};

/// Runs one cycle at `now`. A dry run changes nothing anywhere and sends nothing; its report says what
/// would have been. Throws rules::StoreFailure: then nothing has changed.
[[nodiscard]] CycleReport run_cycle(const CycleParts& parts, journal::Instant now, bool is_dry_run);

}  // namespace elzhur::app
