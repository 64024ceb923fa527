#include "tests/simulator/request.hpp"

#include <string>

#include <gtest/gtest.h>

namespace elzhur::simulator {
namespace {

using Parameters = std::map<std::string, std::string>;

RawRequest raw(std::string method, std::string target, std::string type = "", std::string body = "") {
  RawRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.content_type = std::move(type);
  request.body = std::move(body);
  return request;
}

TEST(Request, QueryFormAndJsonAreOneSetOfLowerCaseNames) {
  const Parameters expected{{"devkey", "1"}, {"class", "7А"}, {"rings", "true"}, {"limit", "5"}};
  EXPECT_EQ(parse_request(raw("GET", "/apiv3/x?DEVKEY=1&Class=7%D0%90&rings=true&limit=5"))->parameters,
            expected);
  EXPECT_EQ(parse_request(raw("POST", "/apiv3/x?devKey=1&limit=5", "application/x-www-form-urlencoded",
                              "class=7%d0%90&rings=true"))
                ->parameters,
            expected);
  EXPECT_EQ(parse_request(raw("POST", "/apiv3/x?devKey=1", "application/json; charset=utf-8",
                              R"({"class":"7А","rings":true,"limit":5,"more":{"x":1}})"))
                ->parameters,
            expected);
}

TEST(Request, TheBodyWinsOverTheQuery) {
  EXPECT_EQ(parse_request(raw("POST", "/x?a=1", "", "a=2"))->parameters.at("a"), "2");
}

TEST(Request, ABareNameHasAnEmptyValue) {
  const Parameters expected{{"auth_token", ""}, {"b", ""}, {"c", "=d"}};
  EXPECT_EQ(parse_request(raw("GET", "/x?auth_token&b=&c==d&&=e"))->parameters, expected);
}

TEST(Request, PagesTakeParametersFromTheirPath) {
  const auto request =
      parse_request(raw("GET", "/journal-report-action/mode.excel/report.fill/class.7%D0%90?days=20260907"));
  EXPECT_EQ(request->path, "/journal-report-action/report.fill");
  const Parameters expected{{"mode", "excel"}, {"class", "7А"}, {"days", "20260907"}};
  EXPECT_EQ(request->parameters, expected);
  EXPECT_EQ(parse_request(raw("GET", "/inbox.json"))->path, "/inbox.json");
}

TEST(Request, WhateverBytesComeTheValuesAreUtf8) {
  const auto request = parse_request(raw("GET", "/%FF%zz%4?a=%ff%&%C0%AF=1+2"));
  EXPECT_EQ(request->path, "/\xEF\xBF\xBD%zz%4");
  EXPECT_EQ(request->parameters.at("a"), "\xEF\xBF\xBD%");
  EXPECT_EQ(request->parameters.at("\xEF\xBF\xBD\xEF\xBF\xBD"), "1 2");
  EXPECT_TRUE(parse_request(raw("POST", "/", "application/json", "[[[[")).value().parameters.empty());
}

TEST(Request, TooManyParametersAreRefused) {
  std::string target = "/x?";
  for (std::size_t i = 0; i < k_parameters_max; ++i) target += "a" + std::to_string(i) + "=1&";
  EXPECT_TRUE(parse_request(raw("GET", target)));
  EXPECT_FALSE(parse_request(raw("GET", target + "b=1")));
}

TEST(Request, TheSessionIsFoundAmongOtherCookies) {
  RawRequest request = raw("GET", "/");
  request.cookie = "a=b; " + std::string(k_session_cookie) + "=17; c=d";
  EXPECT_EQ(parse_request(request)->session, "17");
  request.cookie = "x" + std::string(k_session_cookie) + "=17";
  EXPECT_EQ(parse_request(request)->session, "");
}

TEST(Request, DaysAreReadInTheSpellingsOfClients) {
  const journal::DateRange week{journal::make_date(2026, 9, 7), journal::make_date(2026, 9, 13)};
  EXPECT_EQ(parse_days("20260907-20260913"), week);
  EXPECT_EQ(parse_days("2026.09.07-2026.09.13"), week);
  EXPECT_EQ(parse_days("20260907")->last, week.first);
  EXPECT_EQ(format_days(week), "20260907-20260913");
  for (const char* text : {"", "2026", "20260931", "20260913-20260907", "20260907-2026091", "today"}) {
    EXPECT_FALSE(parse_days(text)) << text;
  }
}

TEST(Request, DatesOfHttpAreInGreenwich) {
  EXPECT_EQ(http_date(journal::parse_instant("2026-09-07T18:30:05+03:00").value()),
            "Mon, 07 Sep 2026 15:30:05 GMT");
}

TEST(Request, NothingOfATextIsMarkup) {
  EXPECT_EQ(html_escaped("<a href=\"x\" b='y'>&"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(percent_encoded("список 1.csv"), "%D1%81%D0%BF%D0%B8%D1%81%D0%BE%D0%BA%201.csv");
}

}  // namespace
}  // namespace elzhur::simulator
