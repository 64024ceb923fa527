#include "daemon/config/tree.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "journal/check.hpp"
#include "journal/utf8.hpp"

namespace elzhur::config {

namespace {

constexpr std::string_view k_bom = "\xEF\xBB\xBF";

Diagnostic problem(Place place, std::string text) {
  Diagnostic diagnostic;
  diagnostic.line = place.line;
  diagnostic.column = place.column;
  diagnostic.text = std::move(text);
  return diagnostic;
}

/// The library counts columns in bytes; people count them in characters.
class Places {
 public:
  explicit Places(std::string_view text) {
    while (true) {
      const std::size_t end = text.find('\n');
      lines_.push_back(text.substr(0, end));
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
    }
  }

  [[nodiscard]] Place of(const YAML::Mark& mark) {
    if (mark.is_null() || mark.line < 0 || mark.column < 0) return {};
    const auto line = static_cast<std::size_t>(mark.line);
    if (line >= lines_.size()) return {mark.line + 1, mark.column + 1};
    const auto byte = std::min(static_cast<std::size_t>(mark.column), lines_[line].size());
    // Marks mostly move forward: counting on from the last one keeps long lines cheap.
    if (line != last_line_ || byte < last_byte_) {
      last_line_ = line;
      last_byte_ = 0;
      last_column_ = 1;
    }
    const std::string_view between = lines_[line].substr(last_byte_, byte - last_byte_);
    last_column_ += static_cast<int>(journal::count_code_points(between));
    last_byte_ = byte;
    return {mark.line + 1, last_column_};
  }

  /// Whether the scalar that begins here is a quoted one whose closing quote is not in its line. The library
  /// takes the end of the file for a closing quote too, and would so swallow every key behind it.
  [[nodiscard]] bool is_quote_left_open(const YAML::Mark& mark) const {
    const auto line = static_cast<std::size_t>(mark.line);
    if (mark.is_null() || line >= lines_.size()) return false;
    std::string_view rest =
        lines_[line].substr(std::min(static_cast<std::size_t>(mark.column), lines_[line].size()));
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return false;
    const char quote = rest.front();
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (quote == '"' && rest[i] == '\\') {
        ++i;
      } else if (quote == '\'' && rest[i] == quote && i + 1 < rest.size() && rest[i + 1] == quote) {
        ++i;
      } else if (rest[i] == quote) {
        return false;
      }
    }
    return true;
  }

 private:
  std::vector<std::string_view> lines_;
  std::size_t last_line_ = 0;
  std::size_t last_byte_ = 0;
  int last_column_ = 1;
};

/// Leaves the library's parser from within one of its callbacks.
struct Refused {
  YAML::Mark mark;
  const char* text;
};

/// Builds the tree while the library reads, so that nothing grows beyond the limits.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(Places& places) : places_(places) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(started_, true))
      throw Refused{mark, "a file holds one document: remove the line '---'"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, "", anchor, Node::Kind::null);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { throw Refused{mark, k_anchors}; }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag == "!" && places_.is_quote_left_open(mark)) {
      throw Refused{mark, "this quote is not closed in its line"};
    }
    Node& node = add(mark, tag, anchor, Node::Kind::scalar);
    node.text = value;
    node.quoted = tag == "!";
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { open_.pop_back(); }

  [[nodiscard]] Node take() { return std::move(root_); }

 private:
  static constexpr const char* k_anchors =
      "anchors (&), aliases (*) and tags (!) are not used here: write the value out";

  struct Open {
    Node* node = nullptr;
    bool key_next = true;
  };

  Node& add(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor, Node::Kind kind) {
    if (anchor != 0 || !(tag.empty() || tag == "?" || tag == "!")) throw Refused{mark, k_anchors};
    if (++nodes_ > k_yaml_nodes_max) throw Refused{mark, "the file holds more than 100000 values"};
    Node node;
    node.kind = kind;
    node.place = places_.of(mark);
    if (open_.empty()) {
      root_ = std::move(node);
      return root_;
    }
    Open& top = open_.back();
    if (top.node->kind == Node::Kind::list) return top.node->items.emplace_back(std::move(node));
    const bool is_key = std::exchange(top.key_next, !top.key_next);
    if (is_key) {
      if (kind != Node::Kind::scalar)
        throw Refused{mark, "a key must be a plain word (is a bracket or a quote left open?)"};
      top.node->entries.push_back({std::move(node), Node{}});
      return top.node->entries.back().key;
    }
    Entry& entry = top.node->entries.back();
    // An empty value has no place of its own: the library names the next token.
    if (kind == Node::Kind::null) node.place = entry.key.place;
    entry.value = std::move(node);
    return entry.value;
  }

  void open(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor, Node::Kind kind) {
    if (open_.size() >= static_cast<std::size_t>(k_yaml_depth_max)) {
      throw Refused{mark, "values lie more than 12 levels deep"};
    }
    // Only the innermost list grows, so the pointers to the outer ones stay good.
    open_.push_back({&add(mark, tag, anchor, kind), true});
  }

  Places& places_;
  Node root_;
  std::vector<Open> open_;
  std::size_t nodes_ = 0;
  bool started_ = false;
};

/// The first byte that no text file of ours holds, if there is one.
std::optional<Diagnostic> find_bad_bytes(std::string_view text) {
  Place place;
  std::size_t line_bytes = 0;
  std::optional<Place> tab;  // In the indentation of this line.
  bool is_indentation = true;
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = journal::take_code_point(text);
    const std::string_view bytes = before.substr(0, before.size() - text.size());
    if (c == journal::k_replacement && bytes != "\xEF\xBF\xBD") {
      return problem(place, "the file is not UTF-8: save it as UTF-8 in the editor");
    }
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0)) {
      return problem(place, "a control character, which no text needs: remove it");
    }
    if (is_indentation && c == '\t' && !tab) tab = place;
    if (c != ' ' && c != '\t') {
      if (tab && c != '\n' && c != '\r' && c != '#') {
        return problem(*tab, "a TAB before the text of a line: indent with spaces");
      }
      is_indentation = false;
      tab.reset();
    }
    if (c == '\n') {
      is_indentation = true;
      place = {place.line + 1, 1};
      line_bytes = 0;
    } else {
      ++place.column;
      line_bytes += bytes.size();
    }
    if (line_bytes > k_yaml_line_bytes_max) {
      return problem(
          place, fmt::format("a line of more than {} bytes: break it into several", k_yaml_line_bytes_max));
    }
  }
  return std::nullopt;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  if (kind != Kind::map) return nullptr;
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [key](const Entry& entry) { return entry.key.text == key; });
  if (found == entries.end() || found->value.kind == Kind::null) return nullptr;
  return &found->value;
}

tl::expected<Node, Diagnostic> parse_yaml(std::string_view text) {
  if (text.substr(0, k_bom.size()) == k_bom) text.remove_prefix(k_bom.size());
  if (auto bad = find_bad_bytes(text)) return tl::make_unexpected(*std::move(bad));
  Places places(text);
  Builder builder(places);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    bool is_empty = true;
    while (parser.HandleNextDocument(builder)) is_empty = false;
    if (is_empty) return tl::make_unexpected(problem({}, "the file is empty"));
  } catch (const Refused& refused) {
    return tl::make_unexpected(problem(places.of(refused.mark), refused.text));
  } catch (const YAML::Exception& error) {
    return tl::make_unexpected(problem(places.of(error.mark), fmt::format("not YAML: {}", error.msg)));
  } catch (const std::exception&) {
    return tl::make_unexpected(problem({}, "the file cannot be read as YAML"));
  }
  Node root = builder.take();
  if (root.kind != Node::Kind::map) {
    return tl::make_unexpected(problem(root.place, "the file must be made of lines 'key: value'"));
  }
  return root;
}

}  // namespace elzhur::config
