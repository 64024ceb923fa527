// Homework, topics and marks: what the API shows against what was typed.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>

#include "tests/simulator/api_asking.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using journal::Date;
using journal::Instant;

const std::string k_month = "20260914-20261011";
const journal::DateRange k_days{journal::make_date(2026, 9, 14), journal::make_date(2026, 10, 11)};
constexpr const char* k_instants[] = {"2026-09-14T10:00:00+03:00", "2026-09-16T20:00:00+03:00",
                                      "2026-10-01T23:58:00+03:00", "2026-12-01T00:00:00+03:00"};

std::string compact(Date date) {
  std::string text = journal::format_date(date);
  std::erase(text, '-');
  return text;
}

/// Without what an editor adds.
std::string stripped(const std::string& html) {
  std::string text;
  bool inside = false;
  for (const char c : html) {
    inside = inside || c == '<';
    if (!inside) {
      text += c;
    }
    inside = inside && c != '>';
  }
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool sees(const Pupil& pupil, const Lesson& lesson) {
  return lesson.scope.group.empty() || pupil.groups.at(lesson.scope.subject) == lesson.scope.group;
}

const Pupil& some_pupil(const std::string& class_name, std::size_t nth) {
  for (const Pupil& pupil : api_school().pupils()) {
    if (pupil.class_name == class_name && nth-- == 0) {
      return pupil;
    }
  }
  return api_school().pupils().front();
}

using Pieces = std::multiset<std::tuple<std::string, std::string, std::string, std::string>>;

Pieces shown_by_class(const Json& days) {
  Pieces pieces;
  for (const auto& [key, day] : days.items()) {
    for (const Json& item : day.value("items", Json::array())) {
      for (const auto& [id, entry] : item["homework"].items()) {
        EXPECT_EQ(id, std::to_string(entry["id"].get<int>()));
        pieces.emplace(key, item["name"], item.value("grp", ""), stripped(entry["value"]));
      }
    }
  }
  return pieces;
}

TEST(ApiFill, AssignedHomeworkLiesOnTheDayOfItsLesson) {
  for (const char* at_text : k_instants) {
    const Instant instant = *journal::parse_instant(at_text);
    for (const std::string class_name : {"2Б", "7А", "10А"}) {
      Pieces wanted;
      for (const Lesson* lesson : api_school().lessons_of(class_name, k_days)) {
        if (const Stroke stroke = at(lesson->homework, instant); !stroke.text.empty()) {
          wanted.emplace(compact(lesson->date), lesson->scope.subject, lesson->scope.group, stroke.text);
        }
      }
      const Json result = Asking(at_text).result("gethomework", {{"class", class_name}, {"days", k_month}});
      EXPECT_EQ(shown_by_class(result["days"]), wanted) << class_name << ' ' << at_text;
    }
  }
}

TEST(ApiFill, DueHomeworkLiesOnTheNextDayThatHasSuchALesson) {
  for (const char* at_text : k_instants) {
    const Instant instant = *journal::parse_instant(at_text);
    const journal::DateRange all{journal::make_date(2026, 9, 1), journal::make_date(2027, 5, 26)};
    const auto lessons = api_school().lessons_of("7А", all);
    Pieces wanted;
    for (const Lesson* lesson : lessons) {
      const Stroke stroke = at(lesson->homework, instant);
      const auto next = std::ranges::find_if(lessons, [&](const Lesson* other) {
        return other->date > lesson->date && other->scope == lesson->scope && other->is_listed(instant);
      });
      if (!stroke.text.empty() && next != lessons.end() && k_days.contains((*next)->date)) {
        wanted.emplace(compact((*next)->date), lesson->scope.subject, lesson->scope.group, stroke.text);
      }
    }
    const Json result =
        Asking(at_text, HomeworkDate::due).result("gethomework", {{"class", "7А"}, {"days", k_month}});
    EXPECT_EQ(shown_by_class(result["days"]), wanted) << at_text;
  }
}

TEST(ApiFill, DueHomeworkOfTheLastLessonIsNotLost) {
  const Json result = Asking("2027-07-01T00:00:00+03:00", HomeworkDate::due)
                          .result("gethomework", {{"class", "7А"}, {"days", "20270527-20270531"}});
  const auto pieces = shown_by_class(result["days"]);
  const auto lessons =
      api_school().lessons_of("7А", {journal::make_date(2027, 5, 26), journal::make_date(2027, 5, 26)});
  const auto filled = std::ranges::count_if(
      lessons, [](const Lesson* lesson) { return !at(lesson->homework, Instant::max()).text.empty(); });
  EXPECT_EQ(static_cast<std::ptrdiff_t>(pieces.size()), filled);
}

TEST(ApiFill, APupilsHomeworkIsKeyedBySubjectAndOfItsGroups) {
  const Instant instant = *journal::parse_instant(k_evening);
  const Pupil& pupil = some_pupil("7А", 3);
  const Json days =
      Asking().result("gethomework", {{"student", std::to_string(pupil.id)},
                                      {"days", k_month}})["students"][std::to_string(pupil.id)]["days"];
  std::set<std::tuple<std::string, std::string, std::string>> wanted;
  std::set<std::tuple<std::string, std::string, std::string>> shown;
  for (const Lesson* lesson : api_school().lessons_of("7А", k_days)) {
    if (const Stroke stroke = at(lesson->homework, instant); !stroke.text.empty() && sees(pupil, *lesson)) {
      wanted.emplace(compact(lesson->date), lesson->scope.subject, stroke.text);
    }
  }
  std::set<std::string> kinds;
  for (const auto& [key, day] : days.items()) {
    if (day.contains("items")) {
      kinds.insert(day["items"].type_name());
      for (const auto& [subject, item] : day["items"].items()) {
        EXPECT_EQ(item["name"], subject);
        for (const Json& entry : item["homework"]) {
          shown.emplace(key, subject, stripped(entry["value"]));
        }
      }
    }
  }
  EXPECT_EQ(shown, wanted);
  EXPECT_EQ(kinds, (std::set<std::string>{"array", "object"})) << "the empty map is a list";
}

TEST(ApiFill, HomeworkHasMarkupAndFilesInAllTheirShapes) {
  std::set<std::string> shapes;
  bool paragraph = false;
  bool link = false;
  for (const std::string& class_name : api_school().classes()) {
    const Json days = Asking("2026-11-01T00:00:00+03:00")
                          .result("gethomework", {{"class", class_name}, {"days", k_month}})["days"];
    for (const Json& day : days) {
      for (const Json& item : day.value("items", Json::array())) {
        const Json files = item.value("files", Json());
        shapes.insert(files.is_null()          ? "absent"
                      : files.is_array()       ? (files.empty() ? "empty" : "list")
                      : files.contains("file") ? "file"
                                               : "map");
        for (const Json& entry : item["homework"]) {
          const std::string value = entry["value"];
          paragraph = paragraph || value.starts_with("<p");
          link = link || value.find("<a href=\"https://") != std::string::npos;
        }
      }
    }
  }
  EXPECT_EQ(shapes.size(), 5U);
  EXPECT_TRUE(paragraph);
  EXPECT_TRUE(link);
}

TEST(ApiFill, TheDiaryShowsTheTopicsOfThePupilsOwnLessons) {
  for (const char* at_text : k_instants) {
    const Instant instant = *journal::parse_instant(at_text);
    for (const std::size_t nth : {0U, 20U}) {
      const Pupil& pupil = some_pupil("7А", nth);
      const std::string id = std::to_string(pupil.id);
      const Json days =
          Asking(at_text).result("getdiary", {{"student", id}, {"days", k_month}})["students"][id]["days"];
      std::size_t shown = 0;
      std::size_t wanted = 0;
      for (const auto& [key, day] : days.items()) {
        shown += day.value("items", Json::array()).size();
      }
      for (const Lesson* lesson : api_school().lessons_of("7А", k_days)) {
        if (!sees(pupil, *lesson) || !lesson->is_listed(instant)) {
          continue;
        }
        ++wanted;
        const Json item =
            days.at(compact(lesson->date))["items"].value(std::to_string(lesson->number), Json());
        ASSERT_TRUE(item.is_object());
        EXPECT_EQ(item["name"], lesson->scope.subject);
        EXPECT_EQ(item.value("grp", ""), lesson->scope.group.empty() ? "" : "0" + lesson->scope.group);
        const Json topic = item.value("topic", Json());
        EXPECT_EQ(topic.is_null() ? "" : topic.get<std::string>(), at(lesson->topic, instant).text);
        const Stroke homework = at(lesson->homework, instant);
        EXPECT_EQ(item.contains("homework"), !homework.text.empty());
      }
      EXPECT_EQ(shown, wanted) << "no lesson of another group, at " << at_text;
    }
  }
}

TEST(ApiFill, DueHomeworkInTheDiaryIsThatOfTheClass) {
  const Asking asking("2026-11-01T00:00:00+03:00", HomeworkDate::due);
  const Pupil& pupil = some_pupil("7А", 0);
  const std::string id = std::to_string(pupil.id);
  const Json by_subject = asking.result("gethomework", {{"student", id}, {"days", k_month}});
  const Json diary = asking.result("getdiary", {{"student", id}, {"days", k_month}});
  std::set<std::string> expected;
  std::set<std::string> shown;
  for (const Json& day : by_subject["students"][id]["days"]) {
    for (const Json& item : day.value("items", Json::array())) {
      for (const auto& [piece, entry] : item["homework"].items()) {
        expected.insert(piece);
      }
    }
  }
  for (const Json& day : diary["students"][id]["days"]) {
    for (const Json& item : day.value("items", Json::array())) {
      const Json homework = item.value("homework", Json::object());
      for (const auto& [piece, entry] : homework.items()) {
        EXPECT_TRUE(shown.insert(piece).second) << "once";
      }
    }
  }
  EXPECT_EQ(shown, expected);
}

TEST(ApiFill, NoTopicIsMissingNullOrAnEmptyTextAndUnknownKeysAppear) {
  std::set<std::string> kinds;
  bool assessed = false;
  bool extra = false;
  const std::string id = std::to_string(some_pupil("7А", 0).id);
  const Json students =
      Asking("2026-09-14T07:00:00+03:00")
          .result("newgetdiary", {{"students", id}, {"days", "20260901-20261011"}})["students"];
  for (const Json& day : students[id]["days"]) {
    for (const Json& item : day.value("items", Json::array())) {
      kinds.insert(!item.contains("topic")   ? "missing"
                   : item["topic"].is_null() ? "null"
                   : item["topic"] == ""     ? "empty"
                                             : "text");
      assessed = assessed || item.contains("assessments");
      extra = extra || item.contains("imitator_extra");
    }
  }
  EXPECT_EQ(kinds.size(), 4U);
  EXPECT_TRUE(assessed);
  EXPECT_TRUE(extra);
}

TEST(ApiFill, MarksAndAbsencesOfAllPupilsAddUpToWhatWasTyped) {
  const Instant instant = *journal::parse_instant("2026-09-25T23:00:00+03:00");
  const journal::DateRange range{journal::make_date(2026, 9, 14), journal::make_date(2026, 9, 18)};
  std::map<std::string, std::pair<int, int>> seen;  // by date and number of a whole class's lesson
  for (const Pupil& pupil : api_school().pupils()) {
    if (pupil.class_name != "9А") {
      continue;
    }
    const std::string id = std::to_string(pupil.id);
    const Json days = Asking(instant).result(
        "getdiary", {{"id", id}, {"days", "20260914-20260918"}})["students"][id]["days"];
    for (const auto& [key, day] : days.items()) {
      for (const Json& item : day.value("items", Json::array())) {
        for (const Json& mark : item.value("assessments", Json::array())) {
          auto& [marks, absent] = seen[key + "/" + item["num"].get<std::string>() + item.value("grp", "")];
          (mark["count"] == true ? marks : absent) += 1;
          EXPECT_EQ(mark["date"].get<std::string>().size(), 10U);
        }
      }
    }
  }
  int checked = 0;
  for (const Lesson* lesson : api_school().lessons_of("9А", range)) {
    if (!lesson->scope.group.empty() || !lesson->is_listed(instant)) {
      continue;
    }
    const auto& [marks, absent] = seen[compact(lesson->date) + "/" + std::to_string(lesson->number)];
    EXPECT_EQ(std::to_string(marks),
              at(lesson->marks, instant).text.empty() ? "0" : at(lesson->marks, instant).text);
    EXPECT_EQ(std::to_string(absent),
              at(lesson->attendance, instant).text.empty() ? "0" : at(lesson->attendance, instant).text);
    ++checked;
  }
  EXPECT_GT(checked, 20);
}

TEST(ApiFill, MarksOfAPupilAreThoseOfItsDiary) {
  const std::string id = std::to_string(some_pupil("9А", 5).id);
  const Asking asking("2026-11-01T00:00:00+03:00");
  std::multiset<std::string> by_subject;
  std::multiset<std::string> by_day;
  const Json lessons =
      asking.result("getmarks", {{"student", id}, {"days", k_month}})["students"][id]["lessons"];
  const Json days = asking.result("getdiary", {{"student", id}, {"days", k_month}})["students"][id]["days"];
  for (const Json& lesson : lessons) {
    for (const Json& mark : lesson["marks"]) {
      by_subject.insert(lesson["name"].get<std::string>() + mark["date"].get<std::string>() +
                        mark["value"].get<std::string>());
    }
  }
  for (const Json& day : days) {
    for (const Json& item : day.value("items", Json::array())) {
      for (const Json& mark : item.value("assessments", Json::array())) {
        by_day.insert(item["name"].get<std::string>() + mark["date"].get<std::string>() +
                      mark["value"].get<std::string>());
      }
    }
  }
  EXPECT_FALSE(by_day.empty());
  EXPECT_EQ(by_subject, by_day);
}

}  // namespace
}  // namespace elzhur::simulator
