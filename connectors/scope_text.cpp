#include "connectors/scope_text.hpp"

#include <array>
#include <optional>

#include "connectors/cell_text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_year(std::string_view text) {
  return text.size() >= 4 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3]);
}

/// The text behind «2018/2019», «2018-2019», «2018/19» at the front; nothing when there is no school year.
std::optional<std::string_view> drop_years(std::string_view text) {
  if (!is_year(text)) return std::nullopt;
  std::string_view rest = trim_blank(text.substr(4));
  constexpr std::array<std::string_view, 4> k_dashes{"/", "-", "–", "—"};
  for (const std::string_view dash : k_dashes) {
    if (!rest.starts_with(dash)) continue;
    rest = trim_blank(rest.substr(dash.size()));
    std::size_t digits = 0;
    while (digits < rest.size() && is_digit(rest[digits])) ++digits;
    if (digits != 4 && digits != 2) return std::nullopt;
    return rest.substr(digits);
  }
  return std::nullopt;
}

std::string_view drop_year_words(std::string_view text) {
  constexpr std::array<std::string_view, 7> k_words{"учебный год", "учебного года", "уч. год", "уч.год",
                                                    "уч. г.",      "уч.г.",         "гг."};
  text = trim_blank(text);
  for (const std::string_view words : k_words) {
    if (const auto rest = drop_prefix_folded(text, words)) return *rest;
  }
  return text;
}

std::string without_school_year(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) continue;
    const auto rest = drop_years(std::string_view(text).substr(at));
    if (!rest) continue;
    std::string joined = text.substr(0, at);
    joined += ' ';
    joined += drop_year_words(*rest);
    std::string normal = journal::normalise_text(joined);
    while (normal.ends_with(',') || normal.ends_with(' ')) normal.pop_back();
    return normal;
  }
  return text;
}

/// Where the bracket opens that the last character closes; npos when there is none.
std::size_t opening_of_last_bracket(std::string_view text) {
  if (!text.ends_with(')')) return std::string_view::npos;
  int depth = 0;
  for (std::size_t at = text.size(); at-- > 0;) {
    if (text[at] == ')') ++depth;
    if (text[at] == '(' && --depth == 0) return at;
  }
  return std::string_view::npos;
}

/// Digits with letters behind them, and nothing more: «5б», «10 «А»».
bool looks_like_class(std::string_view text) {
  const std::string folded = journal::fold_class(text);
  std::size_t digits = 0;
  while (digits < folded.size() && is_digit(folded[digits])) ++digits;
  constexpr std::size_t k_letter_bytes_max = 4;
  return digits > 0 && digits <= 2 && folded.size() > digits && folded.size() <= digits + k_letter_bytes_max;
}

}  // namespace

std::string read_group(std::string_view text, std::string_view class_name) {
  std::string group = journal::normalise_text(text);
  if (group.empty() || journal::is_placeholder(group)) return {};
  if (journal::fold_class(group) == journal::fold_class(class_name)) return {};
  const std::string folded = journal::fold(group);
  if (folded == "весь класс" || folded == "класс") return {};
  return group;
}

ClassAndGroup split_class(std::string_view text, bool slash_is_group) {
  const std::string normal = without_school_year(journal::normalise_text(text));
  const std::size_t bracket = opening_of_last_bracket(normal);
  if (bracket != std::string_view::npos) {
    std::string class_name = journal::normalise_text(std::string_view(normal).substr(0, bracket));
    const std::string_view inside = std::string_view(normal).substr(bracket + 1, normal.size() - bracket - 2);
    if (class_name.empty()) return {journal::normalise_text(inside), {}};
    std::string group = read_group(inside, class_name);
    return {std::move(class_name), std::move(group)};
  }
  const std::size_t slash = slash_is_group ? normal.find('/') : std::string::npos;
  if (slash != std::string::npos) {
    const std::string_view before = std::string_view(normal).substr(0, slash);
    const std::string_view behind = std::string_view(normal).substr(slash + 1);
    if (looks_like_class(before) && !looks_like_class(behind)) {
      return {journal::normalise_text(before), read_group(behind, before)};
    }
  }
  return {normal, {}};
}

}  // namespace elzhur::connectors
