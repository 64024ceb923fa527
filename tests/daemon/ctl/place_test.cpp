#include "daemon/ctl/place.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace elzhur::ctl {
namespace {

TEST(Place, AnAddressIsTakenApart) {
  const auto secure = parse_url("https://monitor.school.example/");
  ASSERT_TRUE(secure);
  EXPECT_EQ(secure->host, "monitor.school.example");
  EXPECT_EQ(secure->port, 443);
  EXPECT_TRUE(secure->is_tls);
  const auto here = parse_url("http://[::1]:9841");
  ASSERT_TRUE(here);
  EXPECT_EQ(here->host, "::1");
  EXPECT_EQ(here->port, 9841);
  EXPECT_FALSE(here->is_tls);
}

TEST(Place, NothingGoesOverANetworkInTheClear) {
  EXPECT_TRUE(parse_url("http://localhost:1"));
  EXPECT_TRUE(parse_url("http://127.0.0.1"));
  EXPECT_FALSE(parse_url("http://127.0.0.1.school.example"));
  EXPECT_FALSE(parse_url("http://school.example"));
}

TEST(Place, WhatIsNoAddressIsRefused) {
  for (const char* bad :
       {"", "school.example", "ftp://school.example", "https://", "https://a.example/b",
        "https://a.example:0", "https://a.example:65536", "https://a.example:", "https://a.example:1x",
        "https://u@a.example", "https://a.example b", "https://[::1", "https://[::1]1",
        "https://school.example/\r\n", "https://школа.example"}) {
    const auto parsed = parse_url(bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().exit, Exit::usage);
  }
}

class TokenFile {
 public:
  Outcome<std::string> read(const std::string& bytes,
                            std::filesystem::perms mode = std::filesystem::perms::owner_read) {
    std::filesystem::remove(file_);
    std::ofstream(file_, std::ios::binary) << bytes;
    std::filesystem::permissions(file_, mode);
    return read_token(file_);
  }

 private:
  tests::TempDir folder_;
  std::filesystem::path file_ = folder_.path() / "token";
};

TEST(Place, ATokenIsTheOnlyLineOfItsFile) {
  TokenFile file;
  EXPECT_EQ(file.read("abc\n"), "abc");
  EXPECT_EQ(file.read("abc"), "abc");
  for (const char* bad : {"", "\n", "a b\n", "a\nb\n", "абв\n", "a\tb"}) EXPECT_FALSE(file.read(bad)) << bad;
}

TEST(Place, ATokenHasAGreatestLength) {
  TokenFile file;
  EXPECT_TRUE(file.read(std::string(k_token_bytes_max - 1, 'a')));
  EXPECT_TRUE(file.read(std::string(k_token_bytes_max, 'a')));
  EXPECT_FALSE(file.read(std::string(k_token_bytes_max + 1, 'a')));
}

TEST(Place, ATokenThatEverybodyMayReadIsRefused) {
  using std::filesystem::perms;
  TokenFile file;
  EXPECT_TRUE(file.read("abc", perms::owner_read | perms::group_read));
  const auto open = file.read("abc", perms::owner_read | perms::others_read);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().text.find("abc"), std::string::npos) << "the token is in no text";
}

}  // namespace
}  // namespace elzhur::ctl
