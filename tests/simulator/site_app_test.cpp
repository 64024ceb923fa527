#include "tests/simulator/site_app.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;

/// A small site whose clock stands still.
class Site {
 public:
  explicit Site(const char* at = "2026-09-10T15:00:00+03:00")
      : clock_(journal::parse_instant(at).value(), 0, [] { return 0.0; }), app_(options(), clock_) {}

  Delivery ask(std::string method, std::string target, std::string body = "", std::string cookie = "") {
    RawRequest raw;
    raw.method = std::move(method);
    raw.target = std::move(target);
    raw.body = std::move(body);
    raw.cookie = std::move(cookie);
    return app_.answer(raw);
  }
  Json json(const std::string& target) { return Json::parse(ask("GET", target).answer.body); }
  std::string cookie() {
    const Delivery delivery = ask("POST", "/ajaxauthorize", "username=admin&password=sim-web-password");
    for (const auto& [name, value] : delivery.answer.headers) {
      if (name == "Set-Cookie") return value.substr(0, value.find(';'));
    }
    return {};
  }
  SiteApp& app() { return app_; }

 private:
  static SiteOptions options() {
    SiteOptions options;
    options.school.classes = 3;
    options.school.teachers = 8;
    options.school.school_days = 10;
    return options;
  }

  SimulatedClock clock_;
  SiteApp app_;
};

std::string header(const Delivery& delivery, std::string_view name) {
  for (const auto& [known, value] : delivery.answer.headers) {
    if (known == name) return value;
  }
  return {};
}

constexpr const char* k_api =
    "/apiv3/getrules?devkey=0123456789abcdef0123456789abcdef&vendor=sim&login=sim_api&password=sim-password"
    "&out_format=json";

TEST(SiteApp, EveryAnswerHasTheDateOfTheSimulatedClock) {
  Site site;
  for (const char* target : {k_api, "/", "/sim/clock", "/inbox", "/nothing"}) {
    EXPECT_EQ(header(site.ask("GET", target), "Date"), "Thu, 10 Sep 2026 12:00:00 GMT") << target;
  }
  EXPECT_EQ(site.ask("POST", "/sim/clock", R"({"at":"2026-09-10T15:00:01+03:00"})").answer.status, 200);
  EXPECT_EQ(header(site.ask("GET", "/"), "Date"), "Thu, 10 Sep 2026 12:00:01 GMT");
}

TEST(SiteApp, FaultsMeetTheSiteAndNeverItsControl) {
  Site site;
  ASSERT_EQ(site.ask("POST", "/sim/faults", R"({"kind":"http_500"})").answer.status, 200);
  for (const char* target : {k_api, "/", "/authorize"}) {
    EXPECT_EQ(site.ask("GET", target).answer.status, 500) << target;
  }
  for (const char* target :
       {"/sim/clock", "/sim/faults", "/sim/school", "/sim/truth", "/sim/requests", "/inbox"}) {
    EXPECT_EQ(site.ask("GET", target).answer.status, 200) << target;
  }
  EXPECT_EQ(site.json("/sim/requests")["faults"]["http_500"], 3);
  EXPECT_EQ(site.ask("DELETE", "/sim/faults").answer.status, 200);
  EXPECT_EQ(site.ask("GET", k_api).answer.status, 200);
}

TEST(SiteApp, FaultsOfAClassMeetTheDiariesOfItsPupils) {
  Site site;
  const Pupil& pupil = site.app().school().pupils().front();
  ASSERT_EQ(site.ask("POST", "/sim/faults", Json{{"kind", "reset"}, {"class", pupil.class_name}}.dump())
                .answer.status,
            200);
  EXPECT_EQ(site.ask("GET", "/api/getdiary/?student=" + std::to_string(pupil.id)).manner, Manner::dropped);
  EXPECT_EQ(
      site.ask("GET", "/api/getdiary/?student=" + std::to_string(site.app().school().pupils().back().id))
          .manner,
      Manner::whole);
  EXPECT_EQ(site.ask("GET", "/api/getdiary").manner, Manner::whole);
}

TEST(SiteApp, SessionsEndAfterAWorkingDay) {
  Site site;
  const std::string cookie = site.cookie();
  EXPECT_EQ(site.ask("GET", "/", "", cookie).answer.status, 200);
  EXPECT_EQ(site.ask("GET", "/", "", "x=y; " + cookie).answer.status, 200);
  EXPECT_EQ(site.ask("GET", "/", "", cookie + "0").answer.status, 302);
  ASSERT_EQ(site.ask("POST", "/sim/clock", R"({"at":"2026-09-10T23:00:00+03:00"})").answer.status, 200);
  EXPECT_EQ(site.ask("GET", "/", "", cookie).answer.status, 302);
}

TEST(SiteApp, AStaleReportIsOfItsTimeAndTheSessionOfNow) {
  Site site;
  const std::string cookie = site.cookie();
  ASSERT_EQ(site.ask("POST", "/sim/faults", R"({"kind":"stale","seconds":86400})").answer.status, 200);
  const Delivery delivery = site.ask("GET", "/journal-report-action/report.fill?mode=print", "", cookie);
  EXPECT_EQ(delivery.answer.status, 200);
  EXPECT_THAT(delivery.answer.body, HasSubstr("Сформировано: 09.09.2026 15:00"));
  EXPECT_EQ(header(delivery, "Date"), "Thu, 10 Sep 2026 12:00:00 GMT");
}

TEST(SiteApp, TheTruthTellsTheWholeLifeOfAField) {
  Site site;
  const Json truth = site.json("/sim/truth?days=20260907-20260908&class=" +
                               percent_encoded(site.app().school().classes().front()));
  std::size_t expected = 0;
  for (const Lesson& lesson : site.app().school().lessons()) {
    if (lesson.scope.class_name != site.app().school().classes().front()) continue;
    if (lesson.date != journal::make_date(2026, 9, 7) && lesson.date != journal::make_date(2026, 9, 8))
      continue;
    const Json& told = truth["lessons"].at(expected++);
    EXPECT_EQ(told["owner"], site.app().school().teachers().at(lesson.owner()).name);
    EXPECT_EQ(told["fields"]["topic"]["strokes"].size(), lesson.topic.size());
    EXPECT_EQ(told["fields"]["topic"]["first_filled_at"].is_null(), lesson.topic.empty());
  }
  EXPECT_GT(expected, 5U);
  EXPECT_EQ(truth["lessons"].size(), expected);
  EXPECT_EQ(site.ask("GET", "/sim/truth?days=never").answer.status, 400);
}

TEST(SiteApp, CountedNamesAreBounded) {
  Site site;
  for (std::size_t i = 0; i < k_counted_names_max + 5; ++i) site.ask("GET", "/page" + std::to_string(i));
  site.ask("GET", "/" + std::string(5000, 'x'));
  const Json counts = site.json("/sim/requests");
  EXPECT_EQ(counts["total"], k_counted_names_max + 6);
  EXPECT_EQ(counts["methods"].size(), k_counted_names_max + 1);
  EXPECT_EQ(counts["methods"]["other"], 6);
}

RC_GTEST_PROP(SiteApp, WhateverIsAskedThereIsAnAnswer, ()) {
  static Site site;
  const auto target =
      *rc::gen::element<std::string>("/", "/apiv3/", "/api/getrules?", "/sim/clock?", "/sim/faults?",
                                     "/sim/truth?days=", "/inbox/attachment?mail=", "/journal-",
                                     "/journal-report-action/report.fill?mode=", "/ajaxauthorize?");
  const auto method = *rc::gen::element<std::string>("GET", "POST", "DELETE", "HEAD", "BREW");
  const Delivery delivery = site.ask(method, target + *rc::gen::arbitrary<std::string>(),
                                     *rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>());
  RC_ASSERT(delivery.answer.status >= 200);
  RC_ASSERT(delivery.answer.status < 500);
}

}  // namespace
}  // namespace elzhur::simulator
