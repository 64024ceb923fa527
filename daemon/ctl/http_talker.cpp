// Each operation is started once and the loop runs until it has ended or its time is over, so that a peer
// that says a byte a minute holds nobody up. No coroutines: there is nothing to do meanwhile.
#include "daemon/ctl/http_talker.hpp"

#include <sys/un.h>

#include <optional>
#include <string>

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include "journal/names.hpp"

namespace elzhur::ctl {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;

/// Runs one operation to its end; timed_out when it has none within the time. After an error of any kind the
/// loop is not run again: what still waits in it goes with it.
template <typename Start>
error_code finish(asio::io_context& loop, std::chrono::seconds time_max, Start&& start) {
  std::optional<error_code> ended;
  start([&ended](error_code error, const auto&...) { ended = error; });
  loop.restart();
  loop.run_for(time_max);
  return ended.value_or(asio::error::timed_out);
}

tl::unexpected<Failure> no_connection(std::string_view where, const error_code& error) {
  return fail(Exit::unavailable, fmt::format("служба elzhurd не отвечает: {}: {}", where,
                                             journal::normalise_text(error.message())));
}

class Exchange {
 public:
  Exchange(const Place& place, const Ask& ask) : place_(place), ask_(ask) {}

  Outcome<Answer> over_socket() {
    if (place_.socket.size() >= sizeof(sockaddr_un::sun_path))
      return fail(Exit::usage, fmt::format("--socket: {}: слишком длинный путь", place_.socket));
    Local::socket socket(loop_);
    const error_code error = finish(loop_, k_connect_time_max, [&](auto&& handler) {
      socket.async_connect(Local::endpoint(place_.socket), std::forward<decltype(handler)>(handler));
    });
    if (error == asio::error::access_denied) {
      return fail(Exit::refused,
                  fmt::format("{}: нет права открыть сокет службы: нужен root или её группа", place_.socket));
    }
    if (error) return no_connection(place_.socket, error);
    return talk(socket, "localhost");
  }

  Outcome<Answer> over_tcp() {
    Tcp::socket socket(loop_);
    if (auto connected = connect(socket); !connected) return tl::make_unexpected(connected.error());
    return talk(socket, authority());
  }

  Outcome<Answer> over_tls() {
    error_code error;
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    if (place_.ca_file.empty()) {
      (void)context.set_default_verify_paths(error);
    } else {
      (void)context.load_verify_file(place_.ca_file.string(), error);
    }
    if (error) {
      return fail(Exit::usage, fmt::format("--ca-file: {}: {}", place_.ca_file.string(),
                                           journal::normalise_text(error.message())));
    }
    asio::ssl::stream<Tcp::socket> stream(loop_, context);
    (void)stream.set_verify_mode(asio::ssl::verify_peer, error);
    (void)stream.set_verify_callback(asio::ssl::host_name_verification(place_.host), error);
    error_code is_name;
    (void)asio::ip::make_address(place_.host, is_name);
    if (is_name) {
      // What the macro of OpenSSL does, without its old casts.
      std::string name = place_.host;
      SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    }
    if (auto connected = connect(stream.next_layer()); !connected)
      return tl::make_unexpected(connected.error());
    error = finish(loop_, k_connect_time_max, [&](auto&& handler) {
      stream.async_handshake(asio::ssl::stream_base::client, std::forward<decltype(handler)>(handler));
    });
    if (error) return no_connection(authority(), error);
    return talk(stream, authority());
  }

 private:
  std::string authority() const {
    const bool is_v6 = place_.host.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", place_.host, is_v6 ? "]" : "", place_.port);
  }

  Outcome<void> connect(Tcp::socket& socket) {
    Tcp::resolver resolver(loop_);
    Tcp::resolver::results_type found;
    error_code error = finish(loop_, k_connect_time_max, [&](auto&& handler) {
      resolver.async_resolve(place_.host, std::to_string(place_.port),
                             [&found, handler](error_code why, Tcp::resolver::results_type results) mutable {
                               found = std::move(results);
                               handler(why);
                             });
    });
    if (!error) {
      error = finish(loop_, k_connect_time_max, [&](auto&& handler) {
        asio::async_connect(socket, found, std::forward<decltype(handler)>(handler));
      });
    }
    if (error) return no_connection(authority(), error);
    return {};
  }

  http::request<http::string_body> request(const std::string& host) const {
    http::request<http::string_body> request;
    request.version(11);
    request.method_string(ask_.method);
    request.target(ask_.target);
    request.set(http::field::host, host);
    request.set(http::field::user_agent, "elzhurctl");
    request.set(http::field::accept, "application/json");
    if (!place_.token.empty()) request.set(http::field::authorization, "Bearer " + place_.token);
    if (!ask_.content_type.empty()) request.set(http::field::content_type, ask_.content_type);
    request.keep_alive(false);
    request.body() = ask_.body;
    request.prepare_payload();
    return request;
  }

  template <typename Stream>
  Outcome<Answer> talk(Stream& stream, const std::string& host) {
    const std::chrono::seconds sending_time_max =
        place_.answer_time_max + std::chrono::seconds(ask_.body.size() / k_slowest_bytes_per_second);
    const http::request<http::string_body> sent = request(host);
    error_code error = finish(loop_, sending_time_max, [&](auto&& handler) {
      http::async_write(stream, sent, std::forward<decltype(handler)>(handler));
    });
    // Who refuses a large file answers before it has all of it: the answer says more than the broken pipe.
    if (error == asio::error::timed_out) return no_connection(host, error);
    boost::beast::flat_buffer buffer(k_answer_header_bytes_max + 65536);
    http::response_parser<http::string_body> parser;
    parser.header_limit(k_answer_header_bytes_max);
    parser.body_limit(k_answer_bytes_max);
    error = finish(loop_, place_.answer_time_max, [&](auto&& handler) {
      http::async_read(stream, buffer, parser, std::forward<decltype(handler)>(handler));
    });
    if (error == http::error::body_limit) {
      return fail(Exit::internal,
                  fmt::format("ответ больше {} МБ: сузьте запрос", k_answer_bytes_max >> 20U));
    }
    const bool is_foreign = error.category() == http::make_error_code(http::error::bad_version).category() &&
                            error != http::error::end_of_stream && error != http::error::partial_message;
    if (is_foreign) return fail(Exit::internal, fmt::format("{}: отвечает не elzhurd", host));
    if (error) return no_connection(host, error);
    http::response<http::string_body> got = parser.release();
    Answer answer;
    answer.status = static_cast<int>(got.result_int());
    const auto type = got[http::field::content_type];
    answer.content_type.assign(type.data(), type.size());
    answer.body = std::move(got.body());
    return answer;
  }

  const Place& place_;
  const Ask& ask_;
  asio::io_context loop_{1};
};

}  // namespace

Outcome<Answer> HttpTalker::exchange(const Ask& ask) {
  try {
    Exchange exchange(place_, ask);
    if (!place_.socket.empty()) return exchange.over_socket();
    return place_.is_tls ? exchange.over_tls() : exchange.over_tcp();
  } catch (const std::exception& error) {
    return fail(Exit::internal, journal::normalise_text(error.what()));
  }
}

}  // namespace elzhur::ctl
