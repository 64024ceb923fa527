#include "tests/simulation/school_year_oracle.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace elzhur::simulation {

using journal::FillState;
using journal::Instant;
using rules::DutyStatus;
using rules::FindingState;
using simulator::Lesson;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr std::string_view k_topic = "topic-same-day";
constexpr std::string_view k_homework = "homework-soon";
constexpr journal::Seconds k_homework_within = hours(3);

bool is_there(const simulator::Strokes& strokes, Instant at) {
  return state_at(strokes, at) != FillState::empty;
}

std::optional<Instant> first_entry(const simulator::Strokes& strokes) {
  for (const simulator::Stroke& stroke : strokes) {
    if (stroke.state != FillState::empty) return stroke.at;
  }
  return std::nullopt;
}

}  // namespace

rules::RuleSpec topic_rule() {
  rules::RuleSpec rule;
  rule.id = k_topic;
  rule.kind = rules::RuleKind::topic;
  rule.due = {rules::DueFrom::lesson_day, std::nullopt, hours(23) + minutes(59)};
  rule.basis = "п. 3.2";
  return rule;
}

rules::RuleSpec homework_rule() {
  rules::RuleSpec rule;
  rule.id = k_homework;
  rule.kind = rules::RuleKind::homework;
  rule.due = {rules::DueFrom::lesson_end,
              rules::Span{static_cast<int>(k_homework_within.count()), rules::SpanUnit::seconds},
              std::nullopt};
  rule.basis = "п. 3.3";
  return rule;
}

Oracle::Oracle(const simulator::School& school, store::Store& store) : school_(school), store_(store) {
  for (const Lesson& lesson : school.lessons()) {
    const auto& [class_name, group, subject] = lesson.scope;
    lessons_[{class_name, group, subject, lesson.date, lesson.number}].push_back(&lesson);
    const bool comes_or_goes =
        lesson.listed_until != Instant::max() ||
        lesson.listed_from > school.zone().to_instant(journal::LocalTime{school.school_days().front()});
    if (comes_or_goes) moved_.insert({class_name, group, subject, lesson.date});
  }
}

std::size_t Oracle::lessons_of_day(const Lesson& lesson) const {
  const auto& [class_name, group, subject] = lesson.scope;
  const auto first = lessons_.lower_bound({class_name, group, subject, lesson.date, 0});
  const auto last = lessons_.lower_bound({class_name, group, subject, lesson.date + std::chrono::days(1), 0});
  return static_cast<std::size_t>(std::distance(first, last));
}

bool Oracle::is_plain(const Lesson& lesson) const {
  return !moved_.contains({lesson.scope.class_name, lesson.scope.group, lesson.scope.subject, lesson.date});
}

const Lesson* Oracle::lesson_at(const Place& place) const {
  const auto found = lessons_.find(place);
  return found == lessons_.end() || found->second.size() != 1 ? nullptr : found->second.front();
}

Oracle::Question Oracle::question(const Lesson& lesson, const std::string& rule) const {
  Question q;
  q.lesson = &lesson;
  const bool is_topic = rule == k_topic;
  q.strokes = is_topic ? &lesson.topic : &lesson.homework;
  q.due = is_topic ? school_.zone().to_instant(journal::LocalTime{lesson.date} + hours(23) + minutes(59))
                   : lesson.ends + k_homework_within;
  q.name = fmt::format("{} {} {} {} урок {} {}", rule, lesson.scope.class_name, lesson.scope.group,
                       lesson.scope.subject, lesson.number, journal::format_date(lesson.date));
  return q;
}

Instant Oracle::due_then(const Lesson& lesson, const rules::Finding& finding) const {
  Instant due = question(lesson, finding.rule).due;
  if (rules::is_live(finding.state)) return due;
  // A question that is settled keeps what was told: the lesson may have been moved to another hour since.
  const auto& [class_name, group, subject] = lesson.scope;
  const auto first = lessons_.lower_bound({class_name, group, subject, lesson.date, 0});
  const auto last = lessons_.lower_bound({class_name, group, subject, lesson.date + std::chrono::days(1), 0});
  for (auto at_hour = first; at_hour != last; ++at_hour) {
    for (const Lesson* other : at_hour->second) {
      if (other->is_listed(finding.opened_at)) due = std::min(due, question(*other, finding.rule).due);
    }
  }
  return due;
}

void Oracle::hold_findings(Instant now, std::vector<std::string>& wrong) {
  for (const rules::FindingView& view : store_.findings_changed_since(held_until_)) hold_finding(view, wrong);
  held_until_ = now - journal::Seconds(1);
}

void Oracle::hold_finding(const rules::FindingView& view, std::vector<std::string>& wrong) const {
  const rules::Finding& finding = view.finding;
  if (finding.state == FindingState::withdrawn || finding.state == FindingState::unknown) return;
  const Lesson* lesson =
      view.number
          ? lesson_at({view.scope.class_name, view.scope.group, view.scope.subject, view.date, *view.number})
          : nullptr;
  const auto say = [&](const std::string& what) {
    const auto shown = [](const std::optional<Instant>& at) {
      return at ? journal::format_instant(*at) : "-";
    };
    wrong.push_back(fmt::format(
        "{} {} {} {} урок {} ({}), {} since {}, due {}, seen empty {}, filled {}: {}", finding.rule,
        view.scope.class_name, view.scope.subject, journal::format_date(view.date), view.number.value_or(0),
        view.ordinal, rules::finding_state_name(finding.state), shown(finding.opened_at),
        shown(finding.due_at), shown(finding.last_seen_empty_at), shown(finding.first_seen_filled_at), what));
    if (lesson != nullptr) {
      for (const auto& record : store_.ledger().lessons(std::span(&finding.lesson, 1)))
        wrong.back() += story_of(question(*lesson, finding.rule), record);
    }
  };
  if (lesson == nullptr) return say("there is no such lesson");
  const Question q = question(*lesson, finding.rule);
  if (finding.due_at < due_then(*lesson, finding)) say("the deadline is earlier than the rule's");
  if (!finding.last_seen_empty_at) return say("nothing was seen empty");
  if (*finding.last_seen_empty_at <= finding.due_at) say("seen empty before the deadline only");
  if (is_there(*q.strokes, *finding.last_seen_empty_at)) say("seen empty when the entry was there");
  const auto first = first_entry(*q.strokes);
  // Of two lessons of one day half an answer may show the other one's entry: that accuses nobody.
  const bool is_only_one = lessons_of_day(*lesson) == 1;
  if (is_only_one && finding.first_seen_filled_at && (!first || *finding.first_seen_filled_at < *first))
    say("seen filled before it was");
  const bool names = finding.owners.size() == 1;
  if (!names) return;
  const std::string& named = view.owners.front().name;
  const std::string& teacher = school_.teachers()[lesson->teacher].name;
  const std::string& owner = school_.teachers()[lesson->owner()].name;
  const bool was_announced = lesson->substitution && lesson->substitution->announced < finding.opened_at;
  if (named != owner && (named != teacher || was_announced)) say("it names somebody else");
}

void Oracle::hold_told(const Question& q, const Told& told, std::vector<std::string>& wrong) const {
  const auto first = first_entry(*q.strokes);
  const auto say = [&](const std::string& what) {
    wrong.push_back(q.name + ": " + std::string(rules::duty_status_name(told.status)) + ", " + what);
  };
  if (told.due < q.due) say("the deadline is earlier than the rule's");
  const bool in_time = first && *first <= told.due;
  if (told.status == DutyStatus::on_time && !in_time) say("though nothing was there in time");
  if (told.status == DutyStatus::late && in_time) {
    // An entry that was there in time and removed, seen empty after the deadline, and made again was seen as
    // late only if no look saw the first one.
    bool was_removed = false;
    for (const simulator::Stroke& stroke : *q.strokes)
      was_removed = was_removed || stroke.state == FillState::empty;
    if (!was_removed) say("though it was there in time");
  }
}

void Oracle::count(const Question& q, const Told& told, Instant end, YearReport& report) const {
  ++report.duties;
  report.on_time += told.status == DutyStatus::on_time ? 1 : 0;
  report.unproven += told.status == DutyStatus::unproven ? 1 : 0;
  const auto first = first_entry(*q.strokes);
  const bool is_there_now = is_there(*q.strokes, end);
  if (is_there_now && first && *first > told.due) {
    ++report.late.in_truth;
    report.late.proved += told.status == DutyStatus::late ? 1 : 0;
  }
  if (!is_there_now && told.due + hours(24) < end) {
    ++report.unfilled.in_truth;
    report.unfilled.proved += told.status == DutyStatus::unfilled ? 1 : 0;
  }
}

std::string Oracle::story_of(const Question& q, const rules::LessonRecord& record) {
  std::string text;
  for (const simulator::Stroke& stroke : *q.strokes)
    text +=
        fmt::format(" [{} {}]", journal::format_instant(stroke.at), journal::fill_state_name(stroke.state));
  const auto field = q.strokes == &q.lesson->topic ? journal::Field::topic : journal::Field::homework;
  for (const rules::Episode& episode : record.field(field)) {
    text += fmt::format("; {} from {} to {}{}", journal::fill_state_name(episode.state),
                        journal::format_instant(episode.first.as_of.latest),
                        journal::format_instant(episode.last.as_of.latest),
                        episode.contradicted ? ", contradicted" : "");
  }
  for (const rules::Sighting& sighting : record.sightings) {
    text += fmt::format("; channel {}: number {}, missed {}, {} substitutes",
                        static_cast<std::int64_t>(sighting.channel), sighting.attributes.number.value_or(0),
                        sighting.missing, sighting.attributes.substitutes.size());
  }
  if (q.lesson->substitution)
    text += "; substitution announced " + journal::format_instant(q.lesson->substitution->announced);
  return text;
}

DutyStatus Oracle::provable(const Question& q, const std::vector<const LookLog*>& looks, Instant due) const {
  bool seen_in_time = false;
  std::optional<Instant> first_seen;
  bool empty_after_due_before = false;
  bool last_is_entry = false;
  bool empty_after_due_last = false;
  for (const LookLog* look : looks) {
    const bool is_entry = is_there(*q.strokes, look->as_of.earliest);
    if (look->only_entries && !is_entry) continue;
    last_is_entry = is_entry;
    if (last_is_entry) {
      seen_in_time = seen_in_time || look->as_of.latest <= due;
      if (!first_seen) first_seen = look->as_of.latest;
      empty_after_due_last = false;
    } else {
      const bool after_due = look->as_of.earliest > due;
      if (!first_seen) empty_after_due_before = empty_after_due_before || after_due;
      empty_after_due_last = empty_after_due_last || after_due;
    }
  }
  if (!last_is_entry) return empty_after_due_last ? DutyStatus::unfilled : DutyStatus::unknown;
  if (seen_in_time) return DutyStatus::on_time;
  return empty_after_due_before ? DutyStatus::late : DutyStatus::unproven;
}

void Oracle::hold_year(const std::vector<LookLog>& looks, Instant end, bool complete, YearReport& report) {
  std::map<std::string, std::vector<const LookLog*>> by_name;
  for (const LookLog& look : looks) by_name[look.name].push_back(&look);
  const auto ids = store_.ledger().all_lessons(journal::LessonId{}, 10'000'000);
  for (std::size_t start = 0; start < ids.size(); start += 1000) {
    const std::span<const journal::LessonId> page(ids.data() + start,
                                                  std::min<std::size_t>(1000, ids.size() - start));
    std::map<journal::LessonId, rules::LessonRecord> records;
    for (const auto& record : store_.ledger().lessons(page)) records[record.id] = record;
    for (const rules::StoredDuty& duty : store_.ledger().duties(page)) {
      const auto parts = journal::parts_of(duty.lesson);
      const journal::Scope scope = store_.ledger().scope(parts.scope);
      const rules::LessonRecord& record = records.at(duty.lesson);
      const Lesson* lesson = lesson_at(
          {scope.class_name, scope.group, scope.subject, parts.date, record.attributes.number.value_or(0)});
      if (lesson == nullptr || !duty.due_at || !is_plain(*lesson)) continue;
      const Question q = question(*lesson, duty.rule);
      const Told told{duty.status, *duty.due_at};
      hold_told(q, told, report.false_findings);
      count(q, told, end, report);
      if (!complete || duty.status == DutyStatus::pending) continue;
      std::vector<const LookLog*> of_lesson;
      const std::string name = scope.class_name + (duty.rule == k_topic ? ": темы" : ": домашние задания");
      for (const LookLog* look : by_name[name]) {
        if (look->dates.contains(parts.date)) of_lesson.push_back(look);
      }
      const DutyStatus expected = provable(q, of_lesson, told.due);
      // What counts as a doubted look is known here only roughly. More than is thought provable may be said:
      // it was held against the truth above.
      const bool is_proved = expected != DutyStatus::unproven && expected != DutyStatus::unknown;
      if (is_proved && expected != duty.status) {
        report.not_said.push_back(fmt::format(
            "{}: {} is proved, {} is said, due {}{}", q.name, rules::duty_status_name(expected),
            rules::duty_status_name(duty.status), journal::format_instant(told.due), story_of(q, record)));
      }
    }
  }
  report.findings = static_cast<std::int64_t>(
      store_
          .findings_by_state(std::vector<FindingState>{FindingState::open, FindingState::resolved,
                                                       FindingState::withdrawn, FindingState::unknown})
          .size());
}

}  // namespace elzhur::simulation
