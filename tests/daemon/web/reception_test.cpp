#include "daemon/web/reception.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

namespace elzhur::web {
namespace {

using std::chrono::seconds;

class ReceptionTest : public ::testing::Test {
 protected:
  static AccessSpec with_users() {
    AccessSpec access;
    access.users = std::make_shared<const Users>(
        std::vector<User>{{"admin", Role::administrator, "$argon2id$1", ""},
                          {"teacher", Role::teacher, "$argon2id$2", "Иванова Анна Петровна"}},
        std::vector<Token>{{"prometheus", Role::service_operator, sha256("secret-token")}});
    return access;
  }
  static Head get(std::string target) {
    Head head;
    head.method = "GET";
    head.target = std::move(target);
    head.host = "localhost:9841";
    return head;
  }
  static Head post(std::string target) {
    Head head = get(std::move(target));
    head.method = "POST";
    return head;
  }
  static Peer peer() { return {"127.0.0.1", "127.0.0.1", {}, false}; }
  static int status_of(const Admitted& admitted) { return admitted.refusal ? admitted.refusal->status : 200; }

  Moment now_ = Moment{} + std::chrono::hours(1000);
  Reception local_{AccessSpec{}, [this] { return now_; }};
  Reception reception_{with_users(), [this] { return now_; }};
};

TEST_F(ReceptionTest, WithoutUsersThisMachineReadsAndChangesNothing) {
  const auto admitted = local_.admit(get("/findings?x=1"), peer());
  ASSERT_EQ(status_of(admitted), 200);
  const Visitor& visitor = admitted.admission.request.visitor;
  EXPECT_TRUE(visitor.may(Right::names));
  EXPECT_FALSE(visitor.may(Right::settle));
  EXPECT_TRUE(visitor.name.empty());
  EXPECT_TRUE(visitor.form_token.empty());
}

TEST_F(ReceptionTest, WithoutUsersOnlyNamesOfThisMachineAndThePublicOneOpenThePage) {
  Head head = get("/");
  for (const std::string good : {"localhost", "LOCALHOST:9841", "127.0.0.1:1", "[::1]:9841"}) {
    head.host = good;
    EXPECT_EQ(status_of(local_.admit(head, peer())), 200) << good;
  }
  for (const std::string bad :
       {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "192.168.0.1"}) {
    head.host = bad;
    EXPECT_EQ(status_of(local_.admit(head, peer())), 421) << bad;
  }
  local_.replace({nullptr, "monitor.school.example", true});
  head.host = "Monitor.school.example:443";
  EXPECT_EQ(status_of(local_.admit(head, peer())), 200);
}

TEST_F(ReceptionTest, WithUsersStrangersGetOnlyWhatSigningInNeeds) {
  for (const std::string open : {"/login", "/static/style.css", "/-/healthy", "/-/ready"})
    EXPECT_EQ(status_of(reception_.admit(get(open), peer())), 200) << open;
  for (const std::string closed : {"/", "/metrics", "/api/v1/findings", "/-/status", "/static", "/logins"})
    EXPECT_EQ(status_of(reception_.admit(get(closed), peer())), 401) << closed;
  Head page = get("/findings?class=7");
  page.accept = "text/html,application/xhtml+xml;q=0.9";
  const auto admitted = reception_.admit(page, peer());
  ASSERT_EQ(status_of(admitted), 303);
  EXPECT_EQ(admitted.refusal->headers.front().second, "/login?next=%2Ffindings%3Fclass%3D7");
}

TEST_F(ReceptionTest, ATokenLetsAProgramInAsItsRole) {
  Head head = get("/metrics");
  head.authorization = "Bearer secret-token";
  const auto admitted = reception_.admit(head, peer());
  ASSERT_EQ(status_of(admitted), 200);
  EXPECT_EQ(admitted.admission.request.visitor.name, "prometheus");
  EXPECT_TRUE(admitted.admission.request.visitor.may(Right::metrics));
  EXPECT_FALSE(admitted.admission.request.visitor.may(Right::names));
  for (const std::string bad :
       {"Bearer secret-tokem", "Bearer ", "Bearer", "Basic secret-token", "secret-token"}) {
    head.authorization = bad;
    EXPECT_EQ(status_of(reception_.admit(head, peer())), 401) << bad;
  }
}

TEST_F(ReceptionTest, ASessionIsItsUserUntilTheFileSaysOtherwise) {
  const Sha256 teacher = Users::fingerprint(*with_users().users->find("teacher"));
  const std::string token = reception_.sessions().open("teacher", teacher, now_);
  Head head = get("/");
  head.cookie = "other=1; elzhur_session=" + token;
  auto admitted = reception_.admit(head, peer());
  ASSERT_EQ(status_of(admitted), 200);
  EXPECT_EQ(admitted.admission.person, "Иванова Анна Петровна");
  EXPECT_EQ(admitted.admission.request.visitor.form_token.size(), 43U);
  AccessSpec changed;
  changed.users = std::make_shared<const Users>(
      std::vector<User>{{"teacher", Role::teacher, "$argon2id$new", "Иванова Анна Петровна"}},
      std::vector<Token>{});
  reception_.replace(changed);
  EXPECT_EQ(status_of(reception_.admit(head, peer())), 401) << "another password ends it";
  reception_.replace(with_users());
  EXPECT_EQ(status_of(reception_.admit(head, peer())), 401) << "and for good";
}

TEST_F(ReceptionTest, TheUnixSocketMayEverything) {
  Peer socket{"socket", "uid 0", 0, false};
  Head head = post("/api/v1/sources/inbox/documents");
  head.host = "elzhurd";
  const auto admitted = reception_.admit(head, socket);
  ASSERT_EQ(status_of(admitted), 200);
  EXPECT_EQ(admitted.admission.request.visitor.rights, all_rights());
  EXPECT_FALSE(admitted.admission.needs_form_token);
  EXPECT_EQ(admitted.admission.body_max, k_upload_bytes_max);
}

TEST_F(ReceptionTest, OnlyWhoMayBringFilesInMaySendMuch) {
  EXPECT_EQ(local_.admit(post("/upload"), peer()).admission.body_max, k_body_bytes_max);
  const std::string token =
      reception_.sessions().open("admin", Users::fingerprint(*with_users().users->find("admin")), now_);
  Head head = post("/upload");
  head.cookie = "elzhur_session=" + token;
  const auto admitted = reception_.admit(head, peer());
  EXPECT_EQ(admitted.admission.body_max, k_upload_bytes_max);
  EXPECT_TRUE(admitted.admission.needs_form_token);
  head.target = "/findings/1/confirm";
  EXPECT_EQ(reception_.admit(head, peer()).admission.body_max, k_body_bytes_max);
}

TEST_F(ReceptionTest, PagesOfOtherSitesMayNotActThroughAVisitor) {
  struct Row {
    std::string origin;
    std::string fetch_site;
    int status;
  };
  for (const Row& row :
       {Row{"", "", 200}, Row{"http://localhost:9841", "same-origin", 200}, Row{"", "none", 200},
        Row{"http://evil.example", "", 403}, Row{"http://localhost:9842", "", 403}, Row{"null", "", 403},
        Row{"", "cross-site", 403}, Row{"http://localhost:9841", "same-site", 403}}) {
    Head head = post("/login");
    head.origin = row.origin;
    head.fetch_site = row.fetch_site;
    EXPECT_EQ(status_of(reception_.admit(head, peer())), row.status) << row.origin << ' ' << row.fetch_site;
  }
  Head link = get("/login");
  link.fetch_site = "cross-site";
  EXPECT_EQ(status_of(reception_.admit(link, peer())), 200) << "a link in a letter";
}

TEST_F(ReceptionTest, OtherMethodsAndBrokenAddressesAreRefused) {
  Head head = get("/");
  for (const std::string method : {"PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"}) {
    head.method = method;
    EXPECT_EQ(status_of(local_.admit(head, peer())), 405) << method;
  }
  EXPECT_EQ(status_of(local_.admit(get("/%00"), peer())), 400);
  EXPECT_EQ(status_of(local_.admit(get("/a/../b"), peer())), 400);
  head.method = "HEAD";
  const auto admitted = local_.admit(head, peer());
  EXPECT_TRUE(admitted.admission.is_head);
  EXPECT_EQ(admitted.admission.request.method, "GET");
}

TEST_F(ReceptionTest, StrangersAreSlowedDownAndThoseWeKnowAreNot) {
  for (int i = 0; i < k_stranger_burst; ++i) ASSERT_EQ(status_of(reception_.admit(get("/"), peer())), 401);
  const auto admitted = reception_.admit(get("/"), peer());
  ASSERT_EQ(status_of(admitted), 429);
  EXPECT_EQ(admitted.refusal->headers.front(), (std::pair<std::string, std::string>{"Retry-After", "1"}));
  Head known = get("/metrics");
  known.authorization = "Bearer secret-token";
  for (int i = 0; i < k_known_burst; ++i) ASSERT_EQ(status_of(reception_.admit(known, peer())), 200);
  EXPECT_EQ(status_of(reception_.admit(known, peer())), 429);
  now_ += seconds(1);
  EXPECT_EQ(status_of(reception_.admit(get("/"), peer())), 401);
  for (int i = 0; i < 10'000; ++i)
    ASSERT_EQ(status_of(reception_.admit(known, peer())), 200) << "a second's worth";
}

TEST_F(ReceptionTest, OnlyTrustedProxiesSayForWhomTheyAsk) {
  AccessSpec access = with_users();
  access.trusted_proxies = {*journal::parse_ip_range("127.0.0.1"), *journal::parse_ip_range("10.0.0.0/8")};
  const auto asking = [&](const std::string& peer, const std::string& forwarded) {
    Head head = get("/");
    head.forwarded_for = forwarded;
    return asking_peer(head, {peer, peer, {}, false}, access).address;
  };
  EXPECT_EQ(asking("203.0.113.9", "198.51.100.7"), "203.0.113.9") << "a stranger's header";
  EXPECT_EQ(asking("127.0.0.1", ""), "127.0.0.1");
  EXPECT_EQ(asking("127.0.0.1", "198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(asking("127.0.0.1", "1.1.1.1, 198.51.100.7 ,10.2.3.4"), "198.51.100.7")
      << "the rightmost stranger";
  EXPECT_EQ(asking("127.0.0.1", "10.1.1.1, 10.2.3.4"), "10.1.1.1") << "all are ours: the first";
  EXPECT_EQ(asking("127.0.0.1", "198.51.100.7, unknown"), "127.0.0.1")
      << "nothing behind what cannot be read";
  EXPECT_EQ(asking("127.0.0.1", "1.1.1.1, 198.51.100.7:4711, 10.2.3.4"), "10.2.3.4");
  EXPECT_EQ(asking("127.0.0.1", ",,,"), "127.0.0.1");
  EXPECT_EQ(asking("127.0.0.1", "2001:db8::1"), "2001:db8::1");
  access.trusted_proxies.clear();
  EXPECT_EQ(asking("127.0.0.1", "198.51.100.7"), "127.0.0.1");
}

TEST_F(ReceptionTest, VisitorsBehindAProxyHaveAllowancesOfTheirOwn) {
  AccessSpec access = with_users();
  access.trusted_proxies = {*journal::parse_ip_range("127.0.0.1")};
  Reception reception{access, [this] { return now_; }};
  const auto ask = [&](const std::string& client) {
    Head head = get("/login");
    head.forwarded_for = client;
    return status_of(reception.admit(head, asking_peer(head, peer(), access)));
  };
  int answered = 0;
  while (answered <= k_stranger_burst && ask("198.51.100.7") == 200) ++answered;
  EXPECT_EQ(answered, k_stranger_burst);
  EXPECT_EQ(ask("198.51.100.8"), 200);
  const Peer one = peer_of(*journal::parse_ip("2001:db8:1:1::1"));
  EXPECT_EQ(one.throttle_key, peer_of(*journal::parse_ip("2001:db8:1:1::2")).throttle_key);
  EXPECT_NE(one.throttle_key, peer_of(*journal::parse_ip("2001:db8:1:2::1")).throttle_key);
  EXPECT_TRUE(reception.is_proxy(peer()));
  EXPECT_FALSE(reception.is_proxy(one));
}

}  // namespace
}  // namespace elzhur::web
