#include "daemon/ctl/commands.hpp"

#include <deque>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace elzhur::ctl {
namespace {

class ScriptedTalker final : public Talker {
 public:
  Outcome<Answer> exchange(const Ask& ask) override {
    asked.push_back(ask);
    if (answers.empty()) return fail(Exit::unavailable, "никого нет");
    Answer answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  void json(std::string body, int status = 200) {
    answers.push_back({status, "application/json", std::move(body)});
  }
  void problem(int status, const std::string& detail) {
    answers.push_back({status, "application/problem+json", R"({"detail":")" + detail + "\"}"});
  }

  std::vector<Ask> asked;
  std::deque<Answer> answers;
};

class ScriptedPerson final : public Person {
 public:
  void show(std::string_view text) override { out += text; }
  void complain(std::string_view text) override { err += text; }
  bool agrees(std::string_view question) override {
    asked += question;
    return says_yes;
  }

  std::string out;
  std::string err;
  std::string asked;
  bool says_yes = true;
};

// Answers of a list in two pages.
constexpr const char* k_first_page = R"({"held_since":null,"messages":[{"id":2},{"id":1}],"next":"1"})";
constexpr const char* k_last_page =
    R"({"held_since":null,"messages":[{"id":0,"subject":"last"}],"next":null})";

constexpr const char* k_story =
    R"({"finding":{"id":"F-2026-000001","version":4,"state":"open"},"explanation":{}})";
constexpr const char* k_status = R"({"timezone":"Europe/Moscow"})";

struct Commands : testing::Test {
  Exit run(const Order& order) { return carry_out(order, talker, person); }
  static Order confirming() {
    Order order;
    order.verb = Verb::settle;
    order.action = "confirm";
    order.findings = {"F-2026-000001"};
    return order;
  }

  ScriptedTalker talker;
  ScriptedPerson person;
};

TEST_F(Commands, ADecisionIsSentWithTheVersionThatWasShown) {
  talker.json(k_story);
  talker.json(k_status);
  talker.json(R"({"finding":{"state":"confirmed"}})");
  EXPECT_EQ(run(confirming()), Exit::clean);
  ASSERT_EQ(talker.asked.size(), 3U);
  EXPECT_EQ(talker.asked[2].method, "POST");
  EXPECT_EQ(talker.asked[2].target, "/api/v1/findings/F-2026-000001/confirm");
  EXPECT_EQ(talker.asked[2].body, R"({"version":4})");
  EXPECT_NE(person.asked.find("подтвердить замечание"), std::string::npos);
  EXPECT_NE(person.out.find("замечание подтверждено"), std::string::npos);
}

TEST_F(Commands, AVersionThatWasSeenEarlierIsSentInstead) {
  talker.json(k_story);
  talker.json(k_status);
  talker.problem(409, "вопрос другой");
  Order order = confirming();
  order.version = 2;
  order.reason = "проверено";
  EXPECT_EQ(run(order), Exit::bad_input);
  EXPECT_EQ(talker.asked[2].body, R"({"reason":"проверено","version":2})");
  EXPECT_NE(person.err.find("вопрос изменился"), std::string::npos);
}

TEST_F(Commands, WhoSaysNoChangesNothing) {
  talker.json(k_story);
  talker.json(k_status);
  person.says_yes = false;
  EXPECT_EQ(run(confirming()), Exit::bad_input);
  EXPECT_EQ(talker.asked.size(), 2U);
}

TEST_F(Commands, AnAnswerAboutAnotherFindingIsNotDecidedUpon) {
  talker.json(R"({"finding":{"id":"F-2026-000002","version":4}})");
  EXPECT_EQ(run(confirming()), Exit::internal);
  EXPECT_EQ(talker.asked.size(), 1U);
}

TEST_F(Commands, OneRefusedFindingDoesNotHoldUpTheOthers) {
  Order order = confirming();
  order.json = true;
  order.findings = {"F-2026-000009", "F-2026-000001"};
  talker.problem(404, "такого вопроса нет");
  talker.json(k_story);
  talker.json(R"({"finding":{"state":"confirmed"}})");
  EXPECT_EQ(run(order), Exit::bad_input);
  EXPECT_EQ(talker.asked.size(), 3U);
  EXPECT_NE(person.err.find("F-2026-000009: такого вопроса нет"), std::string::npos);
}

TEST_F(Commands, JsonIsPrintedAsItCame) {
  Order order;
  order.json = true;
  talker.json(R"({ "school":"a" })");
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(person.out, "{ \"school\":\"a\" }\n");
  EXPECT_EQ(talker.asked.size(), 1U);
}

TEST_F(Commands, WhoMayNotReadTheStatusReadsUtc) {
  Order order;
  order.verb = Verb::excuses;
  talker.json(R"({"excuses":[{"id":1,"of":"school","added_at":"2026-11-23T10:00:00Z"}]})");
  talker.problem(403, "нет");
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_NE(person.out.find("23.11.2026 10:00 UTC"), std::string::npos);
}

TEST_F(Commands, TheLastDayOfAnAppealEndsOnTheSchoolsClock) {
  Order order;
  order.verb = Verb::add_appeal;
  order.body = Json{{"kind", "technical"}};
  order.due = "2026-11-30";
  talker.json(k_status);
  talker.json(R"({"number":1})", 201);
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(Json::parse(talker.asked[1].body)["due_at"], "2026-11-30T20:59:59Z");
}

TEST_F(Commands, AnAppealIsFoundByTheNumberThatPeopleKnow) {
  Order order;
  order.verb = Verb::answer_appeal;
  order.number = 41;
  order.year = 2025;
  order.json = true;
  order.body = Json{{"result", "помогли"}};
  talker.json(R"({"appeals":[{"id":7,"number":40},{"id":9,"number":41,"version":3}]})");
  talker.json("{}");
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(talker.asked[0].target, "/api/v1/appeals?year=2025");
  EXPECT_EQ(talker.asked[1].method, "PATCH");
  EXPECT_EQ(talker.asked[1].target, "/api/v1/appeals/9");
  EXPECT_EQ(Json::parse(talker.asked[1].body),
            Json::parse(R"({"result":"помогли","state":"answered","version":3})"));
}

TEST_F(Commands, AFileGoesToTheFirstFolderUnderItsOwnName) {
  tests::TempDir folder;
  const auto file = folder.path() / "выгрузка 1.xls";
  std::ofstream(file) << "bytes";
  Order order;
  order.verb = Verb::upload;
  order.file = file.string();
  talker.json(R"({"sources":[{"id":"elzhur","kind":"elzhur_api"},{"id":"in box","kind":"directory"}]})");
  talker.json(R"({"accepted":false,"problems":["нет шапки"]})");
  talker.json(k_status);
  EXPECT_EQ(run(order), Exit::bad_input);
  EXPECT_EQ(talker.asked[1].body, "bytes");
  EXPECT_TRUE(talker.asked[1].target.starts_with("/api/v1/sources/in%20box/documents?name=%D0%B2"));
  EXPECT_NE(person.out.find("нет шапки"), std::string::npos);
}

TEST_F(Commands, AFolderAnEmptyFileAndAMissingOneAreNotSent) {
  tests::TempDir folder;
  std::ofstream(folder.path() / "empty");
  Order order;
  order.verb = Verb::upload;
  for (const char* name : {"", "empty", "none"}) {
    order.file = (folder.path() / name).string();
    EXPECT_EQ(run(order), Exit::bad_input) << name;
  }
  EXPECT_TRUE(talker.asked.empty());
}

TEST_F(Commands, NobodyThereIsSaid) {
  EXPECT_EQ(run(Order{}), Exit::unavailable);
  EXPECT_EQ(person.err, "elzhurctl: никого нет\n");
}

TEST_F(Commands, EveryStatusHasItsExit) {
  const auto exit_of = [](int status) { return failure_of({status, "text/html", "<h1>"}).exit; };
  for (const int status : {401, 403}) EXPECT_EQ(exit_of(status), Exit::refused);
  for (const int status : {400, 404, 409, 413, 415, 422}) EXPECT_EQ(exit_of(status), Exit::bad_input);
  for (const int status : {303, 429, 500, 503, 0, 999}) EXPECT_EQ(exit_of(status), Exit::internal);
}

TEST_F(Commands, TheWordsOfTheServiceAreSaidAndNothingElseOfIt) {
  const char* type = "application/problem+json";
  EXPECT_EQ(failure_of({422, type, R"({"title":"a","detail":"b\u001bc"})"}).text, "bc");
  EXPECT_EQ(failure_of({422, type, R"({"title":"a"})"}).text, "a");
  EXPECT_EQ(failure_of({422, type, "{"}).text, "служба ответила кодом 422");
  EXPECT_EQ(failure_of({500, "text/html", "<h1>secret</h1>"}).text, "служба ответила кодом 500");
}

TEST_F(Commands, AModeIsShownBeforeItIsAskedToBeChanged) {
  Order order;
  order.verb = Verb::change_mode;
  order.name = "working";
  order.reason = "списки проверены";
  talker.json(R"({"mode":"observe","configured":"observe","by_person":false})");
  talker.json(k_status);
  person.says_yes = false;
  EXPECT_EQ(run(order), Exit::bad_input);
  EXPECT_EQ(talker.asked.size(), 2U);
  EXPECT_NE(person.out.find("наблюдение"), std::string::npos);
  EXPECT_NE(person.asked.find("рабочий: письма получают все"), std::string::npos);

  talker.json(R"({"mode":"observe","configured":"observe","by_person":false})");
  talker.json(k_status);
  talker.json(
      R"({"mode":"working","configured":"observe","by_person":true,"author":"root","reason":"р","changed_at":null})");
  person.says_yes = true;
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(talker.asked.back().target, "/api/v1/mode");
  EXPECT_EQ(talker.asked.back().body, R"({"mode":"working","reason":"списки проверены"})");
  EXPECT_NE(person.out.find("Сменил(а):"), std::string::npos);
}

TEST_F(Commands, EveryTestLetterIsAnOrderOfItsOwn) {
  Order order;
  order.verb = Verb::test_mail;
  order.name = "director";
  std::vector<Json> sent;
  for (int i = 0; i < 2; ++i) {
    talker.json(R"({"letters":[{"recipient":"director","queued":true,"message_id":"a@b"}]})", 202);
    talker.json(k_status);
    EXPECT_EQ(run(order), Exit::clean);
    sent.push_back(Json::parse(talker.asked[static_cast<std::size_t>(i) * 2].body));
  }
  EXPECT_EQ(sent[0]["recipient"], "director");
  EXPECT_NE(sent[0]["order"], sent[1]["order"]);
  EXPECT_LE(sent[0]["order"].get<std::string>().size(), 64U);
  EXPECT_NE(person.out.find("director: письмо поставлено, Message-ID a@b"), std::string::npos);
}

TEST_F(Commands, ASilenceIsAddedAndEnded) {
  Order order;
  order.verb = Verb::add_silence;
  order.body = {{"class", "7А"}, {"until", "resolved"}, {"reason", "ремонт"}};
  talker.json(R"({"id":3,"in_force":true,"class":"7А","until_resolved":true,"holds_back":2})", 201);
  talker.json(k_status);
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(talker.asked[0].target, "/api/v1/silences");
  EXPECT_NE(person.out.find("Приостановка 3: класс 7А, пока не заполнят. Открытых вопросов под ней: 2"),
            std::string::npos)
      << person.out;
  order.verb = Verb::end_silence;
  order.number = 3;
  talker.json("{}");
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(talker.asked.back().target, "/api/v1/silences/3/end");
  EXPECT_EQ(talker.asked.back().method, "POST");
}

TEST_F(Commands, AListIsFollowedToItsEndOnlyWhenAllIsWanted) {
  Order order;
  order.verb = Verb::outbox;
  talker.json(k_first_page);
  talker.json(k_status);
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_NE(person.out.find("--all"), std::string::npos);
  person.out.clear();
  order.all = true;
  order.json = true;
  talker.json(k_first_page);
  talker.json(k_last_page);
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(talker.asked.back().target, "/api/v1/outbox?cursor=1");
  const Json all = Json::parse(person.out);
  EXPECT_EQ(all["messages"].size(), 3U);
  EXPECT_TRUE(all["next"].is_null());
}

TEST_F(Commands, AListThatNeverEndsIsLeft) {
  Order order;
  order.verb = Verb::keeping;
  order.all = true;
  for (int i = 0; i < 1100; ++i) talker.json(R"({"acts":[],"next":")" + std::to_string(i) + "\"}");
  EXPECT_EQ(run(order), Exit::internal);
  talker.answers.clear();
  talker.json(R"({"acts":[],"next":"7"})");
  talker.json(R"({"acts":[],"next":"7"})");
  talker.json(k_status);
  EXPECT_EQ(run(order), Exit::clean);
  talker.json(R"({"acts":7,"next":"7"})");
  EXPECT_EQ(run(order), Exit::internal);
}

TEST_F(Commands, HeldLettersGoOnlyWhenThePersonAgrees) {
  Order order;
  order.verb = Verb::release;
  order.body["queued_before"] = "drop";
  person.says_yes = false;
  EXPECT_EQ(run(order), Exit::bad_input);
  EXPECT_TRUE(talker.asked.empty());
  person.says_yes = true;
  talker.json(R"({"released":0})");
  EXPECT_EQ(run(order), Exit::clean);
  EXPECT_EQ(talker.asked.back().target, "/api/v1/outbox/release");
  EXPECT_EQ(talker.asked.back().body, R"({"queued_before":"drop"})");
}

}  // namespace
}  // namespace elzhur::ctl
