#include "daemon/web/answering.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "daemon/web/gzip.hpp"
#include "daemon/web/passwords.hpp"

namespace elzhur::web {
namespace {

/// Shows what came in, and does what it is asked for.
class Echo final : public Part {
 public:
  std::optional<Response> answer(const Request& request) override {
    if (request.path == "/throw") throw std::runtime_error("secret of the store");
    if (request.path == "/long") return Response{200, "text/html; charset=utf-8", std::string(5000, 'x'), {}};
    if (request.path != "/echo") return std::nullopt;
    last = request;
    return Response{};
  }
  Request last{};
};

class AnsweringTest : public ::testing::Test {
 protected:
  static AccessSpec make_access() {
    AccessSpec access;
    access.users = std::make_shared<const Users>(
        std::vector<User>{{"admin", Role::administrator,
                           *hash_password(journal::Secret(std::string("correct horse"))), ""}},
        std::vector<Token>{});
    return access;
  }
  Response ask(std::string method, std::string target, std::string body = {}, std::string type = {}) {
    Head head;
    head.method = std::move(method);
    head.target = std::move(target);
    head.host = "localhost";
    head.content_type = std::move(type);
    head.cookie = cookie_;
    head.form_token = form_token_;
    head.accept = accept_;
    head.accept_encoding = "gzip";
    head.has_body = !body.empty();
    const Peer peer{peer_, peer_, {}, false};
    Admitted admitted = reception_.admit(head, peer);
    if (admitted.refusal) return *admitted.refusal;
    return answering_.answer(std::move(admitted.admission), std::move(body), peer, is_secure_);
  }
  Response sign_in(const std::string& name, const std::string& password, const std::string& next = "") {
    return ask("POST", "/login", "name=" + name + "&password=" + password + "&next=" + next,
               "application/x-www-form-urlencoded");
  }
  static std::string header(const Response& response, std::string_view name) {
    return std::string(value_of(response.headers, name).value_or(""));
  }
  void take_cookie(const Response& response) {
    const std::string set = header(response, "Set-Cookie");
    cookie_ = set.substr(0, set.find(';'));
  }

  Moment now_ = Moment{} + std::chrono::hours(1000);
  Reception reception_{make_access(), [this] { return now_; }};
  Echo* echo_ = new Echo;
  Answering answering_{reception_, make_parts(), {}};
  std::string cookie_;
  std::string form_token_;
  std::string accept_;
  std::string peer_ = "127.0.0.1";
  bool is_secure_ = false;

 private:
  std::vector<std::unique_ptr<Part>> make_parts() {
    std::vector<std::unique_ptr<Part>> parts;
    parts.emplace_back(echo_);
    return parts;
  }
};

TEST_F(AnsweringTest, TheRightPasswordOpensASessionAndLeadsBack) {
  const Response response = sign_in("admin", "correct+horse", "%2Ffindings%3Fx%3D1");
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(header(response, "Location"), "/findings?x=1");
  const std::string cookie = header(response, "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("elzhur_session=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict")) << cookie;
  take_cookie(response);
  EXPECT_EQ(ask("GET", "/echo").status, 200);
  EXPECT_EQ(echo_->last.visitor.name, "admin");
  EXPECT_TRUE(echo_->last.visitor.may(Right::operate));
}

TEST_F(AnsweringTest, UnderTlsTheCookieGoesNowhereElse) {
  is_secure_ = true;
  const std::string cookie = header(sign_in("admin", "correct+horse"), "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-elzhur_session=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
}

TEST_F(AnsweringTest, SigningInLeadsToNoOtherSite) {
  for (const std::string next : {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"})
    EXPECT_EQ(header(sign_in("admin", "correct+horse", next), "Location"), "/") << next;
}

TEST_F(AnsweringTest, AWrongPasswordAndAnUnknownNameAreAnsweredAlike) {
  const Response wrong = sign_in("admin", "wrong+horse");
  const Response unknown = sign_in("nobody", "wrong+horse");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(unknown.status, 403);
  EXPECT_TRUE(header(wrong, "Set-Cookie").empty());
  EXPECT_NE(wrong.body.find("Имя или пароль не подходят"), std::string::npos);
  EXPECT_EQ(sign_in("<script>", "x").body.find("<script>"), std::string::npos);
}

TEST_F(AnsweringTest, FailedSignInsOfOnePeerAreSlowedDown) {
  for (int i = 0; i < k_failed_sign_in_burst; ++i)
    EXPECT_EQ(sign_in("n" + std::to_string(i), "x").status, 403);
  const Response refused = sign_in("admin", "correct+horse");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "Retry-After"), "60");
  peer_ = "10.0.0.1";
  EXPECT_EQ(sign_in("admin", "correct+horse").status, 303) << "another peer is not concerned";
}

TEST_F(AnsweringTest, FailedSignInsWithOneNameAreSlowedDown) {
  for (int i = 0; i < k_failed_sign_in_burst; ++i) {
    peer_ = "10.0.0." + std::to_string(i);
    EXPECT_EQ(sign_in("admin", "x").status, 403);
  }
  peer_ = "10.0.1.0";
  EXPECT_EQ(sign_in("admin", "correct+horse").status, 429);
  now_ += k_failed_sign_in_interval;
  EXPECT_EQ(sign_in("admin", "correct+horse").status, 303);
}

TEST_F(AnsweringTest, AFormOfASessionMustBringItsTokenBack) {
  take_cookie(sign_in("admin", "correct+horse"));
  const std::string type = "application/x-www-form-urlencoded";
  EXPECT_EQ(ask("POST", "/echo", "a=1", type).status, 403);
  EXPECT_EQ(ask("POST", "/echo", "a=1&form_token=wrong", type).status, 403);
  (void)ask("GET", "/echo");
  const std::string token = echo_->last.visitor.form_token;
  EXPECT_EQ(ask("POST", "/echo", "a=1&form_token=" + token, type).status, 200);
  EXPECT_EQ(value_of(echo_->last.form, "a"), "1");
  form_token_ = token;
  EXPECT_EQ(ask("PATCH", "/echo", "{\"a\": 1}", "application/json").status, 200);
  EXPECT_EQ(echo_->last.body, "{\"a\": 1}");
  form_token_.clear();
  EXPECT_EQ(ask("POST", "/logout").status, 403) << "nobody is signed out by a foreign page";
  form_token_ = token;
  EXPECT_EQ(ask("POST", "/logout").status, 303);
  EXPECT_EQ(ask("GET", "/echo").status, 401);
}

TEST_F(AnsweringTest, FilesOfAFormComeWithTheirBytes) {
  take_cookie(sign_in("admin", "correct+horse"));
  (void)ask("GET", "/echo");
  const std::string body =
      "--X\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n" + echo_->last.visitor.form_token +
      "\r\n--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n1;2\r\n--X--";
  EXPECT_EQ(ask("POST", "/echo", body, "multipart/form-data; boundary=X").status, 200);
  ASSERT_EQ(echo_->last.files.size(), 1U);
  EXPECT_EQ(echo_->last.files[0].bytes, "1;2");
  EXPECT_EQ(ask("POST", "/echo", "junk", "multipart/form-data; boundary=X").status, 400);
}

TEST_F(AnsweringTest, WhatAPartThrowsIsAnErrorWithoutItsText) {
  take_cookie(sign_in("admin", "correct+horse"));
  const Response response = ask("GET", "/throw");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST_F(AnsweringTest, ErrorsAreAPageForPeopleAndJsonForPrograms) {
  take_cookie(sign_in("admin", "correct+horse"));
  EXPECT_EQ(ask("GET", "/nowhere").content_type, "application/problem+json");
  accept_ = "text/html, */*;q=0.8";
  const Response page = ask("GET", "/nowhere");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("Такой страницы нет."), std::string::npos);
}

TEST_F(AnsweringTest, LongAnswersAreCompressed) {
  take_cookie(sign_in("admin", "correct+horse"));
  const Response response = ask("GET", "/long");
  EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  EXPECT_LT(response.body.size(), 200U);
}

TEST(Wire, EveryAnswerIsConfinedAndNotKept) {
  const Bytes bytes =
      render(Response{200, "text/html", "<p>", {}}, {.date = "Mon, 23 Nov 2026 18:30:00 GMT"});
  for (const std::string_view line :
       {"HTTP/1.1 200 OK\r\n", "Date: Mon, 23 Nov 2026 18:30:00 GMT\r\n", "Content-Length: 3\r\n",
        "Cache-Control: no-store\r\n", "X-Content-Type-Options: nosniff\r\n",
        "Referrer-Policy: same-origin\r\n",
        "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; form-action "
        "'self'; "
        "frame-ancestors 'none'; base-uri 'none'\r\n"}) {
    EXPECT_NE(bytes.head.find(line), std::string::npos) << line;
  }
  EXPECT_EQ(bytes.head.find("Strict-Transport"), std::string::npos);
  EXPECT_EQ(bytes.body, "<p>");
}

TEST(Wire, ItSaysWhatTheConnectionIs) {
  EXPECT_NE(render({}, {.keep_alive = false}).head.find("Connection: close"), std::string::npos);
  EXPECT_NE(render({}, {.is_http_1_0 = true}).head.find("Connection: keep-alive"), std::string::npos);
  EXPECT_NE(render({}, {.is_tls = true}).head.find("Strict-Transport-Security"), std::string::npos);
}

TEST(Wire, HeadHasTheLengthAndNoBody) {
  const Bytes bytes = render(Response{200, "text/plain", "12345", {}}, {.is_head = true});
  EXPECT_NE(bytes.head.find("Content-Length: 5"), std::string::npos);
  EXPECT_TRUE(bytes.body.empty());
  EXPECT_EQ(render(Response{304, "text/plain", "12345", {}}, {}).head.find("Content-Length"),
            std::string::npos);
}

TEST(Wire, NoValueMakesAnotherHeader) {
  const Bytes bytes = render(
      Response{303, "text/plain", "", {{"Location", "/a\r\nSet-Cookie: evil=1"}, {"X-Good", "1"}}}, {});
  EXPECT_EQ(bytes.head.find("evil"), std::string::npos);
  EXPECT_NE(bytes.head.find("X-Good: 1"), std::string::npos);
}

TEST(Wire, DatesAreAsHttpHasThem) {
  EXPECT_EQ(render_http_date(*journal::parse_instant("2026-11-23T18:30:05Z")),
            "Mon, 23 Nov 2026 18:30:05 GMT");
  EXPECT_EQ(render_http_date(*journal::parse_instant("2026-01-01T00:00:00Z")),
            "Thu, 01 Jan 2026 00:00:00 GMT");
}

}  // namespace
}  // namespace elzhur::web
