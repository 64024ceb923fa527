// Meetings and reports on the page.
#include <gtest/gtest.h>

#include "tests/daemon/web/page_site.hpp"

namespace elzhur::tests {
namespace {

web::Pairs new_meeting() {
  return {{"date", "2026-11-24"},
          {"starts", "15:00"},
          {"chair", "Орлова О. В."},
          {"secretary", "Смирнов С. В."},
          {"present", "Орлова О. В.\r\n\r\n Смирнов С. В. "},
          {"topic_1", "Заполнение журнала"},
          {"topic_3", "Спорные вопросы"},
          {"yes_3", "2"},
          {"item_1", "3"},
          {"what_1", "Ответить на обращения"},
          {"responsible_1", "Смирнов С. В."},
          {"due_1", "2026-12-01"}};
}

TEST(PageMeetings, FormMakesAMeetingWithWhatWasFilledIn) {
  PageSite site;
  const web::Response response = site.post("/meetings", new_meeting());
  EXPECT_EQ(response.status, 303) << response.body;
  ASSERT_EQ(site.desk.meeting_versions.size(), 2U);
  const appeals::Meeting& meeting = site.desk.meeting_versions.back().meeting;
  EXPECT_EQ(meeting.number, 2);
  EXPECT_EQ(meeting.present, (std::vector<std::string>{"Орлова О. В.", "Смирнов С. В."}));
  ASSERT_EQ(meeting.agenda.size(), 2U) << "the second was left empty";
  EXPECT_EQ(meeting.agenda[1].votes, (appeals::Votes{2, 0, 0}));
  ASSERT_EQ(meeting.resolutions.size(), 1U);
  EXPECT_EQ(meeting.resolutions[0].item, 2) << "it follows its item to the new place";
  EXPECT_EQ(meeting.resolutions[0].due, journal::make_date(2026, 12, 1));
}

TEST(PageMeetings, WhatWasRefusedIsShownAgainAsTyped) {
  PageSite site;
  web::Pairs fields = new_meeting();
  fields[8].second = "9";  // The item of the resolution.
  const web::Response response = site.post("/meetings", fields);
  EXPECT_EQ(response.status, 422);
  EXPECT_TRUE(has(response.body, "Укажите, к какому вопросу повестки относится решение."));
  EXPECT_TRUE(has(response.body, "Ответить на обращения"));
  EXPECT_EQ(site.desk.meeting_versions.size(), 1U);
}

TEST(PageMeetings, ChangeKeepsTheFormerVersionAndNamesWhoWrote) {
  PageSite site;
  EXPECT_TRUE(has(site.body("/meetings/1"), "Провести консультацию по домашним заданиям"));
  EXPECT_TRUE(has(site.body("/meetings/1"), "срок прошёл"));
  web::Pairs fields = new_meeting();
  fields.front().second = "2026-10-02";
  fields.emplace_back("done_1", "yes");
  fields.emplace_back("version", "1");
  EXPECT_EQ(site.post("/meetings/1", fields).status, 303);
  EXPECT_EQ(site.desk.meeting_versions.size(), 2U);
  const std::string body = site.body("/meetings/1");
  EXPECT_TRUE(has(body, "исполнено"));
  EXPECT_EQ(count_of(body, "<li><time"), 2U);
  EXPECT_EQ(site.post("/meetings/1", fields).status, 422) << "of an older version";
  EXPECT_EQ(site.desk.meeting_versions.size(), 2U);
}

TEST(PageMeetings, MemberReadsAndCannotWrite) {
  PageSite site(Who::member);
  EXPECT_FALSE(has(site.body("/meetings"), "<form id=\"new\""));
  EXPECT_FALSE(has(site.body("/meetings/1"), "Изменить протокол"));
  EXPECT_TRUE(has(site.body("/meetings/1/minutes"), "Протокол № 1"));
  EXPECT_EQ(site.post("/meetings", new_meeting()).status, 403);
  EXPECT_EQ(site.desk.meeting_versions.size(), 1U);
  EXPECT_EQ(PageSite(Who::teacher).get("/meetings/1").status, 403);
  EXPECT_EQ(site.get("/meetings/9").status, 404);
  EXPECT_EQ(site.get("/meetings/1/other").status, 404);
}

TEST(PageMeetings, FormOfAnotherSessionChangesNothing) {
  PageSite site;
  web::Pairs fields = new_meeting();
  fields.emplace_back("form_token", "wrong");
  EXPECT_EQ(site.post("/meetings", fields).status, 403);
  EXPECT_EQ(site.desk.meeting_versions.size(), 1U);
}

TEST(PageMeetings, QuarterThatEndsWithoutOneIsRemindedOf) {
  PageSite site;
  EXPECT_FALSE(has(site.body("/meetings"), "заседания ещё не было")) << "there was one in October";
  site.desk.meeting_versions.clear();
  EXPECT_FALSE(has(site.body("/meetings"), "заседания ещё не было")) << "there is time";
  site.desk.at = *journal::parse_instant("2026-12-20T12:00:00+03:00");
  EXPECT_TRUE(has(site.body("/meetings"), "оно нужно до 31.12.2026"));
}

TEST(PageMeetings, ReportsAreOfferedToWhomTheyAreOpen) {
  const std::string all = PageSite().body("/reports");
  for (const char* name : {"check", "findings", "teachers", "weeks", "appeals"})
    EXPECT_TRUE(has(all, std::string("action=\"/api/v1/reports/") + name)) << name;
  const std::string member = PageSite(Who::member).body("/reports");
  EXPECT_TRUE(has(member, "/reports/weeks"));
  EXPECT_FALSE(has(member, "/reports/teachers"));
  EXPECT_FALSE(has(member, "/reports/appeals"));
}

TEST(PageMeetings, ListsHaveTheirFiltersInTheLinksToFiles) {
  PageSite site;
  EXPECT_TRUE(has(site.body("/findings?state=all&class=7%D0%90&from=2026-11-01"),
                  "/api/v1/reports/findings?state=open%2Cacknowledged%2C"));
  EXPECT_TRUE(has(site.body("/findings?class=7&from=2026-11-01"),
                  "/api/v1/reports/findings?class=7&amp;from=2026-11-01&amp;format=xlsx"));
  EXPECT_TRUE(has(site.body("/findings"), "/api/v1/reports/findings?&amp;format=html") ||
              has(site.body("/findings"), "/api/v1/reports/findings?format=html"));
}

}  // namespace
}  // namespace elzhur::tests
