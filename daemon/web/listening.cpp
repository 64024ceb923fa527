#include "daemon/web/listening.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "daemon/web/reception.hpp"

namespace elzhur::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using journal::ErrorKind;
using journal::failure;

constexpr int k_backlog = 256;

tl::unexpected<journal::Error> tls_failure(const std::filesystem::path& file, const error_code& error) {
  ERR_clear_error();
  return failure(ErrorKind::config, fmt::format("{}: {}", file.string(), error.message()));
}

/// HTTP/1.1 is all there is; a client that offers only others is left to find out.
int choose_protocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void* /*context*/) {
  static constexpr unsigned char k_http_1_1[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, k_http_1_1, sizeof k_http_1_1 - 1, in, in_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

journal::Result<TcpAcceptor> listen_on_port(asio::io_context& loop, const std::string& host,
                                            std::uint16_t port) {
  error_code error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return failure(ErrorKind::config, fmt::format("web.listen: '{}' is no address", host));
  const asio::ip::tcp::endpoint endpoint(address, port);
  TcpAcceptor acceptor(loop.get_executor());
  (void)acceptor.open(endpoint.protocol(), error);
  if (!error) (void)acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) (void)acceptor.bind(endpoint, error);
  if (!error) (void)acceptor.listen(k_backlog, error);
  if (!error) return acceptor;
  if (error == asio::error::address_in_use) {
    return failure(ErrorKind::unavailable,
                   fmt::format("web.listen: port {} of {} is taken by another program (or another elzhurd): "
                               "choose another port, or stop the other one",
                               port, host));
  }
  const bool is_address = error.value() == EADDRNOTAVAIL;
  return failure(is_address ? ErrorKind::config : ErrorKind::unavailable,
                 fmt::format("web.listen: cannot listen on port {} of {}: {}", port, host, error.message()));
}

journal::Result<UnixAcceptor> listen_on_file(asio::io_context& loop, const std::filesystem::path& file) {
  const std::string path = file.string();
  const auto cannot = [&path](const error_code& why) {
    return failure(ErrorKind::config, fmt::format("web.socket: {}: {}", path, why.message()));
  };
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return failure(ErrorKind::config, fmt::format("web.socket: {}: a socket's path has at most {} bytes",
                                                  path, sizeof(sockaddr_un::sun_path) - 1));
  }
  const asio::local::stream_protocol::endpoint endpoint(path);
  error_code error;
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode))
      return failure(ErrorKind::config, fmt::format("web.socket: {}: something else is there", path));
    asio::basic_stream_socket<asio::local::stream_protocol, LoopExecutor> probe(loop.get_executor());
    (void)probe.connect(endpoint, error);
    if (!error || error == asio::error::try_again || error == asio::error::would_block)
      return failure(ErrorKind::unavailable, fmt::format("web.socket: another program answers on {}", path));
    if (error != asio::error::connection_refused) return cannot(error);
    if (::unlink(path.c_str()) != 0) return cannot(error_code(errno, boost::system::system_category()));
    error.clear();
  }
  UnixAcceptor acceptor(loop.get_executor());
  (void)acceptor.open(endpoint.protocol(), error);
  // Nobody may come in between the making of the file and its mode. (Only this thread makes files now.)
  const mode_t mask = ::umask(0117);
  if (!error) (void)acceptor.bind(endpoint, error);
  (void)::umask(mask);
  if (!error) (void)acceptor.listen(k_backlog, error);
  if (error) return cannot(error);
  return acceptor;
}

journal::Result<std::shared_ptr<asio::ssl::context>> make_tls(const TlsFiles& files) {
  if (!files.is_given()) return std::shared_ptr<asio::ssl::context>();
  error_code error;
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
  // Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
  SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  // A key with a password would ask at the terminal.
  (void)context->set_password_callback(
      [](std::size_t, asio::ssl::context::password_purpose) { return std::string(); }, error);
  (void)context->use_certificate_chain_file(files.certificate.string(), error);
  if (error) return tls_failure(files.certificate, error);
  (void)context->use_private_key_file(files.key.string(), asio::ssl::context::pem, error);
  if (error) return tls_failure(files.key, error);
  if (SSL_CTX_check_private_key(native) != 1) {
    ERR_clear_error();
    return failure(ErrorKind::config,
                   fmt::format("{} is not the key of {}", files.key.string(), files.certificate.string()));
  }
  return context;
}

Peer describe(const asio::ip::address& address) {
  const asio::ip::address_v6 known =
      address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()) : address.to_v6();
  journal::IpAddress ip;
  const auto bytes = known.to_bytes();
  std::copy(bytes.begin(), bytes.end(), ip.bytes.begin());
  return peer_of(ip);
}

std::optional<Peer> describe_unix(int descriptor) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
  Peer peer;
  peer.address = "socket";
  peer.uid = credentials.uid;
  peer.throttle_key = fmt::format("uid {}", credentials.uid);
  return peer;
}

}  // namespace elzhur::web
