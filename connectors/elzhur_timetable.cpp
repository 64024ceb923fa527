#include "connectors/elzhur_timetable.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "connectors/cell_text.hpp"
#include "connectors/scope_text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::Date;
using journal::DateRange;

tl::unexpected<NotUnderstood> not_understood(std::string text) {
  return tl::make_unexpected(std::move(text));
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What an entry is called: its `name`, or else its key in the map around it.
std::string_view name_of(const AnswerValue& entry, std::string_view key) {
  const std::string_view name = trim_blank(text_at(entry, "name"));
  return name.empty() ? key : name;
}

/// «01» and «1» are one group.
std::string plain_group(std::string_view text, std::string_view class_name) {
  std::string group = read_group(text, class_name);
  if (!is_digits(group)) return group;
  const std::size_t first = group.find_first_not_of('0');
  return first == std::string::npos ? std::string() : group.substr(first);
}

/// The pupil that was asked for, of an answer by pupils.
tl::expected<const AnswerValue*, NotUnderstood> find_pupil(const AnswerValue& students,
                                                           std::string_view pupil) {
  for (std::size_t i = 0; i < students.items.size(); ++i) {
    if (name_of(students.items[i], students.key(i)) == pupil || students.key(i) == pupil) {
      return &students.items[i];
    }
  }
  return not_understood("ответ не о том ученике, о котором спрошено");
}

bool contains_class(const std::set<std::string>& seen, const std::string& name) {
  return seen.find(journal::fold_class(name)) != seen.end();
}

}  // namespace

std::string format_ymd(Date date) {
  std::string text = journal::format_date(date);
  text.erase(std::remove(text.begin(), text.end(), '-'), text.end());
  return text;
}

std::optional<Date> parse_ymd(std::string_view text) {
  constexpr std::size_t k_digits = 8;
  std::string digits;
  for (const char c : text.substr(0, k_digits + 3)) {
    if (c != '-' && c != '.') digits += c;
  }
  if (text.size() > k_digits + 2 || digits.size() != k_digits || !is_digits(digits)) return std::nullopt;
  return journal::parse_date(
      fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2)));
}

tl::expected<std::vector<SchoolClass>, NotUnderstood> read_classes(const AnswerValue& result) {
  const AnswerValue* relations = result.find("relations");
  if (relations == nullptr) {
    // XML has no element around them that anybody has recorded.
    relations = &result;
  }
  const AnswerValue* groups = relations->find("groups");
  if (groups == nullptr || !groups->is_container()) return not_understood("в ответе нет списка классов");
  if (groups->items.size() > k_classes_max) {
    return not_understood(fmt::format("в ответе больше {} классов", k_classes_max));
  }
  std::vector<SchoolClass> classes;
  std::set<std::string> seen;
  std::map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < groups->items.size(); ++i) {
    const std::string name = journal::normalise_text(name_of(groups->items[i], groups->key(i)));
    if (name.empty() || contains_class(seen, name)) continue;
    seen.insert(journal::fold_class(name));
    by_name.emplace(journal::fold_class(name), classes.size());
    classes.push_back({name, {}});
  }
  const AnswerValue* students = relations->find("students");
  if (students == nullptr || !students->is_container()) return classes;
  if (students->items.size() > k_pupils_max) {
    return not_understood(fmt::format("в ответе больше {} учеников", k_pupils_max));
  }
  for (std::size_t i = 0; i < students->items.size(); ++i) {
    const AnswerValue& student = students->items[i];
    const std::string_view id = name_of(student, students->key(i));
    const auto at = by_name.find(journal::fold_class(text_at(student, "class")));
    if (at != by_name.end() && !id.empty()) classes[at->second].pupils.emplace_back(id);
  }
  return classes;
}

tl::expected<std::vector<AnswerDay>, NotUnderstood> read_days(const AnswerValue& result, DateRange asked,
                                                              std::string_view pupil) {
  const AnswerValue* owner = &result;
  if (const AnswerValue* students = result.find("students"); students != nullptr && !pupil.empty()) {
    if (students->is_nothing()) return std::vector<AnswerDay>{};
    const auto found = find_pupil(*students, pupil);
    if (!found) return tl::make_unexpected(found.error());
    owner = *found;
  } else if (!pupil.empty() && !result.is_nothing()) {
    return not_understood("в ответе нет учеников");
  }
  const AnswerValue* days = owner->find("days");
  if (days == nullptr) {
    if (owner->is_nothing() || !pupil.empty()) return std::vector<AnswerDay>{};
    return not_understood("в ответе нет дней");
  }
  if (!days->is_container() && days->kind != AnswerValue::Kind::null) {
    return not_understood("дни в ответе не поняты");
  }
  std::vector<AnswerDay> list;
  for (std::size_t i = 0; i < days->items.size(); ++i) {
    const auto date = parse_ymd(name_of(days->items[i], days->key(i)));
    if (!date) return not_understood("в ответе день без даты");
    if (!asked.contains(*date)) {
      return not_understood(fmt::format("в ответе день {}, о котором не спрашивали: ответ не на этот вопрос",
                                        journal::format_date_ru(*date)));
    }
    list.push_back({*date, &days->items[i]});
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const AnswerDay& a, const AnswerDay& b) { return a.date < b.date; });
  return list;
}

std::vector<AnswerItem> items_of(const AnswerValue& day) {
  std::vector<AnswerItem> items;
  const AnswerValue* list = day.find("items");
  if (list == nullptr || !list->is_container()) return items;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    if (list->items[i].kind == AnswerValue::Kind::map) items.emplace_back(list->key(i), &list->items[i]);
  }
  return items;
}

ItemHead read_head(const AnswerItem& item, std::string_view class_name) {
  const auto& [key, value] = item;
  ItemHead head;
  const std::string_view number = text_at(*value, "num");
  head.number = parse_lesson_number(number.empty() && is_digits(key) ? key : number).value_or(-1);
  // Homework by pupil is keyed by subjects.
  const std::string_view subject = text_at(*value, "name");
  head.subject = journal::normalise_text(subject.empty() && !is_digits(key) ? key : subject);
  head.group = plain_group(text_at(*value, "grp"), class_name);
  head.teacher = journal::normalise_text(text_at(*value, "teacher"));
  head.subject_key = journal::fold(head.subject);
  head.group_key = journal::fold(head.group);
  return head;
}

tl::expected<Timetable, NotUnderstood> read_timetable(const AnswerValue& result, std::string_view class_name,
                                                      DateRange asked, std::string_view pupil) {
  const auto days = read_days(result, asked, pupil);
  if (!days) return tl::make_unexpected(days.error());
  Timetable timetable;
  timetable.class_name = class_name;
  if (!days->empty()) timetable.days = {days->front().date, days->back().date};
  std::map<std::tuple<Date, int, std::string, std::string>, std::size_t> known;
  for (const AnswerDay& day : *days) {
    for (const AnswerItem& item : items_of(*day.day)) {
      TimetableLesson lesson{day.date, read_head(item, class_name)};
      if (lesson.head.subject.empty()) continue;  // A window between lessons.
      const ItemHead& head = lesson.head;
      if (head.number >= 0) {
        const auto [first, is_new] = known.try_emplace(
            {day.date, head.number, head.subject_key, head.group_key}, timetable.lessons.size());
        if (!is_new) {
          std::string& teachers = timetable.lessons[first->second].head.teacher;
          if (!head.teacher.empty()) teachers += (teachers.empty() ? "" : ", ") + head.teacher;
          continue;
        }
      }
      timetable.lessons.push_back(std::move(lesson));
    }
  }
  return timetable;
}

}  // namespace elzhur::connectors
