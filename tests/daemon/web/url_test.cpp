#include "daemon/web/url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace elzhur::web {
namespace {

TEST(Url, PathsAndQueriesAreDecoded) {
  const auto target =
      parse_target("/findings/F-2026-000123?class=7%D0%90&from=2026-09-01&empty&text=a+b%2Bc");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/findings/F-2026-000123");
  EXPECT_EQ(target->query,
            (Pairs{{"class", "7А"}, {"from", "2026-09-01"}, {"empty", ""}, {"text", "a b+c"}}));
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b") << "in a path a plus is a plus";
  EXPECT_EQ(parse_target("http://host:80/x?y#z")->path, "/x");
  EXPECT_EQ(parse_target("/")->path, "/");
  EXPECT_EQ(parse_target("/a//b/")->path, "/a//b/");
}

TEST(Url, WhatIsDoubtfulIsRefused) {
  for (const std::string_view bad :
       {"",       "x",      "*",       "http://host", "/%",      "/%4",     "/%zz",      "/%00",
        "/a%0Ab", "/%FF",   "/%C0%AF", "/..",         "/../x",   "/a/..",   "/%2e%2e/x", "/./x",
        "/a%2Fb", "/a%5Cb", "/a\\b",   "/?a=%00",     "/?a=%FF", "/?%zz=1", "/\x7F"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
  EXPECT_TRUE(parse_target("/...")) << "three dots are a name";
  EXPECT_EQ(parse_target("/?a=%0D%0A")->query.front().second, "\r\n") << "a text of several lines";
}

TEST(Url, FieldsHaveALimit) {
  std::string text;
  for (std::size_t i = 0; i < k_fields_max; ++i) text += "a=1&";
  EXPECT_EQ(parse_urlencoded(text)->size(), k_fields_max);
  EXPECT_FALSE(parse_urlencoded(text + "a=1"));
}

TEST(Url, OnlyPathsOfThisSiteAreLocal) {
  for (const std::string_view good : {"/", "/findings?x=1", "/a//b", "/%D0%90"})
    EXPECT_TRUE(is_local_path(good)) << good;
  for (const std::string_view bad :
       {"", "findings", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nB: c", "/a b",
        "/А", "javascript:alert(1)"}) {
    EXPECT_FALSE(is_local_path(bad)) << bad;
  }
  EXPECT_FALSE(is_local_path("/" + std::string(2000, 'a')));
}

RC_GTEST_PROP(Url, WhatIsEscapedReadsBack, ()) {
  const auto text = rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7F));
  const std::string name = *rc::gen::nonEmpty(text);
  const std::string value = *text + "Я";
  const auto read = parse_urlencoded(escape_url(name) + "=" + escape_url(value));
  RC_ASSERT(read);
  RC_ASSERT(*read == (Pairs{{name, value}}));
}

RC_GTEST_PROP(Url, AnyTextIsTakenOrRefusedWithoutHarm, (const std::string& text)) {
  const auto target = parse_target("/" + text);
  if (target) {
    RC_ASSERT(target->path.starts_with('/'));
    RC_ASSERT(is_plain_text(target->path));
  }
}

}  // namespace
}  // namespace elzhur::web
