#include <gtest/gtest.h>

#include "alerts/letters.hpp"
#include "alerts/plan.hpp"
#include "tests/alerts/school.hpp"

namespace elzhur::alerts {
namespace {

using tests::at;
using tests::header_of;
using tests::part_of;
using tests::School;

constexpr std::string_view k_now = "2026-11-24T16:00:05+03:00";

School with_administrator() {
  School school;
  school.add_recipient("administrator", Role::administrator);
  school.occasions.emplace("administrator", "started");
  return school;
}

SourceReport refused(std::vector<DocumentReport> documents) {
  return {"inbox", ReportStatus::rejected, "", std::move(documents), {}};
}

TEST(PlanCorrections, EveryoneWhoWasToldReadsTheCorrectionInTheSameThread) {
  School school = with_administrator();
  school.add_recipient("director", Role::director);
  school.add_recipient("member", Role::member);
  school.add_confirmed({.id = 123});
  const auto first = school.cycle(k_now);
  ASSERT_EQ(first.size(), 3U);
  school.live.clear();
  school.add_withdrawn({.id = 123}, "урок проведён другим учителем по замене.");
  const auto messages = school.cycle("2026-11-25T10:00:00+03:00");
  // The member was told a number: the next numbers correct it.
  std::vector<PlannedMessage> corrections;
  for (const auto& message : messages) {
    if (message.kind == "withdrawal") corrections.push_back(message);
  }
  ASSERT_EQ(corrections.size(), 2U);
  EXPECT_EQ(corrections[0].recipient, "administrator");
  EXPECT_EQ(corrections[1].recipient, "director");
  EXPECT_EQ(corrections[0].subject, "Отмена: вопрос № 2026-000123 снят");
  EXPECT_EQ(corrections[0].occasion, "withdrawal:F-2026-000123");
  EXPECT_EQ(header_of(corrections[0].rfc5322, "In-Reply-To"), "<" + first[0].message_id + ">");
  EXPECT_EQ(header_of(corrections[1].rfc5322, "References"), "<" + first[1].message_id + ">");
  EXPECT_EQ(corrections[0].tellings, (std::vector<Telling>{{journal::FindingId{123}, "withdrawn"}}));
  const std::string text = part_of(corrections[0].rfc5322, "text/plain");
  EXPECT_NE(
      text.find("24.11 мы написали Вам, что не видим темы урока 20.11 (7А, алгебра, 3-й урок, Петров О. Н.). "
                "Сообщение было ошибочным: урок проведён другим учителем по замене.\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("кроме Вас, получили: директор; они получают и это"), std::string::npos) << text;
  for (const auto& message : school.cycle("2026-11-26T10:00:00+03:00")) EXPECT_NE(message.kind, "withdrawal");
}

TEST(PlanCorrections, SeveralAreOneLetterPerRecipient) {
  School school = with_administrator();
  school.add_finding({.id = 1});
  school.add_finding({.id = 2, .lesson = 2});
  (void)school.cycle(k_now);
  school.live.clear();
  school.add_withdrawn({.id = 1}, "ошибка");
  school.add_withdrawn({.id = 2, .lesson = 2}, "ошибка");
  const auto messages = school.cycle("2026-11-25T10:00:00+03:00");
  ASSERT_EQ(messages.front().kind, "withdrawal");
  EXPECT_EQ(messages.front().subject, "Отмена: снято 2 вопроса");
  EXPECT_EQ(messages.front().tellings.size(), 2U);
}

TEST(PlanCorrections, WhoWasNotToldIsNotTroubled) {
  School school = with_administrator();
  school.add_withdrawn({.id = 1}, "ошибка");
  EXPECT_TRUE(school.plan(k_now).empty());
}

TEST(PlanCorrections, ReturnToObserveDoesNotSwallowACorrection) {
  School school = with_administrator();
  school.add_recipient("director", Role::director);
  school.add_confirmed({.id = 1});
  (void)school.cycle(k_now);
  school.live.clear();
  school.settings.is_working = false;
  school.add_withdrawn({.id = 1}, "ошибка");
  const auto messages = school.cycle("2026-11-25T10:00:00+03:00");
  EXPECT_EQ(messages.back().recipient, "director");
  EXPECT_EQ(messages.back().kind, "withdrawal");
}

TEST(PlanCorrections, RefusedFileIsToldOnceWithItsReason) {
  School school = with_administrator();
  school.sources = {refused(
      {{"export.zip!7а.xls", "aa", ReportStatus::rejected, "лист «Алгебра», строка 12: нет такой даты"},
       {"export.zip!7б.xls", "bb", ReportStatus::accepted, ""}})};
  const auto messages = school.cycle(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].subject, "ЭлЖур: не принят файл export.zip!7а.xls");
  const std::string text = part_of(messages[0].rfc5322, "text/plain");
  EXPECT_NE(text.find("Что не так: лист «Алгебра», строка 12: нет такой даты"), std::string::npos);
  EXPECT_NE(text.find("Что сделать:"), std::string::npos);
  // The same bytes again, with and without the store's memory of them.
  EXPECT_TRUE(school.cycle("2026-11-24T17:00:00+03:00").empty());
  school.sources[0].documents[0].was_refused_before = true;
  EXPECT_TRUE(school.cycle("2026-11-24T18:00:00+03:00").empty());
}

TEST(PlanCorrections, ManyRefusedFilesAreOneLetter) {
  School school = with_administrator();
  std::vector<DocumentReport> documents;
  for (int i = 0; i < 25; ++i) {
    documents.push_back(
        {"f" + std::to_string(i) + ".csv", std::to_string(i), ReportStatus::rejected, "файл пуст"});
  }
  school.sources = {refused(documents)};
  const auto messages = school.plan(k_now);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].subject, "ЭлЖур: не принято 25 файлов");
  EXPECT_NE(part_of(messages[0].rfc5322, "text/plain").find("И ещё 5 файлов."), std::string::npos);
}

TEST(PlanCorrections, FailureThatHealsIsNotTold) {
  School school = with_administrator();
  school.sources = {{"inbox", ReportStatus::failed, "нет доступа к папке", {}, {}}};
  EXPECT_TRUE(school.cycle("2026-11-24T16:00:00+03:00").empty());
  school.sources[0].failing_since = at("2026-11-24T16:00:00+03:00");
  EXPECT_TRUE(school.cycle("2026-11-24T16:59:59+03:00").empty());
  const auto messages = school.cycle("2026-11-24T17:00:00+03:00");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].subject, "ЭлЖур: источник «inbox» не читается с 24.11 в 16:00");
  EXPECT_TRUE(school.cycle("2026-11-24T18:00:00+03:00").empty());
  school.sources[0].failing_since = at("2026-11-25T10:00:00+03:00");
  EXPECT_EQ(school.cycle("2026-11-25T12:00:00+03:00").size(), 1U);
}

TEST(PlanCorrections, WhoSetsTheProgramUpIsToldOfAFailureAtOnce) {
  School school = with_administrator();
  school.last_accepted_at.reset();
  school.sources = {{"inbox", ReportStatus::failed, "нет доступа к папке", {}, {}}};
  EXPECT_EQ(school.cycle(k_now).size(), 1U);
}

}  // namespace
}  // namespace elzhur::alerts
