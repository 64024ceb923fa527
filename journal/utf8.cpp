#include "journal/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace elzhur::journal {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Whether `c` lies in one of the ranges, which are sorted and do not overlap.
template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t x, const Range& r) { return x < r.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

/// How many bytes a sequence that begins with `lead` has; 0 when none begins with it.
std::size_t sequence_length(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// The smallest code point that needs this many bytes: anything less is an overlong form.
constexpr std::array<char32_t, 5> k_least{0, 0, 0x80, 0x800, 0x10000};

/// What is not a letter, digit, mark of a letter, space or invisible character. Unicode 15 blocks of
/// punctuation and symbols; ª º ² ³ ¹ and fractions are taken for what they are used for, which is text.
constexpr std::array<Range, 34> k_symbols{{
    {0x21, 0x2F},        // ! to /
    {0x3A, 0x40},        // : to @
    {0x5B, 0x60},        // [ to `
    {0x7B, 0x7E},        // { to ~
    {0xA1, 0xA9},        // ¡ to ©
    {0xAB, 0xAC},        // « ¬
    {0xAE, 0xB1},        // ® to ±
    {0xB4, 0xB4},        // ´
    {0xB6, 0xB8},        // ¶ · ¸
    {0xBB, 0xBB},        // »
    {0xBF, 0xBF},        // ¿
    {0xD7, 0xD7},        // ×
    {0xF7, 0xF7},        // ÷
    {0x2B0, 0x36F},      // modifier letters and combining marks: alone they say nothing
    {0x482, 0x489},      // Cyrillic thousands sign and combining marks
    {0x55A, 0x55F},      // Armenian punctuation
    {0x589, 0x58A},      // Armenian full stop and hyphen
    {0x2010, 0x2027},    // dashes, quotes, bullets, …
    {0x2030, 0x205E},    // ‰ to vertical four dots
    {0x207A, 0x207E},    // superscript + to )
    {0x208A, 0x208E},    // subscript + to )
    {0x20A0, 0x20F0},    // currency signs and combining marks for symbols
    {0x2100, 0x214F},    // letter-like symbols: № ™
    {0x2190, 0x245F},    // arrows, mathematics, technical, control pictures, OCR
    {0x2500, 0x2BFF},    // boxes, shapes, dingbats, arrows, stars
    {0x2E00, 0x2E7F},    // supplemental punctuation
    {0x3001, 0x3004},    // CJK punctuation
    {0x3008, 0x3030},    // CJK brackets and dashes
    {0xE000, 0xF8FF},    // private use: pictures of some font
    {0xFE00, 0xFE6F},    // variation selectors, compatibility punctuation
    {0xFF01, 0xFF0F},    // full-width punctuation
    {0xFF1A, 0xFF20},    // full-width punctuation
    {0x1F000, 0x1FAFF},  // emoji and pictographs
    {0xE0000, 0xE01EF},  // tags and variation selectors
}};

constexpr std::array<Range, 9> k_invisible{{
    {0x00, 0x08},
    {0x0E, 0x1F},
    {0x7F, 0x84},
    {0x86, 0x9F},
    {0xAD, 0xAD},      // soft hyphen
    {0x200B, 0x200F},  // zero width, direction marks
    {0x202A, 0x202E},  // direction embeddings
    {0x2060, 0x206F},  // word joiner, isolates, deprecated formats
    {0xFEFF, 0xFEFF},  // byte order mark
}};

}  // namespace

char32_t take_code_point(std::string_view& text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  const std::size_t length = sequence_length(lead);
  if (length == 1) {
    text.remove_prefix(1);
    return lead;
  }
  if (length == 0 || text.size() < length) {
    text.remove_prefix(1);
    return k_replacement;
  }
  char32_t c = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0U) != 0x80U) {
      text.remove_prefix(1);
      return k_replacement;
    }
    c = (c << 6U) | (next & 0x3FU);
  }
  const bool scalar = c >= k_least[length] && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
  text.remove_prefix(scalar ? length : 1);
  return scalar ? c : k_replacement;
}

void append_code_point(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value)));
  };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0U | (c >> 6U));
    byte(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0U | (c >> 12U));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  } else {
    byte(0xF0U | (c >> 18U));
    byte(0x80U | ((c >> 12U) & 0x3FU));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  }
}

char32_t lower(char32_t c) {
  if (c < 0x80) return c >= U'A' && c <= U'Z' ? c + 0x20 : c;
  if (c >= 0xC0 && c <= 0xDE) return c == 0xD7 ? c : c + 0x20;
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;  // А to Я
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;  // Ё and the letters of Russia's neighbours
  // From here on capitals and small letters alternate.
  if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return (c & 1U) != 0 ? c + 1 : c;
  if (c == 0x178) return 0xFF;  // Ÿ
  if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F)) return c | 1U;
  if (c == 0x4C0) return 0x4CF;  // palochka
  if (c >= 0x4C1 && c <= 0x4CE) return (c & 1U) != 0 ? c + 1 : c;
  return c;
}

bool is_space(char32_t c) {
  switch (c) {
    case 0x09:
    case 0x0A:
    case 0x0B:
    case 0x0C:
    case 0x0D:
    case 0x20:
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return true;
    default:
      return c >= 0x2000 && c <= 0x200A;
  }
}

bool is_invisible(char32_t c) { return within(k_invisible, c); }

bool is_letter_or_digit(char32_t c) {
  if (is_space(c) || is_invisible(c)) return false;
  return !within(k_symbols, c);
}

bool is_valid_utf8(std::string_view text) {
  constexpr std::string_view k_written_replacement = "\xEF\xBF\xBD";
  while (!text.empty()) {
    const bool is_written = text.starts_with(k_written_replacement);
    if (take_code_point(text) == k_replacement && !is_written) return false;
  }
  return true;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    static_cast<void>(take_code_point(text));
    ++count;
  }
  return count;
}

}  // namespace elzhur::journal
