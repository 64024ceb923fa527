#include "alerts/plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::on;
using tests::part_of;
using tests::School;

constexpr std::string_view k_now = "2026-11-24T16:00:05+03:00";

std::vector<std::string> kinds(const std::vector<PlannedMessage>& messages) {
  std::vector<std::string> out;
  for (const PlannedMessage& message : messages) out.push_back(message.recipient + " " + message.kind);
  return out;
}

TEST(Plan, FirstLetterGoesOutOnceAfterTheFirstGoodPull) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.last_accepted_at.reset();
  EXPECT_TRUE(school.cycle("2026-11-24T15:00:00+03:00").empty());
  school.last_accepted_at = at("2026-11-24T15:58:00+03:00");
  EXPECT_EQ(kinds(school.cycle(k_now)), (std::vector<std::string>{"administrator started"}));
  EXPECT_TRUE(school.cycle("2026-11-24T17:00:00+03:00").empty());
}

TEST(Plan, FirstLetterSaysOfANewSourceWhenWhatIsEmptyInItCounts) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.sources.push_back({.id = "elzhur", .is_new = true, .counts_from = at("2026-11-25T16:00:00+03:00")});
  const std::string text = part_of(school.plan(k_now).at(0).rfc5322, "text/plain");
  EXPECT_NE(text.find("elzhur: первые сутки источник изучается"), std::string::npos) << text;
  EXPECT_NE(text.find("считается с 25.11, 16:00."), std::string::npos) << text;
  EXPECT_EQ(text.find("незаполненных записей не найдено"), std::string::npos) << text;
}

TEST(Plan, FirstLetterTellsCountsBacklogAndWhatToCheck) {
  School school;
  school.settings.is_working = false;
  school.add_recipient("administrator", Role::administrator).name = "Сергей Викторович";
  school.backlog_count = 2;
  school.backlog = {
      {journal::LessonId{1},
       {"7А", "", "=алгебра; 1"},
       on("2026-10-20"),
       3,
       journal::Field::topic,
       {tests::teacher(2)}},
      {journal::LessonId{2}, {"8Б", "1", "физика"}, on("2026-10-21"), {}, journal::Field::homework, {}}};
  school.unmatched_names = {"Чужой И. И."};
  const auto messages = school.plan(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].subject, "ЭлЖур-монитор запущен: смотрим уроки с 01.11");
  const std::string text = part_of(messages[0].rfc5322, "text/plain");
  for (const char* part : {"Добрый день, Сергей Викторович!", "15 классов, 27 учителей, 4512 уроков с 01.09",
                           "не заполнено: 2 записи", "Список во вложении", "режим наблюдения",
                           "1) имена из выгрузки, которых нет в списке сотрудников: 1 (во вложении)",
                           "для правила «marks-week» (отметки) не указан пункт положения"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  const std::string csv = part_of(messages[0].rfc5322, "text/csv");
  EXPECT_EQ(csv,
            "\xEF\xBB\xBFУчитель;Дата;Урок;Класс;Группа;Предмет;Нет\r\n"
            "Петров Олег Николаевич;20.10.2026;3;7А;;\"'=алгебра; 1\";тема\r\n"
            "не определён;21.10.2026;;8Б;1;физика;ДЗ\r\n");
}

TEST(Plan, InObserveOnlyTheAdministratorIsTold) {
  School school;
  school.settings.is_working = false;
  for (const Role role : {Role::administrator, Role::director, Role::deputy, Role::responsible, Role::member,
                          Role::site_administrator, Role::teacher}) {
    school.add_recipient(std::string(role_name(role)), role);
  }
  school.add_confirmed({});
  school.sources = {
      {"inbox", ReportStatus::rejected, "", {{"7а.xls", "ab", ReportStatus::rejected, "файл пуст"}}, {}}};
  for (const PlannedMessage& message : school.plan(k_now)) EXPECT_EQ(message.recipient, "administrator");
  EXPECT_EQ(school.plan(k_now).size(), 3U);
}

TEST(Plan, EveryRoleGetsItsKinds) {
  School school;
  for (const Role role : {Role::administrator, Role::director, Role::deputy, Role::responsible, Role::member,
                          Role::site_administrator, Role::teacher}) {
    school.add_recipient(std::string(role_name(role)), role);
  }
  school.add_finding({});
  school.sources = {
      {"inbox", ReportStatus::rejected, "", {{"7а.xls", "ab", ReportStatus::rejected, "файл пуст"}}, {}}};
  EXPECT_EQ(
      kinds(school.plan(k_now)),
      (std::vector<std::string>{"administrator started", "administrator source_trouble", "administrator list",
                                "director digest", "deputy list", "responsible digest", "member digest",
                                "site_administrator source_trouble"}));
}

TEST(Plan, TroubleOfTheProgramIsToldOnceAndInItsOwnWords) {
  using What = ServiceTrouble::What;
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.add_recipient("site_administrator", Role::site_administrator);
  school.add_recipient("director", Role::director);
  const auto troubles = [&] {
    std::vector<PlannedMessage> told;
    for (PlannedMessage& message : school.plan(k_now)) {
      if (message.kind == "service_trouble") told.push_back(std::move(message));
    }

    return told;
  };
  const journal::Instant now = at(k_now);
  school.service = {{What::backup, now - journal::Seconds(60), "нет места", "освободите место"}};
  EXPECT_TRUE(troubles().empty()) << "it is tried again every hour";
  school.service = {{What::backup, now - std::chrono::hours(24), "нет места", "освободите место"},
                    {What::store, now - journal::Seconds(60), "диск полон", "освободите место"}};
  const auto told = troubles();
  ASSERT_EQ(told.size(), 4U);
  EXPECT_EQ(told[0].recipient, "administrator");
  EXPECT_NE(told[0].subject.find("резервная копия не делается"), std::string::npos);
  EXPECT_NE(told[1].subject.find("данные не записывались"), std::string::npos);
  EXPECT_NE(told[0].occasion, told[1].occasion);
  EXPECT_EQ(told[2].recipient, "site_administrator");
}

TEST(Plan, SameSituationGivesTheSameBytes) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.add_recipient("director", Role::director);
  school.add_finding({});
  school.add_confirmed({.id = 2, .lesson = 2});
  const auto first = school.plan(k_now);
  const auto second = school.plan(k_now);
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].rfc5322, second[i].rfc5322);
    EXPECT_EQ(first[i].message_id, second[i].message_id);
    EXPECT_FALSE(first[i].reason.empty());
  }
}

TEST(Plan, OrderOfFindingsDoesNotMatter) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.add_finding({.id = 1, .lesson = 1, .owners = {1}});
  school.add_finding({.id = 2, .rule = "homework-same-day", .lesson = 1, .owners = {1}});
  school.add_finding({.id = 3, .lesson = 3, .owners = {3}});
  const auto forward = school.plan(k_now);
  std::reverse(school.live.begin(), school.live.end());
  const auto backward = school.plan(k_now);
  EXPECT_EQ(forward.back().rfc5322, backward.back().rfc5322);
}

TEST(Plan, SettledIsSettled) {
  School school;
  for (const Role role : {Role::administrator, Role::director, Role::deputy}) {
    school.add_recipient(std::string(role_name(role)), role);
  }
  school.add_confirmed({});
  EXPECT_FALSE(school.cycle(k_now).empty());
  EXPECT_TRUE(school.cycle(k_now).empty());
  EXPECT_TRUE(school.cycle("2026-11-25T16:00:05+03:00").empty());
}

TEST(Plan, NoLetterAccuses) {
  School school;
  for (const Role role : {Role::administrator, Role::director, Role::deputy, Role::member}) {
    school.add_recipient(std::string(role_name(role)), role);
  }
  school.add_confirmed({});
  school.add_finding({.id = 2, .lesson = 2});
  for (const PlannedMessage& message : school.plan(k_now)) {
    const std::string text = part_of(message.rfc5322, "text/plain") + part_of(message.rfc5322, "text/html");
    for (const char* word : {"аруш", "винов", "{{", "}}"})
      EXPECT_EQ(text.find(word), std::string::npos) << word;
  }
}

TEST(Plan, HtmlEscapesWhatComesFromOutside) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.add_finding({.subject = "<script>alert(1)</script> & \"x\""});
  const auto messages = school.plan(k_now);
  const std::string html = part_of(messages.back().rfc5322, "text/html");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(part_of(messages.back().rfc5322, "text/plain").find("<script>"), std::string::npos);
}

TEST(Plan, LinksAppearOnlyWithAPublicAddress) {
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.add_finding({});
  EXPECT_EQ(part_of(school.plan(k_now).back().rfc5322, "text/html").find("href"), std::string::npos);
  school.settings.public_url = "https://monitor.school.example";
  EXPECT_NE(part_of(school.plan(k_now).back().rfc5322, "text/html")
                .find("href=\"https://monitor.school.example/\""),
            std::string::npos);
}

}  // namespace
}  // namespace elzhur::alerts
