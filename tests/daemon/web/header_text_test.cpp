#include "daemon/web/header_text.hpp"

#include <gtest/gtest.h>

#include "daemon/web/gzip.hpp"

namespace elzhur::web {
namespace {

TEST(HeaderText, ParametersAreFoundAndUnquoted) {
  EXPECT_EQ(parameter("form-data; name=\"file\"; filename=\"a \\\"b\\\".xls\"", "filename"), "a \"b\".xls");
  EXPECT_EQ(parameter("form-data; name=\"file\"; filename=\"C:\\new.xls\"", "filename"), "C:\\new.xls");
  EXPECT_EQ(parameter("multipart/form-data; boundary=x-y", "boundary"), "x-y");
  EXPECT_EQ(parameter("a=1; elzhur_session=abc; b=2", "elzhur_session"), "abc");
  EXPECT_EQ(parameter("a=\"x; elzhur_session=evil\"; elzhur_session=abc", "elzhur_session"), "abc");
  EXPECT_EQ(parameter("name=\"unclosed", "name"), "unclosed");
  EXPECT_FALSE(parameter("form-data; filename", "filename"));
  EXPECT_FALSE(parameter("", "filename"));
}

TEST(HeaderText, HostsLoseTheirPort) {
  EXPECT_EQ(host_without_port("LocalHost:9841"), "localhost");
  EXPECT_EQ(host_without_port("[::1]:9841"), "[::1]");
  EXPECT_EQ(host_without_port("[::1]"), "[::1]");
  EXPECT_EQ(host_without_port("monitor.school.example"), "monitor.school.example");
  EXPECT_EQ(host_without_port(""), "");
}

TEST(HeaderText, GzipIsTakenWhenTheClientSaysSo) {
  for (const std::string_view yes : {"gzip", "deflate, gzip;q=0.5", "*", "GZIP", "gzip;q=1.0, *;q=0"})
    EXPECT_TRUE(takes_gzip(yes)) << yes;
  for (const std::string_view no : {"", "deflate", "gzip;q=0", "gzip;q=0.000, *", "identity"})
    EXPECT_FALSE(takes_gzip(no)) << no;
}

TEST(HeaderText, GzipMakesRepetitionSmallAndLeavesNoiseAlone) {
  const std::string text(10'000, 'a');
  const auto packed = gzip(text);
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), 200U);
  EXPECT_TRUE(packed->starts_with("\x1f\x8b"));
  EXPECT_EQ(gzip(text), packed);
  EXPECT_FALSE(gzip("x"));
}

}  // namespace
}  // namespace elzhur::web
