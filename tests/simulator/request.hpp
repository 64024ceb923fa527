// From the bytes of an HTTP request to what the site is asked (site.hpp), and small texts of HTTP. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "journal/error.hpp"
#include "journal/time.hpp"
#include "tests/simulator/site.hpp"

namespace elzhur::simulator {

inline constexpr std::size_t k_parameters_max = 200;
inline constexpr std::string_view k_session_cookie = "ej_sim_session";

struct RawRequest {
  std::string method = "GET";
  std::string target = "/";  ///< "/apiv3/getschedule?class=7%D0%90".
  std::string content_type{};
  std::string cookie{};
  std::string body{};
};

/// Query, segments `key.value` of a web path ("/journal-x-action/mode.excel"), and a form or JSON body
/// together; the body wins over the path, the path over the query. Values are valid UTF-8 afterwards; numbers
/// and booleans of JSON become texts. A body that is no JSON object gives no parameters. Fails with
/// ErrorKind::bad_input for more than k_parameters_max parameters.
[[nodiscard]] journal::Result<SiteRequest> parse_request(const RawRequest& raw);

/// %XX and, when `plus_is_space`, '+'; what is no escape stays.
[[nodiscard]] std::string percent_decoded(std::string_view text, bool plus_is_space);
/// Every byte but letters, digits and "-._~" as %XX.
[[nodiscard]] std::string percent_encoded(std::string_view text);
/// & < > " and ' as entities.
[[nodiscard]] std::string html_escaped(std::string_view text);
/// Every byte that is no UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);
/// Of ASCII letters.
[[nodiscard]] std::string ascii_lower(std::string_view text);
/// "Mon, 23 Nov 2026 15:30:00 GMT".
[[nodiscard]] std::string http_date(journal::Instant instant);
/// "23.11.2026 18:30" of the wall clock, with seconds ("18:30:05") when asked.
[[nodiscard]] std::string russian_time(const journal::TimeZone& zone, journal::Instant instant,
                                       bool with_seconds = false);
/// `yyyymmdd` or `yyyymmdd-yyyymmdd`, also with dots or hyphens inside the dates (`2026.09.01`); nothing
/// for anything else or when it ends before it begins.
[[nodiscard]] std::optional<journal::DateRange> parse_days(std::string_view text);
/// "20260901-20260907".
[[nodiscard]] std::string format_days(journal::DateRange days);

}  // namespace elzhur::simulator
