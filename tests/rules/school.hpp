// A school in a few words for the tests of rules/: one class, one teacher, documents seen at given hours.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "journal/document.hpp"
#include "rules/duty.hpp"
#include "rules/finding.hpp"
#include "rules/ledger.hpp"
#include "rules/merge.hpp"
#include "rules/policy.hpp"

namespace elzhur::rules::test {

using journal::AsOf;
using journal::ChannelId;
using journal::Date;
using journal::Field;
using journal::FieldSet;
using journal::FillState;
using journal::Instant;
using journal::LessonSeen;
using journal::PersonId;
using journal::Seconds;

/// "14.09 08:30" of 2026, Moscow time.
inline Instant at(const std::string& text) {
  const auto instant = journal::parse_instant(
      fmt::format("2026-{}-{}T{}:00+03:00", text.substr(3, 2), text.substr(0, 2), text.substr(6, 5)));
  ELZHUR_CHECK(instant.has_value());
  return *instant;
}

inline AsOf exactly(const std::string& text) { return {at(text), at(text)}; }
inline AsOf between(const std::string& earliest, const std::string& latest) {
  return {at(earliest), at(latest)};
}

inline const Date k_lesson_day = journal::make_date(2026, 9, 14);
inline constexpr journal::ScopeId k_scope{1};
inline const journal::Scope k_scope_names{"7А", "", "Алгебра"};
inline constexpr ChannelId k_files{1};
inline constexpr ChannelId k_api{2};
inline const PersonCandidates k_persons{{PersonId{1}}, {PersonId{2}}, {PersonId{1}, PersonId{2}}};

inline FieldSet only(Field field) {
  FieldSet set;
  set.add(field);
  return set;
}

inline LessonSeen lesson_with(FillState topic) {
  LessonSeen seen;
  seen.date = k_lesson_day;
  seen.teachers = {0};
  seen.field(Field::topic).state = topic;
  return seen;
}

/// One lesson, its topic, and what channels see of it.
class OneLesson {
 public:
  OneLesson() { record_.id = journal::make_lesson_id(k_scope, k_lesson_day, 1); }

  OneLesson& see(FillState topic, AsOf when, ChannelId channel = k_files) {
    return see(lesson_with(topic), when, channel);
  }
  OneLesson& see(const LessonSeen& seen, AsOf when, ChannelId channel = k_files) {
    const Seen stamp = stamp_of(when);
    materialise(record_, segments_);
    observe(record_, {seen, only(Field::topic), channel, stamp, is_newest(channel, when)}, k_persons);
    return renewed(channel, stamp);
  }
  /// A quiet pull: the channel shows the same again, and only the segment learns of it.
  OneLesson& see_unchanged(AsOf when, ChannelId channel = k_files) {
    return renewed(channel, stamp_of(when));
  }
  OneLesson& miss(AsOf when, ChannelId channel = k_files) {
    const Seen stamp = stamp_of(when);
    materialise(record_, segments_);
    rules::miss(record_, channel, stamp, segments_);
    return renewed(channel, stamp);
  }

  [[nodiscard]] const Episodes& episodes() const { return record_.field(Field::topic); }
  [[nodiscard]] const LessonRecord& record() const { return record_; }
  [[nodiscard]] LessonRecord& record() { return record_; }
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

 private:
  [[nodiscard]] bool is_newest(ChannelId channel, AsOf when) const {
    for (const Segment& s : segments_) {
      if (s.channel == channel && s.seen.as_of.earliest >= when.earliest) return false;
    }
    return true;
  }
  Seen stamp_of(AsOf when) { return {when, journal::DocumentId{++documents_}}; }
  OneLesson& renewed(ChannelId channel, const Seen& stamp) {
    segments_ = renew(segments_, {channel, {k_lesson_day, k_lesson_day}, stamp});
    return *this;
  }

  LessonRecord record_;
  std::vector<Segment> segments_;
  std::int64_t documents_ = 0;
};

inline journal::TimeZone moscow() {
  auto zone = journal::TimeZone::load("Europe/Moscow");
  ELZHUR_CHECK(zone.has_value());
  return *zone;
}

/// Topic by 23:59 of the lesson day, watched since 1 September.
inline Policy topic_policy() {
  RuleSpec rule;
  rule.id = "topic-same-day";
  rule.kind = RuleKind::topic;
  rule.due.at = std::chrono::hours(23) + std::chrono::minutes(59);
  rule.basis = "п. 3.2";
  Policy policy{moscow(), journal::SchoolCalendar{}, 0, {rule}, {}, journal::make_date(2026, 9, 1)};
  return policy;
}

inline std::optional<Duty> judge_topic(const OneLesson& lesson, const std::string& now,
                                       const Policy& policy = topic_policy()) {
  Evaluator evaluator(policy, at(now));
  return evaluator.evaluate(0, {lesson.record(), k_scope_names, lesson.segments(), {}});
}

}  // namespace elzhur::rules::test
