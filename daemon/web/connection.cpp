#include "daemon/web/connection.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include <spdlog/spdlog.h>
#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

namespace elzhur::web {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

/// A head and the line of a chunk that follows it.
constexpr std::size_t k_buffer_bytes_max = k_header_bytes_max + 4096;
constexpr std::size_t k_read_bytes = 8192;
constexpr std::size_t k_read_bytes_body = k_buffer_bytes_max;
constexpr std::string_view k_continue = "HTTP/1.1 100 Continue\r\n\r\n";

std::chrono::seconds time_for(std::chrono::seconds least, std::uint64_t bytes) {
  return least + std::chrono::seconds(bytes / k_slowest_bytes_per_second);
}

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Connection::Connection(ConnectionOwner& owner, std::unique_ptr<Transport> transport, Peer peer)
    : owner_(owner), transport_(std::move(transport)), peer_(std::move(peer)), buffer_(k_buffer_bytes_max) {}

Connection::~Connection() { owner_.release(reserved_); }

void Connection::start() {
  set_deadline(k_header_time_max);
  transport_->shake_hands([self = shared_from_this()](const error_code& error, std::size_t) {
    if (error) return self->close();
    self->read_more();
  });
}

void Connection::look_at(Moment now) {
  if (state_ == State::closed || state_ == State::answering || now < deadline_) return;
  if (state_ == State::head || state_ == State::body) {
    return send_refusal(problem(408, "Request Timeout", "Запрос шёл слишком долго."), false);
  }
  close();
}

void Connection::end_if_idle() {
  if (state_ == State::idle) close();
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  transport_->close();
  owner_.forget(*this);
}

void Connection::read_more() {
  const std::size_t room = buffer_.max_size() - buffer_.size();
  const std::size_t wanted = std::min(room, state_ == State::body ? k_read_bytes_body : k_read_bytes);
  if (wanted == 0) return send_refusal(problem(400, "Bad Request", "Запрос записан с ошибкой."), false);
  is_reading_ = true;
  transport_->read_some(
      buffer_.prepare(wanted), [self = shared_from_this()](const error_code& error, std::size_t size) {
        self->is_reading_ = false;
        if (self->state_ == State::closing) return self->drain();
        // An answer that was begun meanwhile (408) is finished; nothing of the request counts any more.
        if (self->state_ != State::idle && self->state_ != State::head && self->state_ != State::body) return;
        if (error) return self->close();
        self->buffer_.commit(size);
        self->feed();
      });
}

void Connection::feed() {
  while (feed_once()) {
  }
}

bool Connection::feed_once() {
  if (buffer_.size() == 0) {
    read_more();
    return false;
  }
  if (!parser_) {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(k_header_bytes_max));
    parser_->body_limit(boost::none);  // Known only once we know who asks.
    is_head_taken_ = false;
    head_bytes_ = 0;
  }
  if (state_ == State::idle) {
    state_ = State::head;
    if (!is_first_) set_deadline(k_header_time_max);
    is_first_ = false;
  }
  error_code error;
  const std::size_t used = parser_->put(buffer_.data(), error);
  buffer_.consume(used);
  if (!is_head_taken_) {
    head_bytes_ += used;
    // The parser's own limit does not count the request line.
    const bool is_too_long = head_bytes_ + (error ? buffer_.size() : 0) > k_header_bytes_max;
    if (is_too_long && (!error || error == http::error::need_more)) error = http::error::header_limit;
  }
  if (error == http::error::need_more) {
    read_more();
    return false;
  }
  const bool gets_on = used != 0 || (!is_head_taken_ && parser_->is_header_done());
  if (error || !gets_on) {
    refuse(error);
    return false;
  }
  if (!is_head_taken_ && parser_->is_header_done()) {
    is_head_taken_ = true;
    if (!take_head()) return false;
  }
  if (!parser_->is_done()) return true;
  answer();
  return false;
}

Head Connection::read_head() const {
  const auto& message = parser_->get();
  const auto field = [&message](http::field name) { return text_of(message[name]); };
  Head head;
  head.method = text_of(message.method_string());
  head.target = text_of(message.target());
  head.host = field(http::field::host);
  head.accept = field(http::field::accept);
  head.accept_encoding = field(http::field::accept_encoding);
  head.authorization = field(http::field::authorization);
  head.content_type = field(http::field::content_type);
  head.cookie = field(http::field::cookie);
  head.fetch_site = text_of(message["Sec-Fetch-Site"]);
  head.form_token = text_of(message["X-Form-Token"]);
  const auto forwarded = message.equal_range("X-Forwarded-For");
  for (auto line = forwarded.first; line != forwarded.second; ++line)
    head.forwarded_for += (head.forwarded_for.empty() ? "" : ",") + text_of(line->value());
  head.if_none_match = field(http::field::if_none_match);
  head.origin = field(http::field::origin);
  head.has_body = parser_->chunked() || parser_->content_length().value_or(0) != 0;
  return head;
}

bool Connection::take_head() {
  const auto& message = parser_->get();
  keep_alive_ = parser_->keep_alive() && !owner_.is_stopping();
  const Head head = read_head();
  const bool is_1_1 = message.version() >= 11;
  if (message.count(http::field::host) > 1 || (is_1_1 && head.host.empty())) {
    send_refusal(problem(400, "Bad Request", "Нужен один заголовок Host."), false);
    return false;
  }
  asking_ = asking_peer(head, peer_, *owner_.reception().access());
  Admitted admitted = owner_.reception().admit(head, asking_);
  is_secure_ = is_secure(head, peer_, *owner_.reception().access());
  admission_ = std::move(admitted.admission);
  if (admitted.refusal) {
    show_to_people(admission_.request, *admitted.refusal);
    send_refusal(*std::move(admitted.refusal), !head.has_body);
    return false;
  }
  if (head.has_body && !take_body_length()) return false;
  return true;
}

/// Whether the body may come: large ones need a right and room.
bool Connection::take_body_length() {
  const auto length = parser_->content_length();
  parser_->body_limit(admission_.body_max);
  if (length && *length > admission_.body_max) {
    refuse(http::error::body_limit);
    return false;
  }
  const std::size_t size = length ? static_cast<std::size_t>(*length) : admission_.body_max;
  if (size > k_body_bytes_max) {
    if (!owner_.reserve(size)) {
      Response busy =
          problem(503, "Service Unavailable", "Сейчас принимаются другие файлы. Повторите через минуту.");
      busy.headers.emplace_back("Retry-After", "60");
      show_to_people(admission_.request, busy);
      send_refusal(std::move(busy), false);
      return false;
    }
    reserved_ = size;
  }
  state_ = State::body;
  set_deadline(time_for(k_body_time_max, size));
  const auto& message = parser_->get();
  if (!boost::beast::iequals(message[http::field::expect], "100-continue")) return true;
  const std::array<asio::const_buffer, 2> interim{asio::buffer(k_continue), asio::const_buffer()};
  transport_->write(interim, [self = shared_from_this()](const error_code& error, std::size_t) {
    if (self->state_ != State::body) return;
    if (error) return self->close();
    self->feed();
  });
  return false;
}

void Connection::answer() {
  state_ = State::answering;
  waiting_since_ = owner_.now();
  ConnectionOwner::Job job;
  job.admission = std::move(admission_);
  job.body = std::move(parser_->get().body());
  job.peer = asking_;
  job.wire = wire();
  job.wire.is_head = job.admission.is_head;
  job.is_secure = is_secure_;
  job.reserved = std::exchange(reserved_, 0);
  job.done = [self = shared_from_this()](Bytes&& bytes) {
    self->waiting_since_.reset();
    if (self->state_ == State::answering) self->send(std::move(bytes));
  };
  if (owner_.submit(job)) return;
  waiting_since_.reset();
  reserved_ = job.reserved;
  Response busy =
      problem(503, "Service Unavailable", "Слишком много запросов сразу. Повторите через несколько секунд.");
  busy.headers.emplace_back("Retry-After", "5");
  show_to_people(job.admission.request, busy);
  send_refusal(std::move(busy), true);
}

void Connection::refuse(const error_code& error) {
  if (error == http::error::header_limit) {
    return send_refusal(problem(431, "Request Header Fields Too Large", "Заголовки запроса слишком велики."),
                        false);
  }
  if (error == http::error::body_limit) {
    Response response = problem(413, "Content Too Large", "Это больше, чем принимается.");
    show_to_people(admission_.request, response);
    return send_refusal(std::move(response), false);
  }
  send_refusal(problem(400, "Bad Request", "Запрос записан с ошибкой."), false);
}

Wire Connection::wire() const {
  Wire wire;
  wire.keep_alive = keep_alive_;
  wire.is_http_1_0 = parser_ && parser_->is_header_done() && parser_->get().version() < 11;
  wire.is_tls = peer_.is_tls;
  return wire;
}

/// `may_go_on`: the request was read whole, so the next one can be found.
void Connection::send_refusal(Response response, bool may_go_on) {
  spdlog::debug("web: refused with {} peer={}", response.status, peer_.address);
  if (!may_go_on) keep_alive_ = false;
  Wire how = wire();
  how.is_head = is_head_taken_ && admission_.is_head;
  how.date = owner_.date();
  send(render(std::move(response), how));
}

/// Answers that nothing but a limit gives. 503 may have other causes: whoever gives it says so itself.
void Connection::note_limit_of(int status) {
  if (status == 408) owner_.note_limit(metrics::Limit::web_request_time);
  if (status == 413) owner_.note_limit(metrics::Limit::web_body);
  if (status == 429) owner_.note_limit(metrics::Limit::web_rate);
  if (status == 431) owner_.note_limit(metrics::Limit::web_header);
}

void Connection::send(Bytes&& bytes) {
  note_limit_of(bytes.status);
  state_ = State::writing;
  out_ = std::move(bytes);
  set_deadline(time_for(k_write_time_max, out_.body.size()));
  const std::array<asio::const_buffer, 2> parts{asio::buffer(out_.head), asio::buffer(out_.body)};
  transport_->write(parts, [self = shared_from_this()](const error_code& error, std::size_t) {
    if (self->state_ != State::writing) return;
    if (error) return self->close();
    self->after_sending();
  });
}

void Connection::after_sending() {
  out_ = {};
  parser_.reset();
  owner_.release(std::exchange(reserved_, 0));
  if (!keep_alive_) return end();
  if (owner_.is_stopping()) return close();
  state_ = State::idle;
  is_first_ = false;
  set_deadline(k_idle_time_max);
  feed();
}

/// Closing at once would take the answer away from a client that is still writing.
void Connection::end() {
  state_ = State::closing;
  set_deadline(k_close_time_max);
  transport_->end_writing([self = shared_from_this()](const error_code& error, std::size_t) {
    if (self->state_ != State::closing) return;
    if (error || self->peer_.is_tls) return self->close();
    self->drain();
  });
}

void Connection::drain() {
  if (is_reading_) return;  // Into the buffer; it comes here when it ends.
  buffer_.clear();
  transport_->read_some(buffer_.prepare(k_read_bytes),
                        [self = shared_from_this()](const error_code& error, std::size_t size) {
                          if (self->state_ != State::closing) return;
                          self->drained_ += size;
                          if (error || self->drained_ > k_close_bytes_max) return self->close();
                          self->drain();
                        });
}

}  // namespace elzhur::web
