// A connection's bytes, whether they come by TCP, by TLS or by the unix socket. Only for the server: it knows
// Asio.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

namespace elzhur::web {

using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol,
                                                boost::asio::io_context::executor_type>;

/// The loop's thread. At most one reading and one writing at a time; `Done` keeps alive what owns this.
class Transport {
 public:
  using Done = std::function<void(const boost::system::error_code&, std::size_t bytes)>;

  virtual ~Transport() = default;
  /// Nothing to do without TLS: Done is called at once then.
  virtual void shake_hands(Done done) = 0;
  virtual void read_some(boost::asio::mutable_buffer into, Done done) = 0;
  /// All of both.
  virtual void write(const std::array<boost::asio::const_buffer, 2>& from, Done done) = 0;
  /// Says that nothing more will be written.
  virtual void end_writing(Done done) = 0;
  /// Operations under way end with an error.
  virtual void close() = 0;
};

[[nodiscard]] std::unique_ptr<Transport> make_plain_transport(Socket socket);
[[nodiscard]] std::unique_ptr<Transport> make_tls_transport(
    Socket socket, std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace elzhur::web
