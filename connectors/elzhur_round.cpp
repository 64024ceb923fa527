// The part of a pull that looks into diaries.
#include "connectors/elzhur_round.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

/// Groups named in one note.
constexpr std::size_t k_groups_told_max = 12;

GroupKey key_of(const TimetableLesson& lesson) { return {lesson.head.subject_key, lesson.head.group_key}; }

}  // namespace

bool ElzhurApiSource::Round::ask_diary(OfClass& of, const std::string& pupil, std::set<GroupKey>& needed,
                                       std::size_t& shown_by, ApiFailure& trouble) {
  const Timetable& timetable = of.timetable;
  std::set<GroupKey> all;
  for (const TimetableLesson& lesson : timetable.lessons) all.insert(key_of(lesson));
  const std::string class_key = journal::fold_class(of.school_class.name);
  const auto answer =
      source_.calls_.call("getdiary", {{"student", pupil}, {"days", days_asked()}, {"rings", "true"}}, true);
  if (!answer) {
    trouble = answer.error();
    // One who may not be looked at: the next pulls of this day begin with others.
    if (trouble.status == PullStatus::rejected && !source_.polite_.given_up()) {
      source_.memory_.learn(class_key, pupil, all, {});
    }
    return false;
  }
  auto view = read_diary(answer->result, request_.dates, pupil, timetable, source_.classifier_);
  if (!view) {
    trouble = {PullStatus::rejected, view.error()};
    return false;
  }
  std::set<GroupKey> shown;
  for (std::size_t i = 0; i < timetable.lessons.size(); ++i) {
    if (view->seen[i]) shown.insert(key_of(timetable.lessons[i]));
  }
  source_.memory_.learn(class_key, pupil, all, shown);
  Making making;
  making.parts.chosen.resize(timetable.lessons.size());
  bool is_any = false;
  for (std::size_t i = 0; i < timetable.lessons.size(); ++i) {
    const GroupKey key = key_of(timetable.lessons[i]);
    const bool is_chosen = shown.find(key) != shown.end() && needed.find(key) != needed.end();
    making.parts.chosen[i] = is_chosen;
    is_any = is_any || is_chosen;
  }
  if (!is_any) return true;
  making.what = fmt::format("темы (ученик {})", ++shown_by);
  making.answers = {&of.schedule, &*answer};
  making.parts.fields.add(journal::Field::topic);
  making.parts.dates = timetable.days;
  making.parts.states = std::move(view->topic);
  making.parts.other_teachers = std::move(view->teacher);
  making.settings = fmt::format("{}", fmt::join(source_.options_.declared_none, "|"));
  const std::vector<bool> chosen = making.parts.chosen;
  if (add(of, std::move(making))) {
    for (std::size_t i = 0; i < chosen.size(); ++i) of.is_told[i] = of.is_told[i] || chosen[i];
  }
  for (const GroupKey& key : shown) needed.erase(key);
  return true;
}

void ElzhurApiSource::Round::ask_diaries(OfClass& of) {
  const std::string class_key = journal::fold_class(of.school_class.name);
  const std::vector<std::string> candidates =
      pupils_of(of.school_class.name, source_.options_.pupils, of.school_class.pupils);
  std::set<GroupKey> needed;
  for (const TimetableLesson& lesson : of.timetable.lessons) needed.insert(key_of(lesson));
  std::set<std::string> asked;
  std::size_t shown_by = 0;
  std::optional<ApiFailure> trouble;
  while (!needed.empty() && asked.size() < k_diaries_max && !source_.polite_.given_up()) {
    const auto pupil = source_.memory_.next(class_key, candidates, needed, asked);
    if (!pupil) break;
    asked.insert(*pupil);
    ApiFailure why;
    if (ask_diary(of, *pupil, needed, shown_by, why)) continue;
    trouble = std::move(why);
  }
  if (needed.empty()) return;
  // Somebody else may have shown what this pupil would have: only what is missing in the end counts.
  if (trouble) return add_failure(of.school_class.name, "темы", *trouble);
  note_hidden(of, needed, !candidates.empty());
}

void ElzhurApiSource::Round::note_hidden(const OfClass& of, const std::set<GroupKey>& hidden,
                                         bool has_pupils) {
  if (!has_pupils) {
    without_pupils_.push_back(label(of.school_class.name));
    return;
  }
  std::vector<std::string> groups;
  for (const TimetableLesson& lesson : of.timetable.lessons) {
    if (hidden.find(key_of(lesson)) == hidden.end()) continue;
    std::string text = label(lesson.head.subject);
    if (!lesson.head.group.empty()) text += fmt::format(" (группа {})", label(lesson.head.group));
    if (std::find(groups.begin(), groups.end(), text) == groups.end()) groups.push_back(std::move(text));
  }
  const std::size_t more = groups.size() > k_groups_told_max ? groups.size() - k_groups_told_max : 0;
  groups.resize(groups.size() - more);
  std::string text = fmt::format("{}: темы не видны ни в одном из спрошенных дневников: {}",
                                 label(of.school_class.name), fmt::join(groups, ", "));
  if (more > 0) text += fmt::format(" и ещё {}", more);
  note(std::move(text));
}

}  // namespace elzhur::connectors
