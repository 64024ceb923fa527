#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>

#include "journal/names.hpp"
#include "tests/simulator/api_asking.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using journal::Date;
using journal::Instant;

const std::string k_week = "20260914-20260920";
const journal::DateRange k_days{journal::make_date(2026, 9, 14), journal::make_date(2026, 9, 20)};

std::string compact(Date date) {
  std::string text = journal::format_date(date);
  std::erase(text, '-');
  return text;
}

/// A pupil of the class in group `group` of English.
const Pupil& pupil_in(const std::string& class_name, const std::string& group) {
  return *std::ranges::find_if(api_school().pupils(), [&](const Pupil& pupil) {
    return pupil.class_name == class_name && pupil.groups.at("Англ. яз.") == group;
  });
}

TEST(ApiLessons, AClassHasListsWhoseGroupsShareANumber) {
  const Json days =
      Asking().result("getschedule", {{"class", "7А"}, {"days", k_week}, {"rings", "__yes"}})["days"];
  ASSERT_EQ(days.size(), 7U);
  std::map<std::string, std::set<std::string>> groups;
  for (const auto& [key, day] : days.items()) {
    for (const Json& item : day.value("items", Json::array())) {
      EXPECT_TRUE(item["num"].is_string());
      EXPECT_TRUE(item["sort"].is_string());
      EXPECT_TRUE(item["teacher_id"].is_number());
      EXPECT_EQ(item["starttime"].get<std::string>().size(), 8U);
      if (item.contains("grp")) {
        groups[key + "/" + item["num"].get<std::string>()].insert(item["grp"]);
      }
    }
  }
  ASSERT_FALSE(groups.empty());
  for (const auto& [place, both] : groups) {
    EXPECT_EQ(both, (std::set<std::string>{"1", "2"})) << place;
  }
  EXPECT_EQ(days["20260916"]["alert"], "today");
  EXPECT_EQ(days["20260920"]["alert"], "vacation");
}

TEST(ApiLessons, APupilHasMapsOfItsOwnGroupsUnderLongerNames) {
  const Pupil& first = pupil_in("7А", "1");
  const Pupil& second = pupil_in("7А", "2");
  const Json students =
      Asking().result("getschedule", {{"student", std::to_string(first.id) + "," + std::to_string(second.id)},
                                      {"days", k_week}})["students"];
  ASSERT_EQ(students.size(), 2U);
  for (const Pupil* pupil : {&first, &second}) {
    int divided = 0;
    for (const auto& [key, day] : students[std::to_string(pupil->id)]["days"].items()) {
      if (!day.contains("items") || day["items"].is_array()) {
        continue;
      }
      for (const auto& [number, item] : day["items"].items()) {
        EXPECT_EQ(item["num"], number);
        EXPECT_TRUE(item["sort"].is_number());
        EXPECT_FALSE(item.contains("teacher_id"));
        EXPECT_FALSE(item.contains("starttime"));
        if (item.contains("grp")) {
          ++divided;
          EXPECT_EQ(item["grp"], "0" + pupil->groups.at(item["name"]));
        }
      }
    }
    EXPECT_GT(divided, 2);
  }
}

TEST(ApiLessons, TheClassTakesPriorityOverThePupil) {
  EXPECT_TRUE(Asking().result("getschedule", {{"class", "7А"}, {"student", "1001"}}).contains("days"));
}

TEST(ApiLessons, AllSpellingsOfDaysAndBooleansAreUnderstood) {
  const Asking asking;
  const Json wanted = asking.result("getschedule", {{"class", "7А"}, {"days", k_week}, {"rings", "true"}});
  for (const char* rings : {"True", "yes", "__yes", "1", "YES"}) {
    EXPECT_EQ(
        asking.result("getschedule", {{"class", "7А"}, {"days", "2026.09.14-2026.09.20"}, {"rings", rings}}),
        wanted)
        << rings;
  }
  EXPECT_EQ(asking.result("getschedule", {{"class", "7А"}, {"rings", "1"}}), wanted) << "the week of today";
  for (const char* rings : {"", "0", "no", "false"}) {
    EXPECT_NE(asking.result("getschedule", {{"class", "7А"}, {"rings", rings}}), wanted) << rings;
  }
  EXPECT_EQ(asking.result("getschedule", {{"class", "7А"}, {"days", "20260914"}})["days"].size(), 1U);
}

TEST(ApiLessons, DaysOffComeWithAndWithoutATextAndMostlyWithoutItems) {
  const Json days = Asking().result("getschedule", {{"class", "7А"}, {"days", "20261001-20270131"}})["days"];
  std::map<std::string, int> shapes;
  std::set<std::string> texts;
  for (const auto& [key, day] : days.items()) {
    if (day.value("alert", "") != "vacation") {
      continue;
    }
    const char* text = day.contains("holiday_name") ? "holiday_name"
                       : day.contains("message")    ? "message"
                                                    : "none";
    shapes[text] += 1;
    shapes[day.contains("items") ? "items" : "no items"] += 1;
    texts.insert(day.value(text, ""));
  }
  EXPECT_EQ(shapes.size(), 5U);
  EXPECT_GT(shapes["no items"], shapes["items"]);
  EXPECT_EQ(texts, (std::set<std::string>{"", "Выходной", "Осенние каникулы", "День народного единства",
                                          "Зимние каникулы"}));
}

TEST(ApiLessons, ABareParallelHasOnlyClubs) {
  const Json days = Asking().result("getschedule", {{"class", "10"}, {"days", "20260916"}})["days"];
  EXPECT_TRUE(days["20260916"]["items"].empty());
  EXPECT_EQ(days["20260916"]["items_extday"][0]["name"], "Шахматы");
}

TEST(ApiLessons, TeachersNamesHaveOddSpaces) {
  std::set<std::string> names;
  for (const std::string& class_name : api_school().classes()) {
    const Json days = Asking().result("getschedule", {{"class", class_name}, {"days", "20260914"}})["days"];
    for (const Json& day : days) {
      for (const Json& item : day["items"]) {
        names.insert(item["teacher"]);
      }
    }
  }
  const auto has = [&](const char* text) {
    return std::ranges::any_of(names, [&](const auto& name) { return name.find(text) != std::string::npos; });
  };
  EXPECT_TRUE(has("\t"));
  EXPECT_TRUE(has("   "));
}

TEST(ApiLessons, TheTimetableIsTheTruthOfItsInstant) {
  for (const char* at :
       {"2026-09-01T06:00:00+03:00", "2026-09-16T20:00:00+03:00", "2026-12-25T12:00:00+03:00"}) {
    const Instant instant = *journal::parse_instant(at);
    for (const std::string class_name : {"1А", "7А", "11Б"}) {
      std::multiset<std::tuple<std::string, std::string, std::string, std::string, std::string>> wanted;
      std::multiset<std::tuple<std::string, std::string, std::string, std::string, std::string>> shown;
      const journal::DateRange range{journal::make_date(2026, 9, 1), journal::make_date(2027, 5, 26)};
      for (const Lesson* lesson : api_school().lessons_of(class_name, range)) {
        if (lesson->is_listed(instant)) {
          wanted.emplace(compact(lesson->date), std::to_string(lesson->number), lesson->scope.subject,
                         lesson->scope.group, api_school().teachers()[lesson->teacher].name);
        }
      }
      const Json days =
          Asking(at).result("getschedule", {{"class", class_name}, {"days", "20260901-20270526"}})["days"];
      for (const auto& [key, day] : days.items()) {
        for (const Json& item : day.value("items", Json::array())) {
          shown.emplace(key, item["num"], item["name"], item.value("grp", ""),
                        journal::normalise_text(item["teacher"].get<std::string>()));
        }
      }
      EXPECT_EQ(shown, wanted) << class_name << ' ' << at;
    }
  }
}

TEST(ApiLessons, AMovedLessonChangesItsPlaceWhenItIsAnnounced) {
  const auto& lessons = api_school().lessons();
  const auto moved = std::ranges::find_if(
      lessons, [](const Lesson& lesson) { return lesson.listed_until != Instant::max(); });
  ASSERT_NE(moved, lessons.end());
  const auto shows = [&](Instant at) {
    const Json days = Asking(at).result(
        "getschedule", {{"class", moved->scope.class_name}, {"days", compact(moved->date)}})["days"];
    return std::ranges::any_of(days[compact(moved->date)]["items"], [&](const Json& item) {
      return item["num"] == std::to_string(moved->number) && item["name"] == moved->scope.subject;
    });
  };
  EXPECT_TRUE(shows(moved->listed_until - std::chrono::seconds(1)));
  EXPECT_FALSE(shows(moved->listed_until));
}

TEST(ApiLessons, SubstitutionsAreShownFromTheirAnnouncementAndARangeHasNoDates) {
  const auto& lessons = api_school().lessons();
  const auto lesson =
      std::ranges::find_if(lessons, [](const Lesson& one) { return one.substitution.has_value(); });
  ASSERT_NE(lesson, lessons.end());
  const auto shown = [&](Instant at, const std::string& days) {
    return Asking(at).result("getreplaces", {{"class", lesson->scope.class_name}, {"days", days}})["replace"];
  };
  const auto has = [&](const Json& replaces) {
    return std::ranges::any_of(replaces, [&](const Json& entry) {
      EXPECT_EQ(entry.size(), 4U);
      return entry["num"] == std::to_string(lesson->number) && entry["name"] == lesson->scope.subject &&
             journal::normalise_text(entry["teacher"].get<std::string>()) ==
                 api_school().teachers()[lesson->owner()].name;
    });
  };
  const Instant announced = lesson->substitution->announced;
  EXPECT_FALSE(has(shown(announced - std::chrono::seconds(1), compact(lesson->date))));
  EXPECT_TRUE(has(shown(announced, compact(lesson->date))));
  EXPECT_TRUE(
      has(shown(announced, compact(lesson->date - std::chrono::days(3)) + "-" + compact(lesson->date))));
  EXPECT_TRUE(
      Asking("2026-09-01T06:00:00+03:00").result("getreplaces", {{"class", "7А"}})["replace"].is_array());
}

}  // namespace
}  // namespace elzhur::simulator
