// getdiary and getreplaces; gethomework is in elzhur_homework.cpp.
#include "connectors/elzhur_entries.hpp"

#include <algorithm>
#include <optional>

#include "connectors/elzhur_text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::Date;
using journal::FillState;

/// Indices of the lessons of one day.
struct DayLessons {
  std::size_t first = 0;
  std::size_t end = 0;
};

DayLessons lessons_on(const Timetable& timetable, Date date) {
  const auto& all = timetable.lessons;
  const auto from = std::lower_bound(all.begin(), all.end(), date,
                                     [](const TimetableLesson& l, Date d) { return l.date < d; });
  const auto to =
      std::upper_bound(from, all.end(), date, [](Date d, const TimetableLesson& l) { return d < l.date; });
  return {static_cast<std::size_t>(from - all.begin()), static_cast<std::size_t>(to - all.begin())};
}

bool is_same_teacher(std::string_view a, std::string_view b) {
  const auto names = journal::split_people(b);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return journal::may_be_same_person(journal::parse_person_name(a), journal::parse_person_name(name));
  });
}

/// The only lesson of the day that the predicate likes; nothing when there is none, or more.
template <typename Likes>
std::optional<std::size_t> only_one(const Timetable& timetable, DayLessons day, const Likes& likes) {
  std::optional<std::size_t> found;
  for (std::size_t i = day.first; i < day.end; ++i) {
    if (!likes(timetable.lessons[i].head)) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

std::optional<std::size_t> lesson_of(const Timetable& timetable, DayLessons day, const ItemHead& item) {
  const auto fits = [&](const ItemHead& lesson) {
    const bool same_number = item.number < 0 || lesson.number < 0 || lesson.number == item.number;
    return same_number && lesson.subject_key == item.subject_key;
  };
  const auto exact = only_one(timetable, day, [&](const ItemHead& lesson) {
    return fits(lesson) && lesson.group_key == item.group_key;
  });
  if (exact || item.teacher.empty() || item.number < 0) return exact;
  return only_one(timetable, day, [&](const ItemHead& lesson) {
    return fits(lesson) && lesson.number == item.number && is_same_teacher(item.teacher, lesson.teacher);
  });
}

FillState topic_state(const AnswerValue* topic, const TextClassifier& classifier) {
  if (topic == nullptr) return FillState::empty;
  const auto text = topic->as_text();
  return text ? classify_html(*text, classifier) : FillState::unknown;
}

/// One entry of getreplaces applied to one lesson.
void replace(Replacement& at, const std::string& teacher) {
  if (at.is_unknown) return;
  const bool contradicts = !at.teacher.empty() && at.teacher != teacher;
  if (teacher.empty() || contradicts) {
    at = {{}, true};
  } else {
    at.teacher = teacher;
  }
}

/// The one person whom an entry names; "" when it names nobody, or several.
std::string only_person(std::string_view teacher) {
  std::vector<std::string> names;
  for (const std::string& name : journal::split_people(teacher)) {
    const std::string normal = journal::normalise_text(name);
    const std::string folded = journal::fold(normal);
    const bool is_nobody =
        journal::is_placeholder(folded) || folded == "нет" || folded == "вакансия" || folded == "вакант";
    if (!normal.empty() && !is_nobody) names.push_back(normal);
  }
  return names.size() == 1 ? names.front() : std::string();
}

class Replacer {
 public:
  Replacer(const Timetable& timetable, Date date, std::vector<Replacement>& out)
      : timetable_(timetable), day_(lessons_on(timetable, date)), out_(out) {}

  void take(const ItemHead& item) {
    const std::vector<std::size_t> at_number = indices([&](const ItemHead& lesson) {
      return item.number < 0 || lesson.number < 0 || lesson.number == item.number;
    });
    const bool has_number =
        item.number >= 0 && std::all_of(at_number.begin(), at_number.end(), [&](std::size_t i) {
          return timetable_.lessons[i].head.number >= 0;
        });
    const bool has_group =
        item.group.empty() || std::any_of(at_number.begin(), at_number.end(), [&](std::size_t i) {
          return timetable_.lessons[i].head.group_key == item.group_key;
        });
    if (!has_number || !has_group) return blur(at_number, has_number ? std::string() : item.subject_key);
    std::vector<std::size_t> of_group;
    std::vector<std::size_t> of_subject;
    for (const std::size_t i : at_number) {
      const ItemHead& lesson = timetable_.lessons[i].head;
      if (!item.group.empty() && lesson.group_key != item.group_key) continue;
      of_group.push_back(i);
      if (lesson.subject_key == item.subject_key) of_subject.push_back(i);
    }
    if (of_subject.empty()) return blur(of_group, {});
    // Several groups, and the entry does not say which of them it means.
    if (of_subject.size() > 1) return blur(of_subject, {});
    replace(out_[of_subject.front()], only_person(item.teacher));
  }

 private:
  template <typename Likes>
  [[nodiscard]] std::vector<std::size_t> indices(const Likes& likes) const {
    std::vector<std::size_t> list;
    for (std::size_t i = day_.first; i < day_.end; ++i) {
      if (likes(timetable_.lessons[i].head)) list.push_back(i);
    }
    return list;
  }

  /// Says of these lessons that somebody unknown may teach them; only of the subject, when one of them has
  /// it.
  void blur(const std::vector<std::size_t>& lessons, const std::string& subject_key) {
    const auto has_subject = [&](std::size_t i) {
      return timetable_.lessons[i].head.subject_key == subject_key;
    };
    const bool is_narrow = !subject_key.empty() && std::any_of(lessons.begin(), lessons.end(), has_subject);
    for (const std::size_t i : lessons) {
      if (!is_narrow || has_subject(i)) out_[i] = {{}, true};
    }
  }

  const Timetable& timetable_;
  DayLessons day_;
  std::vector<Replacement>& out_;
};

}  // namespace

tl::expected<DiaryView, NotUnderstood> read_diary(const AnswerValue& result, journal::DateRange asked,
                                                  std::string_view pupil, const Timetable& timetable,
                                                  const TextClassifier& classifier) {
  const auto days = read_days(result, asked, pupil);
  if (!days) return tl::make_unexpected(days.error());
  const std::size_t count = timetable.lessons.size();
  DiaryView view{std::vector<bool>(count), std::vector<FillState>(count), std::vector<std::string>(count)};
  for (const AnswerDay& day : *days) {
    const DayLessons lessons = lessons_on(timetable, day.date);
    for (const AnswerItem& item : items_of(*day.day)) {
      const ItemHead head = read_head(item, timetable.class_name);
      const auto at = lesson_of(timetable, lessons, head);
      if (!at) continue;
      const FillState state = topic_state(item.second->find("topic"), classifier);
      view.topic[*at] = view.seen[*at] ? stronger(view.topic[*at], state) : state;
      view.seen[*at] = true;
      if (!head.teacher.empty()) view.teacher[*at] = head.teacher;
    }
  }
  return view;
}

tl::expected<std::vector<Replacement>, NotUnderstood> read_replacements(const AnswerValue& result, Date date,
                                                                        const Timetable& timetable) {
  const AnswerValue* list = result.find("replace");
  if (list == nullptr && !result.is_nothing()) return tl::make_unexpected("в ответе нет списка замен");
  std::vector<Replacement> replacements(timetable.lessons.size());
  if (list == nullptr || list->is_nothing()) return replacements;
  if (!list->is_container()) return tl::make_unexpected("список замен не понят");
  Replacer replacer(timetable, date, replacements);
  for (const AnswerValue& item : list->items) {
    if (item.kind != AnswerValue::Kind::map) return tl::make_unexpected("список замен не понят");
    for (const std::string_view key : {"date", "day"}) {
      const auto said = parse_ymd(text_at(item, key));
      if (said && *said != date) {
        return tl::make_unexpected("замена другого дня: ответ не на этот вопрос");
      }
    }
    replacer.take(read_head({{}, &item}, timetable.class_name));
  }
  return replacements;
}

}  // namespace elzhur::connectors
