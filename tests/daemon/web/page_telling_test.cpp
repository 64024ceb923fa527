// Silences, the mode and letters that test the mail, as people use them on the page.
#include <gtest/gtest.h>

#include "tests/daemon/web/page_site.hpp"

namespace elzhur::tests {
namespace {

web::Pairs silence_of_finding() {
  return {{"finding", "F-2026-000101"},
          {"how", "date"},
          {"until", "2026-12-06"},
          {"reason", "договорились о сроке"}};
}

TEST(PageTelling, FindingLeadsToTheFormAboutIt) {
  PageSite site;
  EXPECT_TRUE(has(site.body("/findings/F-2026-000101"), "/silences?finding=F-2026-000101#new"));
  const std::string form = site.body("/silences?finding=F-2026-000101");
  EXPECT_TRUE(has(form, "7А · Алгебра"));
  EXPECT_TRUE(has(form, R"(name="finding" value="F-2026-000101")"));
  EXPECT_FALSE(has(form, R"(name="teacher")"));
  EXPECT_TRUE(has(site.body("/silences?finding=F-2026-999999"), R"(name="teacher")")) << "about nothing yet";
}

TEST(PageTelling, SilencedFindingSaysSoAndStaysInTheLists) {
  PageSite site;
  const std::size_t listed = count_of(site.body("/findings"), "F-2026-000101");
  const auto added = site.post("/silences", silence_of_finding());
  ASSERT_EQ(added.status, 303);
  EXPECT_EQ(header_of(added, "Location"), "/silences?done=silence_added");
  EXPECT_EQ(site.desk.silence_list.back().author, "Ковалёв С. В.");
  const std::string page = site.body("/findings/F-2026-000101");
  EXPECT_TRUE(has(page, "Не напоминаем по 06.12 (вс) включительно: договорились о сроке (Ковалёв С. В.)."));
  EXPECT_FALSE(has(page, "Не напоминать до"));
  const std::string list = site.body("/findings");
  EXPECT_EQ(count_of(list, "F-2026-000101"), listed);
  EXPECT_EQ(count_of(list, "не напоминаем по 06.12 (вс) включительно"), 1U) << "its row alone is marked";
  EXPECT_TRUE(has(site.body("/"), "Приостановлено напоминаний: 2"));
}

TEST(PageTelling, SilenceOfAClassOrATeacherIsListedWithWhatItHoldsBack) {
  PageSite site;
  ASSERT_EQ(
      site.post("/silences", {{"class", "6а"}, {"teacher", "T003"}, {"how", "resolved"}, {"reason", "р"}})
          .status,
      303);
  const std::string page = site.body("/silences");
  EXPECT_TRUE(has(page, "Белова Т. С., класс 6а"));
  EXPECT_TRUE(has(page, "пока не заполнят"));
  EXPECT_TRUE(has(page, "выезд класса")) << "those that are over stay readable";
}

TEST(PageTelling, RefusedFormComesBackAsItWasTyped) {
  PageSite site;
  for (const auto& [name, value, said] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"until", "2026-11-23", "ещё не прошёл"},
           {"until", "soon", "Укажите день"},
           {"reason", "", "почему не напоминать"},
           {"how", "never", "до какого времени"},
           {"finding", "F-2026-999999", "Такого вопроса нет"}}) {
    web::Pairs fields = silence_of_finding();
    for (auto& [key, typed] : fields) {
      if (key == name) typed = value;
    }
    const auto refused = site.post("/silences", fields);
    EXPECT_EQ(refused.status, 422) << name << value;
    EXPECT_TRUE(has(refused.body, said)) << said;
    EXPECT_TRUE(name == "reason" || has(refused.body, "договорились о сроке"));
  }
  const auto empty = site.post("/silences", {{"how", "resolved"}, {"reason", "x"}});
  EXPECT_EQ(empty.status, 422);
  EXPECT_TRUE(has(empty.body, "о чём не напоминать"));
  EXPECT_EQ(site.desk.silence_list.size(), 2U);
}

TEST(PageTelling, SilenceIsEndedByAButtonOnce) {
  PageSite site;
  EXPECT_TRUE(has(site.body("/silences"), "action=\"/silences/end\""));
  EXPECT_EQ(header_of(site.post("/silences/end", {{"id", "2"}}), "Location"), "/silences?done=silence_ended");
  EXPECT_EQ(site.desk.silence_list[1].ended_by, "Ковалёв С. В.");
  EXPECT_EQ(site.post("/silences/end", {{"id", "2"}}).status, 422);
  EXPECT_EQ(site.post("/silences/end", {{"id", "x"}}).status, 404);
  EXPECT_TRUE(has(site.body("/silences"), "не приостановлено ничего"));
}

TEST(PageTelling, ModeIsChangedWithAReasonAndSaysByWhom) {
  PageSite site;
  EXPECT_TRUE(has(site.body("/outbox"), "Так стоит в настройках."));
  const auto unexplained = site.post("/outbox/mode", {{"mode", "observe"}, {"reason", " "}});
  EXPECT_EQ(unexplained.status, 422);
  const auto changed = site.post("/outbox/mode", {{"mode", "observe"}, {"reason", "каникулы"}});
  EXPECT_EQ(header_of(changed, "Location"), "/outbox?done=mode_changed");
  const std::string page = site.body("/outbox");
  EXPECT_TRUE(has(page, "настройки не действуют (в них: рабочий)"));
  EXPECT_TRUE(has(page, "Ковалёв С. В.: каникулы."));
  EXPECT_TRUE(has(page, "как в настройках"));
  EXPECT_TRUE(has(page, "Режим наблюдения"));
  ASSERT_EQ(site.post("/outbox/mode", {{"mode", "file"}, {"reason", "учёба"}}).status, 303);
  EXPECT_TRUE(has(site.body("/outbox"), "Так стоит в настройках."));
}

TEST(PageTelling, WhoSeesNoNamesSeesNotWhoChangedTheMode) {
  PageSite site(Who::site_administrator);
  site.desk.mode_change =
      alerts::ModeChange{site.desk.at, alerts::ModeOrder::observe, "Смирнова О. В.", "просил Петров"};
  const std::string page = site.body("/outbox");
  EXPECT_TRUE(has(page, "настройки не действуют"));
  EXPECT_FALSE(has(page, "Петров"));
  EXPECT_FALSE(has(page, "Смирнова"));
}

TEST(PageTelling, TestLetterIsOrderedUnderTheKeyOfThePage) {
  PageSite site;
  const std::string page = site.body("/outbox");
  EXPECT_TRUE(has(page, "name=\"order\" value=\"p-1795525200\"")) << page.substr(page.find("order"), 80);
  const auto ordered = site.post("/outbox/check", {{"recipient", "deputy"}, {"order", "p-1795525200"}});
  EXPECT_EQ(header_of(ordered, "Location"), "/outbox?done=check_queued");
  EXPECT_EQ(site.desk.done.back(), "check deputy order p-1795525200 by Ковалёв С. В.");
  EXPECT_EQ(site.post("/outbox/check", {{"recipient", "nobody"}, {"order", "p-1"}}).status, 422);
}

TEST(PageTelling, OnlyTheAdministratorChangesTheModeAndOrdersLetters) {
  for (const Who who : {Who::deputy, Who::site_administrator, Who::director, Who::reader}) {
    PageSite site(who);
    const auto page = site.get("/outbox");
    EXPECT_FALSE(has(page.body, "/outbox/mode"));
    EXPECT_FALSE(has(page.body, "/outbox/check"));
    EXPECT_EQ(site.post("/outbox/mode", {{"mode", "observe"}, {"reason", "x"}}).status, 403);
    EXPECT_EQ(site.post("/outbox/check", {{"recipient", ""}, {"order", "a"}}).status, 403);
    EXPECT_TRUE(site.desk.done.empty());
    EXPECT_FALSE(site.desk.mode_change);
  }
}

TEST(PageTelling, DeputyMaySilenceAndAReaderMayNot) {
  PageSite deputy(Who::deputy);
  EXPECT_EQ(deputy.post("/silences", silence_of_finding()).status, 303);
  PageSite reader(Who::reader);
  EXPECT_FALSE(has(reader.body("/silences"), "<form class=\"entry\""));
  EXPECT_EQ(reader.post("/silences", silence_of_finding()).status, 403);
  EXPECT_EQ(reader.post("/silences/end", {{"id", "2"}}).status, 403);
}

TEST(PageTelling, FormsOfAnotherSessionChangeNothing) {
  PageSite site;
  for (const char* path : {"/silences", "/silences/end", "/outbox/mode", "/outbox/check"}) {
    EXPECT_EQ(site.post(path, {{"form_token", "forged"}}).status, 403) << path;
  }
}

TEST(PageTelling, WhatPeopleTypeIsNoMarkup) {
  PageSite site;
  web::Pairs fields = silence_of_finding();
  fields.back().second = "<script>alert(1)</script>";
  ASSERT_EQ(site.post("/silences", fields).status, 303);
  for (const char* page : {"/silences", "/findings/F-2026-000101"})
    EXPECT_FALSE(has(site.body(page), "<script>")) << page;
}

}  // namespace
}  // namespace elzhur::tests
