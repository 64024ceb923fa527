// Goal: what a cycle computes from digests, segments and transitions alone equals what comes out when every
// lesson of every document is folded and every duty is judged anew in every cycle.
// Method: random histories of documents, policies and time on one small school, played to both.
#include <algorithm>
#include <map>
#include <ostream>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "daemon/app/ingest.hpp"
#include "daemon/app/judging.hpp"
#include "rules/judge.hpp"
#include "tests/rules/school.hpp"
#include "tests/support/memory_ledger.hpp"

namespace elzhur {
namespace {

using namespace rules::test;
using journal::Block;
using journal::Document;
using journal::LessonId;
using rules::Duty;
using rules::Finding;
using rules::LessonRecord;

constexpr int k_days = 4;
const Date k_first_day = journal::make_date(2026, 9, 14);
const Instant k_begin = at("14.09 08:00");

/// One lesson as a document of a history shows it.
struct Shown {
  int day = 0;
  int ordinal = 1;
  int state = 0;
  int teacher = 0;
  int reported_hours = 0;  ///< 0: the source reports nothing.
  int number = 0;          ///< 0: the source gives none.
};

/// What happens in one cycle. Hours count from the one before, so time only goes forward.
struct Step {
  int hours = 1;
  bool has_document = true;
  int source = 0;
  int age_hours = 0;  ///< How much older than its receipt a document may be.
  int first_day = 0;
  int last_day = 3;
  std::vector<Shown> lessons;
  int policy = 0;
};

std::ostream& operator<<(std::ostream& out, const Shown& s) {
  return out << "{" << s.day << "," << s.ordinal << "," << s.state << "," << s.teacher << ","
             << s.reported_hours << "," << s.number << "}";
}
std::ostream& operator<<(std::ostream& out, const Step& s) {
  out << "+" << s.hours << "h policy " << s.policy;
  if (!s.has_document) return out << " quiet";
  out << " source " << s.source << " age " << s.age_hours << " days " << s.first_day << "-" << s.last_day;
  for (const Shown& shown : s.lessons) out << " " << shown;
  return out;
}

Document document_of(const Step& step, Instant now) {
  Document document;
  document.source_id = step.source == 0 ? "inbox" : "api";
  document.people = {"Иванова Анна Петровна", "Петров Олег Николаевич"};
  document.as_of = {now - std::chrono::hours(step.age_hours), now};
  Block block;
  block.scope = k_scope_names;
  block.fields = only(Field::topic);
  block.dates = {k_first_day + std::chrono::days(std::min(step.first_day, step.last_day)),
                 k_first_day + std::chrono::days(std::max(step.first_day, step.last_day))};
  std::map<std::pair<Date, int>, LessonSeen> lessons;
  for (const Shown& shown : step.lessons) {
    LessonSeen seen;
    seen.date = k_first_day + std::chrono::days(shown.day);
    seen.ordinal = shown.ordinal;
    if (shown.number > 0) seen.number = shown.number;
    seen.teachers = {static_cast<std::uint32_t>(shown.teacher)};
    seen.field(Field::topic).state = static_cast<FillState>(shown.state);
    const bool is_entry = seen.field(Field::topic).state == FillState::filled;
    if (is_entry && shown.reported_hours > 0) {
      seen.field(Field::topic).reported = now - std::chrono::hours(shown.reported_hours);
    }
    if (block.dates.contains(seen.date)) lessons.insert_or_assign({seen.date, seen.ordinal}, seen);
  }
  for (auto& [key, seen] : lessons) {
    // Ordinals count from 1 within a day.
    const bool is_alone = block.lessons.empty() || block.lessons.back().date != seen.date;
    seen.ordinal = is_alone ? 1 : block.lessons.back().ordinal + 1;
    block.lessons.push_back(std::move(seen));
  }
  document.blocks.push_back(std::move(block));
  return document;
}

rules::Policy policy_of(int kind) {
  rules::Policy policy = topic_policy();
  rules::RuleSpec by_next = policy.rules[0];
  by_next.id = "by-next-lesson";
  by_next.due = {rules::DueFrom::next_lesson, std::nullopt, std::nullopt};
  by_next.placeholder_is_filled = false;
  switch (kind) {
    case 1:
      policy.watch_from = k_first_day + std::chrono::days(1);
      break;
    case 2: {
      rules::Excuse excuse;
      excuse.of = rules::Excuse::Of::teacher;
      excuse.teacher = PersonId{1};
      excuse.dates = {k_first_day, k_first_day + std::chrono::days(1)};
      policy.excuses = {excuse};
      break;
    }
    case 3:
      policy.rules[0].due.plus = rules::Span{1, rules::SpanUnit::days};
      break;
    case 4:
      policy.rules.push_back(by_next);
      break;
    default:
      break;
  }
  return policy;
}

/// A finding without what only its history of writing knows.
struct Outcome {
  rules::FindingState state{};
  int episode = 0;
  std::vector<PersonId> owners;
  Instant due_at{};
  bool operator==(const Outcome&) const = default;
};
using Key = std::pair<LessonId, std::string>;

std::ostream& operator<<(std::ostream& out, const Outcome& o) {
  return out << rules::finding_state_name(o.state) << " episode " << o.episode << " owners "
             << o.owners.size();
}

/// Folds everything, judges everything, every time.
class FullRecomputation {
 public:
  void play(const Step& step, Instant now) {
    if (step.has_document) fold(document_of(step, now), step.source == 0 ? k_files : k_api);
    judge(policy_of(step.policy), now);
  }
  [[nodiscard]] const std::map<Key, rules::DutyStatus>& duties() const { return duties_; }
  [[nodiscard]] std::map<Key, Outcome> findings() const {
    std::map<Key, Outcome> outcomes;
    for (const auto& [key, f] : findings_) outcomes[key] = {f.state, f.episode, f.owners, f.due_at};
    return outcomes;
  }

 private:
  void fold(const Document& document, ChannelId channel) {
    const Block& block = document.blocks.front();
    const rules::Seen when{document.as_of, journal::DocumentId{++documents_}};
    for (auto& [id, record] : records_) rules::materialise(record, segments_);
    std::map<LessonId, bool> shown;
    for (const LessonSeen& seen : block.lessons)
      shown[journal::make_lesson_id(k_scope, seen.date, seen.ordinal)] = true;
    const std::set<Date> changed_days = days_changed(block, shown, channel);
    for (const LessonSeen& seen : block.lessons) {
      const LessonId id = journal::make_lesson_id(k_scope, seen.date, seen.ordinal);
      const bool is_first = !records_.contains(id);
      LessonRecord& record = records_[id];
      record.id = id;
      rules::Sight sight{seen, block.fields, channel, when};
      for (const rules::Segment& s : segments_) {
        if (s.channel != channel || !s.dates.contains(seen.date)) continue;
        if (is_first && s.seen.as_of.earliest < when.as_of.earliest) record.appeared_at = when.as_of.latest;
        sight.newest = s.seen.as_of.earliest < when.as_of.earliest;
        sight.level = s.seen.as_of.earliest == when.as_of.earliest;
      }
      sight.day_changed = changed_days.contains(seen.date);
      rules::observe(record, sight, k_persons);
    }
    for (auto& [id, record] : records_) {
      if (!shown.contains(id) && block.dates.contains(journal::parts_of(id).date)) {
        rules::miss(record, channel, when, segments_);
      }
    }
    segments_ = rules::renew(segments_, {channel, block.dates, when});
  }

  /// Days of which the block lists other lessons than the channel did before.
  std::set<Date> days_changed(const Block& block, const std::map<LessonId, bool>& shown,
                              ChannelId channel) const {
    std::set<Date> days;
    for (Date day = block.dates.first; day <= block.dates.last; day += std::chrono::days(1)) {
      for (int ordinal = 1; ordinal <= 2; ++ordinal) {
        const LessonId id = journal::make_lesson_id(k_scope, day, ordinal);
        const auto known = records_.find(id);
        const bool was_shown =
            known != records_.end() &&
            std::any_of(known->second.sightings.begin(), known->second.sightings.end(),
                        [&](const auto& s) { return s.channel == channel && s.missing == 0; });
        if (was_shown != shown.contains(id)) days.insert(day);
      }
    }
    return days;
  }

  void judge(const rules::Policy& policy, Instant now) {
    rules::Evaluator evaluator(policy, now);
    std::map<Key, rules::DutyStatus> before = std::move(duties_);
    duties_.clear();
    for (const auto& [id, record] : records_) {
      std::vector<rules::LaterLesson> later;
      for (const auto& [other, its] : records_) {
        if (other > id && rules::bounds_deadlines(its, policy.zone))
          later.push_back({journal::parts_of(other).date, its.attributes.number});
      }
      const rules::LessonContext context{record, k_scope_names, segments_, later};
      for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const std::string& rule = policy.rules[i].id;
        const auto duty = evaluator.evaluate(i, context);
        before.erase({id, rule});
        if (duty) duties_[{id, rule}] = duty->status;
        settle({rule, id}, duty, record, now);
      }
    }
    for (const auto& [key, status] : before)
      settle({key.second, key.first}, std::nullopt, records_.at(key.first), now);
  }

  void settle(const rules::DutyKey& key, const std::optional<Duty>& duty, const LessonRecord& record,
              Instant now) {
    const auto known = findings_.find({key.lesson, key.rule});
    const std::optional<Finding> newest =
        known == findings_.end() ? std::nullopt : std::optional(known->second);
    for (Finding& finding : rules::reconcile(key, duty, record, newest, now)) {
      if (finding.id == journal::FindingId{}) finding.id = journal::FindingId{++ids_};
      findings_.insert_or_assign({key.lesson, key.rule}, std::move(finding));
    }
  }

  std::map<LessonId, LessonRecord> records_;
  std::vector<rules::Segment> segments_;
  std::map<Key, rules::DutyStatus> duties_;
  std::map<Key, Finding> findings_;
  std::int64_t documents_ = 0;
  std::int64_t ids_ = 0;
};

/// The parts of the real cycle, on the ledger of the tests.
class Incremental {
 public:
  void play(const Step& step, Instant now) {
    const rules::Policy policy = policy_of(step.policy);
    rules::Roster roster(ledger_.persons());
    const app::Patience patience;
    app::Ingest ingest(ledger_, roster, nullptr, patience, now);
    app::Judging judging(ledger_, policy, now, 2026);
    if (step.has_document) {
      const app::Folded folded = ingest.fold(
          document_of(step, now), [&](app::Touched&& touched) { judging.take(std::move(touched), true); });
      RC_ASSERT(folded.outcome == app::Folded::Outcome::folded);
    }
    judging.finish();
    ledger_.save_persons(roster.changed());
  }
  [[nodiscard]] std::map<Key, rules::DutyStatus> duties() {
    std::map<Key, rules::DutyStatus> statuses;
    for (const rules::StoredDuty& duty : ledger_.duties(ids()))
      statuses[{duty.lesson, duty.rule}] = duty.status;
    return statuses;
  }
  [[nodiscard]] std::map<Key, Outcome> findings() {
    std::map<Key, Outcome> outcomes;
    for (const Finding& f : ledger_.newest_findings(ids())) {
      outcomes[{f.lesson, f.rule}] = {f.state, f.episode, f.owners, f.due_at};
    }
    return outcomes;
  }
  tests::FakeLedger& ledger() { return ledger_; }

 private:
  std::vector<LessonId> ids() { return ledger_.all_lessons(LessonId{}, 1000); }
  tests::FakeLedger ledger_;
};

rc::Gen<Shown> any_shown() {
  return rc::gen::build<Shown>(rc::gen::set(&Shown::day, rc::gen::inRange(0, k_days)),
                               rc::gen::set(&Shown::ordinal, rc::gen::inRange(1, 3)),
                               rc::gen::set(&Shown::state, rc::gen::element(0, 1, 1, 1, 2, 3, 3, 4, 5)),
                               rc::gen::set(&Shown::teacher, rc::gen::inRange(0, 2)),
                               rc::gen::set(&Shown::reported_hours, rc::gen::element(0, 0, 0, 1, 20, 40)));
}

/// Lessons at hours: they come, go and move, and keep their identity by the hour.
rc::Gen<Shown> any_shown_at_an_hour() {
  return rc::gen::build<Shown>(rc::gen::set(&Shown::day, rc::gen::inRange(0, 2)),
                               rc::gen::set(&Shown::ordinal, rc::gen::inRange(1, 4)),
                               rc::gen::set(&Shown::state, rc::gen::element(1, 1, 3, 3, 2)),
                               rc::gen::set(&Shown::number, rc::gen::element(0, 1, 2, 3, 4, 5, 6)));
}

rc::Gen<Step> any_step(const rc::Gen<Shown>& shown = any_shown()) {
  return rc::gen::build<Step>(rc::gen::set(&Step::hours, rc::gen::inRange(1, 20)),
                              rc::gen::set(&Step::has_document, rc::gen::element(true, true, true, false)),
                              rc::gen::set(&Step::source, rc::gen::element(0, 0, 1)),
                              rc::gen::set(&Step::age_hours, rc::gen::element(0, 0, 0, 3, 30)),
                              rc::gen::set(&Step::first_day, rc::gen::element(0, 0, 1, 2)),
                              rc::gen::set(&Step::last_day, rc::gen::element(3, 3, 2, 1)),
                              rc::gen::set(&Step::lessons, rc::gen::container<std::vector<Shown>>(shown)),
                              rc::gen::set(&Step::policy, rc::gen::element(0, 0, 0, 0, 1, 2, 3, 4)));
}

RC_GTEST_PROP(Incremental, EqualsFullRecomputationAfterEveryCycle, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  FullRecomputation full;
  Incremental incremental;
  Instant now = k_begin;
  for (const Step& step : steps) {
    now += std::chrono::hours(step.hours);
    full.play(step, now);
    incremental.play(step, now);
    RC_ASSERT(incremental.duties() == full.duties());
    RC_ASSERT(incremental.findings() == full.findings());
  }
}

RC_GTEST_PROP(Incremental, SameDocumentAndInstantAgainChangesNothing, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  Incremental incremental;
  Instant now = k_begin;
  for (const Step& step : steps) {
    now += std::chrono::hours(step.hours);
    incremental.play(step, now);
    const auto duties = incremental.duties();
    const auto findings = incremental.findings();
    const auto lessons = incremental.ledger().all();
    incremental.play(step, now);
    RC_ASSERT(incremental.duties() == duties);
    RC_ASSERT(incremental.findings() == findings);
    RC_ASSERT(incremental.ledger().all() == lessons);
  }
}

RC_GTEST_PROP(Incremental, SameDocumentAgainFilesEveryLessonWhereItWas, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step(any_shown_at_an_hour()));
  Incremental incremental;
  const auto hours_of_lessons = [&] {
    std::map<LessonId, std::optional<int>> hours;
    for (const auto& [id, record] : incremental.ledger().all()) hours[id] = record.attributes.number;
    return hours;
  };
  Instant now = k_begin;
  for (const Step& step : steps) {
    now += std::chrono::hours(step.hours);
    incremental.play(step, now);
    const auto hours = hours_of_lessons();
    incremental.play(step, now);
    RC_ASSERT(hours_of_lessons() == hours);
  }
}

}  // namespace
}  // namespace elzhur
