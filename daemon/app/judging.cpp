#include "daemon/app/judging.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/judge.hpp"

namespace elzhur::app {
namespace {

using journal::LessonId;

constexpr std::string_view k_policy_note = "policy_digest";
constexpr journal::Date k_last_day{std::chrono::days(journal::k_lesson_day_max)};

void sort_unique(std::vector<LessonId>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

journal::ScopeId scope_of(LessonId id) { return journal::parts_of(id).scope; }

}  // namespace

Judging::Judging(rules::LedgerStore& ledger, const rules::Policy& policy, journal::Instant now, int year)
    : ledger_(ledger), policy_(policy), evaluator_(policy, now), year_(year) {
  depends_on_later_ = std::any_of(policy.rules.begin(), policy.rules.end(), rules::depends_on_later_lessons);
  policy_digest_ = fmt::format("{:016x}", rules::policy_digest(policy));
  const auto judged_by = ledger_.note(k_policy_note);
  policy_changed_ = judged_by.has_value() && *judged_by != policy_digest_;
  if (judged_by != policy_digest_) ledger_.save_note(k_policy_note, policy_digest_);
}

void Judging::take(Touched&& touched, bool judge_now) {
  if (policy_changed_) return;  // Everything is judged in the end.
  // A newer sight of the rest of the block may prove what was not known: entries still empty after their due.
  if (touched.renewed) {
    const auto unknown = ledger_.lessons_unknown(touched.scope, touched.dates);
    put_off_.insert(put_off_.end(), unknown.begin(), unknown.end());
  }
  const bool all_new =
      std::all_of(touched.is_new.begin(), touched.is_new.end(), [](bool is_new) { return is_new; });
  if (judge_now && !depends_on_later_) {
    judge_lessons(touched.names, touched.segments, touched.lessons, all_new);
  } else {
    for (const rules::LessonRecord& record : touched.lessons) put_off_.push_back(record.id);
  }
}

void Judging::take_renewed(journal::Instant from, journal::Instant to) {
  if (policy_changed_) return;
  // One that became due at the very instant of the last look was not seen after it.
  const auto unseen = ledger_.lessons_unseen_since_due(from, to);
  put_off_.insert(put_off_.end(), unseen.begin(), unseen.end());
}

void Judging::finish() {
  if (policy_changed_) {
    judge_everything();
    return;
  }
  sort_unique(put_off_);
  judge_ids(depends_on_later_ ? whole_scopes(put_off_) : put_off_);
  judge_transitions();
}

void Judging::judge_everything() {
  LessonId after{};
  while (true) {
    const auto ids = ledger_.all_lessons(after, k_judged_at_once_max);
    if (ids.empty()) return;
    judge_ids(ids);
    after = ids.back();
  }
}

void Judging::judge_transitions() {
  LessonId after{};
  while (true) {
    const auto ids = ledger_.lessons_in_transition(evaluator_.now(), after, k_judged_at_once_max);
    if (ids.empty()) return;
    judge_ids(ids);
    after = ids.back();
  }
}

std::vector<LessonId> Judging::whole_scopes(const std::vector<LessonId>& ids) {
  std::vector<LessonId> whole;
  journal::ScopeId last{};
  for (const LessonId id : ids) {
    if (scope_of(id) == last) continue;
    last = scope_of(id);
    for (const rules::LessonRecord& record : ledger_.lessons_of(last, {journal::Date{}, k_last_day}))
      whole.push_back(record.id);
  }
  return whole;
}

std::vector<rules::LaterLesson> Judging::listed_from(LessonId first) {
  const auto [scope, first_day, its_ordinal] = journal::parts_of(first);
  std::vector<rules::LaterLesson> listed;
  for (const rules::LessonRecord& record : ledger_.lessons_of(scope, {first_day, k_last_day})) {
    // No deadline waits for a lesson that was taken out of the journal.
    const auto [same, date, ordinal] = journal::parts_of(record.id);
    if (rules::bounds_deadlines(record, policy_.zone))
      listed.push_back({date, record.attributes.number, ordinal});
  }
  std::sort(listed.begin(), listed.end(), [](const rules::LaterLesson& a, const rules::LaterLesson& b) {
    return rules::place_in_time(a) < rules::place_in_time(b);
  });
  return listed;
}

void Judging::judge_ids(std::span<const LessonId> ids) {
  while (!ids.empty()) {
    const journal::ScopeId scope = scope_of(ids.front());
    const auto end = std::find_if(ids.begin(), ids.end(), [&](LessonId id) { return scope_of(id) != scope; });
    const std::size_t count = std::min(static_cast<std::size_t>(end - ids.begin()), k_judged_at_once_max);
    const auto lessons = ledger_.lessons(ids.first(count));
    const journal::DateRange dates{journal::parts_of(ids.front()).date,
                                   journal::parts_of(ids[count - 1]).date};
    judge_lessons(ledger_.scope(scope), ledger_.segments(scope, dates), lessons, false);
    ids = ids.subspan(count);
  }
}

void Judging::judge_lessons(const journal::Scope& names, std::span<const rules::Segment> segments,
                            std::span<const rules::LessonRecord> lessons, bool all_new) {
  if (lessons.empty()) return;
  std::vector<LessonId> ids;
  ids.reserve(lessons.size());
  for (const rules::LessonRecord& record : lessons) ids.push_back(record.id);
  // A lesson that the store did not have has no duties and no findings either.
  const auto duties = all_new ? std::vector<rules::StoredDuty>{} : ledger_.duties(ids);
  const auto findings = all_new ? std::vector<rules::Finding>{} : ledger_.newest_findings(ids);
  std::vector<rules::LaterLesson> timetable;
  if (depends_on_later_) {
    timetable = listed_from(ids.front());
  }
  rules::Judgement judgement =
      rules::judge({names, segments, lessons, timetable, duties, findings}, evaluator_);
  ledger_.save_duties(judgement.duties);
  for (rules::Finding& finding : judgement.findings) {
    const bool opens = finding.id == journal::FindingId{};
    counts_.opened += opens ? 1 : 0;
    if (opens) ++counts_.opened_by_rule[finding.rule];
    if (finding.state == rules::FindingState::resolved) {
      ++counts_.resolved;
      ++counts_.resolved_by_rule[finding.rule];
    }
    ledger_.save_finding(finding, year_);
  }
}

}  // namespace elzhur::app
