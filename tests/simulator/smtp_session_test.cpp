#include "tests/simulator/smtp_session.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace elzhur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Hands a letter over and gives everything that was answered; the letter goes to `kept`.
std::string converse(SmtpSession& session, const std::vector<std::string>& lines,
                     HandedMail* kept = nullptr) {
  std::string replies;
  for (const std::string& line : lines) {
    SmtpSession::Step step = session.take(line);
    replies += step.reply;
    if (step.mail && kept != nullptr) *kept = std::move(*step.mail);
  }
  return replies;
}

TEST(SmtpSession, TakesALetterAndUnstuffsItsDots) {
  SmtpSession session;
  HandedMail mail;
  const std::string replies = converse(
      session,
      {"EHLO there", "MAIL FROM:<a@school.example> BODY=8BITMIME SIZE=100", "RCPT TO:<b@school.example>",
       "rcpt to: <c@school.example>", "DATA", "Subject: x", "", "..a", "...", "."},
      &mail);
  EXPECT_THAT(replies, HasSubstr("250-8BITMIME"));
  EXPECT_THAT(replies, HasSubstr("354"));
  EXPECT_EQ(mail.from, "a@school.example");
  EXPECT_EQ(mail.to, (std::vector<std::string>{"b@school.example", "c@school.example"}));
  EXPECT_EQ(mail.bytes, "Subject: x\r\n\r\n.a\r\n..\r\n");
}

TEST(SmtpSession, ASecondLetterKnowsNothingOfTheFirst) {
  SmtpSession session;
  HandedMail mail;
  converse(session,
           {"HELO x", "MAIL FROM:<a@x.example>", "RCPT TO:<b@x.example>", "DATA", "one", ".", "MAIL FROM:<>",
            "RCPT TO:<c@x.example>", "DATA", "two", "."},
           &mail);
  EXPECT_EQ(mail.from, "");
  EXPECT_EQ(mail.to, std::vector<std::string>{"c@x.example"});
  EXPECT_EQ(mail.bytes, "two\r\n");
}

TEST(SmtpSession, CommandsOutOfTheirOrderAreRefused) {
  SmtpSession session;
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example>").reply, StartsWith("503"));
  converse(session, {"EHLO x"});
  EXPECT_THAT(session.take("RCPT TO:<a@x.example>").reply, StartsWith("503"));
  EXPECT_THAT(session.take("DATA").reply, StartsWith("503"));
  converse(session, {"MAIL FROM:<a@x.example>"});
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example>").reply, StartsWith("503"));
  converse(session, {"RSET"});
  EXPECT_THAT(session.take("RCPT TO:<a@x.example>").reply, StartsWith("503"));
}

TEST(SmtpSession, WrongAddressesAndParametersAreRefused) {
  SmtpSession session;
  converse(session, {"EHLO x"});
  EXPECT_THAT(session.take("MAIL FROM:a@x.example").reply, StartsWith("501"));
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example").reply, StartsWith("501"));
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example> SMTPUTF8").reply, StartsWith("555"));
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example> SIZE=99999999999999999999").reply, StartsWith("552"));
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example> SIZE=" + std::to_string(k_mail_bytes_max + 1)).reply,
              StartsWith("552"));
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example> SIZE=" + std::to_string(k_mail_bytes_max)).reply,
              StartsWith("250"));
  EXPECT_THAT(session.take("RCPT TO:<>").reply, StartsWith("501"));
}

TEST(SmtpSession, ALetterBeyondTheLimitIsRefusedAtItsEnd) {
  SmtpSession session;
  converse(session, {"EHLO x", "MAIL FROM:<a@x.example>", "RCPT TO:<b@x.example>", "DATA"});
  const std::string line(998, 'x');
  SmtpSession::Step step;
  for (std::size_t bytes = 0; bytes <= k_mail_bytes_max; bytes += 1000) step = session.take(line);
  EXPECT_EQ(step.reply, "");
  step = session.take(".");
  EXPECT_THAT(step.reply, StartsWith("552"));
  EXPECT_FALSE(step.mail);
  EXPECT_THAT(session.take("MAIL FROM:<a@x.example>").reply, StartsWith("250"));
}

TEST(SmtpSession, TooManyRecipientsAndErrorsAreBounded) {
  SmtpSession session;
  converse(session, {"EHLO x", "MAIL FROM:<a@x.example>"});
  for (std::size_t i = 0; i < k_recipients_max; ++i) {
    ASSERT_THAT(session.take("RCPT TO:<b@x.example>").reply, StartsWith("250"));
  }
  EXPECT_THAT(session.take("RCPT TO:<b@x.example>").reply, StartsWith("452"));
  SmtpSession::Step step;
  for (std::size_t i = 0; i < k_bad_commands_max; ++i) step = session.take("\x01\xFF nonsense");
  EXPECT_TRUE(step.closes);
  EXPECT_TRUE(SmtpSession().take("QUIT").closes);
}

}  // namespace
}  // namespace elzhur::simulator
