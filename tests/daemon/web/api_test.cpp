#include "daemon/web/api.hpp"

#include <gtest/gtest.h>

#include "daemon/web/json_writer.hpp"
#include "tests/daemon/web/api_site.hpp"

namespace elzhur::tests {
namespace {

using web::Right;

std::vector<std::string> ids_of(const Json& list) {
  std::vector<std::string> ids;
  for (const Json& finding : list["findings"]) ids.push_back(finding["id"]);
  return ids;
}
using Ids = std::vector<std::string>;

TEST(Api, FindingIsWrittenAsTheContractSays) {
  ApiSite site;
  const Json finding = site.read("/findings?limit=1")["findings"][0];
  EXPECT_EQ(finding["id"], "F-2026-000101");
  EXPECT_EQ(finding["teacher"], (Json{{"id", "T002"}, {"name", "Петров Олег Николаевич"}}));
  EXPECT_EQ(finding["owners"], Json::array({"T002"}));
  EXPECT_EQ(finding["lesson"], (Json{{"date", "2026-11-20"}, {"number", 3}, {"ordinal", 1}}));
  EXPECT_EQ(finding["due_at"], "2026-11-20T20:59:00Z");
  EXPECT_EQ(finding["resolved_at"], nullptr);
  EXPECT_EQ(finding["basis"], "п. 3.2 Положения о ведении ЭЖ");
  EXPECT_EQ(finding["evidence"]["documents"][0], "sha256:" + std::string(63, '0') + "1");
}

TEST(Api, SeveralPossibleOwnersGiveNoTeacher) {
  ApiSite site;
  const Json finding = site.read("/findings?state=disputed")["findings"][0];
  EXPECT_EQ(finding["teacher"], nullptr);
  EXPECT_EQ(finding["owners"], Json::array({"T001", "T004"}));
  EXPECT_EQ(finding["evidence"]["excuses"], Json::array({1}));
}

TEST(Api, ListComesInPagesWithoutLossOrRepeat) {
  ApiSite site;
  const Json first = site.read("/findings?limit=3");
  EXPECT_EQ(ids_of(first), (Ids{"F-2026-000101", "F-2026-000102", "F-2026-000103"}));
  const Json second = site.read("/findings?limit=3&cursor=" + first["next"].get<std::string>());
  EXPECT_EQ(ids_of(second), (Ids{"F-2026-000104"}));
  EXPECT_EQ(second["next"], nullptr);
}

TEST(Api, FiltersAreReadStrictlyAndAllTheirMistakesAreSaidAtOnce) {
  ApiSite site;
  EXPECT_EQ(ids_of(site.read("/findings?state=open,confirmed&teacher=T003")), (Ids{"F-2026-000103"}));
  EXPECT_EQ(ids_of(site.read("/findings?class=6а")), (Ids{"F-2026-000103"}));
  EXPECT_EQ(ids_of(site.read("/findings?rule=topic-same-day&from=2026-11-19&to=2026-11-19")),
            (Ids{"F-2026-000104"}));
  EXPECT_EQ(
      refused_fields(site.get("/findings?state=closed&teacher=17&from=yesterday&limit=0&cursor=-1&x=1")),
      "state,teacher,from,limit,cursor,x");
  EXPECT_EQ(refused_fields(site.get("/findings?from=2026-11-20&to=2026-11-19")), "to");
  EXPECT_EQ(site.get("/findings?limit=1000").status, 200);
  EXPECT_EQ(site.get("/findings?limit=1001").status, 422);
}

TEST(Api, DirectorSeesOnlyWhatAPersonHasConfirmed) {
  ApiSite site{Right::metrics, Right::numbers, Right::confirmed};
  EXPECT_EQ(ids_of(site.read("/findings")), (Ids{"F-2026-000103"}));
  EXPECT_EQ(site.get("/findings/F-2026-000101").status, 404);
  EXPECT_EQ(site.read("/findings/F-2026-000103")["finding"]["teacher"]["name"], "Белова Татьяна Сергеевна");
  EXPECT_EQ(site.get("/teachers").status, 403);
  EXPECT_EQ(site.get("/reports/teachers").status, 403);
  EXPECT_EQ(site.get("/reports/findings?format=csv").body.find("Петров"), std::string::npos);
  EXPECT_EQ(site.get("/appeals").status, 403);
}

TEST(Api, NobodyButTheAdministratorIsToldWhileTheServiceOnlyObserves) {
  ApiSite site{Right::confirmed};
  site.desk.rule_list[0].basis.clear();
  site.desk.touch();
  EXPECT_TRUE(ids_of(site.read("/findings")).empty()) << "a rule without a clause only observes";
  site.desk.is_working = false;
  EXPECT_EQ(site.get("/findings").status, 403);
  EXPECT_EQ(site.get("/findings/F-2026-000103").status, 403);
}

TEST(Api, DirectorsPagesSkipWhatIsNotConfirmedAndStillGoOn) {
  ApiSite site{Right::confirmed};
  for (int i = 0; i < 30; ++i) site.desk.add_finding();
  site.desk.stories.back().view.finding.confirmed_by = "Завуч";
  site.desk.touch();
  const Json first = site.read("/findings?limit=1");
  EXPECT_EQ(ids_of(first), (Ids{"F-2026-000103"}));
  const Json second = site.read("/findings?limit=1&cursor=" + first["next"].get<std::string>());
  EXPECT_EQ(ids_of(second).size(), 1U);
  EXPECT_EQ(second["next"], nullptr);
}

TEST(Api, TeacherSeesOwnLessonsAndNobodyElse) {
  ApiSite site{Right::own_lessons};
  site.visitor.person = journal::PersonId{1};
  const Json list = site.read("/findings");
  EXPECT_EQ(ids_of(list), (Ids{"F-2026-000104"}));
  EXPECT_EQ(list["findings"][0]["owners"], Json::array({"T001"}));
  EXPECT_EQ(site.get("/findings?teacher=T002").status, 403);
  EXPECT_EQ(site.get("/findings/F-2026-000101").status, 404);
  const web::Response one = site.get("/findings/F-2026-000104");
  EXPECT_EQ(one.body.find("T004"), std::string::npos) << "another's excuse";
  EXPECT_EQ(site.read("/teachers")["teachers"].size(), 1U);
  EXPECT_EQ(site.get("/status").status, 403);
}

TEST(Api, TeacherWhomNobodyKnowsSeesNothing) {
  ApiSite site{Right::own_lessons};
  EXPECT_EQ(site.get("/findings").status, 403);
  EXPECT_EQ(site.get("/teachers").status, 403);
}

TEST(Api, WhatOneMaySeeIsNotKeptForAnother) {
  ApiSite site;
  EXPECT_EQ(site.read("/findings")["findings"].size(), 4U);
  site.visitor.rights = 0;
  site.visitor.allow(Right::confirmed);
  EXPECT_EQ(site.read("/findings")["findings"].size(), 1U);
  site.visitor.rights = 0;
  for (const char* address :
       {"/findings", "/appeals", "/excuses", "/teachers", "/sources", "/outbox", "/status", "/documents/1",
        "/reports/weeks", "/reports/findings", "/reports/teachers"})
    EXPECT_EQ(site.get(address).status, 403) << address;
}

TEST(Api, NobodyWithoutTheRightOrWithoutANameWritesAnything) {
  const Json body{{"version", 1}, {"reason", "x"}};
  ApiSite reader{Right::names, Right::numbers, Right::confirmed};
  ApiSite nameless;
  nameless.visitor.name.clear();
  for (ApiSite* site : {&reader, &nameless}) {
    for (const char* address :
         {"/findings/F-2026-000101/confirm", "/findings/F-2026-000101/excuse", "/appeals", "/excuses",
          "/sources/inbox/pull", "/sources/inbox/documents?name=a.xls"})
      EXPECT_EQ(site->send("POST", address, body).status, 403) << address;
    EXPECT_EQ(site->send("PATCH", "/appeals/1", body).status, 403);
    EXPECT_TRUE(site->desk.done.empty());
    EXPECT_EQ(site->desk.stories[0].view.finding.version, 1);
  }
}

TEST(Api, DecisionIsTakenOnceOnTheVersionThatThePersonSaw) {
  ApiSite site;
  const web::Response done = site.send("POST", "/findings/F-2026-000101/confirm", {{"version", 1}});
  ASSERT_EQ(done.status, 200) << done.body;
  const Json finding = Json::parse(done.body)["finding"];
  EXPECT_EQ(finding["state"], "confirmed");
  EXPECT_EQ(finding["confirmed_by"], "Завуч");
  EXPECT_EQ(finding["version"], 2);
  EXPECT_EQ(site.send("POST", "/findings/F-2026-000101/dispute", {{"version", 1}}).status, 409);
  EXPECT_EQ(site.send("POST", "/findings/F-2026-000101/confirm", {{"version", 2}}).status, 422);
  EXPECT_EQ(site.send("POST", "/findings/F-2026-999999/confirm", {{"version", 1}}).status, 404);
  EXPECT_EQ(site.send("POST", "/findings/F-2026-000101/close", {{"version", 1}}).status, 404);
}

TEST(Api, InputIsReadStrictly) {
  ApiSite site;
  const std::string address = "/findings/F-2026-000101/withdraw";
  EXPECT_EQ(refused_fields(site.send("POST", address, Json::object())), "version,reason");
  EXPECT_EQ(refused_fields(site.send("POST", address, {{"version", "1"}, {"reason", 5}, {"force", true}})),
            "version,reason,reason,force");
  EXPECT_EQ(refused_fields(site.send("POST", address, {{"version", 1}, {"reason", std::string(2001, 'x')}})),
            "reason,reason");
  EXPECT_EQ(site.send("POST", address, {{"version", 1}, {"reason", std::string(2000, 'x')}}).status, 200);
  EXPECT_EQ(site.send_text("POST", address, "{\"version\":2,\"version\":3,\"reason\":\"x\"}").status, 422);
  EXPECT_EQ(site.send_text("POST", address, "[1]").status, 400);
  EXPECT_EQ(site.send_text("POST", address, "{\"version\":1").status, 400);
  EXPECT_EQ(site.send_text("POST", address, std::string(200'000, '[')).status, 413);
  EXPECT_EQ(site.send_text("POST", address, std::string(50'000, '[')).status, 400);
  EXPECT_EQ(site.send_text("POST", address, "{\"reason\":\"\xff\"}").status, 400);
  EXPECT_EQ(site.send_text("POST", address, "version=1", "application/x-www-form-urlencoded").status, 415);
  EXPECT_EQ(refused_fields(site.send("POST", address, {{"version", 1e300}, {"reason", "a\u0001b"}})),
            "version,reason,reason");
}

TEST(Api, AppealIsWrittenReadAndChanged) {
  ApiSite site;
  const web::Response added = site.send("POST", "/appeals",
                                        {{"kind", "dispute"},
                                         {"applicant", "Петров О. Н."},
                                         {"content", "урок отменён"},
                                         {"findings", {"F-2026-000101"}},
                                         {"channel", "phone"}});
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(web::value_of(added.headers, "Location"), "/api/v1/appeals/3");
  Json appeal = site.read("/appeals/3");
  EXPECT_EQ(appeal["findings"], Json::array({"F-2026-000101"}));
  EXPECT_EQ(appeal["channel"], "phone");
  EXPECT_EQ(site.read("/appeals")["appeals"].size(), 3U);
  EXPECT_EQ(site.read("/appeals?year=2025")["appeals"].size(), 0U);
  const Json answer{{"version", 1}, {"state", "answered"}, {"result", "учтено"}, {"due_at", nullptr}};
  const web::Response changed = site.send("PATCH", "/appeals/3", answer);
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(site.send("PATCH", "/appeals/3", answer).status, 409);
  appeal = site.read("/appeals/3");
  EXPECT_EQ(appeal["state"], "answered");
  EXPECT_EQ(appeal["content"], "урок отменён") << "what is not named stays";
  EXPECT_EQ(site.get("/appeals/99").status, 404);
}

TEST(Api, AppealWithMistakesIsRefusedWithAllOfThem) {
  ApiSite site;
  EXPECT_EQ(refused_fields(site.send("POST", "/appeals",
                                     {{"kind", "help"},
                                      {"findings", {"F-1"}},
                                      {"due_at", "tomorrow"},
                                      {"id", 5},
                                      {"received_at", "2027-01-01T00:00:00Z"}})),
            "applicant,content,kind,due_at,findings,received_at,id");
  EXPECT_EQ(site.send("POST", "/appeals", {{"kind", "dispute"}, {"applicant", "a"}, {"content", "b"}}).status,
            422)
      << "a dispute names a finding";
}

TEST(Api, ExcuseNamesWhomItIsForAndAReasonThatIsNoIllness) {
  ApiSite site;
  const Json good{
      {"of", "class"}, {"class", "7 «А»"}, {"from", "2026-11-20"}, {"to", "2026-11-21"}, {"reason", "event"}};
  const web::Response added = site.send("POST", "/excuses", good);
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(Json::parse(added.body)["reason"], "мероприятие школы");
  EXPECT_EQ(site.read("/excuses")["excuses"].size(), 2U);
  Json bad = good;
  bad["reason"] = "болеет";
  bad["teacher"] = "T002";
  bad["to"] = "2026-11-19";
  EXPECT_EQ(refused_fields(site.send("POST", "/excuses", bad)), "teacher,reason,to");
  EXPECT_EQ(refused_fields(site.send("POST", "/excuses", {{"of", "grade"}, {"grade", 13}})),
            "from,to,reason,grade");
}

TEST(Api, FileIsLookedAtAndBroughtInOnlyWhenAsked) {
  ApiSite site;
  const auto upload = [&](const char* address) {
    return site.send_text("POST", address, "a;b", "application/octet-stream");
  };
  web::Response looked = upload("/sources/inbox/documents?name=7а.csv");
  ASSERT_EQ(looked.status, 200) << looked.body;
  EXPECT_TRUE(site.desk.done.empty());
  const std::string token = Json::parse(looked.body)["token"];
  EXPECT_EQ(upload(("/sources/inbox/documents?token=" + token).c_str()).status, 202);
  EXPECT_EQ(site.desk.done.back(), "accept " + token + " by Завуч");
  EXPECT_EQ(upload("/sources/inbox/documents?name=7б.csv&accept=true").status, 202);
  EXPECT_EQ(site.desk.done.size(), 2U);
  const Json refused = Json::parse(upload("/sources/inbox/documents?name=bad.csv&accept=true").body);
  EXPECT_EQ(refused["accepted"], false);
  EXPECT_NE(refused["problems"][0].get<std::string>().find("строка 12"), std::string::npos);
  EXPECT_EQ(upload("/sources/elzhur/documents?name=a.csv").status, 422);
  EXPECT_EQ(upload("/sources/nowhere/documents?name=a.csv").status, 404);
  EXPECT_EQ(upload("/sources/inbox/documents").status, 422);
}

TEST(Api, PullAsksOneSourceOrAll) {
  ApiSite site{Right::operate};
  EXPECT_EQ(site.send("POST", "/sources/inbox/pull", Json::object()).status, 202);
  EXPECT_EQ(site.send("POST", "/sources/-/pull", Json::object()).status, 202);
  EXPECT_EQ(site.send("POST", "/sources/nowhere/pull", Json::object()).status, 404);
  EXPECT_EQ(site.desk.done, (std::vector<std::string>{"pull inbox by Завуч", "pull all by Завуч"}));
}

TEST(Api, ReportOpensInASpreadsheetAndRunsNoFormula) {
  ApiSite site;
  site.desk.stories[0].view.scope.subject = "=HYPERLINK(\"http://evil.example/\")";
  site.desk.touch();
  const web::Response csv = site.get("/reports/findings?format=csv&state=open");
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
  EXPECT_TRUE(csv.body.starts_with("\xEF\xBB\xBF"));
  EXPECT_NE(csv.body.find("'=HYPERLINK"), std::string::npos) << csv.body;
  EXPECT_NE(csv.body.find("20.11.2026 23:59"), std::string::npos) << csv.body;
  EXPECT_NE(site.get("/reports/teachers?format=csv").body.find("Белова Татьяна Сергеевна"),
            std::string::npos);
  EXPECT_NE(site.get("/reports/weeks?format=csv").body.find("16.11.2026;486;481"), std::string::npos);
  EXPECT_EQ(site.get("/reports/findings?format=pdf").status, 422);
  EXPECT_EQ(site.get("/reports/ranking").status, 404);
}

TEST(Api, NumbersAreForWhoMaySeeNumbersAlone) {
  ApiSite site{Right::numbers};
  const Json status = site.read("/status");
  EXPECT_EQ(status["lessons"]["week"]["held"], 486);
  EXPECT_FALSE(status["sources"][1].contains("reason")) << "texts of sources name files";
  EXPECT_EQ(site.read("/reports/weeks")["weeks"].size(), 3U);
  ApiSite other{Right::metrics};
  EXPECT_FALSE(other.read("/status").contains("lessons"));
}

TEST(Api, UnchangedListIsNotSentAgainAndAChangedOneIs) {
  ApiSite site;
  const web::Response first = site.get("/findings");
  const std::string tag = tag_of(first);
  ASSERT_FALSE(tag.empty());
  const web::Response again = site.get("/findings", tag);
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  EXPECT_EQ(site.get("/findings?limit=2", tag).status, 200);
  ASSERT_EQ(site.send("POST", "/findings/F-2026-000101/acknowledge", {{"version", 1}}).status, 200);
  const web::Response changed = site.get("/findings", tag);
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(changed.body.find("acknowledged"), std::string::npos);
}

TEST(Api, EveryLookAtNamesIsNoted) {
  ApiSite site;
  for (const char* address : {"/findings", "/findings", "/findings/F-2026-000101", "/teachers", "/appeals",
                              "/excuses", "/reports/findings?format=csv"})
    (void)site.get(address);
  EXPECT_EQ(site.desk.accesses.size(), 7U);
  EXPECT_EQ(site.desk.accesses.front().first, "Завуч");
  (void)site.get("/status");
  (void)site.get("/reports/weeks");
  EXPECT_EQ(site.desk.accesses.size(), 7U);
}

TEST(Api, BrokenStoreIsSaidWithoutItsPaths) {
  ApiSite site;
  site.desk.broken = "store: /var/lib/elzhurd/elzhurd.db: the disk is full";
  for (const char* address : {"/findings", "/status", "/teachers", "/appeals/1"}) {
    const web::Response response = site.get(address);
    EXPECT_EQ(response.status, 503) << address;
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.body.find("/var/lib"), std::string::npos);
  }
}

TEST(Api, OtherAddressesAreNotItsOwnAndUnknownOnesAreSaid) {
  FakeDesk desk;
  web::Api api(desk);
  web::Request request;
  request.method = "GET";
  request.path = "/findings";
  EXPECT_FALSE(api.answer(request).has_value());
  request.path = "/apis";
  EXPECT_FALSE(api.answer(request).has_value());
  request.path = "/api/v2/findings";
  EXPECT_EQ(api.answer(request)->status, 404);
  ApiSite site;
  for (const char* address : {"/", "/nothing", "/findings/", "/findings/F-1/confirm/now", "/findings/x/y"})
    EXPECT_EQ(site.get(address).status, 404) << address;
  EXPECT_EQ(web::value_of(site.send("DELETE", "/findings", {}).headers, "Allow"), "GET");
  EXPECT_EQ(site.get("/findings/F-2026-000101/confirm").status, 405);
  EXPECT_EQ(site.send("POST", "/status", {}).status, 405);
}

TEST(JsonWriter, TextsAreEscapedAndRepaired) {
  web::JsonWriter json;
  json.open_object();
  json.field("a\"b", "x\\y\n\x01\xff<é>");
  json.field("none", std::optional<int>());
  json.open_array("list");
  json.value(-5);
  json.value(true);
  json.open_object();
  json.close_object();
  json.close_array();
  json.close_object();
  EXPECT_EQ(json.take(),
            "{\"a\\\"b\":\"x\\\\y\\u000a\\u0001\xEF\xBF\xBD<é>\",\"none\":null,\"list\":[-5,true,{}]}");
}

}  // namespace
}  // namespace elzhur::tests
