// The HTTP server of daemon/web as a loop of the service: made of the configuration, watched like the others.
// Not for what it answers: site.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "daemon/app/site.hpp"
#include "daemon/config/config.hpp"
#include "daemon/runtime/watchdog.hpp"
#include "daemon/web/server.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

class WebThread {
 public:
  /// Listens already when it returns; failures are those of web::Server::create. `pulse`, `clock` and
  /// `limits` outlive it. `slack`: how much longer than a second the loop may wait before it counts as
  /// stalled.
  [[nodiscard]] static journal::Result<std::unique_ptr<WebThread>> create(
      const config::WebSpec& spec, Site site, const journal::Clock& clock, runtime::Pulse& pulse,
      std::chrono::milliseconds slack, metrics::LimitCounts& limits);

  /// Until stop(), and k_stop_time_max of the server longer at most.
  void run();
  /// Any thread.
  void stop() { server_->stop(); }
  /// Takes users and the certificate of another configuration. Nothing has changed when it fails: another
  /// address or socket needs a restart. Any thread.
  [[nodiscard]] journal::Result<void> replace(const config::WebSpec& spec);
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

 private:
  WebThread(config::WebSpec spec, runtime::Pulse& pulse) : spec_(std::move(spec)), pulse_(pulse) {}

  config::WebSpec spec_;  ///< That it was made of.
  runtime::Pulse& pulse_;
  Site site_;  ///< Without its parts: what they read.
  std::unique_ptr<web::Server> server_;
};

}  // namespace elzhur::app
