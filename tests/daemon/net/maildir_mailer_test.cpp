#include "daemon/net/maildir_mailer.hpp"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace elzhur::net {
namespace {

using Outcome = alerts::DeliveryReport::Outcome;

alerts::OutgoingMessage sample(const std::string& id = "0123@school.example") {
  alerts::OutgoingMessage message;
  message.address = "admin@school.example";
  message.message_id = id;
  message.rfc5322 = "Subject: x\r\n\r\nbody\r\n";
  return message;
}

std::size_t count_files(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

TEST(MaildirMailer, MessageLiesInNewUnderItsName) {
  const tests::TempDir folder;
  MaildirMailer mailer(folder / "mail");
  const auto report = mailer.send(sample());
  EXPECT_EQ(report.outcome, Outcome::accepted) << report.text;
  EXPECT_EQ(tests::read_bytes(folder / "mail/new/0123@school.example"), "Subject: x\n\nbody\n");
  EXPECT_EQ(count_files(folder / "mail/tmp"), 0U);
}

TEST(MaildirMailer, RepeatReplacesItself) {
  const tests::TempDir folder;
  MaildirMailer mailer(folder.path());
  (void)mailer.send(sample());
  auto again = sample();
  again.ambiguous = true;
  again.rfc5322 = "X-Elzhur-Resent: 1\r\n" + again.rfc5322;
  EXPECT_EQ(mailer.send(again).outcome, Outcome::accepted);
  EXPECT_EQ(count_files(folder / "new"), 1U);
}

TEST(MaildirMailer, RepeatOfAReadMessageIsNotDeliveredAgain) {
  const tests::TempDir folder;
  MaildirMailer mailer(folder.path());
  (void)mailer.send(sample());
  std::filesystem::rename(folder / "new/0123@school.example", folder / "cur/0123@school.example:2,S");
  auto again = sample();
  again.ambiguous = true;
  EXPECT_EQ(mailer.send(again).outcome, Outcome::accepted);
  EXPECT_EQ(count_files(folder / "new"), 0U);
}

TEST(MaildirMailer, NamesCannotLeaveTheFolder) {
  const tests::TempDir folder;
  MaildirMailer mailer(folder / "mail");
  EXPECT_EQ(mailer.send(sample("../../evil")).outcome, Outcome::accepted);
  EXPECT_EQ(count_files(folder.path()), 1U);
  EXPECT_EQ(count_files(folder / "mail/new"), 1U);
  EXPECT_EQ(mailer.send(sample("")).outcome, Outcome::rejected);
}

TEST(MaildirMailer, FolderThatCannotBeMadeLosesNoMail) {
  const tests::TempDir folder;
  (void)folder.write("file", "x");
  MaildirMailer mailer(folder / "file/mail");
  const auto report = mailer.send(sample());
  EXPECT_EQ(report.outcome, Outcome::retry_later);
  EXPECT_NE(report.text.find("mail.maildir"), std::string::npos);
}

}  // namespace
}  // namespace elzhur::net
