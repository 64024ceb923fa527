#include "tests/simulator/api_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::days;

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// "20260914", "2026.09.14".
std::optional<journal::Date> parse_day(std::string_view text) {
  if (text.size() == 8) {
    return journal::parse_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
  }
  std::string dashed(text);
  std::ranges::replace(dashed, '.', '-');
  return text.find('-') == std::string_view::npos ? journal::parse_date(dashed) : std::nullopt;
}

/// Real exports have «Иванова   Анна Петровна» and «Петров<TAB>Олег<TAB>».
std::string with_odd_spaces(const std::string& name, int id, bool tabs) {
  const std::size_t space = name.find(' ');
  if (space == std::string::npos || id % 7 != 3) {
    return name;
  }
  std::string odd = name;
  odd.replace(space, 1, tabs ? "\t" : "   ");
  return tabs ? odd + "\t" : odd;
}

}  // namespace

std::string Ask::parameter(std::string_view name) const {
  const auto found = request.parameters.find(std::string(name));
  return found == request.parameters.end() ? "" : found->second;
}

bool Ask::is_true(std::string_view name) const {
  std::string value = parameter(name);
  std::ranges::transform(value, value.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return value == "true" || value == "yes" || value == "__yes" || value == "1";
}

Refused read_days(const Ask& ask, journal::DateRange& range) {
  const std::string text = ask.parameter("days");
  if (text.empty()) {
    const journal::Date monday = ask.today() - days(journal::weekday_of(ask.today()).iso_encoding() - 1);
    range = {monday, monday + days(6)};
    return {};
  }
  const std::size_t dash = text.find('-');
  const auto first = parse_day(std::string_view(text).substr(0, dash));
  const auto last = dash == std::string::npos ? first : parse_day(std::string_view(text).substr(dash + 1));
  if (!first || !last || *last < *first || *last - *first >= days(k_days_max)) {
    return Refusal{400, "неверно указан параметр days (имитатор)"};
  }
  range = {*first, *last};
  return {};
}

Refused read_pupils(const Ask& ask, std::vector<const Pupil*>& pupils) {
  std::string text;
  for (const std::string_view name : {"student", "students", "id"}) {
    text = text.empty() ? ask.parameter(name) : text;
  }
  if (text.empty() && ask.own != nullptr) {
    pupils.push_back(ask.own);
    return {};
  }
  std::string_view rest = text;
  while (true) {
    const std::size_t comma = rest.find(',');
    const auto id = whole_number(rest.substr(0, comma));
    const auto& all = ask.school.pupils();
    const auto found = id ? std::ranges::lower_bound(all, *id, {}, &Pupil::id) : all.end();
    if (found == all.end() || found->id != *id || pupils.size() == k_students_max) {
      return Refusal{400, "неверно указан параметр student (имитатор)"};
    }
    if (ask.own != nullptr && ask.own != &*found) {
      return Refusal{403, "нет доступа к этому ученику (имитатор)"};
    }
    pupils.push_back(&*found);
    if (comma == std::string_view::npos) {
      return {};
    }
    rest.remove_prefix(comma + 1);
  }
}

Refused unknown_class() { return Refusal{400, "класс не найден (имитатор)"}; }

bool has_class(const School& school, std::string_view class_name) {
  return std::ranges::find(school.classes(), class_name) != school.classes().end();
}

std::string compact_date(journal::Date date) {
  std::string text = journal::format_date(date);
  std::erase(text, '-');
  return text;
}

std::string clock_time(const Ask& ask, journal::Instant instant) {
  const journal::LocalTime local = ask.school.zone().to_local(instant);
  const auto seconds = (local - std::chrono::floor<days>(local)).count();
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string written_name(const Person& person) {
  return with_odd_spaces(person.name, person.id, person.id % 2 == 0);
}

std::string written_name(const Pupil& pupil) { return with_odd_spaces(pupil.name, pupil.id, true); }

Json loose(long long number, std::uint64_t chance) {
  return mix(chance) % 2 == 0 ? Json(number) : Json(std::to_string(number));
}

Json make_day(const Ask& ask, journal::Date date, bool& is_off) {
  constexpr std::array<const char*, 7> k_titles{"Понедельник", "Вторник", "Среда",      "Четверг",
                                                "Пятница",     "Суббота", "Воскресенье"};
  Json day{{"name", compact_date(date)},
           {"title", k_titles.at(journal::weekday_of(date).iso_encoding() - 1)}};
  is_off = !ask.school.is_school_day(date);
  if (!is_off) {
    if (date == ask.today()) {
      day["alert"] = "today";
    }
    return day;
  }
  day["alert"] = "vacation";
  std::string name = "Выходной";
  for (const DaysOff& off : ask.school.days_off()) {
    name = off.dates.contains(date) ? off.name : name;
  }
  // The text was seen under two names, and missing.
  const std::uint64_t kind = mix(static_cast<std::uint64_t>(date.time_since_epoch().count())) % 4;
  if (kind < 2) {
    day["holiday_name"] = name;
  } else if (kind == 2) {
    day["message"] = name;
  }
  return day;
}

Json make_student(const Pupil& pupil) {
  return {{"name", std::to_string(pupil.id)}, {"title", written_name(pupil)}};
}

bool attends(const Pupil& pupil, const Lesson& lesson) {
  if (lesson.scope.group.empty()) {
    return true;
  }
  const auto group = pupil.groups.find(lesson.scope.subject);
  return group != pupil.groups.end() && group->second == lesson.scope.group;
}

std::string subject_id(const journal::Scope& scope) {
  return std::to_string(hash_text(scope.class_name + "/" + scope.subject + "/" + scope.group) % 90'000 +
                        10'000);
}

Json pupils_lesson(const Ask& ask, const Lesson& lesson) {
  Json item{{"name", lesson.scope.subject},
            {"num", std::to_string(lesson.number)},
            {"room", lesson.room},
            {"teacher", written_name(ask.school.teachers()[lesson.teacher])},
            {"sort", lesson.number * 10}};
  if (!lesson.scope.group.empty()) {
    item["grp_short"] = "0" + lesson.scope.group;
    item["grp"] = "0" + lesson.scope.group;
  }
  if (ask.is_true("rings")) {
    item["starttime"] = clock_time(ask, lesson.starts);
    item["endtime"] = clock_time(ask, lesson.ends);
  }
  return item;
}

}  // namespace elzhur::simulator
