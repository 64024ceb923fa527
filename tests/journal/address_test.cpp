#include "journal/address.hpp"

#include <gtest/gtest.h>

namespace elzhur::journal {
namespace {

bool contains(std::string_view range, std::string_view address) {
  return parse_ip_range(range).value().contains(parse_ip(address).value());
}

TEST(Address, IsReadAndWrittenBack) {
  for (const char* text : {"10.0.0.1", "255.255.255.255", "::1", "2001:db8::7"})
    EXPECT_EQ(format_ip(parse_ip(text).value()), text);
  EXPECT_EQ(parse_ip("::ffff:10.0.0.1"), parse_ip("10.0.0.1"));
  for (const std::string_view bad : {"", "10.0.0", "10.0.0.256", "1.2.3.4:80", "[::1]", "fe80::1%eth0",
                                     "localhost", " 10.0.0.1", "10.0.0.1 "})
    EXPECT_FALSE(parse_ip(bad).has_value()) << bad;
  EXPECT_FALSE(parse_ip(std::string_view("10.0.0.1\0x", 10)).has_value());
  EXPECT_FALSE(parse_ip(std::string(1000, '1')).has_value());
}

TEST(Address, RangeHoldsWhatBeginsAlike) {
  EXPECT_TRUE(contains("10.0.0.1", "10.0.0.1"));
  EXPECT_FALSE(contains("10.0.0.1", "10.0.0.2"));
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("192.168.1.128/25", "192.168.1.255"));
  EXPECT_FALSE(contains("192.168.1.128/25", "192.168.1.127"));
  EXPECT_TRUE(contains("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(contains("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(contains("::/0", "10.0.0.1"));
}

TEST(Address, RangeOfAnotherFormIsNone) {
  for (const std::string_view bad : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.1/8",
                                     "10.0.0.0/8x", "2001:db8::/129", "10.0.0.0/8/8", "any"})
    EXPECT_FALSE(parse_ip_range(bad).has_value()) << bad;
}

}  // namespace
}  // namespace elzhur::journal
