// Timetables and substitutions.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "journal/lesson.hpp"
#include "tests/simulator/api_parts.hpp"
#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::days;

/// A chess club for each grade, on Wednesdays: lessons outside the timetable, which nobody's duty follows.
Json clubs(const Ask& ask, int grade, journal::Date date) {
  Json entries = Json::array();
  if (journal::weekday_of(date) == std::chrono::Wednesday) {
    const auto& teachers = ask.school.teachers();
    entries.push_back({{"name", "Шахматы"},
                       {"grp", "Шахматы-" + std::to_string(grade)},
                       {"grp_short", "01"},
                       {"starttime", "16:00:00"},
                       {"endtime", "16:40:00"},
                       {"topic", ""},
                       {"teacher", written_name(teachers[static_cast<std::size_t>(grade) % teachers.size()])},
                       {"homework", Json::array()},
                       {"sort", 0}});
  }
  return entries;
}

Json class_lesson(const Ask& ask, const Lesson& lesson) {
  const Person& teacher = ask.school.teachers()[lesson.teacher];
  Json item{{"name", lesson.scope.subject}, {"num", std::to_string(lesson.number)},
            {"room", lesson.room},          {"teacher", written_name(teacher)},
            {"teacher_id", teacher.id},     {"sort", std::to_string(lesson.number * 10)}};
  if (!lesson.scope.group.empty()) {
    item["grp"] = lesson.scope.group;
    item["grp_short"] = lesson.scope.group;
  }
  if (ask.is_true("rings")) {
    item["starttime"] = clock_time(ask, lesson.starts);
    item["endtime"] = clock_time(ask, lesson.ends);
  }
  return item;
}

/// Every date of the range, week-ends too. `fill(day, date, lessons)` gives a day with lessons its items.
template <typename Fill>
Json make_days(const Ask& ask, const std::string& class_name, journal::DateRange range, Fill fill) {
  const std::vector<const Lesson*> lessons = ask.school.lessons_of(class_name, range);
  auto next = lessons.begin();
  Json made = Json::object();
  for (journal::Date date = range.first; date <= range.last; date += days(1)) {
    std::vector<const Lesson*> listed;
    for (; next != lessons.end() && (*next)->date == date; ++next) {
      if ((*next)->is_listed(ask.at)) {
        listed.push_back(*next);
      }
    }
    bool is_off = false;
    Json day = make_day(ask, date, is_off);
    if (!is_off) {
      fill(day, date, listed);
    } else if (date.time_since_epoch().count() % 3 == 0) {
      day["items"] = Json::array();  // Days off mostly have none.
    }
    made[compact_date(date)] = std::move(day);
  }
  return made;
}

Refused of_parallel(const Ask& ask, int grade, journal::DateRange range, Json& result) {
  Json& made = result["days"] = Json::object();
  for (journal::Date date = range.first; date <= range.last; date += days(1)) {
    bool is_off = false;
    Json day = make_day(ask, date, is_off);
    if (!is_off) {
      day["items"] = Json::array();
      day["items_extday"] = clubs(ask, grade, date);
    }
    made[compact_date(date)] = std::move(day);
  }
  return {};
}

Refused of_class(const Ask& ask, const std::string& class_name, journal::DateRange range, Json& result) {
  if (!has_class(ask.school, class_name)) {
    // A bare number asks for the extra lessons of a parallel.
    const auto grade = journal::grade_of(class_name);
    const bool bare = grade && class_name == std::to_string(*grade);
    return bare ? of_parallel(ask, *grade, range, result) : unknown_class();
  }
  result["days"] =
      make_days(ask, class_name, range,
                [&](Json& day, journal::Date /*date*/, const std::vector<const Lesson*>& lessons) {
                  Json& items = day["items"] = Json::array();
                  for (const Lesson* lesson : lessons) {
                    items.push_back(class_lesson(ask, *lesson));
                  }
                });
  return {};
}

/// A family sees its own pupil's class alone. (Ours.)
bool is_foreign_class(const Ask& ask, const std::string& class_name) {
  return ask.own != nullptr && ask.own->class_name != class_name;
}

}  // namespace

Refused get_schedule(const Ask& ask, Json& result) {
  journal::DateRange range;
  if (Refused refusal = read_days(ask, range)) {
    return refusal;
  }
  // The class takes priority over the pupil.
  if (const std::string class_name = ask.parameter("class"); !class_name.empty()) {
    if (is_foreign_class(ask, class_name)) {
      return Refusal{403, "нет доступа к этому классу (имитатор)"};
    }
    return of_class(ask, class_name, range, result);
  }
  std::vector<const Pupil*> pupils;
  if (Refused refusal = read_pupils(ask, pupils)) {
    return refusal;
  }
  Json& students = result["students"] = Json::object();
  for (const Pupil* pupil : pupils) {
    Json student = make_student(*pupil);
    student["days"] =
        make_days(ask, pupil->class_name, range,
                  [&](Json& day, journal::Date date, const std::vector<const Lesson*>& lessons) {
                    Json items = Json::object();
                    for (const Lesson* lesson : lessons) {
                      if (attends(*pupil, *lesson)) {
                        items[std::to_string(lesson->number)] = pupils_lesson(ask, *lesson);
                      }
                    }
                    // An empty map is a list there.
                    day["items"] = items.empty() ? Json::array() : std::move(items);
                    const Json extra = clubs(ask, journal::grade_of(pupil->class_name).value_or(1), date);
                    if (!extra.empty() && pupil->id % 4 == 0) {
                      day["items_extday"] = extra;
                    }
                  });
    students[std::to_string(pupil->id)] = std::move(student);
  }
  return {};
}

Refused get_replaces(const Ask& ask, Json& result) {
  journal::DateRange range;
  if (ask.parameter("days").empty()) {
    range = {ask.today(), ask.today()};
  } else if (Refused refusal = read_days(ask, range)) {
    return refusal;
  }
  const std::string class_name = ask.parameter("class");
  if (!has_class(ask.school, class_name)) {
    return unknown_class();
  }
  if (is_foreign_class(ask, class_name)) {
    return Refusal{403, "нет доступа к этому классу (имитатор)"};
  }
  // Only these fields are in the record: no group, and no date even for a range. Whether there are more,
  // nobody outside knows.
  Json& replace = result["replace"] = Json::array();
  for (const Lesson* lesson : ask.school.lessons_of(class_name, range)) {
    if (lesson->substitution && lesson->substitution->announced <= ask.at && lesson->is_listed(ask.at)) {
      replace.push_back({{"num", std::to_string(lesson->number)},
                         {"name", lesson->scope.subject},
                         {"room", lesson->room},
                         {"teacher", written_name(ask.school.teachers()[lesson->substitution->teacher])}});
    }
  }
  return {};
}

}  // namespace elzhur::simulator
