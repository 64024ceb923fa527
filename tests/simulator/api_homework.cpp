// Homework, by class and by pupil.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "tests/simulator/api_parts.hpp"
#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::days;

// The longest holidays of a year, and a subject of one lesson a week, lie within it.
constexpr days k_reach(45);

/// As an editor leaves it: a paragraph, a link, a line break, mostly nothing.
std::string with_markup(const std::string& text, std::uint64_t chance) {
  const std::size_t link = text.find("https://");
  switch (mix(chance) % 10) {
    case 0:
    case 1:
      return "<p>" + text + "</p>";
    case 2:
      return "<p style=\"margin:0\">" + text + "<br></p>";
    case 3:
    case 4:
      if (link != std::string::npos) {
        return text.substr(0, link) + "<a href=\"" + text.substr(link) + "\">" + text.substr(link) + "</a>";
      }
      return text;
    case 5:
      return " " + text + "  ";
    default:
      return text;
  }
}

/// By lesson: the next day after it on which its scope has one that is listed. Where none comes any more, the
/// next school day (ours).
std::map<const Lesson*, journal::Date> due_days(const Ask& ask, const std::vector<const Lesson*>& lessons) {
  std::map<const Lesson*, journal::Date> due;
  struct Next {
    journal::Date day{};    ///< Of the lesson seen last, going back.
    journal::Date after{};  ///< Of the first one on a later day than that.
  };
  std::map<std::pair<std::string_view, std::string_view>, Next> next;
  for (auto place = lessons.rbegin(); place != lessons.rend(); ++place) {
    const Lesson& lesson = **place;
    if (!lesson.is_listed(ask.at)) {
      continue;
    }
    const auto [found, is_last] = next.try_emplace({lesson.scope.subject, lesson.scope.group});
    Next& seen = found->second;
    if (is_last) {
      const auto& all = ask.school.school_days();
      const auto later = std::ranges::upper_bound(all, lesson.date);
      seen = {lesson.date, later == all.end() ? lesson.date + days(1) : *later};
    } else if (seen.day != lesson.date) {
      seen = {lesson.date, seen.day};
    }
    due[&lesson] = seen.after;
  }
  return due;
}

/// One entry for a day, subject and group: pieces from several lessons lie in it side by side.
template <typename Add>
void for_each_item(const std::vector<Given>& given, journal::Date date, Add add) {
  for (const Given& piece : given) {
    if (piece.shown == date) {
      add(piece);
    }
  }
}

Json class_items(const std::vector<Given>& given, journal::Date date) {
  Json items = Json::array();
  for_each_item(given, date, [&](const Given& piece) {
    const journal::Scope& scope = piece.lesson->scope;
    const auto same = std::ranges::find_if(items, [&](const Json& item) {
      return item["name"] == scope.subject && item.value("grp", "") == scope.group;
    });
    if (same != items.end()) {
      (*same)["homework"][std::to_string(piece.id)] = make_homework_entry(piece, false);
      return;
    }
    Json item{{"name", scope.subject}};
    if (!scope.group.empty()) {
      item["grp"] = scope.group;
    }
    item["individual_exists"] = false;
    item["homework"] = {{std::to_string(piece.id), make_homework_entry(piece, false)}};
    if (Json files = make_files(piece); !files.is_null()) {
      item["files"] = std::move(files);
    }
    items.push_back(std::move(item));
  });
  return items;
}

Json pupils_items(const Pupil& pupil, const std::vector<Given>& given, journal::Date date) {
  Json items = Json::object();
  for_each_item(given, date, [&](const Given& piece) {
    if (!attends(pupil, *piece.lesson)) {
      return;
    }
    Json& item = items[piece.lesson->scope.subject];
    item["name"] = piece.lesson->scope.subject;
    item["homework"][std::to_string(piece.id)] = make_homework_entry(piece, true);
    if (Json files = make_files(piece); !files.is_null()) {
      item["files"] = std::move(files);
    }
  });
  return items.empty() ? Json::array() : items;
}

template <typename Items>
Json make_days(const Ask& ask, journal::DateRange range, Items items) {
  Json made = Json::object();
  for (journal::Date date = range.first; date <= range.last; date += days(1)) {
    bool is_off = false;
    Json day = make_day(ask, date, is_off);
    Json found = items(date);
    if (!is_off || !found.empty()) {
      day["items"] = std::move(found);
    }
    made[compact_date(date)] = std::move(day);
  }
  return made;
}

}  // namespace

std::vector<Given> homework_of(const Ask& ask, const std::string& class_name, journal::DateRange range) {
  const bool is_due = ask.homework_date == HomeworkDate::due;
  const std::vector<const Lesson*> lessons =
      is_due ? ask.school.lessons_of(class_name, {range.first - k_reach, range.last + k_reach})
             : ask.school.lessons_of(class_name, range);
  const auto due = is_due ? due_days(ask, lessons) : std::map<const Lesson*, journal::Date>{};
  std::vector<Given> given;
  for (const Lesson* lesson : lessons) {
    if (!lesson->is_listed(ask.at)) {
      continue;
    }
    const journal::Date shown = is_due ? due.at(lesson) : lesson->date;
    const Stroke stroke = at(lesson->homework, ask.at);
    if (!range.contains(shown) || stroke.text.empty()) {
      continue;
    }
    const long long id = 900'000 + (lesson - ask.school.lessons().data());
    given.push_back({lesson, shown, id, with_markup(stroke.text, static_cast<std::uint64_t>(id))});
  }
  std::ranges::stable_sort(given, {}, &Given::shown);
  return given;
}

Json make_homework_entry(const Given& given, bool of_pupil) {
  Json entry{{"id", given.id}, {"value", given.text}};
  if (of_pupil) {
    entry["individual"] = false;
  }
  return entry;
}

Json make_files(const Given& given) {
  const Json file{{"toid", given.id},
                  {"filename", "list-" + std::to_string(given.id) + ".pdf"},
                  {"link", "https://storage.invalid/f/" + std::to_string(given.id)}};
  switch (mix(static_cast<std::uint64_t>(given.id) + 1) % 12) {
    case 0:
      return Json::array({file});
    case 1:
      return {{"file", Json::array({file})}};
    case 2:
      return {{std::to_string(given.id),
               {{"id", given.id}, {"filename", file["filename"]}, {"link", file["link"]}}}};
    case 3:
      return Json::array();
    default:
      return nullptr;
  }
}

Refused get_homework(const Ask& ask, Json& result) {
  journal::DateRange range;
  if (Refused refusal = read_days(ask, range)) {
    return refusal;
  }
  if (const std::string class_name = ask.parameter("class"); !class_name.empty()) {
    if (!has_class(ask.school, class_name)) {
      return unknown_class();
    }
    if (ask.own != nullptr && ask.own->class_name != class_name) {
      return Refusal{403, "нет доступа к этому классу (имитатор)"};
    }
    const std::vector<Given> given = homework_of(ask, class_name, range);
    result["days"] = make_days(ask, range, [&](journal::Date date) { return class_items(given, date); });
    return {};
  }
  std::vector<const Pupil*> pupils;
  if (Refused refusal = read_pupils(ask, pupils)) {
    return refusal;
  }
  Json& students = result["students"] = Json::object();
  for (const Pupil* pupil : pupils) {
    const std::vector<Given> given = homework_of(ask, pupil->class_name, range);
    Json student = make_student(*pupil);
    student["days"] =
        make_days(ask, range, [&](journal::Date date) { return pupils_items(*pupil, given, date); });
    students[std::to_string(pupil->id)] = std::move(student);
  }
  return {};
}

}  // namespace elzhur::simulator
