#include "daemon/config/values.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

namespace elzhur::config {
namespace {

TEST(Values, AddressesThatMailServersTake) {
  for (const std::string_view good :
       {"a@b", "ivanova.a+x@school.example", "a_b@xn--80ak6aa92e.xn--p1ai", "x@127-0.ru"}) {
    EXPECT_TRUE(is_address(good)) << good;
  }
  for (const std::string_view bad :
       {"", "@", "a@", "@b", "a b@c", "a@b c", "a..b@c", ".a@b", "a.@b", "a@-b.ru", "a@b-.ru", "a@b..ru",
        "я@b.ru", "a@школа.рф", "a@b,c@d", "a@b\r\nBcc: c", "a@[1.2.3.4]", "<a@b>", "a@b@c"}) {
    EXPECT_FALSE(is_address(bad)) << bad;
  }
  EXPECT_TRUE(is_address(std::string(64, 'a') + "@b.ru"));
  EXPECT_FALSE(is_address(std::string(65, 'a') + "@b.ru"));
}

TEST(Values, MailboxIsANameAndAnAddress) {
  const auto mailbox = parse_mailbox("ЭлЖур-монитор <elzhur@school.example>");
  ASSERT_TRUE(mailbox);
  EXPECT_EQ(mailbox->name, "ЭлЖур-монитор");
  EXPECT_EQ(mailbox->address, "elzhur@school.example");
  EXPECT_EQ(parse_mailbox("\"Школа, № 5\" <a@b.ru>")->name, "Школа, № 5");
  EXPECT_EQ(parse_mailbox("a@b.ru")->name, "");
  for (const std::string_view bad :
       {"", "Имя", "Имя <a>", "Имя <a@b.ru> <c@d.ru>", "a@b.ru, c@d.ru", "<a@b.ru", "x\\y <a@b.ru>"}) {
    EXPECT_FALSE(parse_mailbox(bad)) << bad;
  }
}

TEST(Values, LoopbackIsThisMachineOnly) {
  for (const std::string_view near : {"localhost", "127.0.0.1", "127.255.0.3", "::1"})
    EXPECT_TRUE(is_loopback(near)) << near;
  for (const std::string_view far : {"127.0.0.1.evil.example", "0.0.0.0", "::", "mail.school.example",
                                     "localhost.evil", "128.0.0.1", "127.1"}) {
    EXPECT_FALSE(is_loopback(far)) << far;
  }
}

TEST(Values, ListenNeedsAnAddressAndAPort) {
  EXPECT_EQ(parse_listen("[::1]:80")->host, "::1");
  EXPECT_EQ(format_listen(*parse_listen("[::1]:80")), "[::1]:80");
  EXPECT_EQ(parse_listen("localhost:65535")->port, 65535);
  for (const std::string_view bad :
       {"", "9841", ":9841", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "[::1]",
        "[127.0.0.1]:80", "school.example:80", "127.0.0.1:80:80"}) {
    EXPECT_FALSE(parse_listen(bad)) << bad;
  }
}

TEST(Values, UrlHasNoSecretsInIt) {
  EXPECT_EQ(parse_url("https://m.school.example/x/"), "https://m.school.example/x");
  EXPECT_EQ(parse_url("http://localhost:8080"), "http://localhost:8080");
  for (const std::string_view bad :
       {"", "m.school.example", "ftp://a.example", "https://", "https://u:p@a.example",
        "https://a.example/?x=1", "https://a.example/#x", "https://example b", "https://a.example/x y",
        "https://a.example:0"}) {
    EXPECT_FALSE(parse_url(bad)) << bad;
  }
}

TEST(Values, KeepingTimesHaveTheirLimits) {
  EXPECT_EQ(parse_keep("3650d"), (KeepFor{3650, KeepFor::Unit::days}));
  EXPECT_EQ(parse_keep("1 school_year"), (KeepFor{1, KeepFor::Unit::school_years}));
  for (const std::string_view bad :
       {"3651d", "0d", "-1d", "11 school_years", "2 years", "d", "", "1.5d", "99999999999999999999d"}) {
    EXPECT_FALSE(parse_keep(bad)) << bad;
  }
}

TEST(Values, GradesAreNumbersAndRanges) {
  EXPECT_EQ(parse_grades("5")->size(), 1U);
  EXPECT_EQ(parse_grades("1-4, 9")->back().first, 9);
  for (const std::string_view bad : {"", "13", "-1", "4-1", "1-", "a", "1,", "1-4-5", "1,,2"})
    EXPECT_FALSE(parse_grades(bad)) << bad;
}

TEST(Values, DurationsAreSecondsToDays) {
  EXPECT_EQ(parse_duration("90s"), journal::Seconds(90));
  EXPECT_EQ(parse_duration("3d"), journal::Seconds(3 * 86'400));
  EXPECT_FALSE(parse_duration("-3d"));
  EXPECT_FALSE(parse_duration("2 working_days"));
}

TEST(Values, NearestIsTheWordThatWasMeant) {
  constexpr std::array<std::string_view, 4> k_words{"administrator", "member", "from", "at"};
  EXPECT_EQ(nearest("admin", k_words), "administrator");
  EXPECT_EQ(nearest("form", k_words), "from");
  EXPECT_EQ(nearest("att", k_words), "at");
  EXPECT_EQ(nearest("telegram", k_words), "");
  EXPECT_EQ(nearest(std::string(100'000, 'a'), k_words), "");
}

RC_GTEST_PROP(Values, DurationsReadBackAsWritten, ()) {
  const auto seconds = journal::Seconds(*rc::gen::inRange(0, 400 * 86'400));
  RC_ASSERT(parse_duration(format_duration(seconds)) == seconds);
}

RC_GTEST_PROP(Values, AnyTextIsTakenOrRefusedWithoutHarm, (const std::string& text)) {
  if (const auto mailbox = parse_mailbox(text)) RC_ASSERT(is_address(mailbox->address));
  if (const auto listen = parse_listen(text)) RC_ASSERT(parse_listen(format_listen(*listen)).has_value());
  if (const auto grades = parse_grades(text)) RC_ASSERT(!grades->empty());
  if (const auto keep = parse_keep(text)) RC_ASSERT(parse_keep(format_keep(*keep)) == keep);
}

}  // namespace
}  // namespace elzhur::config
