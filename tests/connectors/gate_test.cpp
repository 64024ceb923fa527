#include "connectors/gate.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace elzhur::connectors {
namespace {

struct Case {
  const char* sentence;
  Comparison comparison;
  bool passes;
};

TEST(Gate, HoldsBackWhatLooksHalfEmptyAndNothingElse) {
  const std::vector<Case> cases{
      {"nothing is known", {0, 0, 0, 0}, true},
      {"all is there", {1000, 0, 1000, 0}, true},
      {"one known lesson too few to judge", {19, 19, 0, 0}, true},
      {"just enough to judge, all missing", {20, 20, 0, 0}, false},
      {"exactly half is missing", {20, 10, 0, 0}, true},
      {"one more than half is missing", {20, 11, 0, 0}, false},
      {"half of an odd number, rounded down", {21, 10, 0, 0}, true},
      {"half of an odd number, rounded up", {21, 11, 0, 0}, false},
      {"too few filled fields to judge", {100, 0, 19, 19}, true},
      {"just enough filled fields, exactly 30 % emptied", {100, 0, 20, 6}, true},
      {"just enough filled fields, one more emptied", {100, 0, 20, 7}, false},
      {"many fields, exactly 30 %", {1000, 0, 1000, 300}, true},
      {"many fields, a little over 30 %", {1000, 0, 1000, 301}, false},
      {"very many lessons do not overflow", {std::size_t{1} << 50U, std::size_t{1} << 50U, 0, 0}, false},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(!gate(one.comparison).has_value(), one.passes) << one.sentence;
  }
}

TEST(Gate, SaysWhatItCounted) {
  const auto reason = gate({40, 30, 0, 0});
  ASSERT_TRUE(reason);
  EXPECT_NE(reason->find("40"), std::string::npos) << *reason;
  EXPECT_NE(reason->find("30"), std::string::npos) << *reason;
  EXPECT_NE(reason->find("ничего не изменено"), std::string::npos) << *reason;
}

TEST(Gate, LimitsCanBeSet) {
  GateLimits limits;
  limits.known_min = 1;
  limits.missing_percent_max = 0;
  EXPECT_TRUE(gate({1, 1, 0, 0}, limits));
  EXPECT_FALSE(gate({1, 0, 0, 0}, limits));
}

}  // namespace
}  // namespace elzhur::connectors
