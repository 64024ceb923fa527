// Meetings and their minutes over the API.
#include <gtest/gtest.h>

#include "tests/daemon/web/api_site.hpp"

namespace elzhur::tests {
namespace {

using web::Right;

Json new_meeting() {
  return {{"date", "2026-11-24"}, {"chair", "Орлова О. В."}, {"secretary", "Смирнов С. В."}};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(ApiMeetings, NewOneGetsANumberTheUsualAgendaAndItsQuarter) {
  ApiSite site;
  const web::Response response = site.send("POST", "/meetings", new_meeting());
  ASSERT_EQ(response.status, 201) << response.body;
  const Json meeting = Json::parse(response.body);
  EXPECT_EQ(meeting["number"], 2);
  EXPECT_EQ(meeting["agenda"].size(), 5U);
  EXPECT_EQ(meeting["period_from"], "2026-10-01");
  EXPECT_EQ(meeting["period_to"], "2026-11-24");
  EXPECT_EQ(meeting["starts"], nullptr);
  EXPECT_EQ(site.read("/meetings")["meetings"].size(), 2U);
}

TEST(ApiMeetings, ChangeIsANewVersionAndWhatIsNotNamedStays) {
  ApiSite site;
  const web::Response response =
      site.send("PATCH", "/meetings/1",
                {{"version", 1}, {"resolutions", {{{"item", 1}, {"what", "Провести"}, {"done", true}}}}});
  ASSERT_EQ(response.status, 200) << response.body;
  const Json read = site.read("/meetings/1");
  EXPECT_EQ(read["meeting"]["version"], 2);
  EXPECT_EQ(read["meeting"]["resolutions"][0]["done"], true);
  EXPECT_EQ(read["meeting"]["chair"], "Орлова Ольга Викторовна, директор");
  EXPECT_EQ(read["meeting"]["starts"], "15:00");
  ASSERT_EQ(read["history"].size(), 2U);
  EXPECT_EQ(read["history"][0]["written_by"], "Смирнов");
  EXPECT_EQ(read["history"][1]["written_by"], "Завуч");
  EXPECT_EQ(site.send("PATCH", "/meetings/1", {{"version", 1}}).status, 409);
}

TEST(ApiMeetings, EveryMistakeIsSaidWithItsPlace) {
  ApiSite site;
  Json body = new_meeting();
  body["starts"] = "25:00";
  body["agenda"] = {{{"topic", "a"}, {"votes", {{"yes", -1}}}}, {{"topic", 7}, {"colour", "red"}}};
  body["resolutions"] = {{{"item", 1}, {"what", "b"}, {"due", "завтра"}}};
  EXPECT_EQ(refused_fields(site.send("POST", "/meetings", body)),
            "starts,agenda[0].votes.yes,agenda[1].topic,agenda[1].colour,resolutions[0].due");
  body = new_meeting();
  body["agenda"] = Json::array();
  const web::Response response = site.send("POST", "/meetings", body);
  EXPECT_EQ(response.status, 422);
  EXPECT_TRUE(has(response.body, "повестка: не заполнено")) << response.body;
  body["agenda"] = "x";
  EXPECT_EQ(refused_fields(site.send("POST", "/meetings", body)), "agenda");
}

TEST(ApiMeetings, WhoSeesNumbersReadsAndOnlyWhoKeepsTheLogWrites) {
  ApiSite member{Right::numbers};
  EXPECT_EQ(member.get("/meetings").status, 200);
  EXPECT_EQ(member.get("/meetings/1/minutes").status, 200);
  EXPECT_EQ(member.send("POST", "/meetings", new_meeting()).status, 403);
  EXPECT_EQ(member.send("PATCH", "/meetings/1", {{"version", 1}}).status, 403);
  ApiSite teacher{Right::own_lessons};
  for (const char* address : {"/meetings", "/meetings/1", "/meetings/1/minutes"})
    EXPECT_EQ(teacher.get(address).status, 403) << address;
}

TEST(ApiMeetings, MinutesHoldWhatWasWrittenAndFiguresWithoutANameOfATeacher) {
  ApiSite site;
  const std::string minutes = site.get("/meetings/1/minutes").body;
  for (const char* part :
       {"Протокол № 1 заседания рабочей группы по ведению электронного журнала", "02.10.2026, начало 15:00",
        "Присутствовали (2)", "Отсутствовали (1)", "РЕШИЛИ:", "Провести консультацию по домашним заданиям",
        "срок: 20.10.2026", "за — 2, против — 0, воздержались — 0", "за ____, против ____", "class=\"blank\"",
        "Обращения за этот период", "Спорных вопросов без решения:", "Председатель", "Проведено 1086 уроков"})
    EXPECT_TRUE(has(minutes, part)) << part;
  for (const char* family : {"Иванова", "Петров", "Белова", "Ковалёва"})
    EXPECT_FALSE(has(minutes, family)) << family;
  ASSERT_EQ(site.desk.accesses.size(), 1U);
  EXPECT_EQ(site.desk.accesses.front().second, "API: minutes 2026/1");
}

TEST(ApiMeetings, MinutesShowHowTheDecisionsBeforeWereCarriedOut) {
  ApiSite site;
  ASSERT_EQ(site.send("POST", "/meetings", new_meeting()).status, 201);
  const std::string minutes = site.get("/meetings/2/minutes").body;
  EXPECT_TRUE(has(minutes, "Решения протокола № 1 от 02.10.2026"));
  EXPECT_TRUE(has(minutes, "не отмечено как исполненное"));
}

TEST(ApiMeetings, WhatWasWrittenIsEscapedInMinutes) {
  ApiSite site;
  site.desk.meeting_versions.front().meeting.agenda.front().heard = "<img src=x>";
  EXPECT_FALSE(has(site.get("/meetings/1/minutes").body, "<img"));
}

}  // namespace
}  // namespace elzhur::tests
