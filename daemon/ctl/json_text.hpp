// What the service answered, read without trust: a member that is missing or of another type reads as
// nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "daemon/ctl/exit.hpp"

namespace elzhur::ctl {

using Json = nlohmann::json;

/// Of brackets inside brackets: the service's own answers have six.
inline constexpr std::size_t k_json_depth_max = 32;

/// Exit::internal when the text is no JSON or deeper than that.
[[nodiscard]] Outcome<Json> parse_json(std::string_view text);

/// The member; a null when there is none or `object` is none.
[[nodiscard]] const Json& member(const Json& object, std::string_view name);
/// The member as an array; an empty one else.
[[nodiscard]] const Json& list(const Json& object, std::string_view name);
/// A text, as one line that does nothing to a terminal; a number as digits; anything else is empty.
[[nodiscard]] std::string text(const Json& value);
[[nodiscard]] std::string text(const Json& object, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> integer(const Json& object, std::string_view name);
[[nodiscard]] bool flag(const Json& object, std::string_view name);

}  // namespace elzhur::ctl
