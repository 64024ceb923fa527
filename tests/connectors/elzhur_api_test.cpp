#include "connectors/elzhur_api.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/connectors/elzhur_fixture.hpp"

namespace elzhur::connectors {
namespace {

using journal::Field;
using journal::FillState;
using journal::make_date;

class ElzhurApi : public ElzhurFixture {};

TEST_F(ElzhurApi, TopicsComeFromFewDiariesAndCoverEachGroupOnce) {
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  EXPECT_EQ(pulled.status, PullStatus::accepted) << pulled.reason;
  EXPECT_EQ(pulled.reach, Reach::reached);
  const auto* first = find(pulled, "7А: темы (ученик 1)");
  const auto* algebra = block(first, "Алгебра");
  ASSERT_NE(algebra, nullptr);
  EXPECT_EQ(algebra->dates, (journal::DateRange{make_date(2026, 9, 14), make_date(2026, 9, 15)}));
  ASSERT_EQ(algebra->lessons.size(), 2U);
  EXPECT_EQ(algebra->lessons[0].field(Field::topic).state, FillState::filled);
  EXPECT_EQ(algebra->lessons[1].field(Field::topic).state, FillState::empty);
  EXPECT_EQ(algebra->lessons[1].number, 3);
  EXPECT_TRUE(algebra->fields.has(Field::topic));
  EXPECT_FALSE(algebra->fields.has(Field::homework));
  const auto* english = block(first, "Англ. яз.", "1");
  ASSERT_NE(english, nullptr);
  EXPECT_EQ(english->lessons[0].field(Field::topic).state, FillState::placeholder);
  EXPECT_EQ(block(first, "Англ. яз.", "2"), nullptr);
  const auto* second = find(pulled, "7А: темы (ученик 2)");
  ASSERT_NE(block(second, "Англ. яз.", "2"), nullptr);
  EXPECT_EQ(second->document->blocks.size(), 1U);
  EXPECT_EQ(first->document->people,
            (std::vector<std::string>{"Иванова Анна Петровна", "Сидоров Пётр Ильич"}));
}

TEST_F(ElzhurApi, DocumentSpeaksOfTheTimeBetweenItsFirstQuestionAndItsLastAnswer) {
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  const auto* first = find(pulled, "7А: темы (ученик 1)");
  ASSERT_NE(first, nullptr);
  ASSERT_TRUE(first->document);
  EXPECT_TRUE(first->document->live);
  // getrules at 0 s, getschedule at 1 s, getreplaces at 2 s and 3 s, the diary at 4 s.
  EXPECT_EQ(first->document->as_of.earliest, k_now + journal::Seconds(1));
  EXPECT_EQ(first->document->as_of.latest, k_now + journal::Seconds(5));
}

TEST_F(ElzhurApi, TwoClassesAreAskedPolitelyAndEachQuestionIsBounded) {
  ElzhurApiSource source(options(), http_);
  (void)pull(source);
  const SeenRequest& first = http_.requests[0];
  EXPECT_EQ(first.url, "https://school.example/apiv3/getrules");
  EXPECT_EQ(first.get("devkey"), "key-of-developer");
  EXPECT_EQ(first.get("vendor"), "school");
  EXPECT_EQ(first.get("out_format"), "json");
  EXPECT_EQ(first.get("login"), "school_api");
  EXPECT_EQ(first.get("password"), "pass-word");
  EXPECT_EQ(first.get("auth_token"), "");
  EXPECT_EQ(http_.requests[1].get("days"), "20260914-20260915");
  EXPECT_EQ(http_.requests[1].get("rings"), "true");
  EXPECT_EQ(http_.count("getreplaces"), 2U);
  EXPECT_EQ(http_.count("gethomework"), 0U);
  EXPECT_EQ(http_.waits.size() + 1, http_.requests.size());
}

TEST_F(ElzhurApi, TokenGoesInsteadOfLoginAndPassword) {
  ElzhurApiOptions with_token = options();
  with_token.access.login = with_token.access.password = {};
  with_token.access.token = journal::Secret(std::string("tok-en"));
  ElzhurApiSource source(with_token, http_);
  EXPECT_EQ(pull(source).status, PullStatus::accepted);
  EXPECT_EQ(http_.requests[0].get("auth_token"), "tok-en");
  EXPECT_EQ(http_.requests[0].get("login"), "");
}

TEST_F(ElzhurApi, OnlyTheClassesAskedForAreLookedAt) {
  request_.classes = {"7 «а»"};
  ElzhurApiSource source(options(), http_);
  (void)pull(source);
  EXPECT_EQ(http_.count("getschedule"), 1U);
}

TEST_F(ElzhurApi, KnownBytesAreUnchangedAndRenewWhatWasSeen) {
  ElzhurApiSource source(options(), http_);
  const Pull first = pull(source);
  for (const PulledDocument& one : first.documents) known_[one.sha256] = true;
  EXPECT_EQ(known_.size(), first.documents.size());
  const Pull again = pull(source);
  EXPECT_EQ(again.status, PullStatus::unchanged);
  for (const PulledDocument& one : again.documents) EXPECT_TRUE(one.document) << one.name;
}

TEST_F(ElzhurApi, PupilsThatShowWhatIsNeededAreRemembered) {
  results_["getrules"] = R"({"relations": {"groups": {"7А": {}}, "students": {
    "1005": {"class": "7А"}, "1001": {"class": "7А"}, "1006": {"class": "7А"}, "1002": {"class": "7А"}}}})";
  for (const char* id : {"1005", "1006"}) {
    results_[std::string("getdiary ") + id] = std::string(R"({"students": {")") + id + R"(": {"days": []}}})";
  }
  ElzhurApiSource source(options(), http_);
  (void)pull(source);
  EXPECT_EQ(http_.count("getdiary"), 4U);
  (void)pull(source);
  EXPECT_EQ(http_.count("getdiary"), 6U);
}

TEST_F(ElzhurApi, ConfiguredPupilIsAskedFirst) {
  ElzhurApiOptions chosen = options();
  chosen.pupils = {{"7А/2", "1002"}};
  ElzhurApiSource source(chosen, http_);
  (void)pull(source);
  const auto first = std::find_if(http_.requests.begin(), http_.requests.end(),
                                  [](const SeenRequest& seen) { return seen.method == "getdiary"; });
  ASSERT_NE(first, http_.requests.end());
  EXPECT_EQ(first->get("student"), "1002");
}

TEST_F(ElzhurApi, GroupsThatNobodyShowsAreNamedAndTheirTimetableStays) {
  replies_.insert_or_assign(
      "getdiary 1002",
      reply(R"({"response": {"state": 403, "error": "Сидорова Яна 1002", "result": {}}})", 403));
  ElzhurApiSource source(options(), http_);
  Pull pulled = pull(source);
  const auto* topics = find(pulled, "7А: темы");
  ASSERT_NE(topics, nullptr);
  EXPECT_EQ(topics->status, PullStatus::rejected);
  EXPECT_EQ(topics->reason.find("Сидорова"), std::string::npos) << topics->reason;
  EXPECT_NE(block(find(pulled, "7А: расписание"), "Англ. яз.", "2"), nullptr);
  // The next pull does not ask the same pupil again, and says what is not seen.
  pulled = pull(source);
  EXPECT_EQ(find(pulled, "7А: темы"), nullptr);
  ASSERT_FALSE(pulled.notes.empty());
  EXPECT_EQ(pulled.notes[0], "7А: темы не видны ни в одном из спрошенных дневников: Англ. яз. (группа 2)");
  EXPECT_EQ(pulled.notes[1],
            "домашние задания не проверяются: не задано homework_date (что значит дата задания)");
}

TEST_F(ElzhurApi, ClassWithoutPupilsStillHasItsTimetable) {
  results_["getrules"] = R"({"relations": {"groups": {"7А": {}}, "students": []}})";
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  const auto* timetable = find(pulled, "7А: расписание");
  ASSERT_NE(block(timetable, "Алгебра"), nullptr);
  EXPECT_EQ(block(timetable, "Алгебра")->fields.bits(), 0);
  EXPECT_NE(pulled.notes.back().find("не виден ни один ученик (задайте pupils): 7А"), std::string::npos);
}

TEST_F(ElzhurApi, ClassThatFailsSpoilsOnlyItself) {
  replies_.insert_or_assign("getschedule 7Б", reply("<html>502</html>", 502));
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  EXPECT_EQ(pulled.status, PullStatus::failed);
  EXPECT_EQ(pulled.reason, "7Б: расписание: ЭлЖур временно не работает (код 502)");
  EXPECT_EQ(pulled.reach, Reach::reached);
  EXPECT_TRUE(find(pulled, "7А: темы (ученик 1)")->document);
}

TEST_F(ElzhurApi, RefusedAccessEndsThePullAtOnceAndTellsNoSecret) {
  for (const int status : {401, 403, 400}) {
    replies_.insert_or_assign("getrules ",
                              reply(R"({"response": {"state": )" + std::to_string(status) +
                                        R"(, "error": "login school_api is wrong", "result": []}})",
                                    status));
    ElzhurApiSource source(options(), http_);
    const std::size_t before = http_.requests.size();
    const Pull refused = pull(source);
    EXPECT_EQ(refused.status, PullStatus::rejected);
    EXPECT_EQ(refused.reach, Reach::reached);
    EXPECT_EQ(http_.requests.size(), before + 1);
    EXPECT_EQ(refused.reason.find("school_api"), std::string::npos) << refused.reason;
    EXPECT_FALSE(refused.reason.empty());
  }
}

TEST_F(ElzhurApi, DeadSiteIsUnreachable) {
  for (const auto& dead :
       {trouble(HttpTrouble::connect), trouble(HttpTrouble::timeout), trouble(HttpTrouble::cut),
        reply("<html>Технические работы</html>"), reply("<html></html>", 503), reply("", 500)}) {
    replies_.insert_or_assign("getrules ", dead);
    ElzhurApiSource source(options(), http_);
    const Pull failed = pull(source);
    EXPECT_EQ(failed.status, PullStatus::failed);
    EXPECT_EQ(failed.reach, Reach::unreachable);
    EXPECT_TRUE(failed.documents.empty());
  }
}

TEST_F(ElzhurApi, SilenceInTheMiddleTellsWhichClassesWereNotAsked) {
  replies_.insert_or_assign("getschedule 7А", trouble(HttpTrouble::timeout));
  replies_.insert_or_assign("getschedule 7Б", trouble(HttpTrouble::timeout));
  results_["getrules"] = R"({"relations": {"groups": {"7А": {}, "7Б": {}, "8А": {}, "8Б": {}}}})";
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  EXPECT_EQ(pulled.reach, Reach::reached);
  ASSERT_NE(find(pulled, "классы, о которых не спрошено (2)"), nullptr);
  EXPECT_EQ(http_.count("getschedule"), 6U);
}

TEST_F(ElzhurApi, ClockThatGoesWrongInTheMiddleRejectsEverything) {
  auto late = good(R"({"replace": []})");
  late->date = k_now + journal::Seconds(300);
  replies_.insert_or_assign("getreplaces 20260914", late);
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  EXPECT_EQ(pulled.status, PullStatus::rejected);
  ASSERT_FALSE(pulled.documents.empty());
  for (const PulledDocument& one : pulled.documents) {
    EXPECT_EQ(one.status, PullStatus::rejected);
    EXPECT_FALSE(one.document);
    EXPECT_NE(one.reason.find("расходятся"), std::string::npos);
  }
}

TEST_F(ElzhurApi, HomeworkIsReadOnlyWhenItsDateHasAMeaning) {
  ElzhurApiOptions assigned = options();
  assigned.homework_date = HomeworkDate::assigned;
  results_["gethomework 7Б"] = R"({"days": []})";
  ElzhurApiSource source(assigned, http_);
  const Pull pulled = pull(source);
  const auto* homework = find(pulled, "7А: домашние задания");
  ASSERT_NE(block(homework, "Алгебра"), nullptr);
  EXPECT_EQ(block(homework, "Алгебра")->lessons[0].field(Field::homework).state, FillState::filled);
  EXPECT_EQ(block(homework, "Англ. яз.", "1")->lessons[0].field(Field::homework).state, FillState::unknown);
  EXPECT_EQ(block(homework, "Англ. яз.", "2")->lessons[0].field(Field::homework).state, FillState::empty);
  EXPECT_TRUE(pulled.notes.empty()) << pulled.notes[0];
}

TEST_F(ElzhurApi, SubstituteIsInTheDocumentOfItsDay) {
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  const auto* day = find(pulled, "7А: замены 14.09.2026");
  const auto* algebra = block(day, "Алгебра");
  ASSERT_NE(algebra, nullptr);
  EXPECT_EQ(algebra->dates, (journal::DateRange{make_date(2026, 9, 14), make_date(2026, 9, 14)}));
  EXPECT_EQ(algebra->fields.bits(), 0);
  ASSERT_TRUE(algebra->lessons[0].substitute);
  EXPECT_EQ(day->document->people[*algebra->lessons[0].substitute], "Орлов Глеб Юрьевич");
  EXPECT_FALSE(block(day, "Англ. яз.", "1")->lessons[0].substitute);
}

TEST_F(ElzhurApi, LookingBackAsksForTheSubstitutionsOfAWeek) {
  request_.dates.first = make_date(2026, 8, 1);
  ElzhurApiSource source(options(), http_);
  (void)pull(source);
  // Only days with lessons are asked for, and here there are two.
  EXPECT_EQ(http_.count("getreplaces"), 2U);
  request_.dates = {make_date(2026, 9, 15), make_date(2026, 9, 15)};
  results_["getschedule 7А"] = R"({"days": {"20260915": {"items": [{"name": "Алгебра", "num": "3"}]}}})";
  (void)pull(source);
  EXPECT_EQ(http_.count("getreplaces"), 3U);
}

TEST_F(ElzhurApi, StaleAnswersAreRejectedClassByClass) {
  results_["getschedule 7Б"] = R"({"days": {"20260814": {"items": []}}})";
  results_["getdiary 1001"] = R"({"students": {"1001": {"days": {"20260814": {"items": {}}}}}})";
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  EXPECT_EQ(find(pulled, "7Б: расписание")->status, PullStatus::rejected);
  EXPECT_EQ(find(pulled, "7А: темы")->status, PullStatus::rejected);
  EXPECT_TRUE(find(pulled, "7А: темы (ученик 1)")->document);
}

TEST_F(ElzhurApi, AnotherTeacherInTheDiaryIsAnotherPossibleOwner) {
  results_["getdiary 1001"] = R"({"students": {"1001": {"days": {"20260914": {"items": {
    "1": {"name": "Алгебра", "num": "1", "topic": "x", "teacher": "Новая Вера Ильинична"}}},
    "20260915": {"items": {"3": {"name": "Алгебра", "num": "3", "topic": "x", "teacher": "Иванова А.П."}}}}}}})";
  ElzhurApiSource source(options(), http_);
  const Pull pulled = pull(source);
  const auto* algebra = block(find(pulled, "7А: темы (ученик 1)"), "Алгебра");
  ASSERT_NE(algebra, nullptr);
  EXPECT_EQ(algebra->lessons[0].teachers.size(), 2U);
  EXPECT_EQ(algebra->lessons[1].teachers.size(), 1U);
}

TEST_F(ElzhurApi, UsedUpBudgetIsFailedAndNothingIsAsked) {
  ElzhurApiOptions poor = options();
  poor.requests_per_day = 3;
  ElzhurApiSource source(poor, http_);
  EXPECT_EQ(pull(source).reach, Reach::reached);
  const Pull nothing = pull(source);
  EXPECT_EQ(nothing.status, PullStatus::failed);
  EXPECT_EQ(nothing.reach, Reach::not_asked);
  EXPECT_EQ(nothing.reason, "запросы на сегодня исчерпаны (requests_per_day: 3)");
  EXPECT_EQ(http_.requests.size(), 3U);
}

TEST_F(ElzhurApi, NoDaysAreNoQuestion) {
  request_.dates = {make_date(2026, 9, 15), make_date(2026, 9, 14)};
  ElzhurApiSource source(options(), http_);
  const Pull nothing = pull(source);
  EXPECT_EQ(nothing.status, PullStatus::unchanged);
  EXPECT_EQ(nothing.reach, Reach::not_asked);
  EXPECT_TRUE(http_.requests.empty());
}

}  // namespace
}  // namespace elzhur::connectors
