#include "daemon/store/measures.hpp"

#include <algorithm>
#include <array>

#include "daemon/store/days.hpp"

namespace elzhur::store {

using appeals::AppealState;
using appeals::HelpKind;
using journal::LessonId;

Measures::Measures(Core& core, Words& words) : core_(core), words_(words) {}

std::map<HelpKind, std::map<AppealState, std::int64_t>> Measures::appeals() {
  std::map<HelpKind, std::map<AppealState, std::int64_t>> counts;
  Statement read(core_.connection, "SELECT kind, state, count(*) FROM appeal GROUP BY kind, state");
  Use use = read.use();
  while (use.step()) {
    counts[static_cast<HelpKind>(use.small(0))][static_cast<AppealState>(use.small(1))] = use.integer(2);
  }
  return counts;
}

MessagesSince Measures::messages_since(std::int64_t after) {
  MessagesSince since{after, {}};
  Statement read(core_.connection, "SELECT kind, count(*), max(id) FROM message WHERE id > ?1 GROUP BY kind");
  Use use = read.use(after);
  while (use.step()) {
    since.by_kind[use.string(0)] = use.integer(1);
    since.newest = std::max(since.newest, use.integer(2));
  }
  return since;
}

std::map<std::string, journal::Instant> Measures::oldest_due() {
  std::map<std::string, journal::Instant> oldest;
  Statement read(core_.connection,
                 "SELECT r.name, min(f.due_at) FROM finding f INDEXED BY finding_state "
                 "JOIN rule r ON r.id = f.rule_id WHERE f.state IN (0, 1, 2, 3) GROUP BY r.name");
  Use use = read.use();
  while (use.step()) oldest.emplace(use.string(0), use.instant(1));
  return oldest;
}

std::map<std::string, rules::LessonTotals> Measures::lessons_by_class(journal::DateRange dates) {
  std::map<std::string, std::array<std::int64_t, k_badness_count>> counts;
  Statement read(core_.connection,
                 "SELECT lesson_id, status FROM duty WHERE lesson_id BETWEEN ?1 AND ?2 ORDER BY lesson_id");
  for (const journal::ScopeId scope : words_.scope_ids()) {
    const auto range = id_range(scope, dates);
    if (!range) break;
    auto& lessons = counts[words_.scope(scope).class_name];
    LessonId lesson{};
    int worst = 0;
    Use use = read.use(range->low, range->high);
    while (use.step()) {
      if (use.id<LessonId>(0) != lesson) {
        ++lessons.at(static_cast<std::size_t>(worst));
        lesson = use.id<LessonId>(0);
        worst = 0;
      }
      worst = std::max(worst, badness(static_cast<rules::DutyStatus>(use.small(1))));
    }
    ++lessons.at(static_cast<std::size_t>(worst));
  }
  std::map<std::string, rules::LessonTotals> totals;
  for (const auto& [name, lessons] : counts) totals.emplace(name, totals_of(lessons));
  return totals;
}

}  // namespace elzhur::store
