#include "daemon/ctl/arguments.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace elzhur::ctl {
namespace {

Reading read(std::vector<const char*> arguments) { return read_arguments(arguments, "1.2.3"); }

Order order_of(std::vector<const char*> arguments) {
  Reading reading = read(std::move(arguments));
  EXPECT_TRUE(reading.order) << reading.err;
  return reading.order.value_or(Order{});
}

TEST(Arguments, WithoutAPlaceItIsTheSocketOfTheService) {
  const Reading reading = read({"status"});
  ASSERT_TRUE(reading.order);
  EXPECT_EQ(reading.order->verb, Verb::status);
  EXPECT_EQ(reading.place.socket, k_default_socket);
  EXPECT_EQ(reading.place.answer_time_max, k_answer_time_default);
}

TEST(Arguments, OptionsOfTheProgramMayStandBehindTheVerb) {
  const Reading reading = read({"appeal", "list", "--json", "--url", "https://a.example", "--timeout", "5"});
  ASSERT_TRUE(reading.order);
  EXPECT_TRUE(reading.order->json);
  EXPECT_EQ(reading.order->verb, Verb::appeals);
  EXPECT_EQ(reading.place.socket, "");
  EXPECT_EQ(reading.place.host, "a.example");
  EXPECT_EQ(reading.place.answer_time_max, std::chrono::seconds(5));
}

TEST(Arguments, FiltersBecomeParameters) {
  const Order order = order_of({"findings", "--state", "open,disputed", "--class", "7А", "--limit", "5"});
  const Pairs expected{{"class", "7А"}, {"state", "open,disputed"}, {"limit", "5"}};
  EXPECT_EQ(order.parameters, expected);
}

TEST(Arguments, ADecisionNamesFindingsActionAndReason) {
  const Order order = order_of({"withdraw", "F-2026-000001", "F-2026-000002", "--reason", "замена", "--yes"});
  EXPECT_EQ(order.verb, Verb::settle);
  EXPECT_EQ(order.action, "withdraw");
  EXPECT_EQ(order.findings.size(), 2U);
  EXPECT_EQ(order.reason, "замена");
  EXPECT_TRUE(order.yes);
  EXPECT_FALSE(order.version);
}

TEST(Arguments, AReasonForDaysSaysForWhom) {
  const Order one =
      order_of({"excuses", "add", "--teacher", "T017", "--from", "2026-11-24", "--reason", "trip"});
  EXPECT_EQ(one.verb, Verb::add_excuse);
  EXPECT_EQ(one.body, Json::parse(R"({"of":"teacher","teacher":"T017","from":"2026-11-24","to":"2026-11-24",
                                     "reason":"trip"})"));
  EXPECT_EQ(
      order_of({"excuses", "add", "--grade", "0", "--from", "2026-11-24", "--reason", "trip"}).body["grade"],
      0);
  EXPECT_EQ(order_of({"excuses", "add", "--school", "--from", "2026-11-24", "--reason", "trip"}).body["of"],
            "school");
  EXPECT_EQ(order_of({"excuses"}).verb, Verb::excuses);
}

TEST(Arguments, ASilenceSaysWhatHowLongAndWhy) {
  const Order order = order_of(
      {"silence", "add", "--class", "7А", "--rule", "topic", "--until", "2026-12-06", "--reason", "ремонт"});
  EXPECT_EQ(order.verb, Verb::add_silence);
  EXPECT_EQ(order.body,
            Json::parse(R"({"class":"7А","rule":"topic","until":"2026-12-06","reason":"ремонт"})"));
  EXPECT_EQ(order_of({"silence", "add", "--finding", "F-2026-000001", "--until-resolved", "--reason", "р"})
                .body["until"],
            "resolved");
  EXPECT_EQ(order_of({"silence", "add", "--teacher", "T002", "--until", "2026-12-06T12:00:00+03:00",
                      "--reason", "р"})
                .body["until"],
            "2026-12-06T12:00:00+03:00");
  EXPECT_EQ(order_of({"silence", "list"}).verb, Verb::silences);
  const Order ended = order_of({"silence", "end", "7"});
  EXPECT_EQ(ended.verb, Verb::end_silence);
  EXPECT_EQ(ended.number, 7);
}

TEST(Arguments, AModeIsShownOrChangedWithAReason) {
  EXPECT_EQ(order_of({"mode"}).verb, Verb::mode);
  const Order order = order_of({"mode", "working", "--reason", "списки проверены", "--yes"});
  EXPECT_EQ(order.verb, Verb::change_mode);
  EXPECT_EQ(order.name, "working");
  EXPECT_TRUE(order.yes);
  EXPECT_EQ(order_of({"test-mail"}).verb, Verb::test_mail);
  EXPECT_EQ(order_of({"test-mail", "director"}).name, "director");
}

TEST(Arguments, AnAppealHasANumberAndMayHaveAYear) {
  EXPECT_EQ(order_of({"appeal", "show", "41"}).number, 41);
  EXPECT_EQ(order_of({"appeal", "show", "41"}).year, 0);
  EXPECT_EQ(order_of({"appeal", "show", "2025/41"}).year, 2025);
  for (const char* bad : {"x", "41/2025", "1/2/3", "-1", "9999999999", ""})
    EXPECT_EQ(read({"appeal", "show", bad}).exit, Exit::usage) << bad;
}

TEST(Arguments, AReportIsATableUnlessJsonIsAskedFor) {
  EXPECT_EQ(order_of({"report", "weeks"}).parameters, (Pairs{{"format", "csv"}}));
  EXPECT_EQ(order_of({"--json", "report", "weeks"}).parameters, (Pairs{{"format", "json"}}));
}

TEST(Arguments, WhatIsNotUnderstoodIsUsage) {
  const std::vector<std::vector<const char*>> all{
      {},
      {"nonsense"},
      {"status", "more"},
      {"status", "--nonsense"},
      {"findings", "--state", "opened"},
      {"findings", "--from", "24.11.2026"},
      {"findings", "--teacher", "Иванова"},
      {"findings", "--limit", "1001"},
      {"explain"},
      {"explain", "F-2026-000001", "F-2026-000002"},
      {"explain", "../../status"},
      {"excuse", "F-2026-000001"},
      {"withdraw", "F-2026-000001"},
      {"confirm", "F-2026-000001", "F-2026-000002", "--seen", "1"},
      {"excuses", "add", "--from", "2026-11-24", "--reason", "trip"},
      {"excuses", "add", "--school", "--from", "2026-11-24", "--reason", "грипп"},
      {"silence"},
      {"silence", "add", "--until", "2026-12-06", "--reason", "р"},
      {"silence", "add", "--class", "7А", "--reason", "р"},
      {"silence", "add", "--class", "7А", "--until", "2026-12-06"},
      {"silence", "add", "--class", "7А", "--until", "soon", "--reason", "р"},
      {"silence", "add", "--class", "7А", "--until", "2026-12-06", "--until-resolved", "--reason", "р"},
      {"silence", "end"},
      {"silence", "end", "0"},
      {"mode", "loud"},
      {"mode", "working"},
      {"appeal"},
      {"report", "everything"},
      {"status", "--socket", "a", "--url", "https://a.example"},
      {"status", "--token-file", "a"},
      {"status", "--url", "http://school.example"},
      {"status", "--timeout", "0"},
  };
  for (const auto& arguments : all) {
    const Reading reading = read(arguments);
    EXPECT_EQ(reading.exit, Exit::usage) << (arguments.empty() ? "" : arguments.back());
    EXPECT_FALSE(reading.order);
    EXPECT_FALSE(reading.err.empty());
  }
}

TEST(Arguments, TooManyFindingsAtOnceAreRefused) {
  const auto confirm = [](std::size_t count) {
    std::vector<const char*> arguments(count, "F-2026-000001");
    arguments.insert(arguments.begin(), "confirm");
    return read(std::move(arguments));
  };
  EXPECT_TRUE(confirm(k_findings_at_once_max - 1).order);
  EXPECT_TRUE(confirm(k_findings_at_once_max).order);
  EXPECT_FALSE(confirm(k_findings_at_once_max + 1).order);
}

TEST(Arguments, HelpAndVersionAreNoFailure) {
  EXPECT_EQ(read({"--version"}).out, "elzhurctl 1.2.3\n");
  const Reading help = read({"appeal", "add", "--help"});
  EXPECT_EQ(help.exit, Exit::clean);
  EXPECT_NE(help.out.find("--applicant"), std::string::npos);
}

}  // namespace
}  // namespace elzhur::ctl
