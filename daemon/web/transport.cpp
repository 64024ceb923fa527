#include "daemon/web/transport.hpp"

#include <utility>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace elzhur::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class Plain final : public Transport {
 public:
  explicit Plain(Socket socket) : socket_(std::move(socket)) {}

  void shake_hands(Done done) override { done({}, 0); }
  void read_some(asio::mutable_buffer into, Done done) override {
    socket_.async_read_some(into, std::move(done));
  }
  void write(const std::array<asio::const_buffer, 2>& from, Done done) override {
    asio::async_write(socket_, from, std::move(done));
  }
  void end_writing(Done done) override {
    error_code error;
    (void)socket_.shutdown(asio::socket_base::shutdown_send, error);
    done(error, 0);
  }
  void close() override {
    error_code ignored;
    (void)socket_.close(ignored);
  }

 private:
  Socket socket_;
};

class Tls final : public Transport {
 public:
  Tls(Socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  void shake_hands(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [done = std::move(done)](const error_code& error) { done(error, 0); });
  }
  void read_some(asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(into, std::move(done));
  }
  void write(const std::array<asio::const_buffer, 2>& from, Done done) override {
    asio::async_write(stream_, from, std::move(done));
  }
  void end_writing(Done done) override {
    stream_.async_shutdown([done = std::move(done)](const error_code& error) { done(error, 0); });
  }
  void close() override {
    error_code ignored;
    (void)stream_.next_layer().close(ignored);
  }

 private:
  std::shared_ptr<asio::ssl::context> context_;
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(Socket socket) {
  return std::make_unique<Plain>(std::move(socket));
}

std::unique_ptr<Transport> make_tls_transport(Socket socket, std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<Tls>(std::move(socket), std::move(context));
}

}  // namespace elzhur::web
