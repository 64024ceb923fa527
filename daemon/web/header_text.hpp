// Small pieces of HTTP headers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace elzhur::web {

[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Of ASCII letters.
[[nodiscard]] inline bool equal_ignoring_case(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

/// Every item between the separators, trimmed; empty ones are left out.
template <typename Do>
void for_each_item(std::string_view list, char separator, Do&& action) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(separator), list.size());
    const std::string_view item = trimmed(list.substr(0, end));
    if (!item.empty()) action(item);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

/// The value of `name` in a list such as `form-data; name="file"; filename="a \"b\".xls"` or a Cookie header,
/// unquoted. Nothing when it is not there. The first one counts.
[[nodiscard]] std::optional<std::string> parameter(std::string_view list, std::string_view name);

/// Without the port: "monitor.school.example:8443" -> "monitor.school.example", "[::1]:9841" -> "[::1]", in
/// lower case.
[[nodiscard]] std::string host_without_port(std::string_view authority);

}  // namespace elzhur::web
