// What people decide on the page, and what they see when it cannot be done.
#include <gtest/gtest.h>

#include "tests/daemon/web/page_site.hpp"

namespace elzhur::tests {
namespace {

using rules::FindingState;

FindingState state_of(const PageSite& site, std::size_t id) {
  return site.desk.stories[id - 1].view.finding.state;
}

TEST(PageForms, TheButtonOfARowConfirmsItAndLeadsBack) {
  PageSite site;
  const web::Response response =
      site.post("/findings/settle", {{"back", "today"}, {"confirm", "F-2026-000101.1"}});
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(header_of(response, "Location"), "/?done=confirmed");
  EXPECT_EQ(state_of(site, 1), FindingState::confirmed);
  EXPECT_EQ(site.desk.stories[0].view.finding.confirmed_by, "Ковалёв С. В.");
}

TEST(PageForms, ManyAreConfirmedAtOnceAndOnlyTheTicked) {
  PageSite site;
  site.desk.add_finding();
  const web::Response response = site.post(
      "/findings/settle", {{"act", "confirm"}, {"pick", "F-2026-000101.1"}, {"pick", "F-2026-000102.2"}});
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(state_of(site, 1), FindingState::confirmed);
  EXPECT_EQ(state_of(site, 2), FindingState::confirmed);
  EXPECT_EQ(state_of(site, 6), FindingState::open);
}

TEST(PageForms, TheEnterKeyInAListDecidesNothing) {
  PageSite site;
  const std::string body = site.body("/");
  // The first button of a form is the one that the key presses.
  const std::string form = body.substr(body.find("<form class=\"group\""));
  const std::string first = form.substr(form.find("<button"), 80);
  EXPECT_TRUE(has(first, "value=\"none\"")) << first;
  const web::Response response =
      site.post("/findings/settle", {{"act", "none"}, {"pick", "F-2026-000101.1"}});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(state_of(site, 1), FindingState::open);
}

TEST(PageForms, AQuestionThatHasChangedMeanwhileIsShownAsItIsNow) {
  PageSite site;
  ASSERT_TRUE(
      site.desk.settle(journal::FindingId{1}, {rules::Action::acknowledge, "Завуч", "", 1}).has_value());
  const web::Response response = site.post(
      "/findings/settle", {{"act", "confirm"}, {"pick", "F-2026-000101.1"}, {"pick", "F-2026-000102.2"}});
  EXPECT_EQ(response.status, 409);
  EXPECT_TRUE(has(response.body, "пока Вы смотрели, вопрос изменился"));
  EXPECT_TRUE(has(response.body, "Сейчас: принято в работу"));
  EXPECT_TRUE(has(response.body, "Остальное записано: 1 вопрос"));
  EXPECT_EQ(state_of(site, 1), FindingState::acknowledged);
  EXPECT_EQ(state_of(site, 2), FindingState::confirmed);
}

TEST(PageForms, ARefusedDecisionKeepsWhatWasTyped) {
  PageSite site;
  const web::Response response = site.post("/findings/settle", {{"back", "lesson"},
                                                                {"code", "F-2026-000101"},
                                                                {"act", "withdraw"},
                                                                {"pick", "F-2026-000101.1"},
                                                                {"reason", "  "}});
  EXPECT_EQ(response.status, 422);
  EXPECT_TRUE(has(response.body, "Укажите причину"));
  EXPECT_TRUE(has(response.body, "value=\"withdraw\" checked"));
  EXPECT_EQ(state_of(site, 1), FindingState::open);
}

TEST(PageForms, AReasonClosesTheQuestionAndStaysInItsStory) {
  PageSite site;
  const web::Response response = site.post("/findings/settle", {{"back", "lesson"},
                                                                {"code", "F-2026-000101"},
                                                                {"act", "excuse"},
                                                                {"pick", "F-2026-000101.1"},
                                                                {"reason", "урок не состоялся"}});
  EXPECT_EQ(header_of(response, "Location"), "/findings/F-2026-000101?done=excused");
  EXPECT_EQ(state_of(site, 1), FindingState::excused);
  const std::string body = site.body("/findings/F-2026-000101");
  EXPECT_TRUE(has(body, "урок не состоялся"));
  EXPECT_TRUE(has(body, "Ковалёв С. В.: учтена причина"));
  EXPECT_FALSE(has(body, "Записать решение")) << "closed is closed";
}

TEST(PageForms, WhatCannotBeConfirmedIsNotOffered) {
  PageSite site;
  const std::string body = site.body("/findings/F-2026-000104");  // Who taught is not known.
  EXPECT_FALSE(has(body, "value=\"confirm\""));
  EXPECT_TRUE(has(body, "value=\"withdraw\""));
  const web::Response response = site.post("/findings/settle", {{"confirm", "F-2026-000104.2"}});
  EXPECT_EQ(response.status, 409);
  EXPECT_TRUE(has(response.body, "не определено, кто вёл урок"));
}

TEST(PageForms, BrokenPicksAndForeignPlacesAreRefused) {
  for (const char* pick : {"F-2026-000101", "F-2026-000101.", ".1", "F-2026-000101.1x",
                           "F-2026-000101.99999999999999", " ", "F-2026-000101.1  F-2026-000102.2"}) {
    PageSite site;
    EXPECT_EQ(site.post("/findings/settle", {{"confirm", pick}}).status, 400) << pick;
    EXPECT_EQ(state_of(site, 1), FindingState::open) << pick;
  }
  for (const char* back :
       {"//evil.example", "https://evil.example", "T1/../x", "T", "lesson", "list\r\nX: y"}) {
    PageSite site;
    const web::Response response = site.post(
        "/findings/settle", {{"back", back}, {"code", "//evil.example"}, {"confirm", "F-2026-000101.1"}});
    const std::string location = header_of(response, "Location");
    EXPECT_TRUE(location == "/?done=confirmed" || location == "/teachers/T?done=confirmed") << location;
  }
}

TEST(PageForms, AnAppealNeedsTwoFieldsAndTheRestIsThere) {
  PageSite site;
  const std::string body = site.body("/appeals");
  EXPECT_TRUE(has(body, "value=\"consulting\" checked"));
  EXPECT_TRUE(has(body, "name=\"assigned_to\" value=\"Ковалёв С. В.\""));
  const web::Response response = site.post("/appeals", {{"applicant", "Белова Т. С., учитель истории"},
                                                        {"content", "Как записать ДЗ группе?"},
                                                        {"channel", "in_person"},
                                                        {"kind", "consulting"},
                                                        {"result", "Показано"},
                                                        {"assigned_to", "Ковалёв С. В."}});
  EXPECT_EQ(header_of(response, "Location"), "/appeals?done=appeal_added");
  const appeals::Appeal& added = site.desk.appeal_list.back();
  EXPECT_EQ(added.state, appeals::AppealState::answered);
  EXPECT_EQ(added.answered_at, site.desk.at);
  EXPECT_EQ(added.received_at, site.desk.at);
  EXPECT_TRUE(has(site.body("/appeals/register"), "Как записать ДЗ группе?"));
}

TEST(PageForms, ARefusedAppealKeepsEveryField) {
  PageSite site;
  const web::Response response = site.post("/appeals", {{"applicant", "Белова \"Т\""},
                                                        {"content", "две\r\nстроки"},
                                                        {"channel", "phone"},
                                                        {"kind", "technical"},
                                                        {"findings", "F-2026-000999"},
                                                        {"due", "2026-11-30"},
                                                        {"subject", "вход"}});
  EXPECT_EQ(response.status, 422);
  EXPECT_TRUE(has(response.body, "Вопроса «F-2026-000999» нет"));
  EXPECT_TRUE(has(response.body, "value=\"Белова &quot;Т&quot;\""));
  EXPECT_TRUE(has(response.body, ">две\nстроки</textarea>"));
  EXPECT_TRUE(has(response.body, "value=\"phone\" selected"));
  EXPECT_TRUE(has(response.body, "value=\"technical\" checked"));
  EXPECT_TRUE(has(response.body, "value=\"2026-11-30\""));
  EXPECT_EQ(site.desk.appeal_list.size(), 2);
}

TEST(PageForms, AnAppealThatChangedMeanwhileIsNotOverwritten) {
  PageSite site;
  const web::Pairs fields{{"applicant", "Иванова А. П."},
                          {"content", "спор"},
                          {"channel", "in_person"},
                          {"kind", "dispute"},
                          {"state", "answered"},
                          {"result", "снято"},
                          {"findings", "F-2026-000104"},
                          {"assigned_to", "Завуч"},
                          {"version", "1"}};
  EXPECT_EQ(header_of(site.post("/appeals/2", fields), "Location"), "/appeals/2?done=appeal_changed");
  const web::Response again = site.post("/appeals/2", fields);
  EXPECT_EQ(again.status, 422);
  EXPECT_TRUE(has(again.body, "изменилось"));
}

TEST(PageForms, AReasonOverDaysIsRecordedForWhomItIs) {
  PageSite site;
  const web::Response response = site.post("/excuses", {{"of", "class"},
                                                        {"class", "7 «А»"},
                                                        {"from", "2026-11-24"},
                                                        {"to", ""},
                                                        {"reason", "мероприятие школы"}});
  EXPECT_EQ(header_of(response, "Location"), "/excuses?done=excuse_added");
  const rules::Excuse& excuse = site.desk.excuse_list.back().excuse;
  EXPECT_EQ(excuse.of, rules::Excuse::Of::class_name);
  EXPECT_EQ(excuse.class_folded, "7а");
  EXPECT_EQ(excuse.dates.first, excuse.dates.last);
}

TEST(PageForms, AReasonOfOnesOwnIsRefusedAndTheFormKept) {
  PageSite site;
  const web::Response response = site.post("/excuses", {{"of", "teacher"},
                                                        {"teacher", "T003"},
                                                        {"from", "2026-11-24"},
                                                        {"to", "2026-11-30"},
                                                        {"reason", "диагноз"}});
  EXPECT_EQ(response.status, 422);
  EXPECT_TRUE(has(response.body, "value=\"T003\" selected"));
  EXPECT_TRUE(has(response.body, "value=\"2026-11-30\""));
  EXPECT_EQ(site.desk.excuse_list.size(), 1);
}

TEST(PageForms, AFileIsLookedAtFirstAndBroughtInByASecondWord) {
  PageSite site;
  const web::Response verdict = site.post("/upload", {}, {{"file", "7а.xls", "bytes"}});
  EXPECT_EQ(verdict.status, 200);
  EXPECT_TRUE(has(verdict.body, "новых вопросов 2, закроется 1"));
  EXPECT_TRUE(has(verdict.body, "name=\"token\" value=\"token-1\""));
  EXPECT_TRUE(site.desk.done.empty());
  const web::Response accepted = site.post("/upload/accept", {{"token", "token-1"}});
  EXPECT_EQ(header_of(accepted, "Location"), "/upload?done=uploaded");
  EXPECT_EQ(site.desk.done, std::vector<std::string>{"accept token-1 by Ковалёв С. В."});
}

TEST(PageForms, ABadFileIsNamedWithItsPlaceAndCannotBeBroughtIn) {
  PageSite site;
  const web::Response verdict = site.post("/upload", {}, {{"file", "bad.xls", "bytes"}});
  EXPECT_TRUE(has(verdict.body, "Файл не годится"));
  EXPECT_TRUE(has(verdict.body, "лист «Алгебра», строка 12, столбец 1: нет такой даты"));
  EXPECT_FALSE(has(verdict.body, "Принять файл"));
  EXPECT_EQ(site.post("/upload/accept", {{"token", "other"}}).status, 422);
  EXPECT_EQ(site.post("/upload", {}, {}).status, 422);
}

TEST(PageForms, ANameIsMatchedOnce) {
  PageSite site;
  EXPECT_EQ(site.post("/names", {{"spelling", "Иванова А."}, {"person", ""}}).status, 422);
  const web::Pairs fields{{"spelling", "Иванова А."}, {"person", "T001"}};
  EXPECT_EQ(header_of(site.post("/names", fields), "Location"), "/names?done=name_matched");
  EXPECT_EQ(site.post("/names", fields).status, 422);
}

TEST(PageForms, ASourceIsAskedAtOnceByWhoMayOperate) {
  PageSite site;
  EXPECT_EQ(header_of(site.post("/sources", {{"source", "inbox"}}), "Location"), "/sources?done=pulled");
  EXPECT_EQ(site.post("/sources", {{"source", "other"}}).status, 422);
  EXPECT_EQ(PageSite(Who::deputy).post("/sources", {{"source", "inbox"}}).status, 403);
}

TEST(PageForms, AFailingDatabaseChangesNothingAndSaysSo) {
  PageSite site;
  site.desk.broken = "disk full";
  EXPECT_EQ(site.post("/findings/settle", {{"confirm", "F-2026-000101.1"}}).status, 503);
}

}  // namespace
}  // namespace elzhur::tests
