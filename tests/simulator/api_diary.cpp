// The diary of pupils: the only place of the API that shows topics.
#include <nlohmann/json.hpp>
#include <utility>

#include "tests/simulator/api_marks.hpp"
#include "tests/simulator/api_parts.hpp"
#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::days;

struct Diary {
  const Ask& ask;
  const Pupil& pupil;
  std::vector<const Pupil*> classmates;
  std::vector<Given> given;
};

/// Homework of the lesson's scope, shown on its day. Of two lessons on one day the first has it when the date
/// means "due"; when it means "assigned", each has its own.
void put_homework(const Diary& diary, const Lesson& lesson, bool is_first, Json& item) {
  for (const Given& piece : diary.given) {
    const bool own = diary.ask.homework_date == HomeworkDate::assigned
                         ? piece.lesson == &lesson
                         : is_first && piece.shown == lesson.date && piece.lesson->scope == lesson.scope;
    if (own) {
      item["homework"][std::to_string(piece.id)] = make_homework_entry(piece, true);
      if (Json files = make_files(piece); !files.is_null()) {
        item["files"] = std::move(files);
      }
    }
  }
}

Json make_item(const Diary& diary, const Lesson& lesson, bool is_first) {
  Json item = pupils_lesson(diary.ask, lesson);
  item["lesson_id"] = subject_id(lesson.scope);
  const Stroke topic = at(lesson.topic, diary.ask.at);
  const std::uint64_t chance = mix(static_cast<std::uint64_t>(lesson.date.time_since_epoch().count()),
                                   hash_text(lesson.scope.subject));
  // No topic is null, an empty text, or no key at all.
  if (!topic.text.empty()) {
    item["topic"] = topic.text;
  } else if (chance % 3 == 0) {
    item["topic"] = nullptr;
  } else if (chance % 3 == 1) {
    item["topic"] = "";
  }
  item["is_control"] = topic.text.find("онтрольная") != std::string::npos;
  put_homework(diary, lesson, is_first, item);
  item["resources"] = Json::array();
  if (const auto value = mark_of(diary.ask, diary.pupil, lesson, diary.classmates)) {
    Json mark = make_mark(lesson, *value);
    mark["color"] = "";
    mark["control_type"] = is_absence(*value) ? "" : "Работа на уроке";
    mark["control_type_short"] = is_absence(*value) ? "" : "УР";
    item["assessments"] = Json::array({std::move(mark)});
  }
  // Null, a text, or missing; and keys that nobody knew a year ago.
  if (chance % 5 < 3) {
    item["payload_id"] = chance % 5 == 0 ? Json("p-1") : Json(nullptr);
    item["payload_type"] = nullptr;
    item["payload_name"] = nullptr;
    item["payload_course_id"] = nullptr;
  }
  item["imitator_extra"] = {{"note", "незнакомое поле"}, {"version", 1}};
  return item;
}

Json make_diary_days(const Diary& diary, journal::DateRange range) {
  Json made = Json::object();
  const auto lessons = diary.ask.school.lessons_of(diary.pupil.class_name, range);
  auto next = lessons.begin();
  for (journal::Date date = range.first; date <= range.last; date += days(1)) {
    bool is_off = false;
    Json day = make_day(diary.ask, date, is_off);
    Json items = Json::object();
    std::vector<const Lesson*> before;
    for (; next != lessons.end() && (*next)->date == date; ++next) {
      const Lesson& lesson = **next;
      if (!lesson.is_listed(diary.ask.at) || !attends(diary.pupil, lesson)) {
        continue;
      }
      bool is_first = true;
      for (const Lesson* other : before) {
        is_first = is_first && other->scope != lesson.scope;
      }
      before.push_back(&lesson);
      items[std::to_string(lesson.number)] = make_item(diary, lesson, is_first);
    }
    if (!items.empty()) {
      day["items"] = std::move(items);
    } else if (!is_off || date.time_since_epoch().count() % 2 == 0) {
      day["items"] = Json::array();  // The empty map; on days off it may be missing too.
    }
    made[compact_date(date)] = std::move(day);
  }
  return made;
}

}  // namespace

Refused get_diary(const Ask& ask, Json& result) {
  journal::DateRange range;
  if (Refused refusal = read_days(ask, range)) {
    return refusal;
  }
  std::vector<const Pupil*> pupils;
  if (Refused refusal = read_pupils(ask, pupils)) {
    return refusal;
  }
  Json& students = result["students"] = Json::object();
  for (const Pupil* pupil : pupils) {
    const Diary diary{ask, *pupil, classmates_of(ask.school, *pupil),
                      homework_of(ask, pupil->class_name, range)};
    Json student = make_student(*pupil);
    student["parent_signed"] = false;
    student["days"] = make_diary_days(diary, range);
    students[std::to_string(pupil->id)] = std::move(student);
  }
  return {};
}

}  // namespace elzhur::simulator
