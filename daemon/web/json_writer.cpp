#include "daemon/web/json_writer.hpp"

#include <array>
#include <charconv>

#include "journal/utf8.hpp"

namespace elzhur::web {

void JsonWriter::separate() {
  if (needs_comma_) text_ += ',';
  needs_comma_ = true;
}

void JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  needs_comma_ = false;
}

void JsonWriter::close(char bracket) {
  text_ += bracket;
  needs_comma_ = true;
}

void JsonWriter::raw(std::string_view token) {
  separate();
  text_ += token;
}

void JsonWriter::integer(std::int64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  raw({digits.data(), end.ptr});
}

void JsonWriter::key(std::string_view name) {
  separate();
  quoted(name);
  text_ += ':';
  needs_comma_ = false;
}

void JsonWriter::value(std::string_view text) {
  separate();
  if (journal::is_valid_utf8(text)) return quoted(text);
  std::string repaired;
  while (!text.empty()) journal::append_code_point(repaired, journal::take_code_point(text));
  quoted(repaired);
}

void JsonWriter::quoted(std::string_view text) {
  constexpr std::string_view k_hex = "0123456789abcdef";
  text_ += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    text_.append(text, done, i - done);
    done = i + 1;
    if (byte == '"' || byte == '\\') {
      text_ += '\\';
      text_ += text[i];
    } else {
      text_ += "\\u00";
      text_ += k_hex[byte >> 4U];
      text_ += k_hex[byte & 15U];
    }
  }
  text_.append(text, done);
  text_ += '"';
}

}  // namespace elzhur::web
