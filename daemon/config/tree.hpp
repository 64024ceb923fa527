// A YAML file as a bounded tree of texts that know where they stand. Not for meaning: schema.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "daemon/config/diagnostic.hpp"

namespace elzhur::config {

inline constexpr int k_yaml_depth_max = 12;
inline constexpr std::size_t k_yaml_nodes_max = 100'000;
/// The library's time grows with the square of a line's length.
inline constexpr std::size_t k_yaml_line_bytes_max = 10'000;

/// Line and column count from 1; columns are characters, as editors count them.
struct Place {
  int line = 1;
  int column = 1;

  auto operator<=>(const Place&) const = default;
};

struct Entry;

/// One value. Scalars are texts: what they mean is for the one who asks.
struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Place place{};
  std::string text{};
  bool quoted = false;
  std::vector<Node> items;
  std::vector<Entry> entries;  ///< In the order of the file; keys may repeat.

  /// The first value of this key; nothing when there is none, it is empty, or this is no map.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

struct Entry {
  Node key;
  Node value;
};

/// Reads one YAML document whose top is a map. Refuses at the first problem, which has no file name yet:
/// bytes that are no UTF-8, control characters, a long line, bad YAML, anchors, aliases, tags, a second
/// document, more depth or nodes than the limits. Never throws.
[[nodiscard]] tl::expected<Node, Diagnostic> parse_yaml(std::string_view text);

}  // namespace elzhur::config
