#include "tests/simulator/xml.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;

std::string singular(std::string_view key) {
  // `homework`, `replace`, `latest` and `old` are their own; `items_extday` is ours.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> k_odd{
      {{"items_extday", "item_extday"}, {"updates", "updates"}}};
  for (const auto& [plural, one] : k_odd) {
    if (key == plural) {
      return std::string(one);
    }
  }
  return std::string(key.ends_with("s") ? key.substr(0, key.size() - 1) : key);
}

void escape(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\t':
        out += "&#9;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        out += c;
    }
  }
}

std::string scalar(const Json& value) {
  if (value.is_null()) {
    return "";
  }
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool is_scalar(const Json& value) { return !value.is_object() && !value.is_array(); }

/// A map from ids or dates to objects, not an object with names of its own.
bool is_map(const Json& value) {
  return value.is_object() && !value.empty() &&
         std::ranges::all_of(value, [](const Json& member) { return member.is_object(); });
}

void element(std::string& out, const std::string& name, const Json& value);

void members(std::string& out, std::string_view key, const Json& value) {
  if (value.is_array() || is_map(value)) {
    for (const Json& member : value) {
      element(out, singular(key), member);
    }
  } else if (!value.empty()) {
    element(out, std::string(key), value);
  }
}

void element(std::string& out, const std::string& name, const Json& value) {
  out += '<' + name;
  if (is_scalar(value)) {
    out += '>';
    escape(out, scalar(value));
    out += "</" + name + '>';
    return;
  }
  std::string children;
  for (const auto& [key, member] : value.items()) {
    if (!is_scalar(member)) {
      members(children, key, member);
      continue;
    }
    out += ' ' + key + "=\"";
    escape(out, scalar(member));
    out += '"';
  }
  out += children.empty() ? "/>" : '>' + children + "</" + name + '>';
}

}  // namespace

std::string render_xml(const Json& answer) {
  const Json& response = answer.at("response");
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response><state>";
  out += scalar(response.at("state")) + "</state><error>";
  escape(out, scalar(response.at("error")));
  out += "</error><result>";
  const Json& result = response.at("result");
  for (const auto& [key, member] : result.items()) {
    if (is_scalar(member)) {
      element(out, key, member);
    } else {
      members(out, key, member);
    }
  }
  return out + "</result></response>\n";
}

}  // namespace elzhur::simulator
