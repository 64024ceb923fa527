// Counts by day, kept with every cycle, so that a chart over years is a few thousand rows and not a million.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "daemon/store/core.hpp"
#include "daemon/store/words.hpp"
#include "rules/duty.hpp"
#include "rules/ledger_store.hpp"
#include "rules/report.hpp"

namespace elzhur::store {

/// How bad a duty is for the lesson: the lesson counts by its worst. Nothing that waits, is excused or is
/// unknown outweighs a duty that was judged. 0: it counts nowhere. The numbers are stored: never renumber.
inline constexpr std::size_t k_badness_count = 7;
[[nodiscard]] int badness(rules::DutyStatus status);
/// Lessons by badness, added up.
[[nodiscard]] rules::LessonTotals totals_of(const std::array<std::int64_t, k_badness_count>& lessons);

/// The only possible owner, of three columns of `lesson`; 0: none, or several.
[[nodiscard]] std::int64_t sole_owner(const Use& use, int teachers, int substitutes,
                                      int substituted_by_unknown);

/// Callers hold the core's lock and the cycle's transaction.
class Days {
 public:
  Days(Core& core, Words& words);

  /// Days whose counts may have changed are remembered, and counted anew by save().
  void note(std::span<const rules::LessonChange> changes);
  void note(std::span<const rules::LedgerStore::DutyChange> changes);
  /// Before the commit.
  void save();
  /// After a rollback.
  void forget() { stale_.clear(); }

 private:
  using ByState = std::array<std::int64_t, 6>;
  struct Counts {
    std::map<std::pair<int, std::int64_t>, std::array<std::int64_t, k_badness_count>>
        lessons;                                                   ///< By day, owner.
    std::map<int, std::array<ByState, journal::k_fields>> fields;  ///< By day.
  };
  void count(int first, int last);
  static void count_lessons(Statement& read, IdRange range, Counts& counts);
  static void count_fields(Statement& read, IdRange range, Counts& counts);
  void write(int first, int last, const Counts& counts);

  Core& core_;
  Words& words_;
  std::set<int> stale_;  ///< Since 1970-01-01.
};

}  // namespace elzhur::store
