#include "connectors/elzhur_documents.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "connectors/collector.hpp"
#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::ErrorKind;

/// The timetable's teachers, and whoever else the diary names: each may be the one who owes.
std::string all_teachers(const std::string& teachers, const std::string& other) {
  if (other.empty()) return teachers;
  const auto names = journal::split_people(teachers);
  const bool is_known = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return journal::fold(name) == journal::fold(other) ||
           journal::may_be_same_person(journal::parse_person_name(name), journal::parse_person_name(other));
  });
  if (is_known) return teachers;
  return teachers.empty() ? other : teachers + ", " + other;
}

}  // namespace

journal::Result<journal::Document> make_document(const Timetable& timetable, const DocumentParts& parts) {
  LessonCollector collector;
  const std::uint16_t sheet = collector.add_sheet({}, {});
  collector.set_period(sheet, parts.dates);
  std::string why;
  const auto refused = [&why] { return journal::failure(ErrorKind::bad_input, why); };
  for (std::size_t i = 0; i < timetable.lessons.size(); ++i) {
    const TimetableLesson& lesson = timetable.lessons[i];
    if (!parts.dates.contains(lesson.date) || (!parts.chosen.empty() && !parts.chosen[i])) continue;
    const auto scope =
        collector.scope(timetable.class_name, lesson.head.group, lesson.head.subject, false, why);
    if (!scope) return refused();
    collector.cover(*scope, parts.fields);
    LessonRow row;
    row.date = lesson.date;
    row.scope = *scope;
    row.sheet = sheet;
    row.row = static_cast<std::uint32_t>(i + 1);
    row.number = static_cast<std::int16_t>(lesson.head.number);
    const std::string other = parts.other_teachers.empty() ? std::string() : parts.other_teachers[i];
    const auto teachers = collector.teacher_list(all_teachers(lesson.head.teacher, other), why);
    if (!teachers) return refused();
    row.teachers = *teachers;
    if (!parts.states.empty()) {
      for (const journal::Field field : journal::k_all_fields) {
        if (parts.fields.has(field)) row.states[static_cast<std::size_t>(field)] = parts.states[i];
      }
    }
    if (!parts.replacements.empty()) {
      const auto substitute = collector.teacher_list(parts.replacements[i].teacher, why);
      if (!substitute) return refused();
      const auto& who = collector.people_of(*substitute);
      if (who.size() == 1) row.substitute = who.front();
      row.substituted_by_unknown = parts.replacements[i].is_unknown;
    }
    if (!collector.add(row)) {
      why = fmt::format("в ответе больше {} уроков", k_lessons_max);
      return refused();
    }
  }
  journal::Document document;
  document.rows = collector.lessons();
  Problems problems;
  document.blocks = collector.take_blocks(problems);
  if (problems.any()) return journal::failure(ErrorKind::bad_input, problems.text());
  document.people = collector.take_people();
  return document;
}

}  // namespace elzhur::connectors
