#include "daemon/web/header_text.hpp"

namespace elzhur::web {
namespace {

/// Takes `"..."` or a word off `rest`.
std::string take_value(std::string_view& rest) {
  std::string value;
  if (!rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    value = trimmed(rest.substr(0, end));
    rest.remove_prefix(end);
    return value;
  }
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    // Only these are escaped: others mean themselves, as in C:\new.xls of old browsers.
    const bool is_escaped = rest.size() > 1 && rest.front() == '\\' && (rest[1] == '"' || rest[1] == '\\');
    if (is_escaped) rest.remove_prefix(1);
    value += rest.front();
    rest.remove_prefix(1);
  }
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  return value;
}

}  // namespace

std::optional<std::string> parameter(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::size_t mark = list.find_first_of("=;");
    if (mark == std::string_view::npos) return std::nullopt;
    const std::string_view key = trimmed(list.substr(0, mark));
    const bool has_value = list[mark] == '=';
    list.remove_prefix(mark + 1);
    if (!has_value) continue;
    list.remove_prefix(std::min(list.find_first_not_of(" \t"), list.size()));
    std::string value = take_value(list);
    if (equal_ignoring_case(key, name)) return value;
    if (!list.empty()) list.remove_prefix(1);
  }
  return std::nullopt;
}

std::string host_without_port(std::string_view authority) {
  std::size_t end = authority.size();
  if (authority.starts_with('[')) {
    const std::size_t bracket = authority.find(']');
    if (bracket != std::string_view::npos) end = bracket + 1;
  } else {
    end = std::min(authority.find(':'), authority.size());
  }
  std::string host(authority.substr(0, end));
  for (char& c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return host;
}

}  // namespace elzhur::web
