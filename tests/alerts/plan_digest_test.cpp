#include <gtest/gtest.h>

#include "alerts/letters.hpp"
#include "alerts/plan.hpp"
#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::part_of;
using tests::School;

constexpr std::string_view k_now = "2026-11-23T08:00:05+03:00";

School with_director() {
  School school;
  auto& director = school.add_recipient("director", Role::director);
  director.name = "Ольга Викторовна";
  director.digest = DigestSpec{journal::Seconds{8 * 3600}, false, {}};
  director.digest->days.add(std::chrono::Monday);
  director.escalate = EscalateSpec{rules::Span{3, rules::SpanUnit::working_days}, 10};
  school.period = {486, 481, 433, 4, 44, 5, 0, 0};
  school.before = {500, 491, 491, 0, 0, 9, 0, 0};
  school.flow = {12, 9, 11, 1, 2, 0, 7, 3};
  return school;
}

std::string all_of(const PlannedMessage& message) {
  return part_of(message.rfc5322, "text/plain") + part_of(message.rfc5322, "text/html") + message.subject +
         message.reason;
}

TEST(PlanDigest, NumbersAreThoseOfTheModel) {
  const School school = with_director();
  const auto messages = school.plan(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].subject, "ЭлЖур за 16–22.11: заполнено 98,9\u00A0% уроков");
  EXPECT_EQ(messages[0].occasion, "digest:2026-11-23");
  const std::string text = part_of(messages[0].rfc5322, "text/plain");
  const std::string expected =
      "Уважаемая Ольга Викторовна!\n"
      "\n"
      "За 16–22.11 проведено 486 уроков, из них заполнено 481 (98,9\u00A0%; за такое же время до этого "
      "98,2\u00A0%).\n"
      "   в срок — 433\n"
      "   позже срока — 4\n"
      "   заполнено, срок не установлен — 44\n"
      "   не заполнено — 5\n"
      "\n"
      "Открытые вопросы (вопрос — одна запись одного урока): было 12 + новых 9 − заполнено 11 − снято 1 − "
      "учтена "
      "причина 2 = осталось 7, из них оспаривается 3 (до решения в отчёты не входят).\n"
      "\n"
      "Если в понедельник к 9:00 письма нет, система не работает: сообщите администратору.\n";
  EXPECT_EQ(text, expected);
}

TEST(PlanDigest, SumThatDoesNotAddUpIsNotShown) {
  School school = with_director();
  school.flow.open_now = 8;
  const std::string text = all_of(school.plan(k_now).at(0));
  EXPECT_EQ(text.find("было 12"), std::string::npos);
  EXPECT_NE(text.find("осталось 8"), std::string::npos);
}

TEST(PlanDigest, ComesEvenWhenThereIsNothingToSay) {
  School school = with_director();
  school.period = {};
  school.before = {};
  school.flow = {};
  EXPECT_EQ(school.cycle(k_now).at(0).subject, "ЭлЖур за 16–22.11: уроков в данных нет");
  EXPECT_TRUE(school.cycle("2026-11-24T08:00:05+03:00").empty());
}

TEST(PlanDigest, DaysBeforeWatchingBeganAreNotReported) {
  School school = with_director();
  school.policy.watch_from = journal::make_date(2026, 11, 23);
  EXPECT_TRUE(school.plan(k_now).empty());
  school.policy.watch_from = journal::make_date(2026, 11, 22);
  EXPECT_EQ(school.plan(k_now).size(), 1U);
}

TEST(PlanDigest, NobodyIsNamedBeforeAPersonConfirmed) {
  School school = with_director();
  school.add_finding({.id = 1, .owners = {1}});
  school.add_finding({.id = 2, .lesson = 2, .owners = {2}, .state = rules::FindingState::acknowledged});
  school.add_finding({.id = 3, .lesson = 3, .owners = {3}, .state = rules::FindingState::disputed});
  // Confirmed, but by nobody with a name.
  school.add_confirmed({.id = 4, .lesson = 4, .owners = {1}}).finding.confirmed_by.clear();
  // Confirmed, but it may be either of two.
  school.add_confirmed({.id = 5, .lesson = 5, .owners = {1, 2}});
  // Confirmed, but the grace is not over.
  school.add_confirmed({.id = 6, .lesson = 6, .owners = {2}, .opened = "2026-11-23T07:00:00+03:00"});
  // Confirmed, but the rule has no basis.
  school.add_confirmed({.id = 7, .rule = "marks-week", .lesson = 7, .owners = {3}});
  const auto messages = school.plan("2026-11-23T08:00:05+03:00");
  ASSERT_EQ(messages.size(), 1U);
  for (const char* name : {"Белов", "Петров", "Ёлкин", "Ковалёв"}) {
    EXPECT_EQ(all_of(messages[0]).find(name), std::string::npos) << name;
  }
  for (const Telling& telling : messages[0].tellings) EXPECT_EQ(telling.stage, "counted");
}

TEST(PlanDigest, ConfirmedIsNamedWithWhoConfirmedIt) {
  School school = with_director();
  auto& view = school.add_confirmed(
      {.id = 1, .date = "2026-11-12", .owners = {1}, .opened = "2026-11-13T00:05:00+03:00"});
  view.finding.teacher_told_at = tests::at("2026-11-17T10:00:00+03:00");
  const auto messages = school.plan(k_now);
  EXPECT_EQ(messages.at(0).subject,
            "ЭлЖур за 16–22.11: заполнено 98,9\u00A0% уроков; ждёт Вашего решения: 1");
  const std::string text = part_of(messages[0].rfc5322, "text/plain");
  EXPECT_NE(text.find("Ждёт решения\n"
                      "1. Белова Т. С., 1 урок:\n"
                      "   12.11 (чт), 3-й урок · 7А · алгебра — нет: тема\n"
                      "   Проверено: Ковалёв С. В., 22.11; учитель уведомлён 17.11.\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(messages[0].tellings,
            (std::vector<Telling>{{journal::FindingId{1}, "counted"}, {journal::FindingId{1}, "reported"}}));
}

TEST(PlanDigest, YoungConfirmedFindingDoesNotWaitForADecision) {
  School school = with_director();
  school.add_confirmed({.id = 1, .date = "2026-11-18", .opened = "2026-11-19T00:05:00+03:00"});
  const auto messages = school.plan(k_now);
  EXPECT_EQ(messages.at(0).subject.find("решения"), std::string::npos);
  EXPECT_NE(all_of(messages[0]).find("Подтверждено после проверки"), std::string::npos);
}

TEST(PlanDigest, TeacherWithManyOpenLessonsIsANumberUntilConfirmed) {
  School school = with_director();
  for (int i = 1; i <= 9; ++i)
    school.add_finding(
        {.id = i, .lesson = i, .date = "2026-11-18", .owners = {1}, .opened = "2026-11-19T00:05:00+03:00"});
  EXPECT_EQ(school.plan(k_now).at(0).subject.find("решения"), std::string::npos);
  school.add_finding(
      {.id = 10, .lesson = 10, .date = "2026-11-18", .owners = {1}, .opened = "2026-11-19T00:05:00+03:00"});
  const auto messages = school.plan(k_now);
  EXPECT_NE(messages.at(0).subject.find("ждёт Вашего решения: 1"), std::string::npos);
  EXPECT_NE(all_of(messages[0]).find("Ещё у 1 учителя открыто много уроков"), std::string::npos);
  EXPECT_EQ(all_of(messages[0]).find("Белов"), std::string::npos);
}

TEST(PlanDigest, NamesAllMarksTheUncheckedAsQuestions) {
  School school = with_director();
  school.settings.recipients[0].names = Names::all;
  school.add_finding({.id = 1, .date = "2026-11-18", .opened = "2026-11-19T00:05:00+03:00"});
  school.add_finding({.id = 2,
                      .lesson = 2,
                      .date = "2026-11-18",
                      .owners = {1},
                      .opened = "2026-11-19T00:05:00+03:00",
                      .state = rules::FindingState::disputed});
  const std::string text = part_of(school.plan(k_now).at(0).rfc5322, "text/plain");
  EXPECT_NE(text.find("Ещё не проверено: это вопросы, а не выводы\n1. Петров О. Н., 1 урок:"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("Белов"), std::string::npos);
}

TEST(PlanDigest, ResponsibleAndMemberGetNumbersAlone) {
  School school = with_director();
  school.settings.recipients.clear();
  school.add_recipient("responsible", Role::responsible);
  school.add_recipient("member", Role::member);
  school.add_confirmed({.id = 1, .date = "2026-11-12", .owners = {1}, .opened = "2026-11-13T00:05:00+03:00"});
  const auto messages = school.plan(k_now);
  ASSERT_EQ(messages.size(), 2U);
  for (const PlannedMessage& message : messages) EXPECT_EQ(all_of(message).find("Белов"), std::string::npos);
}

TEST(PlanDigest, WithoutADigestItComesWhenTheGraceOfSomethingIsOver) {
  School school;
  school.add_recipient("director", Role::director);
  school.add_finding({.id = 1, .date = "2026-11-23", .opened = "2026-11-24T00:05:00+03:00"});
  EXPECT_TRUE(school.cycle("2026-11-24T10:00:00+03:00").empty());
  EXPECT_EQ(school.cycle("2026-11-25T10:00:00+03:00").size(), 1U);
  EXPECT_TRUE(school.cycle("2026-11-26T10:00:00+03:00").empty());
  school.live.clear();
  school.add_confirmed({.id = 1, .date = "2026-11-23", .opened = "2026-11-24T00:05:00+03:00"});
  EXPECT_EQ(school.cycle("2026-11-27T10:00:00+03:00").size(), 1U);
}

}  // namespace
}  // namespace elzhur::alerts
