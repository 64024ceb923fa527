#include "daemon/web/users.hpp"

#include <gtest/gtest.h>

#include <string>

#include "daemon/web/crypto.hpp"
#include "daemon/web/passwords.hpp"

namespace elzhur::web {
namespace {

journal::Secret secret(std::string text) { return journal::Secret(std::move(text)); }

Users make_users() {
  const auto hashed = hash_password(secret("открой, сезам"));
  return Users({{"admin", Role::administrator, *hashed, ""}},
               {{"prometheus", Role::service_operator, sha256("token")}});
}

TEST(Users, APasswordFitsItsHashAndNoOther) {
  const Users users = make_users();
  EXPECT_TRUE(users.check("admin", secret("открой, сезам")));
  EXPECT_FALSE(users.check("admin", secret("открой, сезаm")));
  EXPECT_FALSE(users.check("admin", secret("")));
  EXPECT_FALSE(users.check("nobody", secret("открой, сезам")));
  EXPECT_FALSE(users.check("admin", secret(std::string(k_password_bytes_max + 1, 'x'))));
}

TEST(Users, HashesAreSaltedAndPasswordsHaveTheirLimits) {
  EXPECT_NE(*hash_password(secret("password")), *hash_password(secret("password")));
  EXPECT_FALSE(hash_password(secret(std::string(k_password_bytes_min - 1, 'x'))));
  EXPECT_TRUE(hash_password(secret(std::string(k_password_bytes_min, 'x'))));
  EXPECT_TRUE(hash_password(secret(std::string(k_password_bytes_max, 'x'))));
  EXPECT_FALSE(hash_password(secret(std::string(k_password_bytes_max + 1, 'x'))));
  EXPECT_FALSE(hash_password(secret("two\nlines")));
  EXPECT_FALSE(hash_password(secret("no utf-8 \xFF")));
}

TEST(Users, ADecoyIsCheckedWithTheParametersOfTheOthersAndFitsNothing) {
  const std::string decoy = make_decoy("$argon2id$v=19$m=8192,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA");
  EXPECT_TRUE(decoy.starts_with("$argon2id$v=19$m=8192,t=3,p=1$")) << decoy;
  EXPECT_EQ(decoy.find("c29tZXNhbHRzb21lc2FsdA"), std::string::npos);
  EXPECT_FALSE(is_password(decoy, secret("password")));
  EXPECT_TRUE(make_decoy("").starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_FALSE(is_password("$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA", secret("password")));
}

TEST(Users, TokensAreFoundByTheirDigest) {
  const Users users = make_users();
  ASSERT_NE(users.find_token("token"), nullptr);
  EXPECT_EQ(users.find_token("token")->name, "prometheus");
  EXPECT_EQ(users.find_token("Token"), nullptr);
  EXPECT_EQ(users.find_token(""), nullptr);
}

TEST(Users, WhatAUserStandsForChangesTheFingerprint) {
  const User user{"a", Role::deputy, "$argon2id$1", ""};
  User other = user;
  EXPECT_EQ(Users::fingerprint(user), Users::fingerprint(other));
  other.role = Role::member;
  EXPECT_NE(Users::fingerprint(user), Users::fingerprint(other));
  other = user;
  other.password = "$argon2id$2";
  EXPECT_NE(Users::fingerprint(user), Users::fingerprint(other));
}

bool may(std::uint32_t rights, Right right) {
  Visitor visitor;
  visitor.rights = rights;
  return visitor.may(right);
}

TEST(Users, RolesMayWhatTheyMay) {
  struct Row {
    Role role;
    std::string_view name;
    std::string_view rights;  ///< metrics numbers own confirmed names settle appeals operate
  };
  for (const Row& row :
       {Row{Role::administrator, "administrator", "111111111"}, Row{Role::director, "director", "110100000"},
        Row{Role::deputy, "deputy", "010111100"}, Row{Role::responsible, "responsible", "010000000"},
        Row{Role::member, "member", "010000000"},
        Row{Role::site_administrator, "site_administrator", "100000010"},
        Row{Role::teacher, "teacher", "001000000"}, Row{Role::service_operator, "operator", "100000010"}}) {
    EXPECT_EQ(parse_role(row.name), row.role);
    std::string rights;
    for (const Right right : {Right::metrics, Right::numbers, Right::own_lessons, Right::confirmed,
                              Right::names, Right::settle, Right::appeals, Right::operate, Right::administer})
      rights += may(rights_of(row.role), right) ? '1' : '0';
    EXPECT_EQ(rights, row.rights) << row.name;
  }
  EXPECT_FALSE(parse_role("chief"));
  EXPECT_FALSE(may(reading_rights(), Right::settle));
  EXPECT_FALSE(may(reading_rights(), Right::appeals));
  EXPECT_FALSE(may(reading_rights(), Right::operate));
  EXPECT_FALSE(may(reading_rights(), Right::administer));
  EXPECT_TRUE(may(reading_rights(), Right::names));
}

TEST(Users, RandomTokensDifferAndHexReadsBack) {
  EXPECT_NE(make_random_token(), make_random_token());
  EXPECT_EQ(render_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(parse_hex(render_hex(sha256("abc"))), sha256("abc"));
  EXPECT_FALSE(parse_hex(std::string(63, 'a')));
  EXPECT_FALSE(parse_hex(std::string(64, 'A')));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace elzhur::web
