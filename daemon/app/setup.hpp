// A configuration made ready to work: sources, mail, evidence. What `once` and `run` share.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "alerts/message.hpp"
#include "connectors/evidence.hpp"
#include "daemon/app/asking.hpp"
#include "daemon/app/cycle.hpp"
#include "daemon/config/config.hpp"
#include "daemon/net/stop_signal.hpp"

namespace elzhur::app {

/// Everything of one configuration. Sources belong to the thread that runs cycles, the mailer to the one
/// that sends; both may be made and destroyed elsewhere.
struct Setup {
  config::Config config;
  std::vector<SourceEntry> sources;
  /// Nothing when mail is switched off.
  std::unique_ptr<alerts::Mailer> mailer;
  connectors::EvidenceFiles evidence;
};

/// What a long-running program adds.
struct SetupCare {
  std::shared_ptr<net::StopSignal> stop_pulling{};  ///< Nothing: requests only end by themselves.
  std::shared_ptr<net::StopSignal> stop_sending{};  ///< Nothing: deliveries only end by themselves.
  std::function<void()> on_progress{};              ///< SourceCare::on_progress.
  bool with_jitter = false;                         ///< pace.hpp: shortened().
};

/// Asks nobody yet. Opens no store.
[[nodiscard]] Setup make_setup(const config::Config& config, const SetupCare& care);

/// The configuration; or nothing, and every problem on stderr as FILE:LINE:COLUMN: error: TEXT.
[[nodiscard]] std::optional<config::Config> load_or_complain(const std::filesystem::path& file);

/// Says in the log what became of documents that were not simply read.
void log_refusals(const CycleReport& report);

}  // namespace elzhur::app
