#include "daemon/web/url.hpp"

#include <algorithm>

#include "journal/utf8.hpp"

namespace elzhur::web {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '+' && plus_is_space) {
      decoded += ' ';
    } else if (c != '%') {
      decoded += c;
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::optional<std::string> parse_path(std::string_view raw) {
  if (!raw.starts_with('/')) return std::nullopt;
  std::string path;
  std::string_view rest = raw;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // The slash.
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const auto segment = decode(rest.substr(0, end), false);
    if (!segment || *segment == "." || *segment == "..") return std::nullopt;
    if (segment->find_first_of("/\\") != std::string::npos) return std::nullopt;
    path += '/';
    path += *segment;
    rest.remove_prefix(end);
  }
  if (!journal::is_valid_utf8(path) || std::any_of(path.begin(), path.end(), is_control)) return std::nullopt;
  return path;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    target.remove_prefix(std::min(target.find('/'), target.size()));
  }
  target = target.substr(0, target.find('#'));
  const std::size_t mark = std::min(target.find('?'), target.size());
  auto path = parse_path(target.substr(0, mark));
  if (!path) return std::nullopt;
  auto query = parse_urlencoded(mark < target.size() ? target.substr(mark + 1) : std::string_view());
  if (!query) return std::nullopt;
  return Target{*std::move(path), *std::move(query)};
}

std::optional<Pairs> parse_urlencoded(std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (field.empty()) continue;
    if (pairs.size() == k_fields_max) return std::nullopt;
    const std::size_t sign = std::min(field.find('='), field.size());
    auto name = decode(field.substr(0, sign), true);
    auto value = decode(sign < field.size() ? field.substr(sign + 1) : std::string_view(), true);
    if (!name || !value || !is_plain_text(*name) || !is_plain_text(*value)) return std::nullopt;
    pairs.emplace_back(*std::move(name), *std::move(value));
  }
  return pairs;
}

std::string escape_url(std::string_view text) {
  constexpr std::string_view k_digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~").find(c) != std::string_view::npos;
    if (is_plain) {
      escaped += c;
      continue;
    }
    escaped += '%';
    escaped += k_digits[static_cast<unsigned char>(c) >> 4U];
    escaped += k_digits[static_cast<unsigned char>(c) & 0xFU];
  }
  return escaped;
}

bool is_local_path(std::string_view text) {
  const auto is_bad = [](char c) {
    return is_control(c) || c == '\\' || c == ' ' || static_cast<unsigned char>(c) > 0x7E;
  };
  return text.starts_with('/') && !text.starts_with("//") && text.size() <= 2000 &&
         std::none_of(text.begin(), text.end(), is_bad);
}

bool is_plain_text(std::string_view text) {
  return journal::is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return is_control(c) && c != '\t' && c != '\n' && c != '\r';
         });
}

}  // namespace elzhur::web
