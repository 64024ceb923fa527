// Sockets that wait for connections, and TLS. Only for the server: it knows Asio.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>

#include "daemon/web/head.hpp"
#include "daemon/web/server.hpp"
#include "daemon/web/transport.hpp"
#include "journal/error.hpp"

namespace elzhur::web {

using LoopExecutor = boost::asio::io_context::executor_type;
using TcpAcceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, LoopExecutor>;
using UnixAcceptor = boost::asio::basic_socket_acceptor<boost::asio::local::stream_protocol, LoopExecutor>;

/// Failures: as Server::create.
[[nodiscard]] journal::Result<TcpAcceptor> listen_on_port(boost::asio::io_context& loop,
                                                          const std::string& host, std::uint16_t port);
/// Mode 0660. Failures: as Server::create; config: it cannot be made, and why.
[[nodiscard]] journal::Result<UnixAcceptor> listen_on_file(boost::asio::io_context& loop,
                                                           const std::filesystem::path& file);
/// TLS 1.2 and newer. Nothing: no TLS.
[[nodiscard]] journal::Result<std::shared_ptr<boost::asio::ssl::context>> make_tls(const TlsFiles& files);

/// Addresses that are one peer: a network of 64 bits of IPv6.
[[nodiscard]] Peer describe(const boost::asio::ip::address& address);
/// The process at the other end; nothing: it cannot be told.
[[nodiscard]] std::optional<Peer> describe_unix(int descriptor);

}  // namespace elzhur::web
