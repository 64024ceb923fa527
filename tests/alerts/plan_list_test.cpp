#include <gtest/gtest.h>

#include <algorithm>

#include "alerts/letters.hpp"
#include "alerts/plan.hpp"
#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::on;
using tests::part_of;
using tests::School;

constexpr std::string_view k_now = "2026-11-24T16:00:05+03:00";

/// A school whose administrator has had the first letter.
School started(bool has_digest) {
  School school;
  auto& administrator = school.add_recipient("administrator", Role::administrator);
  if (has_digest) administrator.digest = DigestSpec{journal::Seconds{16 * 3600}, true, {}};
  school.occasions.emplace("administrator", "started");
  school.last_messages.push_back(
      {"administrator", "started", "started", "m0", at("2026-11-23T10:00:00+03:00")});
  return school;
}

std::string text_of(const PlannedMessage& message) { return part_of(message.rfc5322, "text/plain"); }

TEST(PlanList, OneRowIsOneLesson) {
  School school = started(false);
  school.add_finding({.id = 1});
  school.add_finding({.id = 2, .rule = "homework-same-day"});
  school.add_finding({.id = 3,
                      .lesson = 2,
                      .date = "2026-11-23",
                      .number = 2,
                      .class_name = "5Б",
                      .subject = "история",
                      .owners = {1}});
  const auto messages = school.plan(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].subject, "ЭлЖур, вт 24.11: 2 урока без записи у 2 учителей");
  const std::string text = text_of(messages[0]);
  const std::string expected =
      "1. Белова Т. С., 1 урок:\n"
      "   23.11 (пн), 2-й урок · 5Б · история — нет: тема\n"
      "      срок 23.11, 23:59 (п. 3.2 Положения о ведении ЭЖ) · пусто при проверке 21.11 в 00:05\n"
      "\n"
      "2. Петров О. Н., 1 урок:\n"
      "   20.11 (пт), 3-й урок · 7А · алгебра — нет: тема, ДЗ\n"
      "      срок 20.11, 23:59 (тема: п. 3.2 Положения о ведении ЭЖ; ДЗ: п. 3.3 Положения о ведении ЭЖ) · "
      "пусто при "
      "проверке 21.11 в 00:05\n"
      "\n"
      "У 25 из 27 учителей всё на месте.\n"
      "\n"
      "Это список для проверки, а не вывод о работе учителя; директору имена не передавались.\n";
  EXPECT_NE(text.find(expected), std::string::npos) << text;
  EXPECT_EQ(messages[0].tellings.size(), 3U);
}

TEST(PlanList, TeachersStandInTheOrderOfTheAlphabet) {
  School school = started(false);
  school.add_finding({.id = 1, .lesson = 1, .owners = {2}});
  school.add_finding({.id = 2, .lesson = 2, .owners = {3}});
  school.add_finding({.id = 3, .lesson = 3, .owners = {1}});
  school.add_finding({.id = 4, .lesson = 4, .owners = {2}});
  const std::string text = text_of(school.plan(k_now).at(0));
  EXPECT_LT(text.find("1. Белова Т. С., 1 урок"), text.find("2. Ёлкина А. И., 1 урок"));
  EXPECT_LT(text.find("2. Ёлкина А. И., 1 урок"), text.find("3. Петров О. Н., 2 урока"));
}

TEST(PlanList, SeveralPossibleOwnersOrNoneNameNobody) {
  School school = started(false);
  school.add_finding({.id = 1, .lesson = 1, .owners = {1, 2}});
  school.add_finding({.id = 2, .lesson = 2, .owners = {}});
  const auto messages = school.plan(k_now);
  EXPECT_EQ(messages.at(0).subject, "ЭлЖур, вт 24.11: 2 урока без записи, учитель не определён");
  const std::string text = text_of(messages.at(0));
  EXPECT_NE(text.find("1. Не определён, кто вёл урок, 2 урока:"), std::string::npos);
  EXPECT_EQ(messages[0].rfc5322.find("Белова"), std::string::npos);
  EXPECT_EQ(text.find("Белова"), std::string::npos);
  // Whoever may owe it is not praised either.
  EXPECT_NE(text.find("У 25 из 27 учителей всё на месте"), std::string::npos);
}

TEST(PlanList, WithoutADigestOnlyTheNewMakesALetter) {
  School school = started(false);
  school.add_finding({.id = 1});
  EXPECT_EQ(school.cycle(k_now).size(), 1U);
  EXPECT_TRUE(school.cycle("2026-11-24T17:00:05+03:00").empty());
  school.add_finding({.id = 2, .lesson = 2});
  const auto messages = school.cycle("2026-11-25T17:00:05+03:00");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].tellings.size(), 1U);
  const std::string text = text_of(messages[0]);
  EXPECT_NE(text.find("2 урока"), std::string::npos);
  EXPECT_NE(text.find("ждёт с 24.11"), std::string::npos);
}

TEST(PlanList, SlotSendsOnceAndAMissedOneIsMadeGood) {
  School school = started(true);
  school.add_finding({.id = 1});
  EXPECT_EQ(school.cycle("2026-11-24T09:00:00+03:00").at(0).occasion, "list:2026-11-23");
  EXPECT_TRUE(school.cycle("2026-11-24T15:59:59+03:00").empty());
  EXPECT_EQ(school.cycle("2026-11-24T16:00:00+03:00").at(0).occasion, "list:2026-11-24");
  EXPECT_TRUE(school.cycle("2026-11-24T23:00:00+03:00").empty());
  // The machine was off for two slots: one letter.
  const auto late = school.cycle("2026-11-26T18:00:00+03:00");
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].occasion, "list:2026-11-26");
  EXPECT_TRUE(late[0].tellings.empty());
}

TEST(PlanList, FindingAfterAQuietSlotWaitsForTheNextOne) {
  School school = started(true);
  EXPECT_TRUE(school.cycle("2026-11-24T16:00:00+03:00").empty());
  school.add_finding({.id = 1, .date = "2026-11-24"});
  EXPECT_TRUE(school.cycle("2026-11-25T00:05:00+03:00").empty());
  EXPECT_EQ(school.cycle("2026-11-25T16:00:00+03:00").size(), 1U);
}

TEST(PlanList, WorkedOffListIsSaidOnceThenOnceAWeek) {
  School school = started(true);
  school.add_finding({.id = 1});
  EXPECT_EQ(school.cycle("2026-11-24T16:00:00+03:00").at(0).kind, "list");
  school.live.clear();
  school.flow = {1, 0, 1, 0, 0, 0, 0, 0};
  const auto filled = school.cycle("2026-11-25T16:00:00+03:00");
  ASSERT_EQ(filled.size(), 1U);
  EXPECT_EQ(filled[0].kind, "all_filled");
  EXPECT_NE(text_of(filled[0]).find("заполнено 1"), std::string::npos);
  for (const char* quiet :
       {"2026-11-26T16:00:00+03:00", "2026-11-27T16:00:00+03:00", "2026-12-01T16:00:00+03:00"}) {
    EXPECT_TRUE(school.cycle(quiet).empty()) << quiet;
  }
  EXPECT_EQ(school.cycle("2026-12-02T16:00:00+03:00").at(0).kind, "all_filled");
}

TEST(PlanList, NumbersNameWhatWasClosedAndWhatWaits) {
  School school = started(true);
  school.add_finding({.id = 1});
  (void)school.cycle("2026-11-23T16:00:00+03:00");
  school.add_finding({.id = 2, .lesson = 2, .state = rules::FindingState::disputed});
  school.add_finding({.id = 3, .lesson = 3, .state = rules::FindingState::unknown});
  school.flow = {8, 1, 6, 1, 0, 0, 2, 1};
  school.appeals = {1, on("2026-11-25")};
  const std::string text = text_of(school.cycle("2026-11-24T16:00:00+03:00").at(0));
  for (const char* part :
       {"С 23.11 в 16:00 закрыто вопросов: заполнено 6, снято 1", "Оспаривается: 1 вопрос.",
        "Нет данных: 1 вопрос", "Обращений ждёт ответа: 1, ближайший срок 25.11 (ср).", "2 урока",
        "оспаривается"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(PlanList, RuleWithoutBasisReachesTheAdministratorOnly) {
  School school = started(false);
  school.add_recipient("deputy", Role::deputy);
  school.add_recipient("director", Role::director);
  school.add_confirmed({.id = 1, .rule = "marks-week"});
  const auto messages = school.plan(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].recipient, "administrator");
  EXPECT_NE(text_of(messages[0]).find("пункт положения не указан"), std::string::npos);
}

TEST(PlanList, DeputyIsToldAfterTheGrace) {
  School school = started(false);
  school.add_recipient("deputy", Role::deputy);
  school.add_finding({.id = 1, .opened = "2026-11-24T10:00:00+03:00"});
  EXPECT_EQ(school.cycle(k_now).size(), 1U);
  EXPECT_TRUE(school.cycle("2026-11-25T09:59:59+03:00").empty());
  const auto messages = school.cycle("2026-11-25T10:00:00+03:00");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].recipient, "deputy");
  EXPECT_EQ(text_of(messages[0]).find("директору"), std::string::npos);
}

TEST(PlanList, MassChangeIsNumbersWithTheRowsAttached) {
  School school = started(false);
  for (int i = 1; i <= static_cast<int>(k_list_lessons_max); ++i)
    school.add_finding({.id = i, .lesson = i, .owners = {i % 2 + 1}});
  auto messages = school.plan(k_now);
  EXPECT_NE(text_of(messages.at(0)).find("20.11 (пт)"), std::string::npos);
  EXPECT_TRUE(part_of(messages[0].rfc5322, "text/csv").empty());
  school.add_finding({.id = 1000, .lesson = 1000, .owners = {3}});
  messages = school.plan(k_now);
  const std::string text = text_of(messages.at(0));
  EXPECT_EQ(text.find("20.11 (пт)"), std::string::npos);
  EXPECT_NE(text.find("Белова Т. С., 150 уроков"), std::string::npos);
  const std::string csv = part_of(messages[0].rfc5322, "text/csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 302);
}

TEST(PlanList, AdministratorReadsThatTheDirectorWasToldNames) {
  School school = started(false);
  school.add_recipient("director", Role::director);
  school.add_confirmed({.id = 1});
  (void)school.cycle(k_now);
  school.add_finding({.id = 2, .lesson = 2});
  const std::string text = text_of(school.cycle("2026-11-25T16:00:00+03:00").at(0));
  EXPECT_NE(text.find("директору имена переданы по 1 вопросу"), std::string::npos) << text;
}

}  // namespace
}  // namespace elzhur::alerts
