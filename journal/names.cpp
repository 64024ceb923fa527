#include "journal/names.hpp"

#include <array>
#include <cstdint>

#include "journal/utf8.hpp"

namespace elzhur::journal {
namespace {

/// Whether the text is plainly in normal form: printable ASCII and the common Cyrillic letters, single spaces
/// inside. Most cells are, and need no decoding. False says nothing.
bool is_plainly_normal(std::string_view text) {
  bool after_space = true;  // A space at the beginning is not normal.
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte == ' ') {
      if (after_space) return false;
      after_space = true;
      continue;
    }
    after_space = false;
    if (byte > ' ' && byte < 0x7F) continue;
    if (byte != 0xD0 && byte != 0xD1) return false;
    if (++i == text.size() || (static_cast<std::uint8_t>(text[i]) & 0xC0U) != 0x80U) return false;
  }
  return text.empty() || !after_space;
}

/// Files made on a Mac write й and ё as a letter with a separate mark; 0 when the two are no such letter.
char32_t composed(char32_t letter, char32_t mark) {
  constexpr char32_t k_breve = 0x306;
  constexpr char32_t k_diaeresis = 0x308;
  if (mark == k_breve && letter == U'и') return U'й';
  if (mark == k_breve && letter == U'И') return U'Й';
  if (mark == k_diaeresis && letter == U'е') return U'ё';
  if (mark == k_diaeresis && letter == U'Е') return U'Ё';
  // A mark said twice is said once: or else taking ё for е would leave a letter and a mark to compose again.
  const bool said = (mark == k_breve && (letter == U'й' || letter == U'Й')) ||
                    (mark == k_diaeresis && (letter == U'ё' || letter == U'Ё'));
  return said ? letter : 0;
}

bool is_quote_or_hyphen(char32_t c) {
  switch (c) {
    case U'"':
    case U'\'':
    case U'`':
    case U'«':
    case U'»':
    case U'‘':
    case U'’':
    case U'‚':
    case U'‛':
    case U'“':
    case U'”':
    case U'„':
    case U'‟':
    case U'‹':
    case U'›':
    case U'′':
    case U'″':
    case U'-':
    case U'‐':
    case U'‑':
    case U'‒':
    case U'–':
    case U'—':
    case U'―':
    case U'−':
      return true;
    default:
      return false;
  }
}

/// The Cyrillic letter that a lower-case Latin one is mistaken for, in its capital or its small form.
char32_t cyrillic_look_alike(char32_t c) {
  switch (c) {
    case U'a':
      return U'а';
    case U'b':
      return U'в';
    case U'c':
      return U'с';
    case U'e':
      return U'е';
    case U'h':
      return U'н';
    case U'k':
      return U'к';
    case U'm':
      return U'м';
    case U'o':
      return U'о';
    case U'p':
      return U'р';
    case U't':
      return U'т';
    case U'x':
      return U'х';
    case U'y':
      return U'у';
    default:
      return c;
  }
}

char32_t folded(char32_t c) {
  const char32_t small = lower(c);
  return small == U'ё' ? U'е' : small;
}

}  // namespace

std::string normalise_text(std::string_view text) {
  if (is_plainly_normal(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  bool space_due = false;
  std::size_t last_at = 0;  // Where the last code point of `out` begins.
  char32_t last = 0;
  while (!text.empty()) {
    const char32_t c = take_code_point(text);
    if (is_space(c)) {
      space_due = !out.empty();
      continue;
    }
    if (is_invisible(c)) continue;
    if (const char32_t whole = space_due ? 0 : composed(last, c); whole != 0) {
      out.resize(last_at);
      append_code_point(out, whole);
      last = whole;
      continue;
    }
    if (space_due) out.push_back(' ');
    space_due = false;
    last_at = out.size();
    last = c;
    append_code_point(out, c);
  }
  return out;
}

std::string fold(std::string_view text) {
  const std::string normal = normalise_text(text);
  std::string out;
  out.reserve(normal.size());
  for (std::string_view rest = normal; !rest.empty();) append_code_point(out, folded(take_code_point(rest)));
  return out;
}

std::string fold_class(std::string_view class_name) {
  const std::string normal = normalise_text(class_name);
  std::string out;
  out.reserve(normal.size());
  for (std::string_view rest = normal; !rest.empty();) {
    const char32_t c = take_code_point(rest);
    if (c == U' ' || is_quote_or_hyphen(c)) continue;
    append_code_point(out, cyrillic_look_alike(folded(c)));
  }
  // Dropping what stood between a letter and a mark may have brought them together.
  return fold(out);
}

bool is_placeholder(std::string_view text) {
  bool visible = false;
  while (!text.empty()) {
    const char32_t c = take_code_point(text);
    if (is_letter_or_digit(c)) return false;
    visible = visible || !(is_space(c) || is_invisible(c));
  }
  return visible;
}

}  // namespace elzhur::journal
