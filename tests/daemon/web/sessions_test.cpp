#include "daemon/web/sessions.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace elzhur::web {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Moment k_start = Moment{} + hours(1000);

TEST(Sessions, ATokenFindsItsSessionAndAnotherFindsNone) {
  Sessions sessions;
  const std::string token = sessions.open("admin", sha256("x"), k_start);
  EXPECT_EQ(token.size(), 43U);
  const auto found = sessions.find(token, k_start);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->user, "admin");
  EXPECT_EQ(found->fingerprint, sha256("x"));
  EXPECT_EQ(found->form_token.size(), 43U);
  EXPECT_NE(found->form_token, token);
  EXPECT_FALSE(sessions.find("", k_start));
  EXPECT_FALSE(sessions.find(found->form_token, k_start));
}

TEST(Sessions, ItEndsWhenItIsNotUsed) {
  Sessions sessions;
  const std::string token = sessions.open("admin", {}, k_start);
  EXPECT_TRUE(sessions.find(token, k_start + k_session_idle_max - seconds(1)));
  EXPECT_TRUE(sessions.find(token, k_start + 2 * k_session_idle_max - seconds(2))) << "use renews it";
  EXPECT_FALSE(sessions.find(token, k_start + 3 * k_session_idle_max - seconds(2)));
  EXPECT_EQ(sessions.size(), 0U);
}

TEST(Sessions, ItEndsAtItsAgeHoweverMuchItIsUsed) {
  Sessions sessions;
  const std::string token = sessions.open("admin", {}, k_start);
  Moment now = k_start;
  for (; now < k_start + k_session_age_max; now += hours(6)) EXPECT_TRUE(sessions.find(token, now));
  EXPECT_FALSE(sessions.find(token, now));
}

TEST(Sessions, SigningOutEndsOne) {
  Sessions sessions;
  const std::string one = sessions.open("admin", {}, k_start);
  const std::string other = sessions.open("admin", {}, k_start);
  sessions.close(one);
  EXPECT_FALSE(sessions.find(one, k_start));
  EXPECT_TRUE(sessions.find(other, k_start));
}

TEST(Sessions, OneMoreOfAUserEndsTheOneNotUsedForLongest) {
  Sessions sessions;
  const std::string others = sessions.open("other", {}, k_start);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < k_sessions_per_user_max; ++i)
    tokens.push_back(sessions.open("admin", {}, k_start + seconds(static_cast<int>(i))));
  const Moment later = k_start + hours(1);
  EXPECT_TRUE(sessions.find(tokens[0], later));
  tokens.push_back(sessions.open("admin", {}, later));
  EXPECT_TRUE(sessions.find(tokens[0], later));
  EXPECT_FALSE(sessions.find(tokens[1], later));
  EXPECT_TRUE(sessions.find(tokens.back(), later));
  EXPECT_TRUE(sessions.find(others, later));
}

TEST(Sessions, ThereAreNeverMoreThanTheLimit) {
  Sessions sessions;
  for (std::size_t i = 0; i <= k_sessions_max; ++i)
    (void)sessions.open("user " + std::to_string(i), {}, k_start + seconds(static_cast<int>(i)));
  EXPECT_EQ(sessions.size(), k_sessions_max);
}

}  // namespace
}  // namespace elzhur::web
