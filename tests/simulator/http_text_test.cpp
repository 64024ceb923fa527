#include <string>

#include <gtest/gtest.h>

#include "tests/simulator/http_server.hpp"

namespace elzhur::simulator {
namespace {

TEST(HttpText, AnAnswerIsWrittenWithItsLength) {
  const SiteAnswer answer{200, "text/plain", "тест", {{"Date", "x"}}};
  EXPECT_EQ(render_http(answer, true, true),
            "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/plain\r\nDate: x\r\nContent-Length: 8\r\n"
            "Connection: keep-alive\r\n\r\nтест");
}

TEST(HttpText, HeadHasTheLengthAndNoBody) {
  const std::string text = render_http({404, "", "body", {}}, false, false);
  EXPECT_EQ(text,
            "HTTP/1.1 404 Not Found\r\nServer: nginx\r\nContent-Length: 4\r\nConnection: close\r\n\r\n");
}

TEST(HttpText, NoContentHasNoLengthEither) {
  EXPECT_EQ(render_http({204, "", "", {}}, true, true),
            "HTTP/1.1 204 No Content\r\nServer: nginx\r\nConnection: keep-alive\r\n\r\n");
}

TEST(HttpText, AHeaderCannotAddAnother) {
  const std::string text = render_http({200, "a\r\nX: 1", "", {{"B", "c\r\n\r\nd"}}}, true, true);
  EXPECT_EQ(text.find("\r\nX: 1"), std::string::npos);
  EXPECT_EQ(text.find("\r\n\r\n"), text.size() - 4);
}

}  // namespace
}  // namespace elzhur::simulator
