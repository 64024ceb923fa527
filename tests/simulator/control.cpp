#include "tests/simulator/control.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "journal/names.hpp"
#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using journal::ErrorKind;
using journal::failure;
using journal::Field;
using journal::FillState;
using journal::Instant;
using journal::Result;

Json instant_json(Instant instant) {
  return instant == Instant::max() ? Json() : Json(journal::format_instant(instant));
}

Json field_json(const Strokes& strokes, Instant now) {
  Json all = Json::array();
  Json first_filled;
  for (const Stroke& stroke : strokes) {
    if (first_filled.is_null() && stroke.state != FillState::empty) first_filled = instant_json(stroke.at);
    all.push_back({{"at", instant_json(stroke.at)},
                   {"state", journal::fill_state_name(stroke.state)},
                   {"text", stroke.text}});
  }
  return {{"state", journal::fill_state_name(at(strokes, now).state)},
          {"first_filled_at", std::move(first_filled)},
          {"strokes", std::move(all)}};
}

Json lesson_json(const School& school, const Lesson& lesson, Instant now) {
  const Person& teacher = school.teachers().at(lesson.teacher);
  const Person& owner = school.teachers().at(lesson.owner());
  Json fields = Json::object();
  for (const Field field : journal::k_all_fields) {
    fields[std::string(journal::field_name(field))] = field_json(lesson.strokes(field), now);
  }
  return {{"class", lesson.scope.class_name},
          {"group", lesson.scope.group},
          {"subject", lesson.scope.subject},
          {"date", journal::format_date(lesson.date)},
          {"number", lesson.number},
          {"teacher", teacher.name},
          {"owner", owner.name},
          {"owner_id", owner.id},
          {"substitution_announced_at",
           lesson.substitution ? instant_json(lesson.substitution->announced) : Json()},
          {"starts_at", instant_json(lesson.starts)},
          {"ends_at", instant_json(lesson.ends)},
          {"listed_from", instant_json(lesson.listed_from)},
          {"listed_until", instant_json(lesson.listed_until)},
          {"fields", std::move(fields)}};
}

std::string parameter(const SiteRequest& request, const char* name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? std::string() : found->second;
}

}  // namespace

void RequestCounts::count(Counts& counts, std::string_view name) {
  constexpr std::size_t k_name_bytes_max = 64;
  const auto found = counts.find(std::string(name));
  if (found != counts.end()) {
    ++found->second;
  } else if (counts.size() < k_counted_names_max && name.size() <= k_name_bytes_max) {
    counts.emplace(name, 1);
  } else {
    ++counts["other"];
  }
}

void RequestCounts::add(std::string_view method, int status) {
  ++total_;
  count(methods_, method);
  count(statuses_, fmt::format("{}", status));
}

void RequestCounts::add_fault(std::string_view kind) { count(faults_, kind); }

std::string RequestCounts::render() const {
  return Json{{"total", total_}, {"methods", methods_}, {"statuses", statuses_}, {"faults", faults_}}.dump();
}

Result<std::string> render_truth(const School& school, const SiteRequest& request, Instant now) {
  journal::DateRange days{journal::Date::min(), journal::Date::max()};
  if (const std::string asked = parameter(request, "days"); !asked.empty()) {
    const auto parsed = parse_days(asked);
    if (!parsed) return failure(ErrorKind::bad_input, "days: yyyymmdd-yyyymmdd is expected");
    days = *parsed;
  }
  const std::string class_name = parameter(request, "class");
  Json lessons = Json::array();
  for (const Lesson& lesson : school.lessons()) {
    if (!days.contains(lesson.date)) continue;
    if (!class_name.empty() &&
        journal::fold_class(class_name) != journal::fold_class(lesson.scope.class_name)) {
      continue;
    }
    if (lessons.size() >= k_truth_lessons_max) {
      return failure(ErrorKind::bad_input,
                     fmt::format("more than {} lessons: ask for a class or fewer days", k_truth_lessons_max));
    }
    lessons.push_back(lesson_json(school, lesson, now));
  }
  return Json{{"at", instant_json(now)}, {"lessons", std::move(lessons)}}.dump();
}

std::string render_school(const School& school, const Accounts& accounts) {
  Json teachers = Json::array();
  for (const Person& teacher : school.teachers()) {
    teachers.push_back({{"id", teacher.id}, {"name", teacher.name}});
  }
  // The first pupil of each group; whoever has no groups sees what the whole class does.
  std::map<std::string, int> pupils;
  for (const Pupil& pupil : school.pupils()) {
    pupils.try_emplace(pupil.class_name, pupil.id);
    for (const auto& [subject, group] : pupil.groups) {
      pupils.try_emplace(fmt::format("{}/{}/{}", pupil.class_name, subject, group), pupil.id);
    }
  }
  const auto& days = school.school_days();
  Json json{{"seed", school.options().seed},
            {"time_zone", school.zone().name()},
            {"first_day", days.empty() ? Json() : Json(journal::format_date(days.front()))},
            {"last_day", days.empty() ? Json() : Json(journal::format_date(days.back()))},
            {"classes", school.classes()},
            {"teachers", std::move(teachers)},
            {"pupils", pupils},
            {"lessons", school.lessons().size()},
            {"accounts",
             {{"vendor", accounts.vendor},
              {"devkey", accounts.devkey},
              {"login", accounts.login},
              {"password", accounts.password},
              {"token", accounts.token},
              {"web_login", accounts.web_login},
              {"web_password", accounts.web_password}}}};
  return json.dump();
}

}  // namespace elzhur::simulator
