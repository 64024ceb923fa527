// faults.hpp: answers of the API that are valid, and list half of what they should.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/simulator/faults.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;

void keep_half(Json& list) {
  const std::size_t keep = (list.size() + 1) / 2;
  if (list.is_array()) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(keep), list.end());
    return;
  }
  Json kept = Json::object();
  std::size_t count = 0;
  for (auto& [name, value] : list.items()) {
    if (count++ < keep) kept[name] = value;
  }
  list = std::move(kept);
}

/// The outermost list of more than one entry under one of the names loses its second half: days when there
/// are several, else the lessons of the day. Says whether there was one.
bool halve(Json& json, int depth) {
  constexpr int k_depth_max = 12;
  if (depth > k_depth_max || !json.is_structured()) return false;
  bool any = false;
  for (auto& [name, value] : json.items()) {
    static constexpr std::string_view k_lists[]{"days",    "items",    "replace", "groups",
                                                "lessons", "students", "users"};
    const bool is_list = std::find(std::begin(k_lists), std::end(k_lists), name) != std::end(k_lists);
    // One pupil or one day was asked for: what lies within is halved.
    if (is_list && value.is_structured() && value.size() > 1) {
      keep_half(value);
      any = true;
    } else {
      any = halve(value, depth + 1) || any;
    }
  }
  return any;
}

/// Every second element of the name goes.
std::string without_every_second(std::string_view xml, std::string_view name) {
  const std::string open = fmt::format("<{} ", name);
  const std::string close = fmt::format("</{}>", name);
  std::string out;
  std::size_t from = 0;
  for (std::size_t count = 0;; ++count) {
    const std::size_t begin = xml.find(open, from);
    if (begin == std::string_view::npos) break;
    const std::size_t tag_end = xml.find('>', begin);
    if (tag_end == std::string_view::npos) break;
    std::size_t end = tag_end + 1;
    if (xml[tag_end - 1] != '/') {
      end = xml.find(close, begin);
      if (end == std::string_view::npos) break;
      end += close.size();
    }
    out += xml.substr(from, (count % 2 == 0 ? end : begin) - from);
    from = end;
  }
  out += xml.substr(from);
  return out;
}

}  // namespace

std::string halved(std::string_view body) {
  if (body.rfind("<?xml", 0) == 0) {
    std::string days = without_every_second(body, "day");
    return days.size() < body.size() ? days : without_every_second(body, "item");
  }
  Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded() || !halve(json, 0)) return std::string(body);
  return json.dump();
}

}  // namespace elzhur::simulator
