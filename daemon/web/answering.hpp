// From an admitted request and its body to the bytes that are sent. Knows no sockets.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/web/head.hpp"
#include "daemon/web/reception.hpp"
#include "daemon/web/request.hpp"
#include "daemon/web/sign_in.hpp"
#include "journal/ids.hpp"

namespace elzhur::web {

/// How an answer is put on the wire.
struct Wire {
  bool keep_alive = true;
  bool is_http_1_0 = false;
  bool is_head = false;
  bool is_tls = false;
  std::string_view date{};  ///< As the Date header has it; empty: none.
};

/// A whole answer: header and body apart, so that nothing is copied.
struct Bytes {
  std::string head{};
  std::string body{};
  int status = 0;
};

/// Adds what every answer has: security headers, length, connection.
[[nodiscard]] Bytes render(Response&& response, const Wire& wire);
/// "Mon, 23 Nov 2026 18:30:00 GMT".
[[nodiscard]] std::string render_http_date(journal::Instant at);
/// An error of the server's own becomes a page when a browser asks.
void show_to_people(const Request& request, Response& response);

/// Any thread; several at once.
class Answering {
 public:
  using PersonOf = std::function<std::optional<journal::PersonId>(std::string_view name)>;

  /// `reception` outlives this. `person_of` may be empty.
  Answering(Reception& reception, std::vector<std::unique_ptr<Part>> parts, PersonOf person_of);

  /// Reads the form, checks its token, asks the parts, compresses. Never throws: what a part throws is 500
  /// and a line in the log.
  [[nodiscard]] Response answer(Admission&& admission, std::string&& body, const Peer& peer, bool secure);

 private:
  [[nodiscard]] std::optional<Response> take_form(Admission& admission, std::string&& body) const;
  [[nodiscard]] Response ask(Admission& admission, std::string&& body, const Peer& peer, bool secure);
  [[nodiscard]] std::string account_name(std::uint32_t uid);

  Reception& reception_;
  std::vector<std::unique_ptr<Part>> parts_;
  PersonOf person_of_;
  SignIn sign_in_;
  std::mutex mutex_;
  std::unordered_map<std::uint32_t, std::string> accounts_;
};

}  // namespace elzhur::web
