#include "alerts/mime.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "alerts/encode.hpp"
#include "tests/alerts/school.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::header_of;

Mail sample() {
  Mail mail;
  mail.from = {"ЭлЖур-монитор", "elzhur@school.example"};
  mail.to = {"Сергей Викторович", "admin@school.example"};
  mail.subject = "ЭлЖур, вт 24.11: 3 урока без записи у 2 учителей и ещё кое-что, чтобы тема стала длинной";
  mail.message_id = "0123@school.example";
  mail.kind = "list";
  mail.reason = "время письма 24.11 в 16:00";
  mail.text = "Добрый день!\n.\n..точка\n";
  mail.html = "<p>Добрый день!</p>\n";
  mail.attachments = {{"Не заполнено до начала.csv", "text/csv; charset=utf-8", "\xEF\xBB\xBFа;б\r\n"}};
  return mail;
}

std::string render(const Mail& mail) {
  return render_mail(mail, *journal::TimeZone::load("Europe/Simferopol"), at("2026-11-24T16:00:05+03:00"));
}

TEST(Mime, HeadersThatProgramsLookForAreThere) {
  const std::string bytes = render(sample());
  EXPECT_EQ(header_of(bytes, "Date"), "Tue, 24 Nov 2026 16:00:05 +0300");
  EXPECT_EQ(header_of(bytes, "Message-ID"), "<0123@school.example>");
  EXPECT_EQ(header_of(bytes, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(header_of(bytes, "List-Id"), "<elzhur-monitor.school.example>");
  EXPECT_EQ(header_of(bytes, "X-Elzhur-Kind"), "list");
  EXPECT_EQ(header_of(bytes, "MIME-Version"), "1.0");
  EXPECT_EQ(header_of(bytes, "In-Reply-To"), "");
}

TEST(Mime, SameMailGivesSameBytes) { EXPECT_EQ(render(sample()), render(sample())); }

TEST(Mime, ThreadsKeepTheFirstAndTheNewestReferences) {
  Mail mail = sample();
  for (int i = 0; i < 30; ++i) mail.references.push_back(std::to_string(i) + "@school.example");
  mail.in_reply_to = "29@school.example";
  const std::string references = header_of(render(mail), "References");
  EXPECT_EQ(std::count(references.begin(), references.end(), '<'), 20);
  EXPECT_EQ(references.find("<0@school.example>"), 0U);
  EXPECT_NE(references.find("<29@school.example>"), std::string::npos);
}

TEST(Mime, MessageIdDependsOnSchoolRecipientAndOccasionAlone) {
  tests::School school;
  const std::string id = make_message_id(school.settings, "administrator", "list:2026-11-24");
  EXPECT_EQ(id, make_message_id(school.settings, "administrator", "list:2026-11-24"));
  EXPECT_NE(id, make_message_id(school.settings, "director", "list:2026-11-24"));
  EXPECT_NE(id, make_message_id(school.settings, "administrator", "list:2026-11-25"));
  EXPECT_TRUE(id.ends_with("@school.example"));
  school.settings.instance_id = "another";
  EXPECT_NE(id, make_message_id(school.settings, "administrator", "list:2026-11-24"));
}

TEST(Mime, MailboxesAreReadAsPeopleWriteThem) {
  EXPECT_EQ(*parse_mailbox("ЭлЖур-монитор <elzhur@school.example>"),
            (Mailbox{"ЭлЖур-монитор", "elzhur@school.example"}));
  EXPECT_EQ(*parse_mailbox("\"Иванов, И.\" <a.b+c@x.example>"), (Mailbox{"Иванов, И.", "a.b+c@x.example"}));
  EXPECT_EQ(*parse_mailbox(" a@b.example "), (Mailbox{"", "a@b.example"}));
}

TEST(Mime, MailboxesThatNoServerTakesAreRefused) {
  for (const char* text :
       {"", "a", "@b", "a@", "a@b@c", "a b@c", "<a@b", "x <a@b> y", "a..b@c", "a@b..c", "a@b\r\nBcc: c@d",
        "иванов@школа.рф", "x <a@b\n>", "x <a@b>, y <c@d>", "\xFF <a@b>"}) {
    EXPECT_FALSE(parse_mailbox(text).has_value()) << text;
  }
}

RC_GTEST_PROP(Mime, NoTextAddsAHeaderOrALongLine,
              (const std::string& subject, const std::string& name, const std::string& text,
               const std::string& id)) {
  Mail mail = sample();
  mail.subject = subject + "\r\nBcc: victim@school.example\r\n\r\n" + subject;
  mail.to.name = name + "\nBcc: victim@school.example";
  mail.from.name = name;
  mail.reason = subject;
  mail.kind = text;
  mail.text = text;
  mail.html = text;
  mail.message_id = id;
  mail.in_reply_to = id + "\r\nBcc: x@y";
  mail.references = {id, text};
  mail.attachments = {{text + "\r\nBcc: x@y", "text/csv", text}};
  const std::string bytes = render(mail);
  RC_ASSERT(tests::headers_of(bytes).size() == 13U);
  RC_ASSERT(header_of(bytes, "Bcc").empty());
  std::size_t line = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    RC_ASSERT(static_cast<unsigned char>(bytes[i]) < 0x80);
    if (bytes[i] == '\n') RC_ASSERT(i > 0 && bytes[i - 1] == '\r');
    line = bytes[i] == '\n' ? 0 : line + 1;
    RC_ASSERT(line <= 998U);
  }
}

/// What Python's email package, which shares no code with ours, makes of the bytes.
TEST(Mime, PythonReadsBackWhatWasWritten) {
  const tests::TempDir folder;
  Mail hostile = sample();
  hostile.subject = "Тема \xF0\x9F\x98\x80 и =?utf-8?B?eA==?= — конец";
  hostile.to.name = "Иванов, \"И.\" <x@y>";
  hostile.text = std::string(5000, 'a') + "\n" + hostile.text;
  hostile.attachments.push_back({"list.csv", "text/csv; charset=utf-8", "a;b\r\n"});
  hostile.attachments.push_back({"очень длинное имя файла, которое не помещается в одну строку заголовка.csv",
                                 "text/csv; charset=utf-8", ""});
  Mail bare = sample();
  bare.attachments.clear();
  bare.to.name.clear();
  int index = 0;
  for (const Mail& mail : {sample(), hostile, bare}) {
    const std::string stem = std::to_string(index++);
    (void)folder.write(stem + ".eml", render(mail));
    (void)folder.write(stem + ".subject", mail.subject);
    (void)folder.write(stem + ".to", mail.to.name + "\n" + mail.to.address);
    (void)folder.write(stem + ".text", mail.text);
    (void)folder.write(stem + ".html", mail.html);
    std::string names;
    for (const Attachment& attachment : mail.attachments) names += attachment.name + "\n";
    (void)folder.write(stem + ".names", names);
  }
  const auto result = tests::run_process({tests::python().string(),
                                          (tests::source_dir() / "tests/alerts/read_mails.py").string(),
                                          folder.path().string()});
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_EQ(result.out, "3 mails\n");
}

}  // namespace
}  // namespace elzhur::alerts
