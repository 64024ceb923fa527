#include "daemon/store/duties.hpp"

#include <algorithm>
#include <utility>

namespace elzhur::store {

using journal::LessonId;
using journal::RuleId;
using rules::DutyStatus;
using rules::StoredDuty;

Duties::Duties(Core& core, Words& words)
    : core_(core),
      words_(words),
      read_transition_(core.connection,
                       "SELECT DISTINCT lesson_id FROM duty INDEXED BY duty_transition "
                       "WHERE next_transition_at < ?1 AND lesson_id > ?2 ORDER BY lesson_id LIMIT ?3"),
      read_unknown_(core.connection,
                    "SELECT DISTINCT lesson_id FROM duty INDEXED BY duty_unknown "
                    "WHERE status = 7 AND lesson_id BETWEEN ?1 AND ?2 ORDER BY lesson_id"),
      read_unseen_(core.connection,
                   "SELECT DISTINCT lesson_id FROM duty INDEXED BY duty_unseen "
                   "WHERE status = 7 AND due_at >= ?1 AND due_at < ?2 ORDER BY lesson_id"),
      read_deadlines_(
          core.connection,
          "SELECT DISTINCT d.next_transition_at, s.class_name FROM duty d INDEXED BY duty_transition "
          "JOIN scope s ON s.id = d.lesson_id >> 24 WHERE d.status = 0 "
          "AND d.next_transition_at >= ?1 AND d.next_transition_at < ?2 ORDER BY 1, 2"),
      read_(core.connection,
            "SELECT rule_id, status, due_at, next_transition_at, credit FROM duty WHERE lesson_id = ?1 ORDER "
            "BY "
            "rule_id"),
      add_(core.connection, "INSERT INTO duty VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
      update_(core.connection,
              "UPDATE duty SET status = ?3, due_at = ?4, next_transition_at = ?5, credit = ?7 "
              "WHERE lesson_id = ?1 AND rule_id = ?2 AND status = ?6"),
      remove_(core.connection, "DELETE FROM duty WHERE lesson_id = ?1 AND rule_id = ?2 AND status = ?3"),
      add_count_(core.connection, "INSERT OR IGNORE INTO tally_duty(rule_id, status, n) VALUES(?1, ?2, 0)"),
      count_(core.connection, "UPDATE tally_duty SET n = n + ?3 WHERE rule_id = ?1 AND status = ?2") {}

std::vector<LessonId> Duties::in_transition(journal::Instant now, LessonId after, std::size_t limit) {
  std::vector<LessonId> ids;
  Use use = read_transition_.use(now, after, limit);
  while (use.step()) ids.push_back(use.id<LessonId>(0));
  return ids;
}

std::vector<LessonId> Duties::unknown(journal::ScopeId scope, journal::DateRange dates) {
  std::vector<LessonId> ids;
  const auto range = id_range(scope, dates);
  if (!range) return ids;
  Use use = read_unknown_.use(range->low, range->high);
  while (use.step()) ids.push_back(use.id<LessonId>(0));
  return ids;
}

std::vector<LessonId> Duties::unseen_since_due(journal::Instant from, journal::Instant to) {
  std::vector<LessonId> ids;
  Use use = read_unseen_.use(from, to);
  while (use.step()) ids.push_back(use.id<LessonId>(0));
  return ids;
}

std::vector<rules::Deadline> Duties::deadlines(journal::Instant from, journal::Instant to) {
  std::vector<rules::Deadline> deadlines;
  Use use = read_deadlines_.use(from, to);
  while (use.step()) {
    const journal::Instant due = use.instant(0);
    if (deadlines.empty() || deadlines.back().due_at != due) deadlines.push_back({due, {}});
    deadlines.back().classes.emplace_back(use.text(1));
  }
  return deadlines;
}

std::vector<StoredDuty> Duties::of_lessons(std::span<const LessonId> lessons) {
  std::vector<StoredDuty> duties;
  duties.reserve(lessons.size());
  for (const LessonId lesson : lessons) {
    const auto start = static_cast<std::ptrdiff_t>(duties.size());
    Use use = read_.use(lesson);
    while (use.step()) {
      duties.push_back({lesson, words_.rule_name(use.id<RuleId>(0)), static_cast<DutyStatus>(use.small(1)),
                        use.instant_or_null(2), use.instant_or_null(3), journal::Seconds(use.integer(4))});
    }
    std::sort(duties.begin() + start, duties.end(),
              [](const StoredDuty& a, const StoredDuty& b) { return a.rule < b.rule; });
  }
  return duties;
}

void Duties::save(std::span<const rules::LedgerStore::DutyChange> changes) {
  std::map<std::pair<RuleId, DutyStatus>, std::int64_t> deltas;
  for (const auto& [before, after] : changes) {
    ELZHUR_CHECK(before || after);
    const StoredDuty& duty = after ? *after : *before;
    const RuleId rule = words_.rule_id(duty.rule);
    if (before && after) {
      ELZHUR_CHECK(before->lesson == after->lesson && before->rule == after->rule);
      if (*before == *after) continue;
      update_.run(duty.lesson, rule, duty.status, duty.due_at, duty.next_transition_at, before->status,
                  duty.credit.count());
      ELZHUR_CHECK(core_.connection.changed() == 1);
    } else if (after) {
      add_.run(duty.lesson, rule, duty.status, duty.due_at, duty.next_transition_at, duty.credit.count());
    } else {
      remove_.run(duty.lesson, rule, before->status);
      ELZHUR_CHECK(core_.connection.changed() == 1);
    }
    if (before) --deltas[{rule, before->status}];
    if (after) ++deltas[{rule, after->status}];
  }
  for (const auto& [key, by] : deltas) {
    if (by == 0) continue;
    add_count_.run(key.first, key.second);
    count_.run(key.first, key.second, by);
  }
}

Duties::RuleCounts Duties::read_counts(const char* sql) {
  RuleCounts counts;
  Statement read(core_.connection, sql);
  Use use = read.use();
  while (use.step()) {
    counts[words_.rule_name(use.id<RuleId>(0))][static_cast<DutyStatus>(use.small(1))] = use.integer(2);
  }
  return counts;
}

Duties::RuleCounts Duties::counts() {
  return read_counts("SELECT rule_id, status, n FROM tally_duty WHERE n <> 0");
}

Duties::RuleCounts Duties::recount() {
  return read_counts("SELECT rule_id, status, count(*) FROM duty GROUP BY rule_id, status");
}

}  // namespace elzhur::store
