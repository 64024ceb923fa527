#include "tests/simulator/faults.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using journal::Instant;
using journal::Seconds;
using ::testing::HasSubstr;

constexpr const char* k_week =
    R"({"response":{"state":200,"error":null,"result":{"days":{)"
    R"("20260907":{"name":"20260907","items":[{"name":"А"},{"name":"Б"},{"name":"В"}]},)"
    R"("20260908":{"name":"20260908","items":[{"name":"Г"}]},)"
    R"("20260909":{"name":"20260909","items":[]},)"
    R"("20260910":{"name":"20260910","items":[]}}}}})";

Instant instant(const char* text) { return journal::parse_instant(text).value(); }

Fault fault_of(FaultKind kind) { return parse_fault(Json{{"kind", fault_name(kind)}}.dump()).value(); }

Delivery delivery_of(const std::string& body) {
  Delivery delivery;
  delivery.answer.body = body;
  return delivery;
}

Asking asking_of(const char* days) {
  Asking asking;
  asking.at = instant("2026-10-05T12:00:00Z");
  if (*days != '\0') asking.request.parameters["days"] = days;
  return asking;
}

TEST(Faults, EveryKindIsKnownByItsName) {
  for (int number = 0; number <= static_cast<int>(FaultKind::garbage); ++number) {
    const auto kind = static_cast<FaultKind>(number);
    const auto parsed = parse_fault(Json{{"kind", fault_name(kind)}}.dump());
    ASSERT_TRUE(parsed) << fault_name(kind);
    EXPECT_EQ(parsed->kind, kind) << fault_name(kind);
  }
}

TEST(Faults, WhatIsRenderedIsParsedToTheSame) {
  const auto fault = parse_fault(
      R"({"kind":"slow","from":"2026-09-07T10:00:00+03:00","until":"2026-09-07T11:00:00+03:00","share":40,)"
      R"("method":"GetHomework","class":"7А","seconds":5})");
  ASSERT_TRUE(fault) << fault.error().text;
  EXPECT_EQ(fault->method, "gethomework");
  const Json list = Json::parse(render_faults({*fault}));
  EXPECT_EQ(parse_fault(list["faults"][0].dump()).value(), *fault);
}

TEST(Faults, WrongRequestsAreToldWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "object"},
      {"{", "object"},
      {"{}", "kind"},
      {R"({"kind":"flood"})", "kind"},
      {R"({"kind":"half","share":101})", "share"},
      {R"({"kind":"half","share":-1})", "share"},
      {R"({"kind":"half","share":"all"})", "share"},
      {R"({"kind":"half","from":"yesterday"})", "from"},
      {R"({"kind":"half","until":5})", "until"},
      {R"({"kind":"slow","seconds":-1})", "seconds"},
      {R"({"kind":"slow","seconds":1e300})", "seconds"},
      {R"({"kind":"half","class":7})", "class"},
      {R"({"kind":"half","clazz":"7А"})", "clazz"},
  };
  for (const auto& [text, word] : cases) {
    const auto fault = parse_fault(text);
    ASSERT_FALSE(fault) << text;
    EXPECT_THAT(fault.error().text, HasSubstr(word)) << text;
  }
}

TEST(Faults, MeetOnlyTheirMethodClassAndTime) {
  FaultPlan plan(1);
  Fault fault = fault_of(FaultKind::http_500);
  fault.method = "gethomework";
  fault.class_name = "7А";
  fault.from = instant("2026-09-07T10:00:00Z");
  fault.until = instant("2026-09-07T11:00:00Z");
  ASSERT_TRUE(plan.add(fault));
  const Asked asked{"gethomework", "7а"};
  EXPECT_EQ(plan.meet(asked, instant("2026-09-07T09:59:59Z")).size(), 0U);
  EXPECT_EQ(plan.meet(asked, instant("2026-09-07T10:00:00Z")).size(), 1U);
  EXPECT_EQ(plan.meet(asked, instant("2026-09-07T10:59:59Z")).size(), 1U);
  EXPECT_EQ(plan.meet(asked, instant("2026-09-07T11:00:00Z")).size(), 0U);
  EXPECT_EQ(plan.meet({"getschedule", "7А"}, instant("2026-09-07T10:30:00Z")).size(), 0U);
  EXPECT_EQ(plan.meet({"gethomework", "7Б"}, instant("2026-09-07T10:30:00Z")).size(), 0U);
  EXPECT_EQ(plan.meet({"gethomework", ""}, instant("2026-09-07T10:30:00Z")).size(), 0U);
}

TEST(Faults, AShareMeetsAboutSoManyAndTheSameOnesAgain) {
  const auto run = [](std::uint64_t seed, int share) {
    FaultPlan plan(seed);
    Fault fault = fault_of(FaultKind::reset);
    fault.share = share;
    EXPECT_TRUE(plan.add(fault));
    std::string met;
    for (int i = 0; i < 1000; ++i) met += plan.meet({"getrules", ""}, {}).empty() ? '.' : 'X';
    return met;
  };
  const std::string met = run(1, 30);
  EXPECT_NEAR(static_cast<double>(std::count(met.begin(), met.end(), 'X')), 300, 60);
  EXPECT_EQ(run(1, 30), met);
  EXPECT_NE(run(2, 30), met);
  EXPECT_EQ(run(1, 0).find('X'), std::string::npos);
  EXPECT_EQ(run(1, 100).find('.'), std::string::npos);
}

TEST(Faults, TheirNumberIsBounded) {
  FaultPlan plan(1);
  for (std::size_t i = 0; i < k_faults_max; ++i) ASSERT_TRUE(plan.add(fault_of(FaultKind::half)));
  EXPECT_FALSE(plan.add(fault_of(FaultKind::half)));
  EXPECT_EQ(plan.faults().size(), k_faults_max);
}

TEST(Faults, ErrorsOfTheApiComeInItsEnvelope) {
  const std::pair<FaultKind, int> cases[] = {{FaultKind::http_400, 400},
                                             {FaultKind::http_403, 403},
                                             {FaultKind::http_429, 429},
                                             {FaultKind::http_500, 500}};
  for (const auto& [kind, status] : cases) {
    const Delivery api = spoil(fault_of(kind), delivery_of(k_week), true);
    EXPECT_EQ(api.answer.status, status);
    const Json json = Json::parse(api.answer.body);
    EXPECT_EQ(json["response"]["state"], status);
    EXPECT_TRUE(json["response"]["error"].is_string());
    EXPECT_TRUE(json["response"]["result"].empty());
    const Delivery web = spoil(fault_of(kind), delivery_of(k_week), false);
    EXPECT_THAT(web.answer.content_type, HasSubstr("html"));
  }
}

TEST(Faults, TooManyRequestsSaysWhenToComeAgain) {
  Fault fault = fault_of(FaultKind::http_429);
  fault.duration = Seconds(77);
  const Delivery delivery = spoil(fault, delivery_of(k_week), true);
  const std::pair<std::string, std::string> expected{"Retry-After", "77"};
  EXPECT_THAT(delivery.answer.headers, ::testing::Contains(expected));
}

TEST(Faults, PagesComeInsteadOfJson) {
  const Delivery busy = spoil(fault_of(FaultKind::http_503_html), delivery_of(k_week), true);
  EXPECT_EQ(busy.answer.status, 503);
  const Delivery works = spoil(fault_of(FaultKind::maintenance_html_200), delivery_of(k_week), true);
  EXPECT_EQ(works.answer.status, 200);
  for (const Delivery& delivery : {busy, works}) {
    EXPECT_THAT(delivery.answer.body, HasSubstr("<html"));
    EXPECT_FALSE(Json::accept(delivery.answer.body));
  }
}

TEST(Faults, ATruncatedAnswerIsNoDocument) {
  const Delivery delivery = spoil(fault_of(FaultKind::truncated), delivery_of(k_week), true);
  EXPECT_EQ(delivery.answer.body, std::string(k_week).substr(0, std::string(k_week).size() / 2));
  EXPECT_EQ(delivery.manner, Manner::whole);
}

TEST(Faults, HalfIsValidAndLosesHalfOfTheDays) {
  const Json json = Json::parse(spoil(fault_of(FaultKind::half), delivery_of(k_week), true).answer.body);
  const Json& days = json["response"]["result"]["days"];
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days["20260907"]["items"].size(), 3U);
  EXPECT_TRUE(days.contains("20260908"));
}

TEST(Faults, HalfOfASingleDayLosesHalfOfItsLessons) {
  const Json json = Json::parse(
      halved(R"({"response":{"result":{"days":{"20260907":{"items":[{"n":1},{"n":2},{"n":3}]}}}}})"));
  EXPECT_EQ(json["response"]["result"]["days"]["20260907"]["items"], Json::parse(R"([{"n":1},{"n":2}])"));
  const Json pupil = Json::parse(halved(
      R"({"response":{"result":{"students":{"1001":{"days":{"20260907":{"items":{"1":{"n":1},"2":{"n":2}}}}}}}}})"));
  EXPECT_EQ(pupil["response"]["result"]["students"]["1001"]["days"]["20260907"]["items"],
            Json::parse(R"({"1":{"n":1}})"));
}

TEST(Faults, HalfOfXmlStaysWellFormed) {
  EXPECT_EQ(halved("<?xml version=\"1.0\"?><r><day name=\"1\"><item num=\"1\"/></day><day name=\"2\"/>"
                   "<day name=\"3\"><item num=\"1\"/></day></r>"),
            "<?xml version=\"1.0\"?><r><day name=\"1\"><item num=\"1\"/></day>"
            "<day name=\"3\"><item num=\"1\"/></day></r>");
  EXPECT_EQ(halved("<?xml version=\"1.0\"?><r><day name=\"1\"><item num=\"1\"/><item num=\"2\"/></day></r>"),
            "<?xml version=\"1.0\"?><r><day name=\"1\"><item num=\"1\"/></day></r>");
}

TEST(Faults, WhatListsNothingIsLeftAsItIsByHalf) {
  for (const char* body :
       {"", "no json", R"({"response":{"result":{"days":[]}}})", "<?xml version=\"1.0\"?><r/>"}) {
    EXPECT_EQ(halved(body), body);
  }
}

TEST(Faults, AnEmptyAnswerKeepsItsEnvelope) {
  const Json json = Json::parse(spoil(fault_of(FaultKind::empty), delivery_of(k_week), true).answer.body);
  EXPECT_EQ(json["response"]["state"], 200);
  EXPECT_EQ(json["response"]["result"], Json::array());
  const Json days =
      Json::parse(spoil(fault_of(FaultKind::empty_days), delivery_of(k_week), true).answer.body);
  EXPECT_EQ(days["response"]["result"]["days"], Json::array());
}

TEST(Faults, OnTheWireNothingElseOfTheAnswerChanges) {
  const std::pair<FaultKind, Manner> cases[] = {{FaultKind::slow, Manner::dribbled},
                                                {FaultKind::hang, Manner::held},
                                                {FaultKind::reset, Manner::dropped},
                                                {FaultKind::broken_off, Manner::broken_off}};
  for (const auto& [kind, manner] : cases) {
    const Delivery delivery = spoil(fault_of(kind), delivery_of(k_week), true);
    EXPECT_EQ(delivery.manner, manner);
    EXPECT_EQ(delivery.answer.body, k_week);
  }
}

TEST(Faults, ASkewedDateMayGoBothWays) {
  Fault fault = fault_of(FaultKind::skewed_date);
  EXPECT_EQ(spoil(fault, delivery_of(k_week), true).date_shift, Seconds(600));
  fault = parse_fault(R"({"kind":"skewed_date","seconds":-90})").value();
  EXPECT_EQ(spoil(fault, delivery_of(k_week), true).date_shift, Seconds(-90));
}

TEST(Faults, LastMonthAsksForTheDaysOfFourWeeksAgo) {
  const Asking asking = misdirect(fault_of(FaultKind::last_month), asking_of("20261005-20261011"));
  EXPECT_EQ(asking.request.parameters.at("days"), "20260907-20260913");
  EXPECT_EQ(asking.at, instant("2026-10-05T12:00:00Z"));
  EXPECT_EQ(misdirect(fault_of(FaultKind::last_month), asking_of("")).at, instant("2026-09-07T12:00:00Z"));
}

TEST(Faults, StaleShowsTheJournalAsItStood) {
  const Asking asking = misdirect(fault_of(FaultKind::stale), asking_of("20261005"));
  EXPECT_EQ(asking.at, instant("2026-10-05T06:00:00Z"));
  EXPECT_EQ(asking.request.parameters.at("days"), "20261005");
}

TEST(Faults, TablesLoseRowsBeforeTheyAreWritten) {
  EXPECT_EQ(misdirect(fault_of(FaultKind::half), asking_of("")).rows, Share::half);
  EXPECT_EQ(misdirect(fault_of(FaultKind::empty), asking_of("")).rows, Share::none);
  EXPECT_EQ(spoil(fault_of(FaultKind::half), delivery_of("PK"), false).answer.body, "PK");
}

TEST(Faults, GarbageIsNoDocumentOfAnyKind) {
  const Delivery delivery = spoil(fault_of(FaultKind::garbage), delivery_of(k_week), true);
  EXPECT_EQ(delivery.answer.status, 200);
  EXPECT_FALSE(Json::accept(delivery.answer.body));
}

TEST(Faults, SeveralMayMeetOneAnswer) {
  Delivery delivery = spoil(fault_of(FaultKind::half), delivery_of(k_week), true);
  delivery = spoil(fault_of(FaultKind::slow), std::move(delivery), true);
  EXPECT_EQ(delivery.manner, Manner::dribbled);
  EXPECT_LT(delivery.answer.body.size(), std::string(k_week).size());
}

}  // namespace
}  // namespace elzhur::simulator
