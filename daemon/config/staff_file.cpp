// The staff file: people, and what must be true of them together. Its problems never quote a name.
#include <map>

#include <fmt/format.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/schema.hpp"
#include "daemon/config/shape.hpp"
#include "journal/names.hpp"

namespace elzhur::config {

namespace {

/// Whose name or spelling a text already is.
struct Owner {
  std::size_t person = 0;
  Place place{};
};

AbsenceReason reason_of(std::string_view text) {
  for (const AbsenceReason reason : {AbsenceReason::absent, AbsenceReason::leave, AbsenceReason::trip,
                                     AbsenceReason::training, AbsenceReason::event}) {
    if (absence_reason_name(reason) == text) return reason;
  }
  return AbsenceReason::absent;
}

std::vector<Absence> read_absences(const Section& person, Problems& problems) {
  std::vector<Absence> absences;
  for (const Section& entry : person.sections("absences")) {
    const auto from = entry.date("from");
    const auto to = entry.date("to");
    if (!from || !to) continue;
    if (*to < *from) {
      problems.error(entry.place("to"), "'to' lies before 'from'");
      continue;
    }
    absences.push_back({{*from, *to}, reason_of(entry.text("reason"))});
  }
  return absences;
}

class Names {
 public:
  explicit Names(Problems& problems) : problems_(problems) {}

  /// Two people under one text could not be told apart, and one would answer for the other.
  void claim(const std::string& text, std::size_t person, Place place, bool is_name) {
    const journal::PersonName parts = journal::parse_person_name(text);
    const std::string key = parts.initials ? journal::fold(text) : journal::person_key(parts);
    const auto [entry, is_new] = owners_.try_emplace(key, Owner{person, place});
    if (is_new) return;
    const Owner& first = entry->second;
    if (first.person != person) {
      problems_.error(place,
                      fmt::format("this {} is another person's too; the first is in line {}, column {}",
                                  is_name ? "name" : "spelling", first.place.line, first.place.column));
    }
  }

 private:
  Problems& problems_;
  std::map<std::string, Owner> owners_;
};

}  // namespace

std::string_view absence_reason_name(AbsenceReason reason) {
  switch (reason) {
    case AbsenceReason::absent:
      return "absent";
    case AbsenceReason::leave:
      return "leave";
    case AbsenceReason::trip:
      return "trip";
    case AbsenceReason::training:
      return "training";
    case AbsenceReason::event:
      return "event";
  }
  return {};
}

std::string_view absence_reason_text(AbsenceReason reason) {
  switch (reason) {
    case AbsenceReason::absent:
      return "отсутствие по уважительной причине";
    case AbsenceReason::leave:
      return "отпуск";
    case AbsenceReason::trip:
      return "командировка";
    case AbsenceReason::training:
      return "повышение квалификации";
    case AbsenceReason::event:
      return "мероприятие школы";
  }
  return {};
}

std::vector<StaffPerson> read_staff(std::string_view text, Problems& problems) {
  std::vector<StaffPerson> people;
  const auto root = parse_yaml(text);
  if (!root) {
    problems.error({root.error().line, root.error().column}, root.error().text);
    return people;
  }
  check_shape(*root, staff_table(), root->place, problems);
  Names names(problems);
  for (const Section& entry : Section(&*root, staff_table(), root->place).sections("people")) {
    if (people.size() == k_people_max) break;  // Reported by the check of the shape.
    StaffPerson person;
    person.name = entry.text("name");
    person.spellings = entry.texts("spellings");
    person.post = entry.text("post");
    person.email = entry.text("email");
    person.absences = read_absences(entry, problems);
    if (!person.name.empty()) {
      const journal::PersonName parts = journal::parse_person_name(person.name);
      if (parts.initials || parts.given.empty()) {
        problems.error(entry.place("name"),
                       "'name' must be a full name: family name, given name, patronymic; initials go "
                       "to 'spellings'");
      }
      names.claim(person.name, people.size(), entry.place("name"), true);
    }
    for (const std::string& spelling : person.spellings) {
      names.claim(spelling, people.size(), entry.place("spellings"), false);
    }
    people.push_back(std::move(person));
  }
  return people;
}

}  // namespace elzhur::config
