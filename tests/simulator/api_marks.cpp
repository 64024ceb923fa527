#include "tests/simulator/api_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t lesson_hash(const Ask& ask, const Lesson& lesson) {
  return mix(ask.school.options().seed, static_cast<std::uint64_t>(&lesson - ask.school.lessons().data()));
}

std::size_t count_in(const Stroke& stroke) {
  std::size_t count = 0;
  std::from_chars(stroke.text.data(), stroke.text.data() + stroke.text.size(), count);
  return count;
}

}  // namespace

bool is_absence(const std::string& value) {
  return value == "н" || value == "Н" || value == "оп" || value == "ОП";
}

int counted(const std::string& value) {
  return value.empty() || value.front() < '1' || value.front() > '5' ? 0 : value.front() - '0';
}

std::vector<const Pupil*> classmates_of(const School& school, const Pupil& pupil) {
  std::vector<const Pupil*> found;
  for (const Pupil& other : school.pupils()) {
    if (other.class_name == pupil.class_name) {
      found.push_back(&other);
    }
  }
  return found;
}

std::optional<std::string> mark_of(const Ask& ask, const Pupil& pupil, const Lesson& lesson,
                                   const std::vector<const Pupil*>& classmates) {
  const std::size_t marks = count_in(at(lesson.marks, ask.at));
  const std::size_t absent = count_in(at(lesson.attendance, ask.at));
  if (marks + absent == 0) {
    return std::nullopt;
  }
  // Everybody has a chance number in this lesson: the lowest were marked, the highest were not there.
  const std::uint64_t base = lesson_hash(ask, lesson);
  const auto rank_key = [&](const Pupil& one) { return mix(base, static_cast<std::uint64_t>(one.id)); };
  const std::uint64_t own = rank_key(pupil);
  std::size_t below = 0;
  std::size_t members = 0;
  for (const Pupil* other : classmates) {
    if (attends(*other, lesson)) {
      ++members;
      below += rank_key(*other) < own ? 1U : 0U;
    }
  }
  Random random(own);
  if (below + absent >= members) {
    constexpr std::array<const char*, 8> k_absences{"н", "н", "н", "н", "н", "Н", "оп", "ОП"};
    return random.pick(k_absences);
  }
  if (below < marks) {
    constexpr std::array<const char*, 16> k_marks{"5", "5", "5", "5", "4", "4",  "4",  "4",
                                                  "4", "3", "3", "3", "2", "5-", "4+", "54"};
    return random.pick(k_marks);
  }
  return std::nullopt;
}

Json make_mark(const Lesson& lesson, const std::string& value) {
  const bool absence = is_absence(value);
  const int number = counted(value);
  const auto chance = static_cast<std::uint64_t>(lesson.date.time_since_epoch().count() + lesson.number);
  Json mark{{"value", value},
            {"countas", absence ? Json(0) : loose(number, chance)},
            {"convert", number},
            {"count", !absence},
            {"color_hex", nullptr},
            {"date", journal::format_date(lesson.date)},
            {"nm", loose(1, chance + 1)},
            {"lesson_id", subject_id(lesson.scope)},
            {"comment", ""}};
  if (!absence) {
    mark["weight"] = loose(1, chance + 2);
    mark["weight_float"] = chance % 3 == 0 ? Json(1) : Json("1.00");
  }
  return mark;
}

Refused get_marks(const Ask& ask, Json& result) {
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
    const auto classmates = classmates_of(ask.school, *pupil);
    std::map<std::string, Json> by_subject;
    for (const Lesson* lesson : ask.school.lessons_of(pupil->class_name, range)) {
      if (!lesson->is_listed(ask.at) || !attends(*pupil, *lesson)) {
        continue;
      }
      Json& subject = by_subject[lesson->scope.subject];
      if (subject.is_null()) {
        subject = {{"name", lesson->scope.subject}, {"lesson_id", subject_id(lesson->scope)}};
        subject["marks"] = Json::array();
      }
      if (const auto value = mark_of(ask, *pupil, *lesson, classmates)) {
        Json mark = make_mark(*lesson, *value);
        mark["lesson_comment"] = nullptr;
        if (!is_absence(*value)) {
          mark["max_mark"] = nullptr;
          mark["mtype"] = {{"id", loose(3, hash_text(*value))}, {"type", "Работа на уроке"}, {"short", "УР"}};
        }
        subject["marks"].push_back(std::move(mark));
      }
    }
    Json student = make_student(*pupil);
    Json& lessons = student["lessons"] = Json::array();
    for (auto& [name, subject] : by_subject) {
      int sum = 0;
      int count = 0;
      for (const Json& mark : subject["marks"]) {
        const int number = counted(mark["value"].get<std::string>());
        sum += number;
        count += number > 0 ? 1 : 0;
      }
      const double average = count == 0 ? 0.0 : static_cast<double>(sum) / count;
      subject["average"] = count == 0 ? Json("") : Json(fmt::format("{:.2f}", average));
      subject["averageConvert"] = static_cast<int>(average + 0.5);
      subject["color_hex"] = nullptr;
      lessons.push_back(std::move(subject));
    }
    students[std::to_string(pupil->id)] = std::move(student);
  }
  return {};
}

Refused get_final_assessments(const Ask& ask, Json& result) {
  constexpr std::array<const char*, 4> k_terms{"I четверть", "II четверть", "III четверть", "IV четверть"};
  std::vector<const Pupil*> pupils;
  if (Refused refusal = read_pupils(ask, pupils)) {
    return refusal;
  }
  Json& students = result["students"] = Json::object();
  for (const Pupil* pupil : pupils) {
    Json student = make_student(*pupil);
    std::map<std::string, Json> by_subject;
    const auto& terms = ask.school.terms();
    for (std::size_t term = 0; term < terms.size() && terms[term].last < ask.today(); ++term) {
      for (const Lesson* lesson : ask.school.lessons_of(pupil->class_name, terms[term])) {
        Json& marks = by_subject[lesson->scope.subject];
        if (lesson->marks.empty() || !attends(*pupil, *lesson) || marks.size() > term) {
          continue;
        }
        Random random(mix(hash_text(lesson->scope.subject) + term, static_cast<std::uint64_t>(pupil->id)));
        const int value = random.between(3, 5);
        marks.push_back({{"period", k_terms.at(term)},
                         {"value", std::to_string(value)},
                         {"convert", value},
                         {"comment", ""},
                         {"color_hex", nullptr}});
      }
    }
    for (auto& [name, marks] : by_subject) {
      Json item{{"name", name}};
      if (!marks.empty()) {
        item["assessments"] = std::move(marks);
      }
      student["items"].push_back(std::move(item));
    }
    students[std::to_string(pupil->id)] = std::move(student);
  }
  return {};
}

}  // namespace elzhur::simulator
