#include "connectors/elzhur_value.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <utility>

#include <nlohmann/json.hpp>

#include "connectors/cell_text.hpp"
#include "connectors/formats/xml.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using Kind = AnswerValue::Kind;
using nlohmann::json;

/// Makes a tree of the parser's events; says stop at the first thing beyond a limit.
class TreeBuilder {
 public:
  // The names and types are those of the library's SAX interface.
  bool null() { return put({}); }
  bool boolean(bool flag) {
    AnswerValue value;
    value.kind = Kind::flag;
    value.flag = flag;
    return put(std::move(value));
  }
  bool number_integer(json::number_integer_t number) { return put_text(std::to_string(number)); }
  bool number_unsigned(json::number_unsigned_t number) { return put_text(std::to_string(number)); }
  bool number_float(json::number_float_t, const std::string& written) { return put_text(written); }
  bool string(std::string& text) { return put_text(std::move(text)); }
  bool binary(json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Kind::map); }
  bool key(std::string& name) {
    open_.back()->keys.push_back(std::move(name));
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(Kind::list); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const json::exception&) { return false; }

  [[nodiscard]] bool is_beyond_limits() const { return is_beyond_limits_; }
  [[nodiscard]] AnswerValue take() { return std::move(root_); }

 private:
  bool put_text(std::string text) {
    AnswerValue value;
    value.kind = Kind::text;
    value.text = std::move(text);
    return put(std::move(value));
  }
  /// A container's place in its parent is final: a parent grows only while its child is closed.
  bool put(AnswerValue&& value) {
    if (++values_ > k_answer_values_max) return beyond();
    if (open_.empty()) {
      root_ = std::move(value);
      newest_ = &root_;
    } else {
      open_.back()->items.push_back(std::move(value));
      newest_ = &open_.back()->items.back();
    }
    return true;
  }
  bool open(Kind kind) {
    AnswerValue value;
    value.kind = kind;
    if (open_.size() >= k_answer_depth_max) return beyond();
    if (!put(std::move(value))) return false;
    open_.push_back(newest_);
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  bool beyond() {
    is_beyond_limits_ = true;
    return false;
  }

  AnswerValue root_;
  AnswerValue* newest_ = nullptr;
  std::vector<AnswerValue*> open_;
  std::size_t values_ = 0;
  bool is_beyond_limits_ = false;
};

/// What JSON calls the elements of one name together.
std::string_view plural_of(std::string_view element) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 8> k_plurals{{{"student", "students"},
                                           {"day", "days"},
                                           {"item", "items"},
                                           {"group", "groups"},
                                           {"school", "schools"},
                                           {"lesson", "lessons"},
                                           {"file", "files"},
                                           {"resource", "resources"}}};
  const auto* found = std::find_if(k_plurals.begin(), k_plurals.end(),
                                   [element](const Pair& pair) { return pair.first == element; });
  return found == k_plurals.end() ? element : found->second;
}

/// Elements of which there is always a list, even when there is but one.
bool is_always_list(std::string_view element) {
  return plural_of(element) != element || element == "replace" || element == "homework";
}

class XmlTree final : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    Open element{std::string(name), {}, {}};
    count();
    for (const char** pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      AnswerValue value;
      value.kind = Kind::text;
      value.text = pair[1];
      add(element.value, pair[0], std::move(value));
    }
    open_.push_back(std::move(element));
  }

  void end(std::string_view) override {
    Open element = std::move(open_.back());
    open_.pop_back();
    if (element.value.kind == Kind::null) {
      element.value.kind = Kind::text;
      element.value.text = std::move(element.text);
    } else if (!trim_blank(element.text).empty() && element.value.find("value") == nullptr) {
      AnswerValue text;
      text.kind = Kind::text;
      text.text = std::move(element.text);
      add(element.value, "value", std::move(text));
    }
    AnswerValue& parent = open_.empty() ? root_ : open_.back().value;
    if (!is_always_list(element.name)) {
      add(parent, element.name, std::move(element.value));
      return;
    }
    list_of(parent, plural_of(element.name)).items.push_back(std::move(element.value));
  }

  void text(std::string_view piece) override {
    if (!open_.empty()) open_.back().text += piece;
  }

  [[nodiscard]] const std::optional<journal::Error>& failure() const override { return failure_; }
  [[nodiscard]] AnswerValue take() { return std::move(root_); }

 private:
  struct Open {
    std::string name;
    AnswerValue value;
    std::string text;
  };

  void add(AnswerValue& map, std::string_view key, AnswerValue value) {
    count();
    map.kind = Kind::map;
    map.keys.emplace_back(key);
    map.items.push_back(std::move(value));
  }
  /// The list under a key, made when it is not there.
  AnswerValue& list_of(AnswerValue& parent, std::string_view key) {
    for (std::size_t i = 0; i < parent.keys.size(); ++i) {
      if (parent.keys[i] == key && parent.items[i].kind == Kind::list) return parent.items[i];
    }
    AnswerValue list;
    list.kind = Kind::list;
    add(parent, key, std::move(list));
    return parent.items.back();
  }
  void count() {
    if (++values_ > k_answer_values_max) failure_ = journal::Error{journal::ErrorKind::bad_input, "too many"};
  }

  AnswerValue root_;
  std::vector<Open> open_;
  std::size_t values_ = 0;
  std::optional<journal::Error> failure_;
};

}  // namespace

const AnswerValue* AnswerValue::find(std::string_view key) const {
  if (kind != Kind::map) return nullptr;
  for (std::size_t i = keys.size(); i-- > 0;) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

std::optional<std::string_view> AnswerValue::as_text() const {
  if (kind == Kind::text) return text;
  if (kind == Kind::null) return std::string_view();
  return std::nullopt;
}

bool AnswerValue::as_flag() const {
  if (kind == Kind::flag) return flag;
  if (kind != Kind::text) return false;
  const std::string folded = journal::fold(text);
  return folded == "1" || folded == "true" || folded == "yes";
}

std::string_view text_at(const AnswerValue& map, std::string_view key) {
  const AnswerValue* value = map.find(key);
  return value == nullptr ? std::string_view() : value->as_text().value_or(std::string_view());
}

ParsedAnswer parse_answer_json(std::string_view bytes) {
  if (bytes.size() > k_answer_bytes_max) return {std::nullopt, AnswerDefect::too_large};
  TreeBuilder builder;
  try {
    if (json::sax_parse(bytes, &builder)) return {builder.take(), {}};
  } catch (const json::exception&) {  // A number beyond all measure.
    return {std::nullopt, AnswerDefect::malformed};
  } catch (const std::bad_alloc&) {
    return {std::nullopt, AnswerDefect::too_large};
  }
  return {std::nullopt, builder.is_beyond_limits() ? AnswerDefect::too_large : AnswerDefect::malformed};
}

ParsedAnswer parse_answer_xml(std::string_view bytes) {
  if (bytes.size() > k_answer_bytes_max) return {std::nullopt, AnswerDefect::too_large};
  XmlTree tree;
  try {
    XmlParser parser("answer", k_answer_depth_max, tree);
    if (parser.feed(bytes) && parser.finish()) return {tree.take(), {}};
  } catch (const std::bad_alloc&) {
    return {std::nullopt, AnswerDefect::too_large};
  }
  return {std::nullopt, tree.failure() ? AnswerDefect::too_large : AnswerDefect::malformed};
}

}  // namespace elzhur::connectors
