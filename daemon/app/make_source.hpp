// The configuration of a source -> the source, with the HTTP client that is its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "connectors/source.hpp"
#include "daemon/config/config.hpp"
#include "daemon/net/stop_signal.hpp"

namespace elzhur::app {

/// What a long-running program adds to a source.
struct SourceCare {
  std::shared_ptr<net::StopSignal> stop{};  ///< Nothing: requests and pauses only end by themselves.
  /// Called by the pulling thread before and after every request and at least every k_progress_every of a
  /// pause. May be empty.
  std::function<void()> on_progress{};
};
inline constexpr std::chrono::seconds k_progress_every{30};

[[nodiscard]] std::unique_ptr<connectors::Source> make_source(const config::SourceSpec& spec,
                                                              const config::Config& config,
                                                              const SourceCare& care = {});

/// Whether it is asked over the network, so that days and classes can be chosen.
[[nodiscard]] bool is_live(const config::SourceSpec& spec);

}  // namespace elzhur::app
