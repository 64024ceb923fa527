#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/simulator/api_asking.hpp"
#include "tests/simulator/names.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;

Json response(const SiteAnswer& answer) { return Json::parse(answer.body)["response"]; }

TEST(Api, TheEnvelopeRepeatsTheStatusAndHasNoError) {
  const SiteAnswer answer = Asking().ask("getrules");
  EXPECT_EQ(answer.status, 200);
  const Json envelope = response(answer);
  EXPECT_EQ(envelope["state"], 200);
  EXPECT_TRUE(envelope["state"].is_number_integer());
  EXPECT_TRUE(envelope["error"].is_null());
}

TEST(Api, AWrongDeveloperIsToldTheOnePublishedText) {
  for (const Asking::Parameters& parameters : {Asking::Parameters{{"devkey", "wrong"}}, {{"devkey", ""}}}) {
    const SiteAnswer answer = Asking().ask("getrules", parameters);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(response(answer)["error"], "не удалось авторизовать разработчика");
    EXPECT_EQ(response(answer)["state"], 400);
    EXPECT_TRUE(response(answer)["result"].empty());
  }
}

TEST(Api, ADeadTokenIsForbiddenAndItsEmptyResultIsAList) {
  const SiteAnswer answer = Asking().ask("getrules", {{"auth_token", "old"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(response(answer)["result"], Json::array());
  EXPECT_EQ(Asking().ask("getrules", {{"auth_token", ""}}).status, 403);
}

TEST(Api, AnUnknownSchoolIs500WhenSigningInAnd400Elsewhere) {
  EXPECT_EQ(Asking().ask("auth", {{"vendor", "nobody"}}).status, 500);
  EXPECT_EQ(Asking().ask("getrules", {{"vendor", "nobody"}}).status, 400);
}

TEST(Api, WhatTheRecordDoesNotSayIsMarkedAsTheSimulatorsOwn) {
  const Asking asking;
  for (const SiteAnswer& answer :
       {asking.ask("getjournal"), asking.ask("getschedule", {{"class", "7Ы"}}),
        asking.ask("getschedule", {{"class", "7а"}}),
        asking.ask("getschedule", {{"class", "7А"}, {"days", "2026"}}),
        asking.ask("getdiary", {{"student", "1"}}), asking.ask("getdiary", {{"student", "1001,"}}),
        asking.ask("getdiary"), asking.ask("getreplaces"), asking.ask("getrules", {{"password", "x"}}),
        asking.ask("getschedule", {{"class", "7А"}, {"days", "20260901-20280901"}}),
        asking.ask("getschedule", {{"class", "7А"}, {"days", "20260902-20260901"}})}) {
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_TRUE(response(answer)["error"].get<std::string>().ends_with("(имитатор)")) << answer.body;
  }
}

TEST(Api, SigningInGivesATokenThatOpensTheSchool) {
  const Asking asking;
  const Json signed_in = asking.result("auth");
  EXPECT_EQ(signed_in["token"], asking.accounts.token);
  EXPECT_EQ(signed_in["expires"], "2026-12-15 20:00:00");
  EXPECT_EQ(asking.ask("getrules", {{"auth_token", signed_in["token"]}}).status, 200);
  // A bare `auth_token` is tolerated.
  EXPECT_EQ(
      asking
          .ask("auth",
               {{"auth_token", ""}, {"login", asking.accounts.login}, {"password", asking.accounts.password}})
          .status,
      200);
}

TEST(Api, AWrongPasswordHasACodeAndAText) {
  const SiteAnswer answer = Asking().ask("auth", {{"password", "wrong"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(response(answer)["result"]["errorCode"], "login");
  EXPECT_TRUE(response(answer)["result"].contains("errorText"));
}

TEST(Api, SlashesPrefixesAndMissingVendorsAreTolerated) {
  const Asking asking;
  Asking::Parameters parameters{{"devkey", asking.accounts.devkey},
                                {"login", asking.accounts.login},
                                {"password", asking.accounts.password},
                                {"out_format", "json"}};
  for (const char* path : {"/api/getrules", "/apiv3/getrules", "/apiv3/getrules/", "/api/getrules//"}) {
    EXPECT_EQ(asking.bare(path, parameters).status, 200) << path;
  }
  EXPECT_EQ(asking.bare("/getrules", parameters).status, 400);
}

TEST(Api, UnwrappedAnswersAreUnwrapped) {
  const Asking asking;
  const Json schools = Json::parse(asking.bare("/apiv3/schools/all", {{"value", "999"}}).body);
  EXPECT_EQ(schools["result"], true);
  EXPECT_EQ(schools["options"].size(), 1U);
  EXPECT_TRUE(Json::parse(asking.bare("/apiv3/schools/all", {{"value", "zzz"}}).body)["options"].empty());
  const Json vendors =
      Json::parse(asking.bare("/apiv3/getusersvendors", {{"v_token", asking.accounts.token}}).body);
  EXPECT_EQ(vendors["result"][0]["vendor"], asking.accounts.vendor);
  const SiteAnswer refused = asking.bare("/apiv3/getusersvendors", {});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(Json::parse(refused.body)["result"], false);
}

TEST(Api, RulesListEveryClassAndEveryPupilWithTheClass) {
  const Json rules = Asking().result("getrules");
  const Json& groups = rules["relations"]["groups"];
  ASSERT_EQ(groups.size(), 22U);
  EXPECT_EQ(groups.begin().key(), "1А");
  EXPECT_EQ(groups["7А"]["name"], "7А");
  const Json& students = rules["relations"]["students"];
  ASSERT_EQ(students.size(), api_school().pupils().size());
  std::set<std::string> kinds;
  bool has_tab = false;
  for (const Pupil& pupil : api_school().pupils()) {
    const Json& student = students[std::to_string(pupil.id)];
    EXPECT_EQ(student["class"], pupil.class_name);
    kinds.insert(student["parallel"].type_name());
    has_tab = has_tab || student["title"].get<std::string>().find('\t') != std::string::npos;
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"number", "string"})) << "numbers come as texts too";
  EXPECT_TRUE(has_tab);
  EXPECT_EQ(rules["roles"], Json::array({"teacher"}));
}

TEST(Api, AFamilySeesItsOwnPupilAndItsEmptyGroupsAreAList) {
  const Asking asking;
  const Json token = asking.result("auth", {{"login", "pupil1001"}})["token"];
  EXPECT_EQ(token, "SIM-TOKEN-1-1001");
  const Json rules = asking.result("getrules", {{"auth_token", token}});
  EXPECT_EQ(rules["relations"]["groups"], Json::array());
  EXPECT_EQ(rules["relations"]["students"].size(), 1U);
  EXPECT_EQ(asking.ask("getdiary", {{"auth_token", token}}).status, 200);
  EXPECT_EQ(asking.ask("getdiary", {{"auth_token", token}, {"student", "1002"}}).status, 403);
  EXPECT_EQ(asking.ask("getschedule", {{"auth_token", token}, {"class", "7А"}}).status, 403);
  EXPECT_EQ(asking.ask("gethomework", {{"auth_token", token}, {"class", "7А"}}).status, 403);
  EXPECT_EQ(asking.ask("getreplaces", {{"auth_token", token}, {"class", "7А"}}).status, 403);
}

TEST(Api, PeriodsAreAListHereAndAMapThere) {
  const Asking asking;
  const Json list = asking.result("getperiods", {{"student", "1001"}, {"weeks", "True"}})["students"];
  ASSERT_TRUE(list.is_array());
  EXPECT_EQ(list[0]["name"], 1001);
  const Json& periods = list[0]["periods"];
  EXPECT_EQ(periods[0]["start"], "20260901");
  EXPECT_EQ(periods[0]["weeks"][0]["title"], "01.09 - 06.09");
  EXPECT_EQ(periods.back()["ambigious"], true);
  EXPECT_FALSE(periods.back().contains("start"));
  const SiteAnswer map = asking.bare("/api/getperiods", {{"devkey", asking.accounts.devkey},
                                                         {"auth_token", asking.accounts.token},
                                                         {"student", "1001"},
                                                         {"out_format", "json"}});
  const Json students = response(map)["result"]["students"];
  EXPECT_TRUE(students["1001"].is_object());
  EXPECT_FALSE(students["1001"]["periods"][0].contains("weeks"));
}

TEST(Api, ReceiversNameEveryTeacher) {
  const Json groups = Asking().result("getmessagereceivers")["groups"];
  EXPECT_EQ(groups[0]["key"], "teachers");
  EXPECT_EQ(groups[0]["users"].size(), 30U);
  EXPECT_EQ(groups[1]["subgroups"].size(), 22U);
}

TEST(Api, WhatHasNoLessonsIsEmptyButWhole) {
  const Asking asking;
  EXPECT_EQ(asking.result("getmessages")["total"], "0");
  EXPECT_EQ(asking.result("getboardnotices")["notices"], Json::array());
  EXPECT_TRUE(
      asking.result("getupdates", {{"student", "1001"}})["students"]["1001"]["updates"]["latest"].empty());
  EXPECT_EQ(asking.result("getprofileuserinfo", {{"student", "1001"}})["profileUserInfo"]["teacher"], false);
  const Json before = asking.result("getfinalassessments", {{"student", "1300"}});
  EXPECT_FALSE(before["students"]["1300"].contains("items"));
  const Json after = Asking("2027-01-15T12:00:00+03:00").result("getfinalassessments", {{"student", "1300"}});
  EXPECT_EQ(after["students"]["1300"]["items"][0]["assessments"].size(), 2U);
}

TEST(Api, AsksForNoMorePupilsThanTheLimit) {
  const auto list = [](std::size_t count) {
    std::string ids;
    for (std::size_t i = 0; i < count; ++i) {
      ids += (i == 0 ? "" : ",") + std::to_string(k_first_pupil_id + static_cast<int>(i));
    }
    return ids;
  };
  EXPECT_EQ(Asking().ask("getupdates", {{"student", list(50)}}).status, 200);
  EXPECT_EQ(Asking().ask("getupdates", {{"student", list(51)}}).status, 400);
}

}  // namespace
}  // namespace elzhur::simulator
