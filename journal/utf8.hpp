// UTF-8 one code point at a time, and the few properties of letters that names need. Latin and Cyrillic only:
// school journals hold nothing else, and a full Unicode library would be 36 MB for it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace elzhur::journal {

/// Stands for bytes that are no UTF-8.
inline constexpr char32_t k_replacement = 0xFFFD;

/// Takes the first code point off `text`, which must not be empty. Overlong forms, surrogates, cut-off
/// sequences and stray bytes give k_replacement, one for each byte that cannot be used.
[[nodiscard]] char32_t take_code_point(std::string_view& text);

/// Requires: a Unicode scalar value.
void append_code_point(std::string& out, char32_t c);

/// Lower case of Latin (to U+017F) and Cyrillic letters; every other code point is itself.
[[nodiscard]] char32_t lower(char32_t c);

/// Letters and digits of any script that a journal may hold: a code point that is not known to be
/// punctuation, a symbol, a space or invisible counts as one. So does k_replacement: it may have been a
/// letter.
[[nodiscard]] bool is_letter_or_digit(char32_t c);

/// Blank in the eyes of a reader: spaces of every width, TAB, line breaks.
[[nodiscard]] bool is_space(char32_t c);

/// Without a width or a meaning of its own: controls, soft hyphen, zero-width characters, bidi marks, BOM.
[[nodiscard]] bool is_invisible(char32_t c);

/// Whether every byte of the text belongs to a code point written in the one allowed way.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// How many code points the text has.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

}  // namespace elzhur::journal
