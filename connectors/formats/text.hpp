// Characters: which encoding a text is in, and from there to UTF-8. Inner to the format readers.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "journal/error.hpp"

namespace elzhur::connectors {

/// A refusal of the file in words for a person at a school.
[[nodiscard]] inline tl::unexpected<journal::Error> refuse(std::string text) {
  return journal::failure(journal::ErrorKind::bad_input, std::move(text));
}

/// How far a text is UTF-8.
struct Utf8Census {
  std::size_t multibyte = 0;  ///< Well-formed sequences of two bytes and more.
  std::size_t broken = 0;     ///< Bytes outside ASCII that belong to no such sequence.
  std::size_t first_broken = std::string_view::npos;
};
[[nodiscard]] Utf8Census take_utf8_census(std::string_view text);
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// Appends one character; what is none (a lone surrogate, beyond U+10FFFF) becomes U+FFFD.
void append_utf8(std::string& out, char32_t character);
/// Appends UTF-16LE as UTF-8; lone surrogates become U+FFFD, zero characters are dropped.
void append_utf16le(std::string& out, std::string_view bytes);

/// An encoding of one byte per character, such as CP1251 or CP866.
class SingleByteCharset {
 public:
  /// `name` as iconv knows it. Fails when it does not, or when it is no such encoding.
  [[nodiscard]] static journal::Result<SingleByteCharset> load(const char* name);

  /// Appends `bytes` as UTF-8. Returns the position of the first byte that the encoding does not
  /// know (which is then given as U+FFFD), or npos.
  std::size_t append(std::string& out, std::string_view bytes) const;

 private:
  struct Character {
    std::array<char, 4> bytes{};
    unsigned char length = 0;  ///< 0: the encoding does not know this byte.
  };
  std::array<Character, 256> characters_{};
};

/// The whole text by iconv; fails on the first sequence that `charset` does not know.
[[nodiscard]] journal::Result<std::string> convert_to_utf8(std::string_view text, const char* charset);

/// What stands before the first character of a text: nothing, or a byte order mark.
enum class ByteOrderMark { none, utf8, utf16le, utf16be };
/// Drops the mark.
ByteOrderMark take_byte_order_mark(std::string_view& text);

/// Without line breaks, tabs and (also no-break) spaces at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
/// ASCII only.
[[nodiscard]] bool equals_ignoring_case(std::string_view left, std::string_view right);
[[nodiscard]] bool contains_ignoring_case(std::string_view text, std::string_view ascii_lower);

}  // namespace elzhur::connectors
