#include "connectors/cell_text.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::FillState;

constexpr std::string_view k_no_break_space = "\u00A0";

constexpr bool is_ascii_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The character at the front of valid UTF-8 and its length; a byte that begins none counts as itself.
struct Character {
  char32_t code = 0;
  std::size_t length = 1;
};
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t lead = byte(0);
  if (lead < 0xC0 || text.size() < 2) return {lead, 1};
  if (lead < 0xE0) return {((lead & 0x1FU) << 6U) | (byte(1) & 0x3FU), 2};
  if (lead < 0xF0 && text.size() >= 3) {
    return {((lead & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU), 3};
  }
  return {lead, text.size() >= 4 ? std::size_t{4} : std::size_t{1}};
}

/// Lower case of Latin and Russian letters, ё as е; everything else as it is.
char32_t lower(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c >= U'А' && c <= U'Я') return c + 32;
  if (c == U'Ё' || c == U'ё') return U'е';
  return c;
}

bool is_plain_letter_or_digit(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') ||
         (c >= U'А' && c <= U'я') || c == U'Ё' || c == U'ё';
}

/// The number that is the whole text: "3", "3.0", "0,5".
std::optional<double> parse_number(std::string_view text) {
  constexpr std::size_t k_number_bytes_max = 24;
  if (text.empty() || text.size() > k_number_bytes_max) return std::nullopt;
  if (text.front() < '0' || text.front() > '9') return std::nullopt;  // No "nan", no "inf", nothing below 0.
  std::string with_point(text);
  std::replace(with_point.begin(), with_point.end(), ',', '.');
  double value = 0;
  const char* end = with_point.data() + with_point.size();
  const auto [at, error] = std::from_chars(with_point.data(), end, value);
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

/// Texts that say that nothing is known: they neither prove nor disprove an entry.
bool says_nothing(std::string_view folded) {
  return folded.starts_with("не ") || folded.starts_with("нет ") || folded.starts_with("0");
}

}  // namespace

std::string_view trim_blank(std::string_view text) {
  for (;;) {
    if (!text.empty() && is_ascii_blank(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(k_no_break_space)) {
      text.remove_prefix(k_no_break_space.size());
    } else {
      break;
    }
  }
  for (;;) {
    if (!text.empty() && is_ascii_blank(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(k_no_break_space)) {
      text.remove_suffix(k_no_break_space.size());
    } else {
      return text;
    }
  }
}

std::optional<std::string_view> drop_prefix_folded(std::string_view text, std::string_view prefix) {
  while (!prefix.empty()) {
    if (text.empty()) return std::nullopt;
    const Character wanted = first_character(prefix);
    const Character found = first_character(text);
    if (lower(found.code) != wanted.code) return std::nullopt;
    prefix.remove_prefix(wanted.length);
    text.remove_prefix(found.length);
  }
  return text;
}

std::string canonical(std::string_view text) {
  const std::string folded = journal::fold(text);
  std::string out;
  std::string_view rest = folded;
  while (!rest.empty()) {
    const Character character = first_character(rest);
    if (is_plain_letter_or_digit(character.code) || character.code == U'№' || character.code == U'%') {
      out.append(rest.substr(0, character.length));
    }
    rest.remove_prefix(std::min(character.length, rest.size()));
  }
  return out;
}

std::string label(std::string_view name) {
  std::string text = journal::normalise_text(name);
  if (text.size() <= k_label_bytes_max) return text;
  constexpr std::string_view k_more = "…";
  std::size_t end = k_label_bytes_max - k_more.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  text += k_more;
  return text;
}

std::string quoted_if_harmless(std::string_view text) {
  constexpr std::size_t k_quote_bytes_max = 24;
  text = trim_blank(text);
  if (text.empty() || text.size() > k_quote_bytes_max) return {};
  if (text.find_first_not_of("0123456789.:-/ ") != std::string_view::npos) return {};
  return fmt::format(" «{}»", text);
}

std::optional<int> parse_lesson_number(std::string_view text) {
  constexpr int k_lesson_number_max = 30;
  text = trim_blank(text);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > k_lesson_number_max) return std::nullopt;
  std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (rest.empty() || rest == ".0" || rest == ".") return number;
  if (const auto after = drop_prefix_folded(rest, "-й")) rest = *after;
  rest = trim_blank(rest);
  if (rest.empty()) return number;
  const auto after = drop_prefix_folded(rest, "урок");
  return after && after->empty() ? std::optional(number) : std::nullopt;
}

TextClassifier::TextClassifier(const std::vector<std::string>& declared_none) {
  for (const std::string& text : declared_none) {
    std::string folded = journal::fold(text);
    while (folded.ends_with('.')) folded.pop_back();
    folded = journal::normalise_text(folded);
    if (folded.empty()) continue;
    declared_bytes_max_ = std::max(declared_bytes_max_, folded.size());
    first_letters_.push_back(first_character(folded).code);
    declared_.push_back(std::move(folded));
  }
}

bool TextClassifier::may_be_declared(std::string_view text) const {
  const char32_t first = lower(first_character(text).code);
  return std::find(first_letters_.begin(), first_letters_.end(), first) != first_letters_.end();
}

FillState TextClassifier::classify(std::string_view text) const {
  while (!text.empty() && is_ascii_blank(text.front())) text.remove_prefix(1);
  if (text.empty()) return FillState::empty;
  // Most texts begin with a letter or digit that begins no declared text: they are told here.
  const bool is_plain = is_plain_letter_or_digit(first_character(text).code);
  if (is_plain && !may_be_declared(text)) return FillState::filled;
  std::string normal = journal::normalise_text(text);
  if (normal.empty()) return FillState::empty;
  if (journal::is_placeholder(normal)) return FillState::placeholder;
  constexpr std::size_t k_dots_max = 16;
  if (normal.size() > declared_bytes_max_ * 2 + k_dots_max) return FillState::filled;
  std::string folded = journal::fold(normal);
  while (folded.ends_with('.') || folded.ends_with(' ')) folded.pop_back();
  const bool is_declared = std::find(declared_.begin(), declared_.end(), folded) != declared_.end();
  return is_declared ? FillState::declared : FillState::filled;
}

FillState classify_marks(std::string_view text) {
  text = trim_blank(text);
  if (text.empty()) return FillState::unknown;
  if (const auto number = parse_number(text)) return *number > 0 ? FillState::filled : FillState::empty;
  const std::string folded = journal::fold(text);
  if (folded == "да") return FillState::filled;
  if (folded == "нет") return FillState::empty;
  if (folded.empty() || journal::is_placeholder(folded) || says_nothing(folded)) return FillState::unknown;
  return FillState::filled;
}

FillState classify_attendance(std::string_view text, bool no_is_absence_of_pupils) {
  text = trim_blank(text);
  if (text.empty()) return FillState::unknown;
  if (const auto number = parse_number(text)) return *number > 0 ? FillState::filled : FillState::unknown;
  const std::string folded = journal::fold(text);
  if (folded == "да") return FillState::filled;
  if (folded == "нет") return no_is_absence_of_pupils ? FillState::unknown : FillState::empty;
  if (folded.empty() || journal::is_placeholder(folded) || says_nothing(folded)) return FillState::unknown;
  return FillState::filled;
}

}  // namespace elzhur::connectors
