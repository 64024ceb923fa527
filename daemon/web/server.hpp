// The HTTP server: listens, reads requests within limits.hpp, lets the parts answer. Not for what is
// answered: request.hpp, Part.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/metrics/limit_counts.hpp"
#include "daemon/web/answering.hpp"
#include "daemon/web/moment.hpp"
#include "daemon/web/reception.hpp"
#include "daemon/web/request.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::web {

/// Certificate chain and key, PEM; no paths: no TLS.
struct TlsFiles {
  std::filesystem::path certificate{};
  std::filesystem::path key{};

  [[nodiscard]] bool is_given() const { return !certificate.empty(); }
};

struct ServerSpec {
  std::string host{};              ///< An IP address without brackets, or "localhost".
  std::uint16_t port = 0;          ///< 0: the system chooses.
  std::filesystem::path socket{};  ///< Of the unix socket; empty: none.
  TlsFiles tls{};
  AccessSpec access{};
};

/// What the server needs of its surroundings. Called by its threads.
struct ServerNeeds {
  Reception::MonotonicNow monotonic{};
  std::function<journal::Instant()> now{};
  /// About once a second, while requests get their answers.
  std::function<void()> on_beat{};
  /// A limit of limits.hpp was hit. May be empty.
  std::function<void(metrics::Limit limit)> on_limit{};
};

class Server {
 public:
  /// Listens already when it returns. unavailable: the port is taken, or another program answers on the unix
  /// socket; config: the certificate or the key cannot be used, or there is no such address. A unix socket
  /// that cannot be made for another reason is left out with a warning. A socket file that nobody answers on
  /// is replaced.
  [[nodiscard]] static journal::Result<std::unique_ptr<Server>> create(
      const ServerSpec& spec, std::vector<std::unique_ptr<Part>> parts, Answering::PersonOf person_of,
      ServerNeeds needs);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Serves until stop(); one thread. Requests under way get k_stop_time_max. Returns when the threads that
  /// answer have ended.
  void run();
  /// Any thread.
  void stop();
  /// Any thread. What is under way goes on as it began; connections that are open keep their certificate.
  /// config: the certificate or the key cannot be used; nothing has changed then.
  [[nodiscard]] journal::Result<void> replace(AccessSpec access, const TlsFiles& tls);
  /// That it listens on.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Loop;
  explicit Server(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace elzhur::web
