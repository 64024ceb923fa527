#include "daemon/net/curl_client.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <thread>

#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::net {
namespace {

using connectors::HttpRequest;
using connectors::HttpTrouble;
using std::chrono::milliseconds;

constexpr std::string_view k_secret = "тай&на=1";

/// The server of tests/support/http_site.py and a client that reaches it.
class Site {
 public:
  explicit Site(bool with_tls = false) : process_(command(with_tls)), scheme_(with_tls ? "https" : "http") {
    EXPECT_TRUE(process_.wait_for_output("\n", milliseconds{20'000}));
    const std::string output = process_.output();
    if (output.starts_with("port ")) std::from_chars(output.data() + 5, output.data() + output.size(), port_);
  }
  [[nodiscard]] HttpRequest to(const std::string& path) const {
    return {scheme_ + "://localhost:" + std::to_string(port_) + path};
  }
  [[nodiscard]] std::string requests() const { return tests::read_bytes(folder_ / "requests"); }
  [[nodiscard]] std::filesystem::path certificate() const { return folder_ / "certificate.pem"; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  void end() {
    process_.signal(9);
    process_.wait(milliseconds{10'000});
  }

 private:
  std::vector<std::string> command(bool with_tls) const {
    std::vector<std::string> all{tests::python().string(),
                                 (tests::source_dir() / "tests/support/http_site.py").string(),
                                 folder_.path().string()};
    if (with_tls) all.emplace_back("--tls");
    return all;
  }
  tests::TempDir folder_;
  tests::BackgroundProcess process_;
  std::string scheme_;
  std::uint16_t port_ = 0;
};

/// A clock that goes on by a second each time it is read.
CurlOptions options() {
  CurlOptions options;
  options.monotonic = [at = milliseconds{0}]() mutable { return at += milliseconds{1000}; };
  return options;
}

HttpTrouble trouble_of(CurlClient& client, const HttpRequest& request) {
  const auto answer = client.send(request);
  EXPECT_FALSE(answer.has_value());
  if (answer) return HttpTrouble::other;
  EXPECT_EQ(answer.error().text.find("localhost"), std::string::npos) << answer.error().text;
  EXPECT_FALSE(answer.error().text.empty());
  return answer.error().trouble;
}

TEST(CurlClient, AnswerComesWholeWithItsHeadersAndTimes) {
  const Site site;
  CurlClient client(options());
  const auto answer = client.send(site.to("/gzip"));
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "сжато");
  EXPECT_EQ(answer->content_type, "application/json");
  EXPECT_EQ(answer->date, journal::parse_instant("2026-11-23T15:30:00Z"));
  EXPECT_FALSE(answer->retry_after);
  EXPECT_LT(answer->sent, answer->done);
}

TEST(CurlClient, ParametersAreEncodedAndSecretsGoWhereTheyBelong) {
  const Site site;
  CurlClient client(options());
  HttpRequest request = site.to("/plain");
  request.query = {{"class", "7А"},
                   {"days", "20260914-20260915"},
                   {"password", {}, journal::Secret(std::string(k_secret))}};
  ASSERT_TRUE(client.send(request));
  EXPECT_TRUE(site.requests().starts_with(
      "GET /plain?class=7%D0%90&days=20260914-20260915&password=%D1%82%D0%B0%D0%B9%26%D0%BD%D0%B0%3D1 | - | "
      "elzhurd | "))
      << site.requests();
  EXPECT_NE(site.requests().find("gzip"), std::string::npos);
}

TEST(CurlClient, CookiesOfASignInAreSentUntilTheyAreForgotten) {
  const Site site;
  CurlClient client(options());
  HttpRequest sign_in = site.to("/ajaxauthorize");
  sign_in.form = {{"username", "a b"}, {"password", {}, journal::Secret(std::string(k_secret))}};
  ASSERT_TRUE(client.send(sign_in));
  EXPECT_NE(site.requests().find("| username=a%20b&password=%D1%82"), std::string::npos) << site.requests();
  ASSERT_TRUE(client.send(site.to("/with")));
  client.forget_cookies();
  ASSERT_TRUE(client.send(site.to("/without")));
  EXPECT_NE(site.requests().find("GET /with | session=abc |"), std::string::npos) << site.requests();
  EXPECT_NE(site.requests().find("GET /without | - |"), std::string::npos) << site.requests();
}

TEST(CurlClient, RedirectIsTheAnswerAndIsNotFollowed) {
  const Site site;
  CurlClient client(options());
  const auto answer = client.send(site.to("/redirect"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(site.requests().find("/gzip"), std::string::npos);
}

TEST(CurlClient, RetryAfterIsReadAsSecondsAndAsADate) {
  const Site site;
  CurlClient client(options());
  const auto seconds = client.send(site.to("/busy"));
  ASSERT_TRUE(seconds);
  EXPECT_EQ(seconds->status, 503);
  EXPECT_EQ(seconds->retry_after, std::chrono::seconds{7});
  const auto date = client.send(site.to("/busy-until"));
  ASSERT_TRUE(date);
  EXPECT_EQ(date->retry_after, std::chrono::seconds{20});
}

TEST(CurlClient, BodyBeyondTheLimitIsRefusedAtOneByteMore) {
  const Site site;
  CurlOptions narrow = options();
  narrow.body_bytes_max = 5000;
  CurlClient enough(narrow);
  EXPECT_TRUE(enough.send(site.to("/large")));
  narrow.body_bytes_max = 4999;
  CurlClient client(narrow);
  EXPECT_EQ(trouble_of(client, site.to("/large")), HttpTrouble::too_large);
  EXPECT_EQ(trouble_of(client, site.to("/bomb")), HttpTrouble::too_large);
}

TEST(CurlClient, EndlessHeadersAreRefused) {
  const Site site;
  CurlClient client(options());
  EXPECT_EQ(trouble_of(client, site.to("/many-headers")), HttpTrouble::too_large);
}

TEST(CurlClient, AnswerThatEndsTooEarlyIsCut) {
  const Site site;
  CurlClient client(options());
  EXPECT_EQ(trouble_of(client, site.to("/cut")), HttpTrouble::cut);
}

TEST(CurlClient, SilenceEndsInTime) {
  const Site site;
  CurlOptions hasty = options();
  hasty.total_time_max = milliseconds{200};
  CurlClient client(hasty);
  EXPECT_EQ(trouble_of(client, site.to("/silence")), HttpTrouble::timeout);
}

TEST(CurlClient, NobodyListeningIsAFailedConnection) {
  Site site;
  site.end();
  CurlClient client(options());
  EXPECT_EQ(trouble_of(client, site.to("/")), HttpTrouble::connect);
}

TEST(CurlClient, StopEndsARequestAndEveryWait) {
  const Site site;
  CurlOptions stoppable = options();
  stoppable.stop = std::make_shared<StopSignal>();
  CurlClient client(stoppable);
  EXPECT_TRUE(client.wait(milliseconds{1}));
  std::thread stopper([&] { stoppable.stop->stop(); });
  EXPECT_FALSE(client.wait(std::chrono::hours{1}));
  stopper.join();
  EXPECT_EQ(trouble_of(client, site.to("/silence")), HttpTrouble::other);
}

TEST(CurlClient, CertificateMustBeTrusted) {
  const Site site(true);
  CurlClient stranger(options());
  EXPECT_EQ(trouble_of(stranger, site.to("/plain")), HttpTrouble::tls);
  CurlOptions with_ca = options();
  with_ca.ca_file = site.certificate();
  CurlClient client(with_ca);
  const auto answer = client.send(site.to("/plain"));
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->body, "hello");
}

TEST(CurlClient, PlainHttpIsForThisMachineOnly) {
  CurlClient client(options());
  for (const char* url :
       {"http://school.example/api", "ftp://localhost/", "file:///etc/passwd", "localhost",
        "http://localhost@school.example/", "http://127.0.0.1.school.example/", "http:///x", ""}) {
    const auto answer = client.send({url});
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().text, "only https, or http to this machine, is spoken") << url;
  }
}

}  // namespace
}  // namespace elzhur::net
