// HTTP/1.1 on the loopback in front of SiteApp: carries requests in and answers out, whole or as a fault
// wants. Knows nothing of schools.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "journal/error.hpp"
#include "tests/simulator/faults.hpp"
#include "tests/simulator/request.hpp"

namespace boost::asio {
class io_context;
}

namespace elzhur::simulator {

inline constexpr std::size_t k_http_connections_max = 200;
inline constexpr std::size_t k_http_body_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t k_http_header_bytes_max = std::size_t{16} << 10U;
/// For one request to come in, and for one answer to go out that is not slowed down on purpose.
inline constexpr std::chrono::seconds k_http_time_max{30};

/// Runs in the thread of its io_context, which must outlive it.
class HttpServer {
 public:
  using Handler = std::function<Delivery(const RawRequest&)>;

  /// Listens on 127.0.0.1; port 0: any free one. Fails with ErrorKind::unavailable.
  [[nodiscard]] static journal::Result<HttpServer> listen(boost::asio::io_context& context,
                                                          std::uint16_t port, Handler handler);
  HttpServer(HttpServer&&) noexcept;
  ~HttpServer();

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The bytes of an answer as HTTP/1.1; `with_body` is false for HEAD. No header of the answer can add
/// another.
[[nodiscard]] std::string render_http(const SiteAnswer& answer, bool with_body, bool keeps_alive);

}  // namespace elzhur::simulator
