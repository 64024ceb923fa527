// gethomework: which lesson an entry belongs to, and what must not be concluded when that is not plain.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "connectors/elzhur_entries.hpp"
#include "connectors/elzhur_text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::Date;
using journal::FillState;

/// Whether there is anything at all in it that may stand for a file: `files` has four shapes.
bool holds_text(const AnswerValue& value) {
  if (value.kind == AnswerValue::Kind::text) return !trim_blank(value.text).empty();
  return std::any_of(value.items.begin(), value.items.end(), holds_text);
}

bool has_files(const AnswerValue& entry) {
  for (const std::string_view key : {"files", "resources"}) {
    const AnswerValue* files = entry.find(key);
    if (files != nullptr && holds_text(*files)) return true;
  }
  return false;
}

/// True unless it plainly says no.
bool may_be_true(const AnswerValue* value) {
  if (value == nullptr || value->is_nothing()) return false;
  if (value->kind == AnswerValue::Kind::flag) return value->flag;
  if (value->is_container()) return true;
  const std::string folded = journal::fold(value->text);
  return !folded.empty() && folded != "0" && folded != "false" && folded != "no";
}

/// A file is homework, whatever dots stand beside it; a text that says that there is none keeps its word.
FillState with_files(FillState state, const AnswerValue& entry) {
  return state == FillState::declared || !has_files(entry) ? state : FillState::filled;
}

/// One text of the list of homework: an object with `value`, or the text itself.
FillState state_of_text(const AnswerValue& entry, const TextClassifier& classifier) {
  if (entry.kind != AnswerValue::Kind::map) {
    const auto text = entry.as_text();
    return text ? classify_html(*text, classifier) : FillState::unknown;
  }
  if (may_be_true(entry.find("individual"))) return FillState::unknown;
  const AnswerValue* value = entry.find("value");
  const auto text = value == nullptr ? std::string_view() : value->as_text();
  FillState state = text ? classify_html(*text, classifier) : FillState::unknown;
  return with_files(state, entry);
}

FillState state_of(const AnswerValue& item, const TextClassifier& classifier) {
  FillState state = FillState::empty;
  if (const AnswerValue* homework = item.find("homework"); homework != nullptr) {
    if (homework->is_container()) {
      for (const AnswerValue& entry : homework->items) {
        state = stronger(state, state_of_text(entry, classifier));
      }
    } else {
      state = stronger(state, state_of_text(*homework, classifier));
    }
  }
  // Given to some pupils only: nobody outside sees what.
  if (may_be_true(item.find("individual_exists"))) state = stronger(state, FillState::unknown);
  return with_files(state, item);
}

/// The lessons of one subject and group, by days.
class ScopeDays {
 public:
  void add(Date date) { days_.try_emplace(date, FillState::empty); }
  [[nodiscard]] bool has(Date date) const { return days_.find(date) != days_.end(); }
  [[nodiscard]] FillState at(Date date) const { return days_.at(date); }

  /// No later lesson is known: nobody can say that nothing was set for it.
  void end_is_open() { days_.rbegin()->second = FillState::unknown; }
  void mark(Date date, FillState state) { days_.at(date) = stronger(days_.at(date), state); }
  /// The last day strictly before this one; nothing happens when there is none.
  void mark_before(Date date, FillState state) {
    auto at = days_.lower_bound(date);
    if (at == days_.begin()) return;
    --at;
    at->second = stronger(at->second, state);
  }
  /// An entry stands near here that belongs to nobody knows which lesson.
  void blur(Date date) {
    mark_before(date, FillState::unknown);
    if (has(date)) mark(date, FillState::unknown);
    const auto next = days_.upper_bound(date);
    if (next != days_.end()) next->second = stronger(next->second, FillState::unknown);
  }

 private:
  std::map<Date, FillState> days_;
};

class HomeworkReader {
 public:
  HomeworkReader(const Timetable& timetable, HomeworkDate meaning) : meaning_(meaning) {
    for (const TimetableLesson& lesson : timetable.lessons) {
      subjects_[lesson.head.subject_key][lesson.head.group_key].add(lesson.date);
    }
    if (meaning_ == HomeworkDate::assigned) return;
    for (auto& [subject, groups] : subjects_) {
      for (auto& [group, days] : groups) days.end_is_open();
    }
  }

  void take(Date date, const ItemHead& head, FillState state) {
    if (state == FillState::empty) return;
    const auto subject = subjects_.find(head.subject_key);
    if (subject == subjects_.end()) {
      nameless_.push_back(date);
      return;
    }
    named_.insert(head.subject_key);
    auto& groups = subject->second;
    bool is_placed = false;
    for (auto& [group, days] : groups) {
      const bool is_meant = head.group.empty() || group == head.group_key;
      if (!is_meant || !days.has(date)) continue;
      is_placed = true;
      if (meaning_ == HomeworkDate::assigned) {
        days.mark(date, state);
      } else {
        days.mark_before(date, state);
      }
    }
    if (is_placed) return;
    for (auto& [group, days] : groups) days.blur(date);
  }

  /// After the last entry. An entry of a subject that the timetable does not have may be one of those that
  /// nothing else speaks of, written otherwise.
  void finish() {
    for (auto& [subject, groups] : subjects_) {
      if (named_.find(subject) != named_.end()) continue;
      for (auto& [group, days] : groups) {
        for (const Date date : nameless_) days.blur(date);
      }
    }
  }

  [[nodiscard]] FillState at(const TimetableLesson& lesson) const {
    return subjects_.at(lesson.head.subject_key).at(lesson.head.group_key).at(lesson.date);
  }

 private:
  HomeworkDate meaning_;
  std::map<std::string, std::map<std::string, ScopeDays>> subjects_;
  std::set<std::string> named_;  ///< Subjects that an entry speaks of.
  std::vector<Date> nameless_;   ///< Of entries that speak of no subject of the timetable.
};

}  // namespace

tl::expected<std::vector<FillState>, NotUnderstood> read_homework(const AnswerValue& result,
                                                                  journal::DateRange asked,
                                                                  const Timetable& timetable,
                                                                  HomeworkDate meaning,
                                                                  const TextClassifier& classifier) {
  const auto days = read_days(result, asked, {});
  if (!days) return tl::make_unexpected(days.error());
  // An answer that speaks of no day at all is more likely a fault than a class without homework.
  if (days->empty()) return std::vector<FillState>(timetable.lessons.size(), FillState::unknown);
  HomeworkReader reader(timetable, meaning);
  for (const AnswerDay& day : *days) {
    for (const AnswerItem& item : items_of(*day.day)) {
      reader.take(day.date, read_head(item, timetable.class_name), state_of(*item.second, classifier));
    }
  }
  reader.finish();
  std::vector<FillState> states;
  states.reserve(timetable.lessons.size());
  for (const TimetableLesson& lesson : timetable.lessons) states.push_back(reader.at(lesson));
  return states;
}

}  // namespace elzhur::connectors
