// Targets of requests and forms as values. Everything here is strict: what is doubtful is nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/web/request.hpp"

namespace elzhur::web {

/// More fields of a query or a form are refused.
inline constexpr std::size_t k_fields_max = 5000;

struct Target {
  std::string path{};
  Pairs query{};
};

/// Of "/path?query" or "http://host/path?query". Nothing when an escape is broken, a text is no UTF-8, holds
/// control characters (line breaks in values of the query are allowed), the path has a segment "." or "..", a
/// backslash or an escaped slash, or there are too many fields.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

/// application/x-www-form-urlencoded. Nothing as for parse_target. '+' is a space.
[[nodiscard]] std::optional<Pairs> parse_urlencoded(std::string_view text);

/// Escapes all but letters, digits and -._~: for one segment of a path or one value of a query.
[[nodiscard]] std::string escape_url(std::string_view text);

/// Whether a text is a path of this site that a redirect may lead to: begins with one slash, and no browser
/// can take it for another site.
[[nodiscard]] bool is_local_path(std::string_view text);

/// Whether it is UTF-8 without control characters but TAB and line breaks.
[[nodiscard]] bool is_plain_text(std::string_view text);

}  // namespace elzhur::web
