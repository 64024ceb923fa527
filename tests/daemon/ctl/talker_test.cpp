#include "daemon/ctl/talker.hpp"

#include <gtest/gtest.h>

namespace elzhur::ctl {
namespace {

TEST(Talker, ParametersAreEncoded) {
  EXPECT_EQ(target("/a", {}), "/a");
  EXPECT_EQ(target("/a", {{"class", "7А"}, {"x", "a&b=c d\r\n"}}), "/a?class=7%D0%90&x=a%26b%3Dc%20d%0D%0A");
}

}  // namespace
}  // namespace elzhur::ctl
