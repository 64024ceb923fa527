#include "rules/duty.hpp"

#include <algorithm>

#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::rules {
namespace {

using journal::FillState;
using journal::Instant;

bool counts_as_filled(FillState state, const RuleSpec& rule) {
  switch (state) {
    case FillState::unknown:
    case FillState::empty:
      return false;
    case FillState::placeholder:
      return rule.placeholder_is_filled;
    case FillState::filled:
    case FillState::declared:
    case FillState::not_required:
      return true;
  }
  ELZHUR_UNREACHABLE();
}

/// The episodes of a field as one rule reads them: the newest stretch in which the entry is there, or
/// is not, and what lies before it.
struct Reading {
  bool filled = false;
  std::optional<Seen> last_empty{};    ///< The newest emptiness seen.
  std::optional<Seen> first_filled{};  ///< Where the newest filled stretch was first seen.
  std::optional<Seen> last_filled{};   ///< The newest entry seen.
  std::optional<Instant>
      seen_filled_by{};  ///< The earliest instant by which an entry was certainly there, in any stretch.
  std::optional<Instant> empty_first{};  ///< The newest emptiness certainly seen before any entry was.
  bool had_another_entry = false;        ///< Before the newest stretch of entries lies another.
  std::optional<Instant> reported{};
  std::optional<Instant> last_change{};
  bool contradicted = false;
};

Reading read(const Episodes& episodes, const RuleSpec& rule) {
  Reading reading;
  reading.filled = counts_as_filled(episodes.back().state, rule);
  bool in_newest_stretch = true;
  for (auto episode = episodes.rbegin(); episode != episodes.rend(); ++episode) {
    const bool filled = counts_as_filled(episode->state, rule);
    in_newest_stretch = in_newest_stretch && filled == reading.filled;
    if (filled) {
      reading.had_another_entry = reading.had_another_entry || !in_newest_stretch;
      if (!reading.last_filled) reading.last_filled = episode->last;
      const Instant by = episode->first.as_of.latest;
      const bool is_entry = episode->state != FillState::not_required;
      if (is_entry && (!reading.seen_filled_by || by < *reading.seen_filled_by)) reading.seen_filled_by = by;
      if (in_newest_stretch) {
        reading.first_filled = episode->first;
        if (episode->reported)
          reading.reported = std::min(*episode->reported, reading.reported.value_or(Instant::max()));
        if (episode->last_change) {
          reading.last_change = std::min(*episode->last_change, reading.last_change.value_or(Instant::max()));
        }
      }
    } else if (!reading.last_empty || episode->last.as_of.earliest > reading.last_empty->as_of.earliest) {
      reading.last_empty = episode->last;
    }
    if (in_newest_stretch) reading.contradicted = reading.contradicted || episode->contradicted;
  }
  for (const Episode& episode : episodes) {
    if (counts_as_filled(episode.state, rule)) {
      if (episode.contradicted) reading.empty_first.reset();
      break;
    }
    reading.empty_first = std::max(reading.empty_first.value_or(Instant::min()), episode.last.as_of.earliest);
  }
  return reading;
}

/// What evidence says of an entry that is there.
DutyStatus judge_filled(const Reading& reading, Instant due) {
  if (reading.seen_filled_by && *reading.seen_filled_by <= due) return DutyStatus::on_time;
  if (reading.contradicted) return DutyStatus::unproven;
  // An entry seen before that emptiness may have been made in time, whatever became of it.
  const bool empty_after_due = reading.empty_first && *reading.empty_first > due;
  // A report of an entry before emptiness was seen contradicts it: neither is believed against the teacher.
  const auto refuted = [&](Instant claimed) {
    return reading.last_empty && reading.last_empty->as_of.earliest >= claimed;
  };
  if (reading.reported) {
    if (refuted(*reading.reported)) return DutyStatus::unproven;
    if (*reading.reported <= due) return DutyStatus::on_time;
    // A time after an entry was seen is that of a correction, and says nothing of the first entry.
    const bool is_of_first_entry =
        !reading.had_another_entry && *reading.reported <= reading.first_filled->as_of.latest;
    return is_of_first_entry || empty_after_due ? DutyStatus::late : DutyStatus::unproven;
  }
  if (reading.last_change && *reading.last_change <= due && !refuted(*reading.last_change))
    return DutyStatus::on_time;
  return empty_after_due ? DutyStatus::late : DutyStatus::unproven;
}

DutyStatus judge(const Reading& reading, const Due& due, Instant now) {
  if (due.state == DueState::pending) return DutyStatus::pending;
  if (due.state == DueState::unknown) return reading.filled ? DutyStatus::unproven : DutyStatus::unknown;
  if (reading.filled) return judge_filled(reading, due.at);
  if (reading.last_empty && reading.last_empty->as_of.earliest > due.at) return DutyStatus::unfilled;
  return now <= due.at ? DutyStatus::pending : DutyStatus::unknown;
}

bool is_against_someone(DutyStatus status) {
  return status == DutyStatus::unfilled || status == DutyStatus::late;
}

DutyStatus judge_before_watching(const Reading& reading, DutyStatus status) {
  if (!reading.filled) return reading.last_empty ? DutyStatus::backlog : DutyStatus::unknown;
  return status == DutyStatus::late ? DutyStatus::unproven : status;
}

}  // namespace

std::string_view duty_status_name(DutyStatus status) {
  switch (status) {
    case DutyStatus::pending:
      return "pending";
    case DutyStatus::on_time:
      return "on_time";
    case DutyStatus::late:
      return "late";
    case DutyStatus::unfilled:
      return "unfilled";
    case DutyStatus::unproven:
      return "unproven";
    case DutyStatus::excused:
      return "excused";
    case DutyStatus::backlog:
      return "backlog";
    case DutyStatus::unknown:
      return "unknown";
  }
  ELZHUR_UNREACHABLE();
}

bool depends_on_later_lessons(const RuleSpec& rule) {
  return rule.due.from == DueFrom::next_lesson || (rule.due.plus && rule.due.plus->unit == SpanUnit::lessons);
}

Evaluator::Evaluator(const Policy& policy, Instant now)
    : policy_(policy),
      now_(now),
      due_(policy.calendar, policy.zone),
      credits_(policy.outages),
      applies_(policy.rules.size()) {}

bool Evaluator::applies(std::size_t rule_index, const LessonContext& lesson) {
  AppliesCache& cache = applies_[rule_index];
  const auto [scope, date, ordinal] = journal::parts_of(lesson.record.id);
  const RuleSpec& rule = policy_.rules[rule_index];
  if (cache.scope != scope) cache = {scope, rule.applies.to(lesson.scope)};
  return cache.applies && (!rule.valid_from || *rule.valid_from <= date) &&
         (!rule.valid_until || date <= *rule.valid_until);
}

int Evaluator::excuse_for(const LessonContext& lesson, std::optional<Instant> due_at) const {
  if (policy_.excuses.empty()) return -1;
  const journal::Date date = journal::parts_of(lesson.record.id).date;
  const std::optional<journal::Date> due_date =
      due_at ? std::optional(policy_.zone.date_of(*due_at)) : std::nullopt;
  const auto owners = owners_of(lesson.record);
  const auto grade = journal::grade_of(lesson.scope.class_name);
  const std::string class_folded = journal::fold_class(lesson.scope.class_name);
  const auto concerns = [&](const Excuse& excuse) {
    switch (excuse.of) {
      // With several possible owners nobody is named, so nobody needs an excuse.
      case Excuse::Of::teacher:
        return owners.size() == 1 && owners.front() == excuse.teacher;
      case Excuse::Of::class_name:
        return excuse.class_folded == class_folded;
      case Excuse::Of::grade:
        return grade == excuse.grade;
      case Excuse::Of::school:
        return true;
    }
    ELZHUR_UNREACHABLE();
  };
  for (std::size_t i = 0; i < policy_.excuses.size(); ++i) {
    const Excuse& excuse = policy_.excuses[i];
    const bool in_time = excuse.dates.contains(date) || (due_date && excuse.dates.contains(*due_date));
    if (in_time && concerns(excuse)) return static_cast<int>(i);
  }
  return -1;
}

Instant Evaluator::start_of(const LessonContext& lesson) const {
  const journal::Date date = journal::parts_of(lesson.record.id).date;
  journal::Seconds clock{0};  // Nobody knows the bell: all of the day counts.
  if (lesson.record.attributes.number) {
    const auto times =
        policy_.calendar.lesson_times(lesson.scope.class_name, date, *lesson.record.attributes.number);
    if (times) clock = times->start;
  }
  return policy_.zone.to_instant(journal::LocalTime{date} + clock);
}

Due Evaluator::counted_from(Instant shown_at, const RuleSpec& rule, const LessonContext& lesson,
                            LessonPlace place, Due due) {
  const Instant start = start_of(lesson);
  if (shown_at <= start) return due;
  const bool counts_hours = rule.due.plus && rule.due.plus->unit == SpanUnit::seconds && !rule.due.at;
  if (counts_hours && due.at > start) {
    due.at = std::max(due.at, shown_at + (due.at - start));
    due.due_day = policy_.zone.date_of(due.at);
  }
  // As if it had been taught on the first day on which the rule leaves time after that.
  constexpr int k_days_tried_max = 60;
  const journal::Date first = policy_.zone.date_of(shown_at);
  for (int i = 0; i < k_days_tried_max && (due.at <= shown_at || (i == 0 && first > place.date)); ++i) {
    const journal::Date day = first + std::chrono::days(i);
    const auto after = std::find_if(lesson.later.begin(), lesson.later.end(),
                                    [&](const LaterLesson& later) { return later.date > day; });
    const Due from_there =
        due_.due_of(rule.due, {place.class_name, day, std::nullopt, {after, lesson.later.end()}});
    if (from_there.state != DueState::known) return from_there;
    if (from_there.at > due.at) due = from_there;
  }
  return due;
}

Due Evaluator::deadline(const RuleSpec& rule, const LessonContext& lesson, journal::Seconds& credit) {
  const journal::Date date = journal::parts_of(lesson.record.id).date;
  LessonPlace place{lesson.scope.class_name, date, lesson.record.attributes.number, lesson.later};
  Due due = due_.due_of(rule.due, place);
  if (due.state != DueState::known) return due;
  const auto count_from = [&](Instant shown_at) {
    due = counted_from(shown_at, rule, lesson, place, due);
    return due.state == DueState::known;
  };
  const std::optional<Absence>& absence = lesson.record.absence;
  if (lesson.record.appeared_at && !count_from(*lesson.record.appeared_at)) return due;
  if (credits_.empty() && !absence) return due;
  const Instant start = start_of(lesson);
  credit = credits_.between(start, due.at);
  // A deadline that passed while the lesson was out of the timetable: as if it had been put in at its return.
  if (absence && absence->left_at < due.at + credit && due.at <= absence->back_at) {
    if (!count_from(absence->back_at)) return due;
    credit = credits_.between(start, due.at);
  }
  due.at += credit;
  if (credit > journal::Seconds{0}) due.due_day = policy_.zone.date_of(due.at);
  return due;
}

std::optional<Duty> Evaluator::evaluate(std::size_t rule_index, const LessonContext& lesson) {
  ELZHUR_CHECK(rule_index < policy_.rules.size());
  if (!applies(rule_index, lesson)) return std::nullopt;
  const RuleSpec& rule = policy_.rules[rule_index];
  const journal::Field field = field_of(rule.kind);
  const Episodes& episodes = lesson.record.field(field);
  if (current_state(episodes) == FillState::not_required) return std::nullopt;

  const journal::Date date = journal::parts_of(lesson.record.id).date;
  Duty duty;
  const Due due = deadline(rule, lesson, duty.credit);
  Reading reading;
  if (!episodes.empty()) {
    reading = read(episodes, rule);
    if (!reading.filled) reading.last_empty = effective_last(lesson.record, field, lesson.segments);
  }
  if (due.state == DueState::known) duty.due_at = due.at;
  duty.status = judge(reading, due, now_);
  duty.first_filled = reading.first_filled;
  duty.last_filled = reading.last_filled;
  duty.last_empty = reading.last_empty;
  duty.reported = reading.reported;
  duty.contradicted = reading.contradicted;
  if (date < policy_.watch_from) duty.status = judge_before_watching(reading, duty.status);
  if (is_against_someone(duty.status)) {
    duty.excuse = excuse_for(lesson, duty.due_at);
    if (duty.excuse >= 0) duty.status = DutyStatus::excused;
  }
  if (!reading.filled && has_vanished(lesson.record, lesson.segments)) {
    duty.vanished = true;
    duty.status = DutyStatus::unknown;
  }
  if (duty.status == DutyStatus::pending && duty.due_at) duty.next_transition_at = duty.due_at;
  return duty;
}

}  // namespace elzhur::rules
