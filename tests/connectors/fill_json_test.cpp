#include "connectors/fill_json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/connectors/reading.hpp"

namespace elzhur::connectors {
namespace {

using journal::Field;
using tests::read_ok;
using tests::refusal;
using enum journal::FillState;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string with_lessons(std::string_view lessons) {
  return R"({"format": "elzhur-fill/1", "lessons": [)" + std::string(lessons) + "]}";
}

TEST(FillJson, EveryKeyIsRead) {
  const auto document = read_ok(R"({"format": "elzhur-fill/1", "made_at": "2019-01-31T05:34:00+03:00",
    "period": {"from": "2018-09-01", "to": "2018-09-30"}, "unknown": [1, {"a": null}],
    "lessons": [{"date": "2018-09-14", "number": 3, "class": "7А", "group": "1", "subject": "Алгебра",
      "teachers": ["Иванова Анна Петровна", "Петров О. Н."], "substitute": "Белова Т. С.",
      "topic": "Дроби", "topic_at": "2018-09-14T12:05:00+03:00", "homework": null, "marks": 0,
      "attendance": true, "attendance_at": "14.09.2018 12:00", "last_change": "2018-09-15 10:00"}]})");
  ASSERT_EQ(document.blocks.size(), 1U);
  const auto& block = document.blocks[0];
  EXPECT_EQ(block.scope, (journal::Scope{"7А", "1", "Алгебра"}));
  EXPECT_EQ(block.dates.last, journal::make_date(2018, 9, 30));
  EXPECT_EQ(block.fields.bits(), 0b1111);
  const auto& lesson = block.lessons.at(0);
  EXPECT_EQ(lesson.number, 3);
  EXPECT_EQ(lesson.teachers.size(), 2U);
  EXPECT_EQ(document.people.at(lesson.substitute.value()), "Белова Т. С.");
  EXPECT_EQ(lesson.field(Field::topic).state, filled);
  EXPECT_EQ(lesson.field(Field::topic).reported, tests::at("2018-09-14T09:05:00Z"));
  EXPECT_EQ(lesson.field(Field::homework).state, empty);
  EXPECT_EQ(lesson.field(Field::marks).state, empty);
  EXPECT_EQ(lesson.field(Field::attendance).state, filled);
  EXPECT_EQ(lesson.field(Field::attendance).reported, tests::at("2018-09-14T12:00:00+03:00"));
  EXPECT_EQ(lesson.last_change, tests::at("2018-09-15T10:00:00+03:00"));
  EXPECT_EQ(document.as_of.earliest, tests::at("2019-01-31T05:34:00+03:00"));
  EXPECT_EQ(document.format, "json");
}

TEST(FillJson, KeysThatAreNotThereAreNotCovered) {
  const auto document =
      read_ok(with_lessons(R"({"date": "2018-09-14", "class": "7А", "subject": "А", "topic": "."})"));
  EXPECT_EQ(document.blocks.at(0).fields.bits(), 0b0001);
  EXPECT_EQ(document.blocks.at(0).lessons.at(0).field(Field::topic).state, placeholder);
  EXPECT_TRUE(document.blocks.at(0).lessons.at(0).teachers.empty());
}

TEST(FillJson, StatesCanBeSaidOutright) {
  const auto document = read_ok(with_lessons(
      R"({"date": "2018-09-14", "class": "7А", "subject": "А", "topic": {"state": "filled"},
          "homework": {"state": "not_required"}, "marks": null, "attendance": {"state": "unknown"}})"));
  const auto& lesson = document.blocks.at(0).lessons.at(0);
  EXPECT_EQ(lesson.field(Field::topic).state, filled);
  EXPECT_EQ(lesson.field(Field::homework).state, not_required);
  EXPECT_EQ(lesson.field(Field::marks).state, unknown);
}

TEST(FillJson, SyntaxErrorsNameTheirPlaceAndQuoteNothing) {
  const std::string text = refusal("{\"format\": \"elzhur-fill/1\",\n \"lessons\": [Перепёлкина]}");
  EXPECT_TRUE(holds(text, "строка 2")) << text;
  EXPECT_FALSE(holds(text, "Перепёлкина")) << text;
}

TEST(FillJson, OtherJsonIsRefused) {
  EXPECT_TRUE(holds(refusal("{}"), "elzhur-fill/1"));
  EXPECT_TRUE(holds(refusal(R"({"format": "elzhur-fill/2"})"), "elzhur-fill/1"));
  EXPECT_TRUE(holds(refusal(R"({"format": "elzhur-fill/1"})"), "lessons"));
  EXPECT_TRUE(holds(refusal(with_lessons("")), "нет ни одного урока"));
  EXPECT_TRUE(holds(refusal(with_lessons("5")), "строка 1"));
}

TEST(FillJson, WrongValuesNameTheLessonAndTheKey) {
  const std::string good = R"({"date": "2018-09-14", "class": "7А", "subject": "А", "topic": "т"})";
  const std::string text = refusal(with_lessons(
      good +
      R"(, {"date": "2018-02-30", "class": "7А", "subject": "А"}, {"date": "2018-09-14", "class": [], "subject": 5},
      {"date": "2018-09-14", "class": "7А", "subject": "А", "topic": 5},
      {"date": "2018-09-14", "class": "7А", "subject": "А", "marks_at": "вчера"})"));
  for (const char* part :
       {"строка 2: date", "«2018-02-30»", "строка 3: class", "строка 4: topic", "строка 5: marks_at"}) {
    EXPECT_TRUE(holds(text, part)) << part << " / " << text;
  }
  EXPECT_FALSE(holds(text, "вчера"));
}

TEST(FillJson, DepthIsLimited) {
  const std::string six = "[[[[[[]]]]]]";
  EXPECT_TRUE(tests::read(R"({"format": "elzhur-fill/1", "x": [)" + six +
                          R"(], "lessons": [{"date": "2018-09-14", "class": "7А", "subject": "А"}]})"));
  EXPECT_TRUE(holds(refusal(R"({"x": [[)" + six + "]]}"), "вложенность"));
  EXPECT_TRUE(holds(refusal("{" + std::string(1'000'000, '[')), "вложенность"));
}

TEST(FillJson, SizeIsLimited) {
  EXPECT_TRUE(holds(refusal("{" + std::string(k_fill_json_bytes_max, ' ')), "больше"));
}

RC_GTEST_PROP(FillJson, NoTextOfBracketsIsTooStrange, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("{}[]\",:\\ 01ae\n")));
  RC_ASSERT(!tests::read("{" + text));
}

}  // namespace
}  // namespace elzhur::connectors
