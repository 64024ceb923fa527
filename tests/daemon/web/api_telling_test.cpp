#include <gtest/gtest.h>

#include "tests/daemon/web/api_site.hpp"

namespace elzhur::tests {
namespace {

using web::Right;

Json silence_of_class() { return {{"class", "6А"}, {"until", "2026-12-06"}, {"reason", "ремонт кабинета"}}; }

TEST(ApiTelling, SilenceIsAddedListedAndEnded) {
  ApiSite site;
  const auto added = site.send("POST", "/silences", silence_of_class());
  ASSERT_EQ(added.status, 201) << added.body;
  const Json silence = Json::parse(added.body);
  EXPECT_EQ(silence["author"], "Завуч");
  EXPECT_EQ(silence["until"], "2026-12-06T21:00:00Z") << "the day is silenced to its end";
  EXPECT_EQ(silence["holds_back"], 1);
  EXPECT_EQ(site.read("/silences")["silences"].size(), 3U);
  EXPECT_EQ(site.read("/status")["silences"], 2);
  const auto ended = site.send("POST", "/silences/3/end", Json::object());
  ASSERT_EQ(ended.status, 200) << ended.body;
  EXPECT_EQ(Json::parse(ended.body)["ended_by"], "Завуч");
  EXPECT_EQ(site.send("POST", "/silences/3/end", Json::object()).status, 422);
  EXPECT_EQ(site.send("POST", "/silences/x/end", Json::object()).status, 404);
}

TEST(ApiTelling, SilenceOfAFindingStandsInItsStory) {
  ApiSite site;
  const Json body{{"finding", "F-2026-000101"}, {"until", "resolved"}, {"reason", "выясняем"}};
  ASSERT_EQ(site.send("POST", "/silences", body).status, 201);
  const Json silences = site.read("/findings/F-2026-000101")["explanation"]["silences"];
  ASSERT_EQ(silences.size(), 1U);
  EXPECT_EQ(silences[0]["finding"], "F-2026-000101");
  EXPECT_EQ(silences[0]["until"], nullptr);
  EXPECT_EQ(silences[0]["until_resolved"], true);
  EXPECT_EQ(site.read("/findings/F-2026-000101")["finding"]["state"], "open") << "it stays what it is";
}

TEST(ApiTelling, WhySomethingIsSilencedIsForThoseWhoSeeNames) {
  ApiSite site;
  ASSERT_EQ(site.send("POST", "/silences", silence_of_class()).status, 201);
  ApiSite director{Right::confirmed, Right::numbers};
  director.desk.silence_list = site.desk.silence_list;
  director.desk.touch();
  EXPECT_EQ(director.get("/silences").status, 403);
  EXPECT_TRUE(director.read("/findings/F-2026-000103")["explanation"]["silences"].empty());
  EXPECT_EQ(site.read("/findings/F-2026-000103")["explanation"]["silences"].size(), 1U);
}

TEST(ApiTelling, SilenceIsReadStrictly) {
  ApiSite site;
  EXPECT_EQ(refused_fields(site.send("POST", "/silences", Json::object())), "until,reason");
  EXPECT_EQ(refused_fields(site.send(
                "POST", "/silences",
                {{"until", "soon"}, {"reason", "x"}, {"teacher", 7}, {"finding", "F-1"}, {"for", "ever"}})),
            "teacher,finding,until,for");
  Json body = silence_of_class();
  body.erase("class");
  EXPECT_EQ(site.send("POST", "/silences", body).status, 422) << "about nothing";
  body["rule"] = "topik";
  EXPECT_EQ(site.send("POST", "/silences", body).status, 422) << "a rule that is not there";
  body = silence_of_class();
  body["until"] = "2026-11-24T12:59:59Z";
  EXPECT_EQ(site.send("POST", "/silences", body).status, 422) << "over already";
  body["until"] = "2026-11-24T13:00:01Z";
  EXPECT_EQ(site.send("POST", "/silences", body).status, 201);
  body["until"] = "2028-01-01";
  EXPECT_EQ(site.send("POST", "/silences", body).status, 422) << "for ever";
}

TEST(ApiTelling, ModeIsChangedByAPersonAndGivenBackToTheFile) {
  ApiSite site;
  EXPECT_EQ(site.read("/mode")["by_person"], false);
  const auto changed = site.send("POST", "/mode", {{"mode", "observe"}, {"reason", "каникулы"}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(Json::parse(changed.body)["author"], "Завуч");
  const Json status = site.read("/status");
  EXPECT_EQ(status["mode"], "observe");
  EXPECT_EQ(status["mode_configured"], "working");
  EXPECT_EQ(status["mode_by_person"], true);
  ASSERT_EQ(site.send("POST", "/mode", {{"mode", "file"}, {"reason", "снова"}}).status, 200);
  EXPECT_EQ(site.read("/mode")["mode"], "working");
  EXPECT_EQ(refused_fields(site.send("POST", "/mode", {{"mode", "loud"}})), "reason,mode");
}

TEST(ApiTelling, WhoMayNotSeeNamesLearnsTheModeButNotWhose) {
  ApiSite site{Right::numbers};
  site.desk.mode_change = alerts::ModeChange{site.desk.at, alerts::ModeOrder::observe, "Завуч", "каникулы"};
  site.desk.touch();
  const Json mode = site.read("/mode");
  EXPECT_EQ(mode["by_person"], true);
  EXPECT_FALSE(mode.contains("author"));
}

TEST(ApiTelling, TestLetterIsOrderedForOneOrAll) {
  ApiSite site;
  const auto one = site.send("POST", "/test-mail", {{"recipient", "deputy"}, {"order", "a-1"}});
  ASSERT_EQ(one.status, 202) << one.body;
  EXPECT_EQ(Json::parse(one.body)["letters"].size(), 1U);
  const auto all = site.send("POST", "/test-mail", Json::object());
  ASSERT_EQ(all.status, 202) << all.body;
  EXPECT_EQ(Json::parse(all.body)["letters"].size(), 3U);
  EXPECT_EQ(Json::parse(all.body)["order"], "2026-11-24T13:00:00Z");
  EXPECT_EQ(site.send("POST", "/test-mail", {{"recipient", "nobody"}}).status, 422);
  EXPECT_EQ(site.send("POST", "/test-mail", {{"order", "a b"}}).status, 422);
  EXPECT_EQ(site.get("/test-mail").status, 405);
}

TEST(ApiTelling, EachVerbNeedsItsRight) {
  ApiSite reader{Right::names, Right::numbers, Right::operate};
  EXPECT_EQ(reader.get("/silences").status, 200);
  EXPECT_EQ(reader.send("POST", "/silences", silence_of_class()).status, 403);
  EXPECT_EQ(reader.send("POST", "/silences/2/end", Json::object()).status, 403);
  EXPECT_EQ(reader.send("POST", "/mode", {{"mode", "observe"}, {"reason", "x"}}).status, 403);
  EXPECT_EQ(reader.send("POST", "/test-mail", Json::object()).status, 403);
  ApiSite deputy{Right::names, Right::settle, Right::appeals};
  EXPECT_EQ(deputy.send("POST", "/silences", silence_of_class()).status, 201);
  EXPECT_EQ(deputy.send("POST", "/mode", {{"mode", "observe"}, {"reason", "x"}}).status, 403);
  EXPECT_EQ(deputy.send("POST", "/test-mail", Json::object()).status, 403);
  ApiSite nobody{Right::settle, Right::administer};
  nobody.visitor.name.clear();
  EXPECT_EQ(nobody.send("POST", "/silences", silence_of_class()).status, 403);
  EXPECT_EQ(nobody.send("POST", "/mode", {{"mode", "observe"}, {"reason", "x"}}).status, 403);
  EXPECT_TRUE(nobody.desk.done.empty());
}

}  // namespace
}  // namespace elzhur::tests
