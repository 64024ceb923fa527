// The mail sink's port on the loopback: carries lines to SmtpSession and letters to whoever keeps them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "journal/error.hpp"
#include "tests/simulator/smtp_session.hpp"

namespace boost::asio {
class io_context;
}

namespace elzhur::simulator {

inline constexpr std::size_t k_smtp_connections_max = 50;
inline constexpr std::size_t k_smtp_line_bytes_max = 4096;  ///< RFC 5321 asks for 1000.
inline constexpr std::chrono::seconds k_smtp_time_max{60};  ///< Without a byte.

/// Runs in the thread of its io_context, which must outlive it.
class SmtpServer {
 public:
  /// Says whether the letter was kept.
  using Keeper = std::function<bool(HandedMail)>;

  /// Listens on 127.0.0.1; port 0: any free one. Fails with ErrorKind::unavailable.
  [[nodiscard]] static journal::Result<SmtpServer> listen(boost::asio::io_context& context,
                                                          std::uint16_t port, Keeper keeper);
  SmtpServer(SmtpServer&&) noexcept;
  ~SmtpServer();

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct Impl;
  explicit SmtpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace elzhur::simulator
