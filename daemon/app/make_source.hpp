// The configuration of a source -> the source, with the HTTP client that is its own.
#pragma once

#include <memory>

#include "connectors/source.hpp"
#include "daemon/config/config.hpp"

namespace elzhur::app {

[[nodiscard]] std::unique_ptr<connectors::Source> make_source(const config::SourceSpec& spec,
                                                              const config::Config& config);

/// Whether it is asked over the network, so that days and classes can be chosen.
[[nodiscard]] bool is_live(const config::SourceSpec& spec);

}  // namespace elzhur::app
