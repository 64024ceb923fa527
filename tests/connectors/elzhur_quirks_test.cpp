// What ElZhur's answers are known to do, one test for each, numbered as in the survey of the service: the
// reader's side.
#include <gtest/gtest.h>

#include <string>

#include "connectors/elzhur_api.hpp"
#include "tests/connectors/elzhur_fixture.hpp"

namespace elzhur::connectors {
namespace {

using journal::Field;
using journal::FillState;

class ElzhurQuirks : public ElzhurFixture {
 protected:
  Pull run(std::optional<HomeworkDate> meaning = {}) {
    ElzhurApiOptions wanted = options();
    wanted.homework_date = meaning;
    request_.classes = {"7А"};
    ElzhurApiSource source(wanted, http_);
    return pull(source);
  }
  /// Of the first lesson of the subject in the first diary's document.
  FillState topic(const Pull& pulled, std::string_view subject, std::string_view group = {}) {
    const auto* found = block(find(pulled, "7А: темы (ученик 1)"), subject, group);
    return found == nullptr ? FillState::unknown : found->lessons[0].field(Field::topic).state;
  }
  FillState homework(const std::string& item) {
    results_["gethomework 7А"] = R"({"days": {"20260914": {"items": [)" + item + "]}}}";
    const Pull pulled = run(HomeworkDate::assigned);
    const auto* found = block(find(pulled, "7А: домашние задания"), "Алгебра");
    return found == nullptr ? FillState::not_required : found->lessons[0].field(Field::homework).state;
  }
  void diary(const std::string& item) {
    results_["getdiary 1001"] =
        R"({"students": {"1001": {"days": {"20260914": {"items": {"1": )" + item + "}}}}}}";
  }
};

TEST_F(ElzhurQuirks, Q1EmptyMapsAreLists) {
  results_["getrules"] = R"({"relations": {"students": [], "groups": []}})";
  EXPECT_EQ(run().reason, "этот доступ не показывает ни одного класса: нужен доступ школы");
}

TEST_F(ElzhurQuirks, Q1DiaryWithoutEntriesIsAList) {
  results_["getdiary 1001"] =
      R"({"students": {"1001": {"days": {"20260914": {"items": []}, "20260915": []}}}})";
  const Pull pulled = run();
  EXPECT_EQ(pulled.status, PullStatus::accepted);
  EXPECT_EQ(topic(pulled, "Алгебра"), FillState::unknown);
}

TEST_F(ElzhurQuirks, Q2ItemsAreAMapOrAList) {
  results_["getschedule 7А"] = R"({"days": {"20260914": {"items": {"1": {"name": "Алгебра", "num": "1"},
                                                                  "2": {"name": "Физика"}}}}})";
  diary(R"({"name": "Алгебра", "num": "1", "topic": "x"})");
  const Pull pulled = run();
  EXPECT_EQ(topic(pulled, "Алгебра"), FillState::filled);
  EXPECT_EQ(block(find(pulled, "7А: расписание"), "Физика")->lessons[0].number, 2);
}

TEST_F(ElzhurQuirks, Q3StudentsAreAMapOrAList) {
  results_["getrules"] =
      R"({"relations": {"groups": [{"name": "7А"}], "students": [{"name": 1001, "class": "7А"}]}})";
  results_["getdiary 1001"] = R"({"students": [{"name": 1001, "days": [{"name": "20260914", "items": [
    {"name": "Алгебра", "num": 1, "topic": "x"}]}]}]})";
  EXPECT_EQ(topic(run(), "Алгебра"), FillState::filled);
}

TEST_F(ElzhurQuirks, Q4HomeworkIsAMapOrAList) {
  EXPECT_EQ(homework(R"({"name": "Алгебра", "homework": {"900001.0": {"id": 900001.0, "value": "x"}}})"),
            FillState::filled);
  EXPECT_EQ(homework(R"({"name": "Алгебра", "homework": [{"id": 1, "value": "x"}]})"), FillState::filled);
  EXPECT_EQ(homework(R"({"name": "Алгебра", "homework": []})"), FillState::empty);
}

TEST_F(ElzhurQuirks, Q5FilesHaveFourShapes) {
  for (const char* files :
       {R"([{"toid": 1, "filename": "a.pdf", "link": "https://storage.invalid/f"}])",
        R"({"file": [{"filename": "a.pdf"}]})", R"({"77": {"id": 77, "filename": "a.pdf"}})"}) {
    EXPECT_EQ(homework(R"({"name": "Алгебра", "homework": [], "files": )" + std::string(files) + "}"),
              FillState::filled)
        << files;
  }
  EXPECT_EQ(homework(R"({"name": "Алгебра", "homework": []})"), FillState::empty);
}

TEST_F(ElzhurQuirks, Q6NumbersComeAsTexts) {
  results_["getschedule 7А"] = R"({"days": {"20260914": {"name": 20260914, "items": [
    {"name": "Алгебра", "num": 1, "sort": "10"}, {"name": "Физика", "num": "2", "sort": 20, "grp": 1}]}}})";
  results_["getdiary 1001"] = R"({"students": {"1001": {"name": 1001, "days": {"20260914": {"items": [
    {"name": "Алгебра", "num": "1", "topic": 7}, {"name": "Физика", "num": 2, "grp": "1", "topic": "x"}]}}}}})";
  const Pull pulled = run();
  EXPECT_EQ(topic(pulled, "Алгебра"), FillState::filled);
  EXPECT_EQ(topic(pulled, "Физика", "1"), FillState::filled);
}

TEST_F(ElzhurQuirks, Q7FieldOfAnotherKindIsUnknownAndNotEmpty) {
  diary(R"({"name": "Алгебра", "num": 1, "topic": false, "color_hex": 7, "payload_id": {"a": 1}})");
  EXPECT_EQ(topic(run(), "Алгебра"), FillState::unknown);
}

TEST_F(ElzhurQuirks, Q8DatesComeInTheirStyles) {
  EXPECT_EQ(parse_ymd("20260914"), journal::make_date(2026, 9, 14));
  EXPECT_EQ(parse_ymd("2026-09-14"), journal::make_date(2026, 9, 14));
  EXPECT_EQ(parse_ymd("2026.09.14"), journal::make_date(2026, 9, 14));
  for (const char* none :
       {"", "2026", "20260931", "14.09.2026", "20260914000000", "2026-09-14 10:00:00", "２０２６"}) {
    EXPECT_FALSE(parse_ymd(none)) << none;
  }
}

TEST_F(ElzhurQuirks, Q9StateMayBeAText) {
  replies_.insert_or_assign(
      "getreplaces 20260914",
      reply(R"({"response": {"state": "200", "error": null, "result": {"replace": []}}})"));
  EXPECT_EQ(run().status, PullStatus::accepted);
}

TEST_F(ElzhurQuirks, Q10XmlComesInsteadOfJson) {
  replies_.insert_or_assign("getschedule 7А", reply(R"(<?xml version="1.0" encoding="UTF-8"?>
    <response><state>200</state><error></error><result><day name="20260914" title="Понедельник">
    <item name="Алгебра" num="1" room="" teacher="Иванова   Анна&#9;Петровна"/></day></result></response>)"));
  const Pull pulled = run();
  EXPECT_EQ(topic(pulled, "Алгебра"), FillState::filled);
  EXPECT_EQ(find(pulled, "7А: темы (ученик 1)")->document->people[0], "Иванова Анна Петровна");
}

TEST_F(ElzhurQuirks, Q11UnwrappedAnswersAreUnderstood) {
  replies_.insert_or_assign("getreplaces 20260914", reply(R"({"result": {"replace": []}})"));
  EXPECT_EQ(run().status, PullStatus::accepted);
  replies_.insert_or_assign("getreplaces 20260914", reply(R"({"error": "нельзя", "result": false})", 400));
  EXPECT_EQ(find(run(), "7А: замены 14.09.2026")->status, PullStatus::rejected);
}

TEST_F(ElzhurQuirks, Q12WhatIsNoJsonIsAFailureAndNeverAnEmptyJournal) {
  for (const char* body :
       {"<html>Технические работы</html>", "Bad gateway", "", R"({"response": {"state": 200)"}) {
    replies_.insert_or_assign("getdiary 1001", reply(body));
    const Pull pulled = run();
    EXPECT_EQ(find(pulled, "7А: темы")->status, PullStatus::failed) << body;
    EXPECT_EQ(find(pulled, "7А: темы (ученик 1)")->document->blocks[0].scope.group, "2") << body;
  }
}

TEST_F(ElzhurQuirks, Q13ServersThatFailAreAskedThreeTimes) {
  replies_.insert_or_assign("getreplaces 20260914", reply("", 500));
  EXPECT_EQ(find(run(), "7А: замены 14.09.2026")->status, PullStatus::failed);
  EXPECT_EQ(http_.count("getreplaces"), 4U);
}

TEST_F(ElzhurQuirks, Q14QuestionsKeepASecondApart) {
  (void)run();
  ASSERT_FALSE(http_.waits.empty());
  for (const auto wait : http_.waits)
    EXPECT_EQ(wait, std::chrono::milliseconds(750));  // An answer takes 250.
}

TEST_F(ElzhurQuirks, Q15DeadTokenIsRejectedByWhateverCodeItShows) {
  for (const int code : {400, 401, 403, 499}) {
    replies_.insert_or_assign("getrules ", reply(R"({"response": {"state": )" + std::to_string(code) +
                                                 R"(, "error": "нет", "result": []}})"));
    EXPECT_EQ(run().status, PullStatus::rejected) << code;
  }
}

TEST_F(ElzhurQuirks, Q16NamesWithTabsAndSpacesAreOneName) {
  results_["getschedule 7А"] = R"({"days": {"20260914": {"items": [
    {"name": "Алгебра", "num": "1", "teacher": "Иванова\t Анна  Петровна\t"}]}}})";
  diary(R"({"name": " Алгебра\t", "num": "1", "topic": "x", "teacher": "Иванова Анна   Петровна"})");
  const Pull pulled = run();
  EXPECT_EQ(topic(pulled, "Алгебра"), FillState::filled);
  EXPECT_EQ(find(pulled, "7А: темы (ученик 1)")->document->people.size(), 1U);
}

TEST_F(ElzhurQuirks, Q17HtmlInTextsIsNoText) {
  diary(R"({"name": "Алгебра", "num": "1", "topic": "<p style=\"margin:0\">&nbsp;</p>"})");
  EXPECT_EQ(topic(run(), "Алгебра"), FillState::empty);
  EXPECT_EQ(
      homework(
          R"({"name": "Алгебра", "homework": [{"value": "<a href=\"https://school.example/1\">§ 5</a>"}]})"),
      FillState::filled);
}

TEST_F(ElzhurQuirks, Q18HomeworkThatIsDeclaredNoneIsDeclared) {
  EXPECT_EQ(homework(R"({"name": "Алгебра", "homework": [{"value": "БЕЗ ЗАДАНИЯ."}]})"), FillState::declared);
}

TEST_F(ElzhurQuirks, Q19SubjectsAreKeysOfHomeworkByPupils) {
  const AnswerItem item{"Алгебра и НА", nullptr};
  const AnswerValue entry = *parse_answer_json(R"({"homework": {}})").value;
  EXPECT_EQ(read_head({item.first, &entry}, "7А").subject, "Алгебра и НА");
}

TEST_F(ElzhurQuirks, Q20ClassesAreAskedForAsTheyAreWritten) {
  results_["getrules"] = R"({"relations": {"groups": {"ИСиП-522": {"name": "ИСиП-522"}, "10": {}}}})";
  ElzhurApiSource source(options(), http_);
  (void)pull(source);
  EXPECT_EQ(http_.requests[1].get("class"), "ИСиП-522");
  EXPECT_EQ(http_.requests[2].get("class"), "10");
}

TEST_F(ElzhurQuirks, Q21GroupsOfOneNumberAreSeveralLessons) {
  const Pull pulled = run();
  const auto* second = find(pulled, "7А: темы (ученик 2)");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->document->lessons(), 1U);
}

TEST_F(ElzhurQuirks, Q22DaysOffHaveNoLessonsAndAreNoFailure) {
  results_["getschedule 7А"] = R"({"days": {"20260914": {"alert": "vacation", "holiday_name": "Выходной"},
                                           "20260915": {"alert": "vacation"}}})";
  const Pull pulled = run();
  EXPECT_EQ(pulled.status, PullStatus::unchanged);
  EXPECT_TRUE(pulled.documents.empty());
  EXPECT_EQ(http_.count("getdiary"), 0U);
}

TEST_F(ElzhurQuirks, Q23MarksOfOnePupilSayNothingAboutMarks) {
  diary(
      R"({"name": "Алгебра", "num": "1", "topic": "x", "assessments": [{"value": "н"}, {"value": "5✕2"}]})");
  const Pull pulled = run();
  const auto* algebra = block(find(pulled, "7А: темы (ученик 1)"), "Алгебра");
  EXPECT_FALSE(algebra->fields.has(Field::marks));
  EXPECT_EQ(algebra->lessons[0].field(Field::marks).state, FillState::unknown);
}

TEST_F(ElzhurQuirks, Q24IdsWithTheSchoolInThemAreNotTakenForOtherPeople) {
  const auto people = [](const Pull& pulled) {
    const PulledDocument* found = find(pulled, "7А: темы (ученик 1)");
    return found == nullptr || !found->document ? std::vector<std::string>{} : found->document->people;
  };
  const auto plain = people(run());
  results_["getschedule 7А"] = R"({"days": {"20260914": {"name": "20260914", "items": [
        {"name": "Алгебра", "num": "1", "teacher": "Иванова Анна Петровна", "teacher_id": "school#501",
         "vuid": "school_501"},
        {"name": "Англ. яз.", "num": "2", "teacher": "Сидоров Пётр Ильич", "grp": "1", "teacher_id": "other#7"},
        {"name": "Англ. яз.", "num": "2", "teacher": "Ким Лариса Олеговна", "grp": "2"}]}}})";
  EXPECT_FALSE(plain.empty());
  EXPECT_EQ(people(run()), plain);
}

TEST_F(ElzhurQuirks, Q25AddressThatLeadsElsewhereIsRejected) {
  for (const int code : {301, 302, 404}) {
    replies_.insert_or_assign("getrules ", reply("", code));
    const Pull moved = run();
    EXPECT_EQ(moved.status, PullStatus::rejected);
    EXPECT_NE(moved.reason.find("base_url"), std::string::npos) << moved.reason;
  }
}

TEST_F(ElzhurQuirks, Q26AttachmentsOnAnotherHostCountAndAreNeverFetched) {
  EXPECT_EQ(homework(R"({"name": "Алгебра", "homework": [], "files": [{"filename": "a.pdf",
    "link": "https://storage17.eljur.invalid/f?token=k", "uploadFileUrl": "https://storage17.eljur.invalid/u"}]})"),
            FillState::filled);
  EXPECT_GT(http_.count("gethomework"), 0U);
  for (const SeenRequest& seen : http_.requests)
    EXPECT_EQ(seen.url.rfind("https://school.example/apiv3/", 0), 0U) << seen.url;
}

TEST_F(ElzhurQuirks, Q27And29ReportsAreReadAsFilesAre) {
  // Sign-in by POST, pages by GET: elzhur_report_test.cpp; tables, dates as texts, totals:
  // lesson_sheet_test.cpp.
  EXPECT_EQ(run().status, PullStatus::accepted);
  for (const SeenRequest& seen : http_.requests) EXPECT_FALSE(seen.is_form);
}

TEST_F(ElzhurQuirks, Q30SecretsOfTheQueryAreInNoTextThatIsReturned) {
  for (const char* said : {"bad key key-of-developer", "school_api", "pass-word"}) {
    replies_.insert_or_assign(
        "getschedule 7А",
        reply(R"({"response": {"state": 400, "error": ")" + std::string(said) + R"(", "result": {}}})", 400));
    const Pull pulled = run();
    EXPECT_EQ(pulled.reason.find(said), std::string::npos) << pulled.reason;
    EXPECT_FALSE(pulled.reason.empty());
  }
}

TEST_F(ElzhurQuirks, Q31BytesThatAreNoUtf8AreAFailure) {
  replies_.insert_or_assign(
      "getdiary 1001", reply("{\"response\": {\"state\": 200, \"error\": null, \"result\": \"\xCF\xF0\"}}"));
  EXPECT_EQ(find(run(), "7А: темы")->status, PullStatus::failed);
}

TEST_F(ElzhurQuirks, Q28And32UnknownAndMisspeltKeysArePassedOver) {
  diary(
      R"({"name": "Алгебра", "num": "1", "topic": "x", "ambigious": null, "payload_new": {"deep": [1, {"a": []}]}})");
  EXPECT_EQ(topic(run(), "Алгебра"), FillState::filled);
}

}  // namespace
}  // namespace elzhur::connectors
