#include "connectors/formats/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <iconv.h>

#include <fmt/format.h>

namespace elzhur::connectors {
namespace {

unsigned char byte_at(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

bool is_continuation(std::string_view text, std::size_t position) {
  return position < text.size() && (byte_at(text, position) & 0xC0U) == 0x80U;
}

/// Length of the well-formed sequence at `position` whose first byte is not ASCII, or 0.
std::size_t sequence_length(std::string_view text, std::size_t position) {
  const unsigned char lead = byte_at(text, position);
  if (lead < 0xC2 || lead > 0xF4 || !is_continuation(text, position + 1)) return 0;
  if (lead < 0xE0) return 2;
  const unsigned char second = byte_at(text, position + 1);
  if (!is_continuation(text, position + 2)) return 0;
  if (lead < 0xF0) {
    // Neither overlong forms nor surrogates (Unicode 15, table 3-7).
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
    return 3;
  }
  if (!is_continuation(text, position + 3)) return 0;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  return 4;
}

/// Skips ASCII, eight bytes at a time.
std::size_t skip_ascii(std::string_view text, std::size_t position) {
  while (position + 8 <= text.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + position, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
    position += 8;
  }
  while (position < text.size() && byte_at(text, position) < 0x80) ++position;
  return position;
}

/// An open iconv conversion to UTF-8.
class Conversion {
 public:
  explicit Conversion(const char* charset) : handle_(iconv_open("UTF-8", charset)) {}
  ~Conversion() {
    if (is_open()) iconv_close(handle_);
  }
  Conversion(const Conversion&) = delete;
  Conversion& operator=(const Conversion&) = delete;

  // iconv_open's failure is an integer dressed as a pointer.
  bool is_open() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }

  /// One step; false when iconv stopped for another reason than a full output.
  bool step(char*& in, std::size_t& in_left, char*& out, std::size_t& out_left) {
    return iconv(handle_, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1) || errno == E2BIG;
  }

 private:
  iconv_t handle_;
};

}  // namespace

Utf8Census take_utf8_census(std::string_view text) {
  Utf8Census census;
  for (std::size_t at = skip_ascii(text, 0); at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length > 0) {
      ++census.multibyte;
      at += length;
    } else {
      if (census.broken++ == 0) census.first_broken = at;
      ++at;
    }
    if (at < text.size() && byte_at(text, at) < 0x80) at = skip_ascii(text, at);
  }
  return census;
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = skip_ascii(text, 0); at < text.size(); at = skip_ascii(text, at)) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

void append_utf8(std::string& out, char32_t character) {
  if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) character = 0xFFFD;
  const auto put = [&out](char32_t byte) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xC0U | (character >> 6U));
    put(0x80U | (character & 0x3FU));
  } else if (character < 0x10000) {
    put(0xE0U | (character >> 12U));
    put(0x80U | ((character >> 6U) & 0x3FU));
    put(0x80U | (character & 0x3FU));
  } else {
    put(0xF0U | (character >> 18U));
    put(0x80U | ((character >> 12U) & 0x3FU));
    put(0x80U | ((character >> 6U) & 0x3FU));
    put(0x80U | (character & 0x3FU));
  }
}

void append_utf16le(std::string& out, std::string_view bytes) {
  const std::size_t units = bytes.size() / 2;
  const auto unit = [bytes](std::size_t index) -> char32_t {
    return byte_at(bytes, 2 * index) | static_cast<char32_t>(byte_at(bytes, 2 * index + 1)) << 8U;
  };
  for (std::size_t index = 0; index < units; ++index) {
    char32_t character = unit(index);
    if (character == 0) continue;
    if (character >= 0xD800 && character <= 0xDBFF && index + 1 < units) {
      const char32_t low = unit(index + 1);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        character = 0x10000 + ((character - 0xD800) << 10U) + (low - 0xDC00);
        ++index;
      }
    }
    append_utf8(out, character);
  }
}

journal::Result<SingleByteCharset> SingleByteCharset::load(const char* name) {
  SingleByteCharset charset;
  Conversion conversion(name);
  if (!conversion.is_open()) return refuse(fmt::format("кодировка {} неизвестна", name));
  for (std::size_t byte = 0; byte < 256; ++byte) {
    char source = static_cast<char>(static_cast<unsigned char>(byte));
    char* in = &source;
    std::size_t in_left = 1;
    Character& character = charset.characters_[byte];
    char* out = character.bytes.data();
    std::size_t out_left = character.bytes.size();
    if (!conversion.step(in, in_left, out, out_left) || in_left != 0) continue;
    character.length = static_cast<unsigned char>(character.bytes.size() - out_left);
  }
  // Every such encoding agrees with ASCII; one that does not (or has longer characters) is none.
  for (std::size_t byte = 1; byte < 128; ++byte) {
    const Character& character = charset.characters_[byte];
    if (character.length != 1 || static_cast<unsigned char>(character.bytes[0]) != byte) {
      return refuse(fmt::format("кодировка {} не поддерживается", name));
    }
  }
  return charset;
}

std::size_t SingleByteCharset::append(std::string& out, std::string_view bytes) const {
  std::size_t first_unknown = std::string_view::npos;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const Character& character = characters_[byte_at(bytes, at)];
    if (character.length == 0) {
      if (first_unknown == std::string_view::npos) first_unknown = at;
      append_utf8(out, 0xFFFD);
    } else {
      out.append(character.bytes.data(), character.length);
    }
  }
  return first_unknown;
}

journal::Result<std::string> convert_to_utf8(std::string_view text, const char* charset) {
  Conversion conversion(charset);
  if (!conversion.is_open()) return refuse(fmt::format("кодировка {} неизвестна", charset));
  std::string source(text);  // iconv wants to write through its input pointer's type
  char* in = source.data();
  std::size_t in_left = source.size();
  std::string result;
  std::array<char, 16384> buffer{};
  while (in_left > 0) {
    char* out = buffer.data();
    std::size_t out_left = buffer.size();
    const std::size_t before = in_left;
    const bool went_well = conversion.step(in, in_left, out, out_left);
    result.append(buffer.data(), buffer.size() - out_left);
    if (!went_well || in_left == before) {
      return refuse(
          fmt::format("текст не читается в кодировке {} с байта {}", charset, text.size() - in_left + 1));
    }
  }
  return result;
}

ByteOrderMark take_byte_order_mark(std::string_view& text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
    return ByteOrderMark::utf8;
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    const bool is_little = text.front() == '\xFF';
    text.remove_prefix(2);
    return is_little ? ByteOrderMark::utf16le : ByteOrderMark::utf16be;
  }
  return ByteOrderMark::none;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view k_no_break_space = "\xC2\xA0";
  constexpr std::string_view k_blanks = " \t\r\n\v\f";
  for (;;) {
    if (!text.empty() && k_blanks.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (text.starts_with(k_no_break_space)) {
      text.remove_prefix(2);
    } else {
      break;
    }
  }
  for (;;) {
    if (!text.empty() && k_blanks.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else if (text.ends_with(k_no_break_space)) {
      text.remove_suffix(2);
    } else {
      return text;
    }
  }
}

namespace {
char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}
}  // namespace

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool contains_ignoring_case(std::string_view text, std::string_view ascii_lower) {
  return std::search(text.begin(), text.end(), ascii_lower.begin(), ascii_lower.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

}  // namespace elzhur::connectors
