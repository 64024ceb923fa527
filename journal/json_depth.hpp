// How deep a text of JSON goes, told before anything is built of it. Not a parser.
#pragma once

#include <cstddef>
#include <string_view>

namespace elzhur::journal {

/// Whether brackets stand in brackets more than `depth_max` deep; brackets in strings do not count. Of a text
/// that is no JSON it says no less than what a parser would meet before it stops.
[[nodiscard]] bool is_json_deeper(std::string_view text, std::size_t depth_max);

}  // namespace elzhur::journal
