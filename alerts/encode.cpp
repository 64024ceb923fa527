#include "alerts/encode.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "journal/utf8.hpp"

namespace elzhur::alerts {
namespace {

constexpr std::string_view k_word_begin = "=?utf-8?B?";
constexpr std::string_view k_word_end = "?=";
constexpr std::size_t k_word_max = 75;          // RFC 2047, section 2.
constexpr std::size_t k_encoded_line_max = 76;  // The same, for a line that holds an encoded word.
constexpr std::size_t k_base64_line_max = 76;   // RFC 2045, section 6.8.
constexpr std::size_t k_parameter_section_max = 60;

/// Printable ASCII and no line break: what may stand in a header as it is.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// On one line, and valid.
std::string header_line(std::string_view text) {
  std::string line = valid_utf8(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The longest beginning of `text` of at most `bytes_max` bytes that ends between letters.
std::string_view head_of(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

std::string encoded_words(std::string_view text, std::size_t column) {
  std::string out;
  while (!text.empty()) {
    const std::size_t room =
        std::min(k_word_max, k_encoded_line_max - std::min(column, k_encoded_line_max - 24));
    const std::size_t payload = (room - k_word_begin.size() - k_word_end.size()) / 4 * 3;
    const std::string_view piece = head_of(text, payload);
    if (!out.empty()) out += "\r\n ";
    out += k_word_begin;
    out += base64(piece);
    out += k_word_end;
    text.remove_prefix(piece.size());
    column = 1;
  }
  return out;
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) journal::append_code_point(out, journal::take_code_point(text));
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view k_alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t triple = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      triple = (triple << 8U) | (i < have ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= have ? k_alphabet[(triple >> (18U - 6U * static_cast<unsigned>(i))) & 0x3FU] : '=';
    }
  }
  return out;
}

std::string base64_lines(std::string_view bytes) {
  const std::string whole = base64(bytes);
  std::string out;
  out.reserve(whole.size() + whole.size() / k_base64_line_max * 2 + 2);
  for (std::size_t at = 0; at < whole.size(); at += k_base64_line_max) {
    out.append(whole, at, k_base64_line_max);
    out += "\r\n";
  }
  return out;
}

std::string encode_header_text(std::string_view text, std::size_t column) {
  const std::string line = header_line(text);
  const bool has_edge_space = !line.empty() && (line.front() == ' ' || line.back() == ' ');
  const bool looks_encoded = line.find("=?") != std::string::npos;
  if (is_plain(line) && !has_edge_space && !looks_encoded && column + line.size() <= k_encoded_line_max)
    return line;
  return encoded_words(line, column);
}

std::string encode_parameter(std::string_view name, std::string_view value) {
  const std::string line = header_line(value);
  const bool is_quotable = is_plain(line) && line.find_first_of("\"\\%*'") == std::string::npos;
  if (is_quotable && line.size() <= k_parameter_section_max)
    return fmt::format(";\r\n {}=\"{}\"", name, line);
  std::vector<std::string> sections{"utf-8''"};
  for (const char c : line) {
    const bool is_safe = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                         c == '.' || c == '-' || c == '_';
    if (sections.back().size() >= k_parameter_section_max && !is_continuation(c)) sections.emplace_back();
    sections.back() += is_safe ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  if (sections.size() == 1) return fmt::format(";\r\n {}*={}", name, sections.front());
  std::string out;
  for (std::size_t i = 0; i < sections.size(); ++i)
    out += fmt::format(";\r\n {}*{}*={}", name, i, sections[i]);
  return out;
}

}  // namespace elzhur::alerts
