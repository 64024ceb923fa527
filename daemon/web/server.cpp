#include "daemon/web/server.hpp"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <set>
#include <utility>

#include <spdlog/spdlog.h>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/web/connection.hpp"
#include "daemon/web/listening.hpp"

namespace elzhur::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds k_look_every{500};

}  // namespace

/// The loop and what belongs to its thread; the pools call back onto it.
class Server::Loop final : public ConnectionOwner {
 public:
  Loop(AccessSpec access, std::vector<std::unique_ptr<Part>> parts, Answering::PersonOf person_of,
       ServerNeeds needs)
      : needs_(std::move(needs)),
        reception_(std::move(access), needs_.monotonic),
        answering_(reception_, std::move(parts), std::move(person_of)) {}
  ~Loop() override;

  [[nodiscard]] journal::Result<void> listen(const ServerSpec& spec);
  void run();
  void stop();
  [[nodiscard]] journal::Result<void> replace(AccessSpec access, const TlsFiles& tls);
  [[nodiscard]] std::uint16_t port() const { return port_; }

  [[nodiscard]] Reception& reception() override { return reception_; }
  [[nodiscard]] Moment now() const override { return needs_.monotonic(); }
  [[nodiscard]] const std::string& date() const override { return date_; }
  [[nodiscard]] bool submit(Job& job) override;
  [[nodiscard]] bool reserve(std::size_t bytes) override;
  void release(std::size_t bytes) override { large_bytes_ -= bytes; }
  [[nodiscard]] bool is_stopping() const override { return is_stopping_; }
  void note_limit(metrics::Limit limit) override {
    if (needs_.on_limit) needs_.on_limit(limit);
  }
  void forget(Connection& connection) override;

 private:
  template <typename Acceptor>
  void accept(Acceptor& acceptor);
  void take(Socket socket, std::optional<Peer> peer, bool is_tls);
  void look_around();
  void begin_to_stop();
  void end_all();

  ServerNeeds needs_;
  Reception reception_;
  Answering answering_;
  asio::io_context loop_{1};
  asio::steady_timer timer_{loop_};
  std::optional<TcpAcceptor> tcp_;
  std::optional<UnixAcceptor> unix_;
  std::filesystem::path socket_file_;
  std::uint16_t port_ = 0;
  std::shared_ptr<asio::ssl::context> tls_;
  std::set<std::shared_ptr<Connection>> connections_;
  std::map<std::string, std::size_t, std::less<>> per_peer_;
  std::size_t large_bytes_ = 0;
  std::size_t waiting_ = 0;
  std::size_t sign_ins_waiting_ = 0;
  std::size_t refused_ = 0;  ///< Connections beyond the limits since the last look.
  bool is_stopping_ = false;
  error_code accept_error_;  ///< The last one that was logged.
  bool is_tcp_paused_ = false;
  bool is_unix_paused_ = false;
  Moment stop_at_{};
  std::string date_;
  asio::thread_pool sign_in_pool_{1};
  asio::thread_pool pool_{k_threads};
};

Server::Loop::~Loop() { connections_.clear(); }

journal::Result<void> Server::Loop::listen(const ServerSpec& spec) {
  auto tls = make_tls(spec.tls);
  if (!tls) return tl::make_unexpected(tls.error());
  tls_ = *std::move(tls);
  auto tcp = listen_on_port(loop_, spec.host, spec.port);
  if (!tcp) return tl::make_unexpected(tcp.error());
  error_code error;
  port_ = tcp->local_endpoint(error).port();
  tcp_.emplace(*std::move(tcp));
  if (spec.socket.empty()) return {};
  auto unix_socket = listen_on_file(loop_, spec.socket);
  if (unix_socket) {
    unix_.emplace(*std::move(unix_socket));
    socket_file_ = spec.socket;
  } else if (unix_socket.error().kind == journal::ErrorKind::unavailable) {
    return tl::make_unexpected(unix_socket.error());
  } else {
    spdlog::warn("{}: elzhurctl reaches this service by its URL only", unix_socket.error().text);
  }
  return {};
}

void Server::Loop::run() {
  look_around();
  accept(*tcp_);
  if (unix_) accept(*unix_);
  loop_.run();
  pool_.join();
  sign_in_pool_.join();
  loop_.restart();
  (void)loop_.poll();  // Answers that came too late: they are thrown away here.
  // The file is ours while the service runs: the lock of the store sees to that.
  if (!socket_file_.empty()) (void)::unlink(socket_file_.c_str());
}

void Server::Loop::stop() {
  asio::post(loop_, [this] { begin_to_stop(); });
}

void Server::Loop::begin_to_stop() {
  if (is_stopping_) return;
  is_stopping_ = true;
  stop_at_ = now() + k_stop_time_max;
  error_code ignored;
  (void)tcp_->close(ignored);
  if (unix_) (void)unix_->close(ignored);
  const auto all = connections_;
  for (const auto& connection : all) connection->end_if_idle();
  if (connections_.empty()) timer_.cancel();
}

journal::Result<void> Server::Loop::replace(AccessSpec access, const TlsFiles& files) {
  auto tls = make_tls(files);
  if (!tls) return tl::make_unexpected(tls.error());
  reception_.replace(std::move(access));
  asio::post(loop_, [this, made = *std::move(tls)]() mutable { tls_ = std::move(made); });
  return {};
}

bool Server::Loop::submit(Job& job) {
  const bool is_sign_in = job.admission.is_sign_in;
  std::size_t& waiting = is_sign_in ? sign_ins_waiting_ : waiting_;
  if (waiting >= (is_sign_in ? k_sign_ins_waiting_max : k_waiting_max)) {
    note_limit(metrics::Limit::web_waiting);
    return false;
  }
  ++waiting;
  auto work = [this, is_sign_in, shared = std::make_shared<Job>(std::move(job)), date = date_]() mutable {
    Response response = answering_.answer(std::move(shared->admission), std::move(shared->body), shared->peer,
                                          shared->is_secure);
    shared->wire.date = date;
    Bytes bytes = render(std::move(response), shared->wire);
    // The job goes with it: a connection ends on the loop's thread only.
    asio::post(loop_, [this, is_sign_in, shared = std::move(shared), made = std::move(bytes)]() mutable {
      --(is_sign_in ? sign_ins_waiting_ : waiting_);
      release(shared->reserved);
      shared->done(std::move(made));
    });
  };
  if (is_sign_in) {
    asio::post(sign_in_pool_, std::move(work));
  } else {
    asio::post(pool_, std::move(work));
  }
  return true;
}

bool Server::Loop::reserve(std::size_t bytes) {
  if (large_bytes_ + bytes > k_uploads_bytes_max) {
    note_limit(metrics::Limit::web_uploads);
    return false;
  }
  large_bytes_ += bytes;
  return true;
}

void Server::Loop::forget(Connection& connection) {
  const auto count = per_peer_.find(connection.peer().throttle_key);
  if (count != per_peer_.end() && --count->second == 0) per_peer_.erase(count);
  connections_.erase(connection.shared_from_this());
  if (is_stopping_ && connections_.empty()) timer_.cancel();
}

template <typename Acceptor>
void Server::Loop::accept(Acceptor& acceptor) {
  constexpr bool k_is_tcp = std::is_same_v<Acceptor, TcpAcceptor>;
  acceptor.async_accept([this, &acceptor](const error_code& error, auto socket) {
    if (is_stopping_) return;
    if (error) {
      // Out of descriptors, most likely: the next look around tries again.
      (k_is_tcp ? is_tcp_paused_ : is_unix_paused_) = true;
      if (accept_error_ != error) spdlog::warn("web: cannot accept: {}", error.message());
      accept_error_ = error;
      return;
    }
    accept_error_ = {};
    if constexpr (k_is_tcp) {
      error_code failed;
      (void)socket.set_option(asio::ip::tcp::no_delay(true), failed);
      const auto endpoint = socket.remote_endpoint(failed);
      take(Socket(std::move(socket)), failed ? std::nullopt : std::optional(describe(endpoint.address())),
           true);
    } else {
      auto peer = describe_unix(socket.native_handle());
      take(Socket(std::move(socket)), std::move(peer), false);
    }
    accept(acceptor);
  });
}

void Server::Loop::take(Socket socket, std::optional<Peer> peer, bool may_be_tls) {
  if (!peer) return;
  std::size_t& of_peer = per_peer_[peer->throttle_key];
  // A crowd at the port does not keep out who runs the service.
  const std::size_t connections_max = k_connections_max + (peer->uid ? k_connections_per_peer_max : 0);
  if (connections_.size() >= connections_max ||
      (of_peer >= k_connections_per_peer_max && !reception_.is_proxy(*peer))) {
    if (of_peer == 0) per_peer_.erase(peer->throttle_key);
    ++refused_;
    note_limit(metrics::Limit::web_connections);
    return;
  }
  ++of_peer;
  peer->is_tls = may_be_tls && tls_ != nullptr;
  auto transport =
      peer->is_tls ? make_tls_transport(std::move(socket), tls_) : make_plain_transport(std::move(socket));
  auto connection = std::make_shared<Connection>(*this, std::move(transport), *std::move(peer));
  connections_.insert(connection);
  connection->start();
}

void Server::Loop::look_around() {
  date_ = render_http_date(needs_.now());
  const Moment at = now();
  const auto all = connections_;
  bool is_stalled = false;
  for (const auto& connection : all) {
    const auto since = connection->waiting_since();
    is_stalled = is_stalled || (since && at - *since > k_answer_time_max);
    connection->look_at(at);
  }
  if (!is_stalled && needs_.on_beat) needs_.on_beat();
  if (refused_ != 0)
    spdlog::warn("web: {} connections refused: too many are open", std::exchange(refused_, 0));
  if (is_stopping_) {
    if (connections_.empty()) return;
    if (at >= stop_at_) return end_all();
  } else {
    if (std::exchange(is_tcp_paused_, false)) accept(*tcp_);
    if (std::exchange(is_unix_paused_, false)) accept(*unix_);
  }
  timer_.expires_after(k_look_every);
  timer_.async_wait([this](const error_code& error) {
    if (!error) look_around();
  });
}

void Server::Loop::end_all() {
  const auto all = connections_;
  for (const auto& connection : all) connection->close();
}

journal::Result<std::unique_ptr<Server>> Server::create(const ServerSpec& spec,
                                                        std::vector<std::unique_ptr<Part>> parts,
                                                        Answering::PersonOf person_of, ServerNeeds needs) {
  auto loop = std::make_unique<Loop>(spec.access, std::move(parts), std::move(person_of), std::move(needs));
  if (auto listening = loop->listen(spec); !listening) return tl::make_unexpected(listening.error());
  return std::unique_ptr<Server>(new Server(std::move(loop)));
}

Server::Server(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Server::~Server() = default;
void Server::run() { loop_->run(); }
void Server::stop() { loop_->stop(); }
journal::Result<void> Server::replace(AccessSpec access, const TlsFiles& tls) {
  return loop_->replace(std::move(access), tls);
}
std::uint16_t Server::port() const { return loop_->port(); }

}  // namespace elzhur::web
