#include "tests/simulator/smtp_server.hpp"

#include <array>
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
#include <boost/beast/core/tcp_stream.hpp>

namespace elzhur::simulator {
namespace {

namespace asio = boost::asio;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Stream = boost::beast::tcp_stream;

}  // namespace

struct SmtpServer::Impl {
  Impl(asio::io_context& io, tcp::acceptor accepts, Keeper keeps)
      : context(io), acceptor(std::move(accepts)), keeper(std::move(keeps)) {}

  asio::awaitable<void> accept();
  asio::awaitable<void> serve(tcp::socket socket);
  asio::awaitable<bool> write(Stream& stream, const std::string& bytes);
  /// Everything that the lines come to; sets `closes` when the conversation is over.
  std::string replies(SmtpSession& session, std::string& pending, bool& closes);

  asio::io_context& context;
  tcp::acceptor acceptor;
  Keeper keeper;
  std::shared_ptr<std::size_t> connections = std::make_shared<std::size_t>(0);
};

asio::awaitable<void> SmtpServer::Impl::accept() {
  asio::steady_timer pause(context);
  for (;;) {
    tcp::socket socket(context);
    error_code error;
    co_await acceptor.async_accept(socket, redirect_error(use_awaitable, error));
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      spdlog::warn("smtp: accept: {}", error.message());
      pause.expires_after(std::chrono::milliseconds(100));
      co_await pause.async_wait(redirect_error(use_awaitable, error));
      continue;
    }
    if (*connections >= k_smtp_connections_max) {
      spdlog::warn("smtp: more than {} connections: one is refused", k_smtp_connections_max);
      const std::string busy = "421 4.3.2 Too many connections\r\n";
      asio::write(socket, asio::buffer(busy), error);
      continue;
    }
    asio::co_spawn(context, serve(std::move(socket)), asio::detached);
  }
}

asio::awaitable<bool> SmtpServer::Impl::write(Stream& stream, const std::string& bytes) {
  error_code error;
  stream.expires_after(k_smtp_time_max);
  co_await asio::async_write(stream, asio::buffer(bytes), redirect_error(use_awaitable, error));
  co_return !error;
}

std::string SmtpServer::Impl::replies(SmtpSession& session, std::string& pending, bool& closes) {
  std::string out;
  std::size_t from = 0;
  // A line ends with CRLF and with nothing else: who takes a bare LF can be told two letters for one.
  for (std::size_t end = 0; !closes && (end = pending.find("\r\n", from)) != std::string::npos;
       from = end + 2) {
    SmtpSession::Step step = session.take(std::string_view(pending).substr(from, end - from));
    if (step.mail) step.reply = keeper(std::move(*step.mail)) ? SmtpSession::taken() : SmtpSession::refused();
    out += step.reply;
    closes = step.closes;
  }
  pending.erase(0, from);
  if (!closes && pending.size() > k_smtp_line_bytes_max) {
    out += "500 5.5.2 Line too long\r\n";
    closes = true;
  }
  return out;
}

asio::awaitable<void> SmtpServer::Impl::serve(tcp::socket socket) {
  const std::shared_ptr<std::size_t> count = connections;  // may outlive the server
  ++*count;
  Stream stream(std::move(socket));
  SmtpSession session;
  std::string pending;
  std::array<char, 16384> chunk{};
  error_code error;
  bool goes_on = co_await write(stream, SmtpSession::greeting());
  while (goes_on) {
    stream.expires_after(k_smtp_time_max);
    const std::size_t size =
        co_await stream.async_read_some(asio::buffer(chunk), redirect_error(use_awaitable, error));
    if (error) break;
    pending.append(chunk.data(), size);
    bool closes = false;
    const std::string reply = replies(session, pending, closes);
    if (!reply.empty()) goes_on = co_await write(stream, reply);
    goes_on = goes_on && !closes;
  }
  stream.socket().shutdown(tcp::socket::shutdown_both, error);
  --*count;
}

journal::Result<SmtpServer> SmtpServer::listen(asio::io_context& context, std::uint16_t port, Keeper keeper) {
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  tcp::acceptor acceptor(context);
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return journal::failure(journal::ErrorKind::unavailable,
                            fmt::format("smtp: port {}: {}", port, error.message()));
  }
  auto impl = std::make_unique<Impl>(context, std::move(acceptor), std::move(keeper));
  asio::co_spawn(context, impl->accept(), asio::detached);
  return SmtpServer(std::move(impl));
}

SmtpServer::SmtpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SmtpServer::SmtpServer(SmtpServer&&) noexcept = default;
SmtpServer::~SmtpServer() = default;

std::uint16_t SmtpServer::port() const {
  error_code error;
  return impl_->acceptor.local_endpoint(error).port();
}

}  // namespace elzhur::simulator
