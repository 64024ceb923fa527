#include "tests/simulator/mail.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "alerts/mime.hpp"
#include "journal/utf8.hpp"

namespace elzhur::simulator {
namespace {

journal::TimeZone moscow() { return journal::TimeZone::load("Europe/Moscow").value(); }
journal::Instant instant(const char* text) { return journal::parse_instant(text).value(); }

alerts::Mail letter() {
  alerts::Mail mail;
  mail.from = {"ЭлЖур-монитор школы", "elzhur@school.example"};
  mail.to = {"", "admin@school.example"};
  mail.subject = "Не заполнено: 7 записей за 14 сентября 2026 года, по 3 учителям и 5 предметам школы";
  mail.message_id = "1234@school.example";
  mail.kind = "digest";
  mail.reason = "распорядок";
  mail.text = "Иванова Анна Петровна\n.точка в начале строки\n";
  mail.html = "<p>Иванова <b>Анна</b> Петровна</p>\n";
  return mail;
}

std::string rendered(const alerts::Mail& mail) {
  return alerts::render_mail(mail, moscow(), instant("2026-09-14T18:00:00Z"));
}

TEST(Mail, ALetterOfTheMonitorIsReadBack) {
  const ReadMail mail = read_mail(rendered(letter()));
  EXPECT_EQ(mail.subject, letter().subject);
  EXPECT_EQ(mail.from, "ЭлЖур-монитор школы <elzhur@school.example>");
  EXPECT_EQ(mail.to, "admin@school.example");
  EXPECT_EQ(mail.kind, "digest");
  EXPECT_EQ(mail.message_id, "<1234@school.example>");
  EXPECT_EQ(mail.date, "Mon, 14 Sep 2026 21:00:00 +0300");
  EXPECT_EQ(mail.text, letter().text);
  EXPECT_EQ(mail.html, letter().html);
  EXPECT_TRUE(mail.attachments.empty());
  EXPECT_FALSE(mail.is_cut);
}

TEST(Mail, AttachmentsKeepTheirRussianNamesAndBytes) {
  alerts::Mail sent = letter();
  const std::string bytes = std::string("a;b\r\n\0\xFF", 7) + "конец";
  sent.attachments.push_back(
      {"список до запуска, по учителям и предметам школы.csv", "text/csv; charset=utf-8", bytes});
  const ReadMail mail = read_mail(rendered(sent));
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_EQ(mail.attachments[0].name, sent.attachments[0].name);
  EXPECT_EQ(mail.attachments[0].type, "text/csv");
  EXPECT_EQ(mail.attachments[0].bytes, bytes);
  EXPECT_EQ(mail.text, letter().text);
}

TEST(Mail, EncodedWordsOfBothKindsAreReadAndSpacesBetweenThemDropped) {
  EXPECT_EQ(decoded_header("=?utf-8?B?0JA=?= =?UTF-8?q?=D0=91_?=\r\n =?utf-8?Q?!?="), "АБ !");
  EXPECT_EQ(decoded_header("Re: =?utf-8?B?0JA=?= b"), "Re: А b");
  EXPECT_EQ(decoded_header("  plain\r\n text  "), "plain text");
  EXPECT_EQ(decoded_header("=?utf-8?B?0JA= broken"), "=?utf-8?B?0JA= broken");
}

TEST(Mail, QuotedPrintableLosesItsSoftBreaksOnly) {
  EXPECT_EQ(quoted_printable_decoded("a=\r\nb=D0=90=\nc=3D=ZZ\r\nd"),
            "abА"
            "c==ZZ\r\nd");
  EXPECT_EQ(quoted_printable_decoded("="), "=");
}

TEST(Mail, ParametersAreReadInEverySpelling) {
  EXPECT_EQ(header_parameter("attachment; filename=\"a \\\"b\\\".csv\"", "filename"), "a \"b\".csv");
  EXPECT_EQ(header_parameter("attachment; filename*=utf-8''%D0%90.csv", "filename"), "А.csv");
  EXPECT_EQ(header_parameter("attachment; filename*0*=utf-8''%D0%90; filename*1=\"b.csv\"", "filename"),
            "Аb.csv");
  EXPECT_EQ(header_parameter("multipart/mixed;\r\n boundary=x;charset=y", "boundary"), "x");
  EXPECT_EQ(header_parameter("text/plain", "charset"), "");
}

TEST(Mail, APathInAFileNameIsLeftOut) {
  const ReadMail mail = read_mail(
      "Content-Type: text/csv\r\nContent-Disposition: attachment; filename=\"..\\..\\x/../passwd\"\r\n\r\n1");
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_EQ(mail.attachments[0].name, "passwd");
}

TEST(Mail, WhatIsNoLetterIsShownAsItStands) {
  EXPECT_EQ(read_mail("").text, "");
  EXPECT_EQ(read_mail("Subject: x\n\nhello \xFF").text, "hello \xEF\xBF\xBD");
  EXPECT_EQ(read_mail("Content-Type: multipart/mixed\r\n\r\nno boundary").text, "");
  EXPECT_EQ(read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ncut off").text, "cut off");
}

TEST(Mail, TooDeepAndTooManyPartsAreLeftOutVisibly) {
  std::string deep = "text";
  for (int level = 0; level < k_mail_depth_max + 2; ++level) {
    const std::string boundary = "b" + std::to_string(level);
    deep = "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n" + deep +
           "\r\n--" + boundary + "--\r\n";
  }
  EXPECT_TRUE(read_mail(deep).is_cut);
  std::string many = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (std::size_t part = 0; part <= k_mail_parts_max; ++part) many += "--b\r\n\r\nx\r\n";
  const ReadMail mail = read_mail(many + "--b--\r\n");
  EXPECT_TRUE(mail.is_cut);
  EXPECT_LE(mail.attachments.size(), k_mail_parts_max);
}

RC_GTEST_PROP(Mail, AnyLetterThatIsDamagedIsReadToItsEnd, ()) {
  alerts::Mail sent = letter();
  sent.attachments.push_back({"список.csv", "text/csv", "1;2"});
  std::string bytes = rendered(sent);
  const auto places =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, bytes.size()));
  for (const std::size_t place : places) bytes[place] = *rc::gen::arbitrary<char>();
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
  const ReadMail mail = read_mail(bytes);
  RC_ASSERT(journal::is_valid_utf8(mail.subject));
  RC_ASSERT(journal::is_valid_utf8(mail.text));
  RC_ASSERT(journal::is_valid_utf8(mail.html));
  for (const MailAttachment& attachment : mail.attachments)
    RC_ASSERT(journal::is_valid_utf8(attachment.name));
}

}  // namespace
}  // namespace elzhur::simulator
