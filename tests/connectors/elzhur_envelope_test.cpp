#include "connectors/elzhur_envelope.hpp"

#include <gtest/gtest.h>

#include <string>

namespace elzhur::connectors {
namespace {

using Kind = AnswerFaultKind;

AnswerFault fault(int status, std::string_view body) {
  const auto read = read_envelope(status, body);
  EXPECT_FALSE(read.has_value()) << body;
  return read ? AnswerFault{} : read.error();
}

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += R"({"a":)";
  text += "1";
  return text + std::string(depth, '}');
}

TEST(ElzhurEnvelope, GoodAnswerGivesItsResult) {
  const auto read = read_envelope(200, R"({"response": {"state": 200, "error": null, "result": {"a": 7}}})");
  ASSERT_TRUE(read);
  EXPECT_EQ(text_at(read->result, "a"), "7");
  EXPECT_EQ(read->format, "json");
}

TEST(ElzhurEnvelope, EmptyErrorIsNoError) {
  EXPECT_TRUE(read_envelope(200, R"({"response": {"state": "200", "error": "", "result": []}})"));
}

TEST(ElzhurEnvelope, StateOfAnErrorCountsWhateverTheStatus) {
  const auto both = fault(200, R"({"response": {"state": 400, "error": "не удалось авторизовать разработчика",
                                  "result": {}}})");
  EXPECT_EQ(both.kind, Kind::refused);
  EXPECT_EQ(both.said, "не удалось авторизовать разработчика");
  EXPECT_EQ(fault(400, R"({"response": {"state": 200, "error": null, "result": {}}})").kind, Kind::refused);
  EXPECT_EQ(fault(403, R"({"response": {"state": 403, "error": "нет", "result": []}})").kind, Kind::access);
  EXPECT_EQ(fault(401, "").kind, Kind::access);
  EXPECT_EQ(fault(500, R"({"response": {"state": 500, "error": "x", "result": {}}})").kind, Kind::trouble);
  EXPECT_EQ(fault(429, "{}").kind, Kind::too_many);
  EXPECT_EQ(fault(302, "").kind, Kind::refused);
  EXPECT_EQ(fault(404, "<html>nginx</html>").kind, Kind::refused);
}

TEST(ElzhurEnvelope, ErrorTextWithAGoodStateIsAnError) {
  EXPECT_EQ(fault(200, R"({"response": {"state": 200, "error": "нет данных", "result": {}}})").kind,
            Kind::refused);
}

TEST(ElzhurEnvelope, HtmlInsteadOfJsonIsTheSourcesTrouble) {
  for (const char* page : {"<html>Технические работы</html>", "\xEF\xBB\xBF <!DOCTYPE html><p>x",
                           R"(<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>)"}) {
    EXPECT_EQ(fault(200, page).kind, Kind::trouble) << page;
    EXPECT_EQ(fault(503, page).kind, Kind::trouble) << page;
  }
}

TEST(ElzhurEnvelope, GarbageAndCutAnswersAreMalformed) {
  for (const char* body :
       {"", "  ", "null", "OK", "[]", "{}", "{\"response\": 1}", R"({"response": {}})",
        R"({"response": {"state": 200, "error": null, "result": {"days")",
        R"({"response": {"state": 200, "error": null}})",
        R"({"response": {"state": 200, "error": null, "result": "text"}})",
        R"({"response": {"state": 200, "error": null, "result": [1]}})",
        R"({"response": {"state": "x", "error": null, "result": {}}})",
        R"({"response": {"state": 0, "error": null, "result": {}}} trailing)", "{\"response\": \"\xFF\"}",
        "<response><state>200</state>", R"({"response": {"state": 1e999, "result": {}}})"}) {
    EXPECT_EQ(fault(200, body).kind, Kind::malformed) << body;
  }
}

TEST(ElzhurEnvelope, DepthIsAllowedToItsLimitAndNoFurther) {
  EXPECT_TRUE(parse_answer_json(nested(k_answer_depth_max)).value);
  const ParsedAnswer deeper = parse_answer_json(nested(k_answer_depth_max + 1));
  EXPECT_FALSE(deeper.value);
  EXPECT_EQ(deeper.defect, AnswerDefect::too_large);
  EXPECT_EQ(parse_answer_json(std::string(1'000'000, '[')).defect, AnswerDefect::too_large);
  std::string xml;
  for (std::size_t i = 0; i <= k_answer_depth_max; ++i) xml += "<response>";
  EXPECT_FALSE(parse_answer_xml(xml).value);
}

TEST(ElzhurEnvelope, ManyValuesAreAllowedToTheirLimitAndNoFurther) {
  const auto list = [](std::size_t values) {
    std::string text = "[1";
    for (std::size_t i = 2; i < values; ++i) text += ",1";
    return text + "]";
  };
  EXPECT_TRUE(parse_answer_json(list(k_answer_values_max)).value);
  EXPECT_EQ(parse_answer_json(list(k_answer_values_max + 1)).defect, AnswerDefect::too_large);
  EXPECT_EQ(parse_answer_json(std::string(k_answer_bytes_max + 1, ' ')).defect, AnswerDefect::too_large);
}

TEST(ElzhurEnvelope, WhatTheServerSaysIsOneBoundedLine) {
  const std::string loud =
      R"({"response": {"state": 400, "error": ")" + std::string(5000, 'x') + R"(", "result": {}}})";
  EXPECT_LE(fault(400, loud).said.size(), k_said_bytes_max + 3);
  EXPECT_EQ(fault(400, R"({"response": {"state": 400, "error": "a\n\u001b[31m\tb", "result": {}}})").said,
            "a [31m b");
}

TEST(ElzhurEnvelope, XmlGivesTheSameAsJson) {
  const auto xml = read_envelope(200, R"(<?xml version="1.0" encoding="UTF-8"?>
<response><state>200</state><error></error><result>
  <student name="1001" title="Петров&#9; Олег&#9;">
    <day name="20260914" title="Понедельник">
      <item name="Алгебра" num="1" room="" teacher="Иванова   Анна Петровна" grp="01"/>
      <item name="Физика" num="2" topic="Сила"><homework value="§ 1"/></item>
    </day>
    <day name="20260915" alert="vacation"/>
  </student></result></response>)");
  ASSERT_TRUE(xml) << xml.error().reason;
  EXPECT_EQ(xml->format, "xml");
  const AnswerValue* students = xml->result.find("students");
  ASSERT_NE(students, nullptr);
  const AnswerValue* days = students->items.at(0).find("days");
  ASSERT_NE(days, nullptr);
  ASSERT_EQ(days->items.size(), 2U);
  const AnswerValue* items = days->items[0].find("items");
  ASSERT_EQ(items->items.size(), 2U);
  EXPECT_EQ(text_at(items->items[1], "topic"), "Сила");
  EXPECT_EQ(text_at(items->items[1].find("homework")->items.at(0), "value"), "§ 1");
}

TEST(ElzhurEnvelope, XmlWithADocumentTypeIsRefused) {
  const std::string bomb =
      R"(<?xml version="1.0"?><!DOCTYPE response [<!ENTITY a "aaaaaaaa">]><response>&a;</response>)";
  EXPECT_EQ(fault(200, bomb).kind, Kind::malformed);
}

}  // namespace
}  // namespace elzhur::connectors
