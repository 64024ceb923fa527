// One connection: its requests one after the other, each within its limits of size and time. Only for the
// server: it knows Beast.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "daemon/metrics/limit_counts.hpp"
#include "daemon/web/answering.hpp"
#include "daemon/web/head.hpp"
#include "daemon/web/moment.hpp"
#include "daemon/web/reception.hpp"
#include "daemon/web/transport.hpp"

namespace elzhur::web {

class Connection;

/// What a connection asks of the server. The loop's thread.
class ConnectionOwner {
 public:
  /// A request without its answer; `done` is called on the loop's thread.
  struct Job {
    Admission admission{};
    std::string body{};
    Peer peer{};
    Wire wire{};
    bool is_secure = false;
    std::size_t reserved = 0;  ///< Of the room for large bodies.
    std::function<void(Bytes&&)> done{};
  };

  virtual ~ConnectionOwner() = default;
  [[nodiscard]] virtual Reception& reception() = 0;
  [[nodiscard]] virtual Moment now() const = 0;
  [[nodiscard]] virtual const std::string& date() const = 0;
  /// False: too many wait already, and nothing was taken.
  [[nodiscard]] virtual bool submit(Job& job) = 0;
  /// Room for a large body; false: there is none now. What was reserved is released by submit's job, or here.
  [[nodiscard]] virtual bool reserve(std::size_t bytes) = 0;
  virtual void release(std::size_t bytes) = 0;
  [[nodiscard]] virtual bool is_stopping() const = 0;
  virtual void note_limit(metrics::Limit limit) = 0;
  virtual void forget(Connection& connection) = 0;
};

/// Kept alive by its operations. The loop's thread.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  /// The owner outlives it.
  Connection(ConnectionOwner& owner, std::unique_ptr<Transport> transport, Peer peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  /// Ends it, or says 408, when its time is over.
  void look_at(Moment now);
  /// Ends it unless a request is under way.
  void end_if_idle();
  void close();
  [[nodiscard]] const Peer& peer() const { return peer_; }
  /// Since when a request waits for its answer; nothing: none does.
  [[nodiscard]] std::optional<Moment> waiting_since() const { return waiting_since_; }

 private:
  enum class State : std::uint8_t { idle, head, body, answering, writing, closing, closed };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void read_more();
  void feed();
  [[nodiscard]] bool feed_once();
  [[nodiscard]] bool take_head();
  [[nodiscard]] bool take_body_length();
  void answer();
  void refuse(const boost::system::error_code& error);
  void send_refusal(Response response, bool may_go_on);
  void note_limit_of(int status);
  void send(Bytes&& bytes);
  void after_sending();
  void end();
  void drain();
  void set_deadline(std::chrono::seconds from_now) { deadline_ = owner_.now() + from_now; }
  [[nodiscard]] Head read_head() const;
  [[nodiscard]] Wire wire() const;

  ConnectionOwner& owner_;
  std::unique_ptr<Transport> transport_;
  Peer peer_;
  Peer asking_;  ///< Of the request under way: behind a trusted proxy another one.
  State state_ = State::idle;
  bool is_first_ = true;
  bool keep_alive_ = true;
  bool is_secure_ = false;
  bool is_reading_ = false;  ///< Into buffer_.
  Moment deadline_{};
  std::optional<Moment> waiting_since_;
  std::size_t drained_ = 0;
  std::size_t reserved_ = 0;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  bool is_head_taken_ = false;
  std::size_t head_bytes_ = 0;  ///< Of the head, that the parser has taken.
  Admission admission_;
  Bytes out_;
};

}  // namespace elzhur::web
