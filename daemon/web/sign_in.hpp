// Signing in and out with a browser: /login, /logout. Not for who may do what: reception.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/web/head.hpp"
#include "daemon/web/reception.hpp"
#include "daemon/web/request.hpp"

namespace elzhur::web {

/// Any thread; checking a password takes long.
class SignIn {
 public:
  /// It must outlive this.
  explicit SignIn(Reception& reception) : reception_(reception) {}

  /// Nothing: the path is none of its own. `secure`: is_secure of the request.
  [[nodiscard]] std::optional<Response> answer(const Admission& admission, std::string_view throttle_key,
                                               bool secure);

 private:
  [[nodiscard]] Response show(const Admission& admission, int status, std::string_view complaint) const;
  [[nodiscard]] Response sign_in(const Admission& admission, std::string_view throttle_key, bool secure);
  [[nodiscard]] Response sign_out(const Admission& admission, bool secure);

  Reception& reception_;
  Throttle failed_peers_{{k_failed_sign_in_interval, k_failed_sign_in_burst}};
  Throttle failed_names_{{k_failed_sign_in_interval, k_failed_sign_in_burst}};
};

/// For text and for values in double quotes.
[[nodiscard]] std::string escape_html(std::string_view text);
/// A small page without script; Russian. `body` is HTML.
[[nodiscard]] std::string render_small_page(std::string_view title, std::string_view body);

}  // namespace elzhur::web
