#include "tests/simulator/inbox.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alerts/mime.hpp"
#include "journal/utf8.hpp"
#include "tests/simulator/mail.hpp"

namespace elzhur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

journal::TimeZone moscow() { return journal::TimeZone::load("Europe/Moscow").value(); }
journal::Instant instant(const char* text) { return journal::parse_instant(text).value(); }

/// A letter as the monitor writes it, with one table.
std::string letter(const std::string& html) {
  alerts::Mail mail;
  mail.from = {"ЭлЖур-монитор", "elzhur@school.example"};
  mail.to = {"", "admin@school.example"};
  mail.subject = "Не заполнено: 7";
  mail.message_id = "1@school.example";
  mail.kind = "digest";
  mail.text = "текст";
  mail.html = html;
  mail.attachments.push_back({"список.csv", "text/csv", "1;2"});
  return alerts::render_mail(mail, moscow(), instant("2026-09-14T18:00:00Z"));
}

TEST(Inbox, ShowsNewestFirstAndRunsNothingOfALetter) {
  Inbox inbox;
  ASSERT_TRUE(inbox.keep({"a@x.example", {"b@x.example"}, "Subject: first\r\n\r\n<i>x</i>"}, {}));
  ASSERT_TRUE(inbox.keep({"a@x.example", {"b@x.example"}, letter("<script>alert(1)</script>\"><b>жирно</b>")},
                         instant("2026-09-14T18:00:05Z")));
  SiteRequest request;
  request.path = "/inbox";
  const std::string page = answer_inbox(inbox, moscow(), request)->body;
  EXPECT_LT(page.find("Не заполнено"), page.find("first"));
  EXPECT_THAT(page, HasSubstr("14.09.2026 21:00:05"));
  EXPECT_THAT(page, HasSubstr("sandbox=\"\""));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("<i>x</i>")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
  request.path = "/inbox/attachment";
  request.parameters = {{"mail", "2"}, {"part", "0"}};
  EXPECT_EQ(answer_inbox(inbox, moscow(), request)->body, "1;2");
  request.parameters["part"] = "1";
  EXPECT_EQ(answer_inbox(inbox, moscow(), request)->status, 404);
  request.parameters = {};
  EXPECT_EQ(answer_inbox(inbox, moscow(), request)->status, 404);
}

TEST(Inbox, ALetterOfStrayBytesSpoilsNoList) {
  Inbox inbox;
  ASSERT_TRUE(inbox.keep({"\xEF\xBF\xBD",
                          {"b@x.example"},
                          "Subject: \xFF\r\nMessage-ID: \xFE\r\nX-Elzhur-Kind: \xC0\xAF\r\n"
                          "Content-Type: text/\xFF; name=\"\xFF\"\r\n\r\n\xFF"},
                         {}));
  SiteRequest request;
  for (const char* path : {"/inbox", "/inbox.json"}) {
    request.path = path;
    const auto answer = answer_inbox(inbox, moscow(), request);
    ASSERT_TRUE(answer) << path;
    EXPECT_TRUE(journal::is_valid_utf8(answer->body)) << path;
  }
}

TEST(Inbox, KeepsTheNewestWithinItsLimitsAndSaysHowManyWent) {
  Inbox inbox;
  for (std::size_t i = 0; i < k_inbox_mails_max + 2; ++i) {
    ASSERT_TRUE(inbox.keep({"", {}, "Subject: " + std::to_string(i) + "\r\n\r\n"}, {}));
  }
  EXPECT_EQ(inbox.mails().size(), k_inbox_mails_max);
  EXPECT_EQ(inbox.dropped(), 2U);
  EXPECT_EQ(inbox.mails().back().id, k_inbox_mails_max + 2);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(inbox.keep({"", {}, std::string(k_mail_bytes_max, 'x')}, {}));
  EXPECT_LE(inbox.mails().size(), 6U);
  EXPECT_GE(inbox.mails().size(), 1U);
}

}  // namespace
}  // namespace elzhur::simulator
