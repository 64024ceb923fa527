// Who is who, periods, and the parts of the site that carry no lessons.
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "journal/lesson.hpp"
#include "tests/simulator/api_parts.hpp"
#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::days;

struct Name {
  std::string family;
  std::string given;
  std::string patronymic;
};

Name parts_of(const std::string& name) {
  Name parts;
  std::istringstream words(name);
  words >> parts.family >> parts.given >> parts.patronymic;
  return parts;
}

int grade(const std::string& class_name) { return journal::grade_of(class_name).value_or(1); }

Json student_relation(const Pupil& pupil, const char* relation) {
  const Name name = parts_of(pupil.name);
  return {{"rules",
           {"getassessments", "getdiary", "getfinalassessments", "gethomework", "getperiods", "getschedule"}},
          {"rel", relation},
          {"name", std::to_string(pupil.id)},
          {"title", written_name(pupil)},
          {"lastname", name.family},
          {"firstname", name.given},
          {"gender", name.family.ends_with("а") ? "female" : "male"},
          {"class", pupil.class_name},
          {"parallel", loose(grade(pupil.class_name), static_cast<std::uint64_t>(pupil.id))},
          {"city", "Энск"}};
}

Json group_relation(const Ask& ask, std::size_t class_index) {
  const std::string& class_name = ask.school.classes()[class_index];
  const Person& teacher = ask.school.teachers()[ask.school.homeroom()[class_index]];
  const Name name = parts_of(teacher.name);
  return {{"rules", {"getschedule", "gethomework", "getreplaces"}},
          {"rel", "class"},
          {"name", class_name},
          {"parallel", loose(grade(class_name), hash_text(class_name))},
          {"balls", 5},
          {"hometeacher_id", std::to_string(teacher.id)},
          {"hometeacher_name", written_name(teacher)},
          {"hometeacher_lastname", name.family},
          {"hometeacher_firstname", name.given},
          {"hometeacher_middlename", name.patronymic}};
}

/// The account that asks. What an administrator's answer holds is not in the record: ours.
void put_user(const Ask& ask, Json& result) {
  const bool family = ask.own != nullptr;
  const std::string full = family ? ask.own->name : ask.school.teachers().front().name;
  const int id = family ? ask.own->id + 5000 : ask.school.teachers().front().id;
  const Name name = parts_of(full);
  result.update({{"allowedAds", {"eljur_menu"}},
                 {"allowedSections", {"diary", "marks", "finalmarks", "schedule", "messages", "updates"}},
                 {"messageSignature", ""},
                 {"uploadFileUrl", "https://storage.invalid/storage/upload"},
                 {"supportPhone", ""},
                 {"supportEmail", ""},
                 {"supportHelpdesk", "https://help.invalid"},
                 {"name", std::to_string(id)},
                 {"id", std::to_string(id)},
                 {"vuid", "999#" + std::to_string(id)},
                 {"title", full},
                 {"vendor", ask.accounts.vendor},
                 {"vendor_id", 999},
                 {"lastname", name.family},
                 {"firstname", name.given},
                 {"middlename", name.patronymic},
                 {"email", "user@example.org"},
                 {"email_confirmed", true},
                 {"region", "Энская область"},
                 {"regionCode", "00"},
                 {"city", "Энск"},
                 {"rt_licey_school_end_date", false},
                 {"imitator_extra", nullptr}});
}

Json weeks_of(journal::DateRange term) {
  Json weeks = Json::array();
  journal::Date start = term.first;
  while (start <= term.last) {
    const auto left = days(7 - journal::weekday_of(start).iso_encoding());
    const journal::Date end = std::min(start + left, term.last);
    weeks.push_back({{"start", compact_date(start)},
                     {"end", compact_date(end)},
                     {"title", journal::format_date_ru(start).substr(0, 5) + " - " +
                                   journal::format_date_ru(end).substr(0, 5)}});
    start = end + days(1);
  }
  return weeks;
}

Json periods_of(const Ask& ask) {
  constexpr std::array<const char*, 4> k_names{"I четверть", "II четверть", "III четверть", "IV четверть"};
  Json periods = Json::array();
  for (std::size_t i = 0; i < ask.school.terms().size(); ++i) {
    const journal::DateRange term = ask.school.terms()[i];
    Json period{
        {"name", k_names.at(i)}, {"fullname", k_names.at(i)},         {"disabled", false},
        {"ambigious", nullptr},  {"start", compact_date(term.first)}, {"end", compact_date(term.last)}};
    if (ask.is_true("weeks")) {
      period["weeks"] = weeks_of(term);
    }
    periods.push_back(std::move(period));
  }
  periods.push_back({{"name", "Год"}, {"fullname", "Годовые"}, {"disabled", false}, {"ambigious", true}});
  return periods;
}

Json receiver(const std::string& id, const std::string& full, const std::string& info) {
  const Name name = parts_of(full);
  return {
      {"name", id},   {"lastname", name.family}, {"firstname", name.given}, {"middlename", name.patronymic},
      {"info", info}, {"search", full}};
}

}  // namespace

Refused get_rules(const Ask& ask, Json& result) {
  result["roles"] = {ask.own != nullptr ? "parent" : "teacher"};
  Json students = Json::object();
  Json groups = Json::object();
  if (ask.own != nullptr) {
    students[std::to_string(ask.own->id)] = student_relation(*ask.own, "child");
  } else {
    for (const Pupil& pupil : ask.school.pupils()) {
      students[std::to_string(pupil.id)] = student_relation(pupil, "pupil");
    }
    for (std::size_t i = 0; i < ask.school.classes().size(); ++i) {
      groups[ask.school.classes()[i]] = group_relation(ask, i);
    }
  }
  // The empty map is a list.
  Json& relations = result["relations"];
  relations["students"] = std::move(students);
  relations["groups"] = groups.empty() ? Json::array() : std::move(groups);
  relations["schools"] =
      Json::array({{{"number", ask.accounts.vendor},
                    {"title", "МБОУ СОШ № 999"},
                    {"title_full", "Муниципальное бюджетное общеобразовательное учреждение"},
                    {"inn", ""},
                    {"kpp", "000000000"}}});
  put_user(ask, result);
  return {};
}

Refused get_profile(const Ask& ask, Json& result) {
  std::vector<const Pupil*> pupils;
  if (Refused refusal = read_pupils(ask, pupils)) {
    return refusal;
  }
  const Pupil& pupil = *pupils.front();
  result["profileUserInfo"] = {{"username", pupil.name},
                               {"schoolName", "МБОУ СОШ № 999"},
                               {"parallel", std::to_string(grade(pupil.class_name))},
                               {"teacher", false},
                               {"email", "user@example.org"},
                               {"gender", pupil.name.find("а ") != std::string::npos ? "female" : "male"},
                               {"snils", ""},
                               {"marksForYears", Json::array()}};
  return {};
}

Refused get_periods(const Ask& ask, Json& result) {
  std::vector<const Pupil*> pupils;
  if (Refused refusal = read_pupils(ask, pupils)) {
    return refusal;
  }
  // A list with numbers for ids in /apiv3/, a map by id in /api/: both are clients' experience.
  Json& students = result["students"] = ask.plain_api ? Json::object() : Json::array();
  for (const Pupil* pupil : pupils) {
    Json student = make_student(*pupil);
    student["periods"] = periods_of(ask);
    if (ask.plain_api) {
      students[std::to_string(pupil->id)] = std::move(student);
    } else {
      student["name"] = pupil->id;
      students.push_back(std::move(student));
    }
  }
  return {};
}

Refused get_receivers(const Ask& ask, Json& result) {
  Json teachers = Json::array();
  for (const Person& teacher : ask.school.teachers()) {
    teachers.push_back(receiver(std::to_string(teacher.id), teacher.name, "учитель"));
  }
  Json homerooms = Json::array();
  for (std::size_t i = 0; i < ask.school.classes().size(); ++i) {
    const Person& teacher = ask.school.teachers()[ask.school.homeroom()[i]];
    const std::string& class_name = ask.school.classes()[i];
    homerooms.push_back(
        {{"key", "classruks_" + class_name},
         {"name", class_name},
         {"users", Json::array({receiver(std::to_string(teacher.id), teacher.name, class_name)})}});
  }
  result["groups"] = Json::array(
      {{{"key", "teachers"}, {"name", "Учителя"}, {"users", std::move(teachers)}},
       {{"key", "classruks"}, {"name", "Классные руководители"}, {"subgroups", std::move(homerooms)}}});
  return {};
}

Refused get_messages(const Ask& /*ask*/, Json& result) {
  result = {{"total", "0"}, {"count", 0}, {"messages", Json::array()}};
  return {};
}

Refused get_notices(const Ask& /*ask*/, Json& result) {
  result = {{"total", 0}, {"count", 0}, {"total_unread", "0"}, {"notices", Json::array()}};
  return {};
}

Refused get_updates(const Ask& ask, Json& result) {
  std::vector<const Pupil*> pupils;
  if (Refused refusal = read_pupils(ask, pupils)) {
    return refusal;
  }
  Json& students = result["students"] = Json::object();
  for (const Pupil* pupil : pupils) {
    Json student = make_student(*pupil);
    student["updates"] = {{"latest", Json::array()}, {"old", Json::array()}};
    students[std::to_string(pupil->id)] = std::move(student);
  }
  return {};
}

}  // namespace elzhur::simulator
