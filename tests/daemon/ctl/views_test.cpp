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

}  // namespace
}  // namespace elzhur::ctl
