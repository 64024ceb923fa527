#include "connectors/elzhur_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "connectors/formats/text.hpp"

namespace elzhur::connectors {
namespace {

using journal::FillState;

constexpr std::size_t k_tag_name_max = 12;
constexpr std::size_t k_entity_max = 10;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_part(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/// Tags that only shape the text between them.
bool is_shape(std::string_view name) {
  constexpr std::array<std::string_view, 34> k_names{
      "p",   "br",  "div", "span", "b",  "i",  "u",  "s",  "em",  "strong", "font",  "small",
      "big", "sub", "sup", "ul",   "ol", "li", "dl", "dt", "dd",  "table",  "tbody", "thead",
      "tr",  "td",  "th",  "h1",   "h2", "h3", "h4", "hr", "pre", "center"};
  return std::find(k_names.begin(), k_names.end(), name) != k_names.end();
}

/// The text behind a reference such as "nbsp" or "#160"; nothing when it is not known.
std::optional<std::string> referenced(std::string_view name) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 12> k_known{{{"nbsp", " "},
                                          {"amp", "&"},
                                          {"lt", "<"},
                                          {"gt", ">"},
                                          {"quot", "\""},
                                          {"apos", "'"},
                                          {"laquo", "«"},
                                          {"raquo", "»"},
                                          {"mdash", "—"},
                                          {"ndash", "–"},
                                          {"hellip", "…"},
                                          {"minus", "−"}}};
  if (!name.starts_with('#')) {
    const auto* found =
        std::find_if(k_known.begin(), k_known.end(), [name](const Pair& p) { return p.first == name; });
    if (found == k_known.end()) return std::nullopt;
    return std::string(found->second);
  }
  const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::string_view digits = name.substr(is_hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
  if (error != std::errc{} || end != digits.data() + digits.size() || code == 0) return std::nullopt;
  std::string text;
  append_utf8(text, static_cast<char32_t>(code));
  return text;
}

/// Walks over a text once.
class Stripper {
 public:
  explicit Stripper(std::string_view text) : rest_(text) {}

  StrippedText strip() {
    while (!rest_.empty()) {
      if (rest_.front() == '<' && take_tag()) continue;
      if (rest_.front() == '&' && take_reference()) continue;
      out_.text += rest_.front();
      rest_.remove_prefix(1);
    }
    return std::move(out_);
  }

 private:
  bool take_tag() {
    constexpr std::string_view k_comment = "<!--";
    constexpr std::string_view k_comment_end = "-->";
    if (rest_.starts_with(k_comment)) {
      const std::size_t end = find_end(k_comment_end, k_comment.size());
      if (end == std::string_view::npos) return false;
      rest_.remove_prefix(end + k_comment_end.size());
      return true;
    }
    std::size_t at = 1;
    const bool is_end = at < rest_.size() && rest_[at] == '/';
    if (is_end) ++at;
    const std::size_t begin = at;
    while (at < rest_.size() && is_name_part(rest_[at])) ++at;
    if (at == begin || !is_letter(rest_[begin]) || at - begin > k_tag_name_max) return false;
    std::string name(rest_.substr(begin, at - begin));
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const std::size_t end = find_end(">", at);
    if (end == std::string_view::npos) return false;
    rest_.remove_prefix(end + 1);
    out_.text += ' ';
    if (name == "style" || name == "script") {
      if (!is_end) drop_until_end_of(name);
    } else if (!is_shape(name)) {
      out_.has_content = true;
    }
    return true;
  }

  /// Where `what` stands; once it was not found it is not looked for again, or else a text of '<' alone would
  /// take the square of its length.
  std::size_t find_end(std::string_view what, std::size_t from) {
    bool& is_gone = what.size() == 1 ? no_more_tags_ : no_more_comments_;
    if (is_gone) return std::string_view::npos;
    const std::size_t found = rest_.find(what, from);
    is_gone = found == std::string_view::npos;
    return found;
  }

  void drop_until_end_of(const std::string& name) {
    const std::string end = "</" + name;
    const std::size_t found = rest_.find(end);
    if (found == std::string_view::npos) {
      out_.has_content = true;  // Cut off: what was meant is not known.
      rest_ = {};
      return;
    }
    rest_.remove_prefix(found);
  }

  bool take_reference() {
    const std::size_t end = rest_.substr(0, k_entity_max).find(';');
    if (end == std::string_view::npos) return false;
    const auto text = referenced(rest_.substr(1, end - 1));
    if (!text) return false;
    out_.text += *text;
    rest_.remove_prefix(end + 1);
    return true;
  }

  std::string_view rest_;
  StrippedText out_;
  bool no_more_tags_ = false;
  bool no_more_comments_ = false;
};

int strength(FillState state) {
  switch (state) {
    case FillState::empty:
      return 0;
    case FillState::unknown:
      return 1;
    case FillState::not_required:
      return 2;
    case FillState::placeholder:
      return 3;
    case FillState::declared:
      return 4;
    case FillState::filled:
      return 5;
  }
  return 1;
}

}  // namespace

StrippedText strip_html(std::string_view text) { return Stripper(text).strip(); }

FillState classify_html(std::string_view text, const TextClassifier& classifier) {
  if (text.find_first_of("<&") == std::string_view::npos) return classifier.classify(text);
  const StrippedText stripped = strip_html(text);
  const FillState state = classifier.classify(stripped.text);
  const bool is_weak = state == FillState::empty || state == FillState::placeholder;
  return is_weak && stripped.has_content ? FillState::filled : state;
}

FillState stronger(FillState a, FillState b) { return strength(a) < strength(b) ? b : a; }

}  // namespace elzhur::connectors
