// The encodings that mail needs: base64, RFC 2047 words, RFC 2231 parameters. Pure; any bytes go in, ASCII
// comes out.
#pragma once

#include <string>
#include <string_view>

namespace elzhur::alerts {

/// The text with every byte that is no UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Base64 without line breaks.
[[nodiscard]] std::string base64(std::string_view bytes);
/// Base64 in lines of 76 characters, each ended by CRLF.
[[nodiscard]] std::string base64_lines(std::string_view bytes);

/// A value for an unstructured header or a display name, folded: as it is when it is short printable ASCII,
/// else in RFC 2047 words of at most 75 characters, cut between letters, in lines of at most 76. `column`:
/// where the value begins in its line. Line breaks and other control characters become spaces.
[[nodiscard]] std::string encode_header_text(std::string_view text, std::size_t column);

/// `; name="value"`, or for a value beyond plain ASCII `; name*=utf-8''...` in folded sections (RFC 2231).
[[nodiscard]] std::string encode_parameter(std::string_view name, std::string_view value);

}  // namespace elzhur::alerts
