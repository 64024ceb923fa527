// The HTTP client of sources, over libcurl. One request at a time, bounded in time and bytes. Not for
// serving.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/http.hpp"
#include "daemon/net/stop_signal.hpp"

namespace elzhur::net {

/// All header lines of one answer together.
inline constexpr std::size_t k_http_header_bytes_max = std::size_t{256} << 10U;

struct CurlOptions {
  /// Milliseconds on a clock that only goes forward. Must be given.
  std::function<std::chrono::milliseconds()> monotonic;
  std::shared_ptr<StopSignal> stop{};  ///< Nothing: only requests end by themselves.
  std::filesystem::path ca_file{};     ///< Empty: the system's certificates.
  std::string user_agent = "elzhurd";
  std::chrono::milliseconds connect_time_max{10'000};
  std::chrono::milliseconds total_time_max{60'000};
  /// Slower than this for as long is a time-out.
  long bytes_per_second_min = 10;
  std::chrono::seconds slow_time_max{30};
  std::size_t body_bytes_max = connectors::k_http_body_bytes_max;
};

/// https with a verified certificate, or http to this machine: anything else is HttpTrouble::other, and not
/// sent. No redirects, no proxy, no disk. Cookies live in memory until forget_cookies().
class CurlClient final : public connectors::HttpClient {
 public:
  explicit CurlClient(CurlOptions options);
  ~CurlClient() override;
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;

  [[nodiscard]] tl::expected<connectors::HttpAnswer, connectors::HttpFailure> send(
      const connectors::HttpRequest& request) override;
  [[nodiscard]] std::chrono::milliseconds monotonic() const override { return options_.monotonic(); }
  [[nodiscard]] bool wait(std::chrono::milliseconds duration) override;
  void forget_cookies() override;

 private:
  struct Handle;
  CurlOptions options_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace elzhur::net
