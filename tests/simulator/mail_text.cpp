// mail.hpp: the encodings of headers and bodies.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>

#include "tests/simulator/mail.hpp"
#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

struct Word {
  std::string text;
  std::size_t length = 0;  ///< Of its spelling; 0: there is none.
};

/// "=?utf-8?B?0JA=?=" at the beginning of the text.
Word take_word(std::string_view text) {
  // A word has 75 characters at most; some writers know better.
  constexpr std::size_t k_word_max = 1000;
  text = text.substr(0, k_word_max);
  if (text.rfind("=?", 0) != 0) return {};
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() ||
      text[charset_end + 2] != '?') {
    return {};
  }
  const std::size_t begin = charset_end + 3;
  const std::size_t end = text.find("?=", begin);
  if (end == std::string_view::npos) return {};
  const std::string_view payload = text.substr(begin, end - begin);
  if (payload.find_first_of(" \t\r\n?") != std::string_view::npos) return {};
  const char encoding = text[charset_end + 1];
  if (encoding == 'B' || encoding == 'b') return {base64_decoded(payload), end + 2};
  if (encoding == 'Q' || encoding == 'q') return {quoted_printable_decoded(payload, true), end + 2};
  return {};
}

/// Parameters of a field as they are written, by their whole names in lower case: "filename*0*".
std::map<std::string, std::string> parameters_of(std::string_view field) {
  std::map<std::string, std::string> found;
  std::size_t at = std::min(field.find(';'), field.size());
  while (at < field.size() && found.size() < 100) {
    ++at;
    const std::size_t equal = field.find('=', at);
    if (equal == std::string_view::npos) break;
    const std::string name = ascii_lower(trimmed(field.substr(at, equal - at)));
    std::size_t i = equal + 1;
    while (i < field.size() && is_blank(field[i])) ++i;
    std::string value;
    if (i < field.size() && field[i] == '"') {
      for (++i; i < field.size() && field[i] != '"'; ++i) {
        if (field[i] == '\\' && i + 1 < field.size()) ++i;
        value += field[i];
      }
      at = std::min(field.find(';', i), field.size());
    } else {
      at = std::min(field.find(';', i), field.size());
      value = trimmed(field.substr(i, at - i));
    }
    found.emplace(name, value);
  }
  return found;
}

}  // namespace

std::string base64_decoded(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const int value = base64_value(c);
    if (value < 0) continue;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
    }
  }
  return out;
}

std::string quoted_printable_decoded(std::string_view text, bool underscore_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' && underscore_is_space) {
      out += ' ';
    } else if (text[i] != '=') {
      out += text[i];
    } else if (i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else if (text.substr(i + 1, 2) == "\r\n") {
      i += 2;
    } else if (text.substr(i + 1, 1) == "\n") {
      i += 1;
    } else {
      out += '=';
    }
  }
  return out;
}

std::string decoded_header(std::string_view value) {
  std::string out;
  bool after_word = false;
  std::string blanks;  // between two words they mean nothing
  value = trimmed(value);
  while (!value.empty()) {
    if (is_blank(value.front())) {
      // A folded line goes on behind its blanks: the break itself is none of them.
      if (value.front() != '\r' && value.front() != '\n') blanks += value.front();
      value.remove_prefix(1);
      continue;
    }
    const Word word = take_word(value);
    if (word.length == 0 || !after_word) out += blanks;
    blanks.clear();
    after_word = word.length != 0;
    if (after_word) {
      out += word.text;
      value.remove_prefix(word.length);
    } else {
      out += value.front();
      value.remove_prefix(1);
    }
  }
  return valid_utf8(out);
}

std::string header_parameter(std::string_view field, std::string_view name) {
  const auto parameters = parameters_of(field);
  const auto plain = parameters.find(std::string(name));
  const auto without_charset = [](std::string_view text) {
    const std::size_t first = text.find('\'');
    const std::size_t second = first == std::string_view::npos ? first : text.find('\'', first + 1);
    return second == std::string_view::npos ? text : text.substr(second + 1);
  };
  std::string joined;
  if (const auto whole = parameters.find(std::string(name) + "*"); whole != parameters.end()) {
    joined = percent_decoded(without_charset(whole->second), false);
  }
  for (std::size_t section = 0; joined.empty() || section > 0; ++section) {
    const std::string key = std::string(name) + "*" + std::to_string(section);
    const auto encoded = parameters.find(key + "*");
    const auto literal = parameters.find(key);
    if (encoded != parameters.end()) {
      const std::string_view text = encoded->second;
      joined += percent_decoded(section == 0 ? without_charset(text) : text, false);
    } else if (literal != parameters.end()) {
      joined += literal->second;
    } else {
      break;
    }
  }
  if (joined.empty() && plain != parameters.end()) return decoded_header(plain->second);
  return valid_utf8(joined);
}

}  // namespace elzhur::simulator
