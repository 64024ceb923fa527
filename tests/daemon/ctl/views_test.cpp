#include "daemon/ctl/views.hpp"

#include <gtest/gtest.h>

namespace elzhur::ctl {
namespace {

Json finding(const char* teacher) {
  return Json::parse(
      std::string(R"({"id":"F-2026-000123","state":"open","kind":"topic","owners":["T017","T018"],
    "class":"5б","group":"Англ.яз","subject":"Английский язык","basis":"п. 3.2",
    "lesson":{"date":"2026-11-13","number":3,"ordinal":1},"due_at":"2026-11-13T20:59:00Z","teacher":)") +
      teacher + "}");
}

TEST(Views, AFindingIsOneLine) {
  const Json one = finding(R"({"id":"T017","name":"Иванова Анна Петровна"})");
  EXPECT_EQ(
      finding_line(one, SchoolTime()),
      "F-2026-000123 · Иванова Анна Петровна · 13.11.2026, 3-й урок · 5б, группа Англ.яз · Английский язык · "
      "тема · срок 13.11.2026 20:59 UTC (п. 3.2) · ждёт проверки\n");
}

TEST(Views, WhoIsNotKnownIsNotNamed) {
  EXPECT_NE(finding_line(finding("null"), SchoolTime()).find("один из: T017, T018"), std::string::npos);
}

TEST(Views, AListThatIsNotAllSaysHowToGoOn) {
  const Json found{{"findings", {finding("null")}}, {"next", "42"}};
  EXPECT_NE(findings_text(found, SchoolTime()).find("--cursor 42"), std::string::npos);
  EXPECT_EQ(findings_text(Json{{"findings", Json::array()}}, SchoolTime()), "Таких вопросов нет.\n");
}

TEST(Views, ASourceThatFailsSaysSinceWhenAndWhy) {
  const Json sources = Json::parse(R"({"sources":[{"id":"elzhur","kind":"elzhur_api",
    "failing_since":"2026-11-23T10:00:00Z","reason":"нет ответа","notes":["темы неизвестны"]}]})");
  const std::string text = sources_text(sources, SchoolTime());
  EXPECT_NE(text.find("не отвечает с 23.11.2026 10:00 UTC: нет ответа"), std::string::npos);
  EXPECT_NE(text.find("темы неизвестны"), std::string::npos);
}

TEST(Views, ARefusedFileSaysWhyAndNotHowToGoOn) {
  const std::string text =
      verdict_text(Json::parse(R"({"accepted":false,"problems":["строка 1: нет шапки"]})"), SchoolTime());
  EXPECT_EQ(text, "Файл не принят.\n  строка 1: нет шапки\n");
  const std::string good = verdict_text(
      Json::parse(
          R"({"accepted":true,"brought_in":false,"findings_opened":1,"findings_resolved":2,"token":"t"})"),
      SchoolTime());
  EXPECT_NE(good.find("новых вопросов 1, заполнено 2"), std::string::npos);
  EXPECT_NE(good.find("document accept t"), std::string::npos);
}

TEST(Views, AStorySaysWhenTheLessonWasOutOfTheTimetable) {
  const Json story = Json::parse(R"({"finding":{},"explanation":{"appeared_at":"2026-11-24T09:00:00Z",
    "absence":{"left_at":"2026-11-24T10:00:00Z","back_at":"2026-11-25T11:00:00Z"}}})");
  const std::string text = story_text(story, SchoolTime());
  EXPECT_NE(text.find("24.11.2026 09:00"), std::string::npos) << text;
  EXPECT_NE(text.find("с 24.11.2026 10:00"), std::string::npos) << text;
  EXPECT_NE(text.find("по 25.11.2026 11:00"), std::string::npos) << text;
}

TEST(Views, AnyShapeOfAnswerIsText) {
  const auto views = {&status_text,  &findings_text, &finding_line, &story_text,
                      &excuses_text, &appeals_text,  &appeal_text,  &teachers_text,
                      &sources_text, &document_text, &verdict_text, &outbox_text};
  for (const char* shape :
       {"null", "7", "[]", "[[[]]]", "\"x\"", "{}", R"({"findings":[7,null,{"lesson":[]}]})",
        R"({"finding":7,"explanation":{"seen":[1],"steps":[{"at":{}}],"tellings":"x"}})",
        R"({"appeals":[[]],"excuses":[0],"teachers":[{"lessons":[]}],"messages":[true]})",
        R"({"sources":[{"notes":{"a":1}}],"documents":[3],"lessons":{"week":4}})"}) {
    for (const auto view : views) EXPECT_NO_THROW((void)view(Json::parse(shape), SchoolTime())) << shape;
  }
}

TEST(Views, SilencesSayWhatHowLongAndWhatBecameOfThem) {
  const Json silences = Json::parse(R"({"silences":[
    {"id":2,"in_force":true,"teacher":"T002","teacher_name":"Петров Олег Николаевич","rule":"topic","until":null,
     "until_resolved":true,"reason":"выясняем","author":"Завуч","added_at":"2026-11-24T09:00:00Z","holds_back":2},
    {"id":1,"in_force":false,"class":"8Б","until":"2026-11-23T00:00:00Z","until_resolved":false,"reason":"выезд",
     "author":"Завуч","added_at":"2026-11-16T09:00:00Z","ended_at":"2026-11-20T09:00:00Z","ended_by":"Завуч",
     "holds_back":0}]})");
  const std::string text = silences_text(silences, SchoolTime());
  for (const char* part : {"Петров Олег Николаевич (T002), правило topic", "пока не заполнят", "действует",
                           "класс 8Б", "завершил(а) Завуч"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  EXPECT_EQ(silences_text(Json::parse(R"({"silences":[]})"), SchoolTime()),
            "Приостановок нет: обо всех открытых вопросах сообщается.\n");
}

TEST(Views, ModeSaysByWhoseWordItIs) {
  EXPECT_EQ(
      mode_text(Json::parse(R"({"mode":"observe","configured":"observe","by_person":false})"), SchoolTime()),
      "Режим — наблюдение: письма получает только администратор. Так стоит в настройках.\n");
  const std::string text = mode_text(
      Json::parse(
          R"({"mode":"working","configured":"working","by_person":true,"author":"root","reason":"р"})"),
      SchoolTime());
  EXPECT_NE(text.find("то же, но они не действуют"), std::string::npos) << text;
  EXPECT_NE(text.find("elzhurctl mode file"), std::string::npos) << text;
}

TEST(Views, TestLetterThatWasNotQueuedSaysWhy) {
  const Json ordered = Json::parse(
      R"({"letters":[{"recipient":"a","queued":false,"reason":"рано"},
                     {"recipient":"b","queued":true,"message_id":"x@y"}]})");
  const std::string text = test_mail_text(ordered, SchoolTime());
  EXPECT_NE(text.find("a: не поставлено: рано"), std::string::npos);
  EXPECT_NE(text.find("b: письмо поставлено, Message-ID x@y"), std::string::npos);
}

TEST(Views, ContradictionHasBothSightsAndKeepingItsActs) {
  const Json one = Json::parse(
      R"({"date":"2026-11-03","number":2,"class":"7А","group":"","subject":"Алгебра","field":"marks","owners":[],
          "standing":{"state":"filled","source":"inbox","latest":"2026-11-06T09:00:00Z"},
          "others":[{"state":"empty","source":"elzhur","latest":"2026-11-06T10:00:00Z"}]})");
  const std::string text = contradictions_text({{"contradictions", {one}}, {"next", nullptr}}, SchoolTime());
  for (const char* part : {"отметки", "заполнено (inbox", "пусто (elzhur", "не определён", "7А"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  const Json act{{"at", "2026-11-06T00:30:00Z"}, {"what", "evidence"}, {"count", 3}};
  const std::string keeping = keeping_text(
      {{"backup", {{"is_made", true}, {"trouble", "нет места"}}}, {"acts", {act}}, {"next", "1"}},
      SchoolTime());
  for (const char* part : {"каждую ночь", "нет места", "содержание документов", "--all"})
    EXPECT_NE(keeping.find(part), std::string::npos) << part << "\n" << keeping;
  EXPECT_NE(backlog_text(Json::object(), SchoolTime()).find("всё было заполнено"), std::string::npos);
}

}  // namespace
}  // namespace elzhur::ctl
