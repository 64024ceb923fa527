#include "daemon/config/tree.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace elzhur::config {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Tree, ColumnsCountCharacters) {
  const auto root = parse_yaml("имя: {ключ: значение}\n");
  ASSERT_TRUE(root);
  const Node& map = root->entries[0].value;
  EXPECT_EQ(map.entries[0].key.place, (Place{1, 7}));
  EXPECT_EQ(map.entries[0].value.place, (Place{1, 13}));
}

TEST(Tree, ColumnsGoBackAsWellAsForward) {
  const auto root = parse_yaml("a: [яя, яя]\nb:\n  - x\nc: {я: 1, яя: 2}\n");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("a")->items[1].place, (Place{1, 9}));
  EXPECT_EQ(root->find("b")->items[0].place, (Place{3, 5}));
  EXPECT_EQ(root->find("c")->entries[1].value.place, (Place{4, 15}));
}

TEST(Tree, EmptyValueStandsWhereItsKeyDoes) {
  const auto root = parse_yaml("a:\n\n\nb: 1\n");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->entries[0].value.kind, Node::Kind::null);
  EXPECT_EQ(root->entries[0].value.place, (Place{1, 1}));
  EXPECT_EQ(root->find("a"), nullptr);
}

TEST(Tree, QuotedTextIsKeptWhole) {
  const auto root = parse_yaml("a: \"x: 'y' \\\" # z\"\nb: 'it''s'\n");
  ASSERT_TRUE(root) << root.error().text;
  EXPECT_EQ(root->find("a")->text, "x: 'y' \" # z");
  EXPECT_EQ(root->find("b")->text, "it's");
}

TEST(Tree, DepthIsLimited) {
  for (const int depth : {k_yaml_depth_max - 2, k_yaml_depth_max - 1, k_yaml_depth_max}) {
    const auto root = parse_yaml("a: " + repeat("[", depth) + repeat("]", depth) + "\n");
    EXPECT_EQ(root.has_value(), depth < k_yaml_depth_max) << depth;
  }
}

TEST(Tree, ValuesAreLimited) {
  // The map, its key and the list count too.
  for (const int extra : {-1, 0, 1}) {
    const int values = static_cast<int>(k_yaml_nodes_max) - 3 + extra;
    EXPECT_EQ(parse_yaml("a: [\n" + repeat("x,\n", values) + "]\n").has_value(), extra <= 0) << extra;
  }
}

TEST(Tree, LengthOfALineIsLimited) {
  for (const int extra : {-1, 0, 1}) {
    const int length = static_cast<int>(k_yaml_line_bytes_max) + extra;
    EXPECT_EQ(parse_yaml("a: 1\n#" + repeat("x", length - 1) + "\n").has_value(), extra <= 0) << extra;
  }
}

TEST(Tree, WhatBlowsUpIsRefusedInLittleTime) {
  const std::vector<std::string> texts{
      "a: &a [x, x]\nb: [*a, *a]\n", repeat("[", 9000), repeat("- ", 4000),          repeat("? ", 4000),
      repeat("{a: ", 2000),          repeat("!", 9000), repeat("%TAG ! x\n", 10'000)};
  for (const std::string& text : texts) {
    EXPECT_FALSE(parse_yaml(text)) << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace elzhur::config
