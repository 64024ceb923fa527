// What connectors need of HTTP: one request, one answer, both bounded. The port; daemon/net implements it.
// Not for redirects to other hosts, uploads or streams.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "journal/secret.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

/// A longer body is HttpTrouble::too_large.
inline constexpr std::size_t k_http_body_bytes_max = std::size_t{32} << 20U;

/// A name and a value as they stand, not yet encoded. A secret's value is used and then forgotten: it is in
/// no text that the client gives back.
struct HttpParameter {
  std::string name;
  std::string value;
  journal::Secret secret{};  ///< Not empty: the value is this one.
};

struct HttpRequest {
  /// Without query: "https://school.eljur.ru/apiv3/getschedule".
  std::string url;
  std::vector<HttpParameter> query{};
  /// Not empty: POST, sent as application/x-www-form-urlencoded.
  std::vector<HttpParameter> form{};
};

struct HttpAnswer {
  int status = 0;
  std::string content_type{};                         ///< Lower case, without parameters.
  std::string body{};                                 ///< Decoded (gzip, br).
  std::optional<journal::Instant> date{};             ///< Of the header Date.
  std::optional<std::chrono::seconds> retry_after{};  ///< Of Retry-After, seconds or date made relative.
  /// On the client's monotonic clock: when the request was about to be sent, and when the answer was
  /// complete.
  std::chrono::milliseconds sent{};
  std::chrono::milliseconds done{};
};

/// Why there is no answer.
enum class HttpTrouble : std::uint8_t {
  connect,    ///< No such host, refused, no route.
  timeout,    ///< Not complete in time.
  cut,        ///< The connection ended before the answer did.
  tls,        ///< The other side cannot show who it is: a person must look.
  too_large,  ///< More than k_http_body_bytes_max, or headers beyond all measure.
  other,
};

struct HttpFailure {
  HttpTrouble trouble = HttpTrouble::other;
  std::string text{};  ///< English, for the log; holds no URL, query or secret.
  std::chrono::milliseconds done{};
};

/// For one thread; keeps cookies and connections between requests.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Sends and waits, within the client's own time limits. Redirects are not followed: the answer is the 3xx.
  [[nodiscard]] virtual tl::expected<HttpAnswer, HttpFailure> send(const HttpRequest& request) = 0;
  /// Milliseconds on a clock that only goes forward.
  [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
  /// Waits; returns at once, and false, when the program is about to stop.
  [[nodiscard]] virtual bool wait(std::chrono::milliseconds duration) = 0;
  /// Forgets the cookies: a new sign-in follows.
  virtual void forget_cookies() = 0;
};

}  // namespace elzhur::connectors
