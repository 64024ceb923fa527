#include <gtest/gtest.h>

#include "alerts/plan.hpp"
#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::School;

PlannedMessage ordered(const School& school, std::string key, std::string by) {
  return plan_check(school.settings, school.settings.recipients.front(), {std::move(key), std::move(by)},
                    school.policy.zone, at("2026-11-24T16:05:00+03:00"));
}

TEST(PlanCheck, SaysWhatItIsAndWhoOrderedIt) {
  School school;
  school.add_recipient("administrator", Role::administrator).name = "Сергей Викторович";
  const PlannedMessage message = ordered(school, "a-1", "Ковалёв С. В.");
  EXPECT_EQ(message.kind, "test");
  EXPECT_EQ(message.occasion, "test:a-1");
  EXPECT_EQ(message.subject, "ЭлЖур-монитор: проверка почты, ничего делать не нужно");
  EXPECT_TRUE(message.tellings.empty());
  const std::string text = tests::part_of(message.rfc5322, "text/plain");
  EXPECT_NE(text.find("Добрый день, Сергей Викторович!"), std::string::npos) << text;
  EXPECT_NE(text.find("письма на адрес administrator@school.example доходят"), std::string::npos) << text;
  EXPECT_NE(text.find("Проверку заказал(а) Ковалёв С. В., 24.11 (вт) в 16:05."), std::string::npos) << text;
}

TEST(PlanCheck, EveryOrderHasAMessageIdOfItsOwnAndAlwaysTheSame) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  EXPECT_EQ(ordered(school, "a", "X").message_id, ordered(school, "a", "Y").message_id);
  EXPECT_NE(ordered(school, "a", "X").message_id, ordered(school, "b", "X").message_id);
}

TEST(PlanCheck, NameOfWhoeverOrdersAddsNoHeader) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  const PlannedMessage message = ordered(school, "a", "X\r\nBcc: everybody@example.com\r\n\r\n<script>");
  EXPECT_EQ(tests::header_of(message.rfc5322, "Bcc"), "");
  EXPECT_EQ(tests::part_of(message.rfc5322, "text/html").find("<script>"), std::string::npos);
}

TEST(PlanCheck, KeysAreShortPlainWords) {
  EXPECT_TRUE(is_order_key("2026-11-24T16:05:00Z_1.a"));
  EXPECT_TRUE(is_order_key(std::string(k_order_key_bytes_max, 'a')));
  EXPECT_FALSE(is_order_key(""));
  EXPECT_FALSE(is_order_key(std::string(k_order_key_bytes_max + 1, 'a')));
  EXPECT_FALSE(is_order_key("a b"));
  EXPECT_FALSE(is_order_key("ы"));
}

}  // namespace
}  // namespace elzhur::alerts
