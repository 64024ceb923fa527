#include "tests/simulator/http_server.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace elzhur::simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds k_hold_max{600};
constexpr std::size_t k_pieces_max = 1000;

using Parser = http::request_parser<http::string_body>;

std::string to_text(beast::string_view text) { return {text.data(), text.size()}; }

RawRequest raw_of(Parser::value_type& message) {
  RawRequest raw;
  raw.method = to_text(message.method_string());
  raw.target = to_text(message.target());
  raw.content_type = to_text(message[http::field::content_type]);
  raw.cookie = to_text(message[http::field::cookie]);
  raw.body = std::move(message.body());
  return raw;
}

/// What a reading that failed is answered with; nothing when nobody asked or waits.
std::optional<SiteAnswer> complaint(error_code error) {
  SiteAnswer answer{400, "text/plain; charset=utf-8", "", {}};
  if (error == http::error::header_limit) {
    answer.status = 431;
  } else if (error == http::error::body_limit) {
    answer.status = 413;
  } else if (error == http::error::end_of_stream || error == http::error::partial_message ||
             error.category() != http::make_error_code(http::error::bad_method).category()) {
    return std::nullopt;
  }
  answer.body = error.message() + "\n";
  return answer;
}

std::chrono::seconds bounded(journal::Seconds duration) {
  return std::clamp(duration, journal::Seconds(0), journal::Seconds(k_hold_max));
}

/// Counts a connection for as long as it lives, which may be longer than the server.
class Guest {
 public:
  explicit Guest(std::shared_ptr<std::size_t> count) : count_(std::move(count)) { ++*count_; }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  ~Guest() { --*count_; }

 private:
  std::shared_ptr<std::size_t> count_;
};

}  // namespace

struct HttpServer::Impl {
  Impl(asio::io_context& io, tcp::acceptor accepts, Handler handles)
      : context(io), acceptor(std::move(accepts)), handler(std::move(handles)) {}

  asio::awaitable<void> accept();
  asio::awaitable<void> serve(tcp::socket socket);
  /// Says whether the connection may go on.
  asio::awaitable<bool> deliver(beast::tcp_stream& stream, const Delivery& delivery,
                                const std::string& bytes);
  asio::awaitable<bool> write(beast::tcp_stream& stream, std::string_view bytes);
  asio::awaitable<void> dribble(beast::tcp_stream& stream, std::string_view bytes,
                                std::chrono::seconds duration);

  asio::io_context& context;
  tcp::acceptor acceptor;
  Handler handler;
  std::shared_ptr<std::size_t> connections = std::make_shared<std::size_t>(0);
};

asio::awaitable<void> HttpServer::Impl::accept() {
  asio::steady_timer pause(context);
  for (;;) {
    tcp::socket socket(context);
    error_code error;
    co_await acceptor.async_accept(socket, redirect_error(use_awaitable, error));
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      // Mostly too many open files: some will be closed.
      spdlog::warn("http: accept: {}", error.message());
      pause.expires_after(std::chrono::milliseconds(100));
      co_await pause.async_wait(redirect_error(use_awaitable, error));
      continue;
    }
    if (*connections >= k_http_connections_max) {
      spdlog::warn("http: more than {} connections: one is refused", k_http_connections_max);
      const SiteAnswer busy{503, "text/plain; charset=utf-8", "too many connections\n", {}};
      const std::string bytes = render_http(busy, true, false);
      asio::write(socket, asio::buffer(bytes), error);
      continue;
    }
    asio::co_spawn(context, serve(std::move(socket)), asio::detached);
  }
}

asio::awaitable<bool> HttpServer::Impl::write(beast::tcp_stream& stream, std::string_view bytes) {
  error_code error;
  stream.expires_after(k_http_time_max);
  co_await asio::async_write(stream, asio::buffer(bytes.data(), bytes.size()),
                             redirect_error(use_awaitable, error));
  co_return !error;
}

asio::awaitable<void> HttpServer::Impl::dribble(beast::tcp_stream& stream, std::string_view bytes,
                                                std::chrono::seconds duration) {
  // Five pieces a second, each at least a byte.
  const auto wanted = static_cast<std::size_t>(duration.count()) * 5 + 1;
  const std::size_t pieces = std::clamp<std::size_t>(wanted, 1, std::min(k_pieces_max, bytes.size()));
  const auto pause =
      std::chrono::duration_cast<std::chrono::milliseconds>(duration) / static_cast<int>(pieces);
  asio::steady_timer timer(context);
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    const std::size_t begin = bytes.size() * piece / pieces;
    const std::size_t end = bytes.size() * (piece + 1) / pieces;
    if (!co_await write(stream, bytes.substr(begin, end - begin))) co_return;
    error_code error;
    timer.expires_after(pause);
    co_await timer.async_wait(redirect_error(use_awaitable, error));
  }
}

asio::awaitable<bool> HttpServer::Impl::deliver(beast::tcp_stream& stream, const Delivery& delivery,
                                                const std::string& bytes) {
  switch (delivery.manner) {
    case Manner::whole:
      co_return co_await write(stream, bytes);
    case Manner::dribbled: {
      const std::chrono::seconds duration = bounded(delivery.duration);
      co_await dribble(stream, bytes, duration);
      co_return true;
    }
    case Manner::held: {
      // Until the client gives up, at the latest in time.
      char byte = 0;
      error_code error;
      stream.expires_after(std::max(bounded(delivery.duration), std::chrono::seconds(1)));
      co_await stream.async_read_some(asio::buffer(&byte, 1), redirect_error(use_awaitable, error));
      co_return false;
    }
    case Manner::broken_off: {
      const std::size_t head = bytes.size() - delivery.answer.body.size();
      const std::string_view first =
          std::string_view(bytes).substr(0, head + delivery.answer.body.size() / 2);
      co_await write(stream, first);
      co_return false;
    }
    case Manner::dropped: {
      error_code error;
      stream.socket().set_option(asio::socket_base::linger(true, 0), error);
      stream.socket().close(error);
      co_return false;
    }
  }
  co_return false;
}

asio::awaitable<void> HttpServer::Impl::serve(tcp::socket socket) {
  const Guest guest(connections);
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(k_http_header_bytes_max + k_http_body_bytes_max);
  error_code error;
  stream.socket().set_option(tcp::no_delay(true), error);
  for (bool goes_on = true; goes_on;) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(k_http_header_bytes_max));
    parser.body_limit(k_http_body_bytes_max);
    stream.expires_after(k_http_time_max);
    co_await http::async_read(stream, buffer, parser, redirect_error(use_awaitable, error));
    if (error) {
      const auto answer = complaint(error);
      if (answer) {
        const std::string bytes = render_http(*answer, true, false);
        co_await write(stream, bytes);
      }
      break;
    }
    const bool keeps_alive = parser.get().keep_alive();
    const RawRequest raw = raw_of(parser.get());
    Delivery delivery;
    try {
      delivery = handler(raw);
    } catch (const std::exception& failure) {
      // A bug of ours: visible to whoever tests, and the program lives on.
      spdlog::error("http: {}: {}", raw.target, failure.what());
      delivery.answer = SiteAnswer{500, "text/plain; charset=utf-8", "elzhur-sim: internal error\n", {}};
    }
    const std::string bytes = render_http(delivery.answer, raw.method != "HEAD", keeps_alive);
    goes_on = co_await deliver(stream, delivery, bytes) && keeps_alive;
  }
  stream.socket().shutdown(tcp::socket::shutdown_both, error);
}

journal::Result<HttpServer> HttpServer::listen(asio::io_context& context, std::uint16_t port,
                                               Handler handler) {
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  tcp::acceptor acceptor(context);
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return journal::failure(journal::ErrorKind::unavailable,
                            fmt::format("http: port {}: {}", port, error.message()));
  }
  auto impl = std::make_unique<Impl>(context, std::move(acceptor), std::move(handler));
  asio::co_spawn(context, impl->accept(), asio::detached);
  return HttpServer(std::move(impl));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const {
  error_code error;
  return impl_->acceptor.local_endpoint(error).port();
}

}  // namespace elzhur::simulator
