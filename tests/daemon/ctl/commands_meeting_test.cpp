#include "daemon/ctl/commands_meeting.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "daemon/ctl/arguments.hpp"

namespace elzhur::ctl {
namespace {

constexpr const char* k_list =
    R"({"meetings":[{"id":7,"number":2,"year":2026,"version":3,"date":"2026-11-24","starts":"15:00","chair":"Орлова",
"secretary":"Смирнов","present":["Орлова"],"absent":[],"agenda":[{"topic":"Первый","votes":null}],
"resolutions":[{"item":1,"what":"Сделать","responsible":"","due":"2026-12-01","done":false}]}]})";

struct CommandsMeeting : testing::Test {
  /// The words behind «elzhurctl».
  Outcome<void> run(std::vector<const char*> words) {
    words.insert(words.begin(), {"--socket", "/run/none"});
    const Reading reading = read_arguments(words, "1");
    if (!reading.order) return fail(Exit::usage, reading.err);
    return carry_out_meeting(*reading.order, {[this](const Ask& ask) -> Outcome<Answer> {
                                                asked.push_back(ask);
                                                if (answers.empty())
                                                  return fail(Exit::unavailable, "никого нет");
                                                Answer answer{200, "application/json", answers.front()};
                                                answers.pop_front();
                                                return answer;
                                              },
                                              [this](std::string_view text) { out += text; },
                                              [this]() -> const SchoolTime& { return time; }});
  }
  [[nodiscard]] Json sent() const { return Json::parse(asked.back().body); }

  std::vector<Ask> asked;
  std::deque<std::string> answers;
  std::string out;
  SchoolTime time;
};

TEST_F(CommandsMeeting, NewOneIsSentAsItWasNamed) {
  answers = {R"({"number":3})"};
  ASSERT_TRUE(
      run({"meeting", "add", "--date", "2026-11-24", "--chair", "Орлова", "--secretary", "Смирнов",
           "--present", "Орлова", "--present", "Смирнов", "--agenda", "Первый", "--starts", "15:40"}));
  EXPECT_EQ(asked.front().method, "POST");
  EXPECT_EQ(asked.front().target, "/api/v1/meetings");
  EXPECT_EQ(sent(),
            Json::parse(R"({"date":"2026-11-24","chair":"Орлова","secretary":"Смирнов","starts":"15:40",
                                    "present":["Орлова","Смирнов"],"agenda":[{"topic":"Первый"}]})"));
  EXPECT_NE(out.find("Протокол № 3"), std::string::npos) << out;
}

TEST_F(CommandsMeeting, ListAndOneAreTablesForPeople) {
  answers = {k_list, k_list};
  ASSERT_TRUE(run({"meeting", "list", "--year", "2026"}));
  EXPECT_EQ(asked.front().target, "/api/v1/meetings?year=2026");
  EXPECT_NE(out.find("24.11.2026, с 15:00"), std::string::npos) << out;
  out.clear();
  ASSERT_TRUE(run({"meeting", "show", "2"}));
  EXPECT_NE(out.find("1. Первый\n   1) Сделать; срок 01.12.2026\n"), std::string::npos) << out;
}

TEST_F(CommandsMeeting, ResolutionIsAddedToThoseThatAreThere) {
  answers = {k_list, R"({"number":2})"};
  ASSERT_TRUE(run({"meeting", "decide", "2026/2", "--item", "1", "--what", "И это", "--due", "2026-12-10",
                   "--votes", "3", "0", "1"}));
  EXPECT_EQ(asked.front().target, "/api/v1/meetings?year=2026");
  EXPECT_EQ(asked.back().method, "PATCH");
  EXPECT_EQ(asked.back().target, "/api/v1/meetings/7");
  const Json body = sent();
  EXPECT_EQ(body["version"], 3);
  ASSERT_EQ(body["resolutions"].size(), 2U);
  EXPECT_EQ(body["resolutions"][1], Json::parse(R"({"item":1,"what":"И это","due":"2026-12-10"})"));
  EXPECT_EQ(body["agenda"][0]["votes"], Json::parse(R"({"yes":3,"no":0,"abstained":1})"));
}

TEST_F(CommandsMeeting, ResolutionIsMarkedAsCarriedOut) {
  answers = {k_list, R"({"number":2})"};
  ASSERT_TRUE(run({"meeting", "done", "2", "1"}));
  EXPECT_EQ(sent()["resolutions"][0]["done"], true);
  answers = {k_list};
  EXPECT_EQ(run({"meeting", "done", "2", "2"}).error().exit, Exit::bad_input);
}

TEST_F(CommandsMeeting, MinutesComeAsTheServiceMadeThem) {
  answers = {k_list, "<html></html>\n"};
  ASSERT_TRUE(run({"meeting", "minutes", "2"}));
  EXPECT_EQ(asked.back().target, "/api/v1/meetings/7/minutes");
  EXPECT_EQ(out, "<html></html>\n");
}

TEST_F(CommandsMeeting, WhatIsNotThereOrNotUnderstoodIsSaid) {
  answers = {k_list};
  EXPECT_EQ(run({"meeting", "show", "5"}).error().exit, Exit::bad_input);
  answers = {k_list};
  EXPECT_EQ(run({"meeting", "decide", "2", "--item", "1"}).error().exit, Exit::usage);
  answers = {R"({"meetings":[{"id":7,"number":2,"resolutions":["x"]}]})"};
  EXPECT_EQ(run({"meeting", "done", "2", "1"}).error().exit, Exit::bad_input);
  for (const char* number : {"x", "1/2", "2026/", "-1"})
    EXPECT_EQ(run({"meeting", "show", number}).error().exit, Exit::usage) << number;
  EXPECT_EQ(run({"meeting", "add", "--date", "24.11", "--chair", "a", "--secretary", "b"}).error().exit,
            Exit::usage);
  EXPECT_EQ(run({"meeting", "add", "--date", "2026-11-24"}).error().exit, Exit::usage);
  EXPECT_EQ(run({"meeting", "list"}).error().exit, Exit::unavailable);
}

}  // namespace
}  // namespace elzhur::ctl
