// Which lessons must be judged in a cycle, and the judging of them in batches, inside the cycle's
// transaction. The judging itself is rules/judge.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "daemon/app/ingest.hpp"
#include "journal/ids.hpp"
#include "rules/duty.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::app {

/// What became of findings in a cycle.
struct FindingCounts {
  std::int64_t opened = 0;    ///< Those born resolved included.
  std::int64_t resolved = 0;  ///< Those born resolved included.
  std::map<std::string, std::int64_t> opened_by_rule;
  std::map<std::string, std::int64_t> resolved_by_rule;
};

/// More lessons than this are not held in memory at once.
inline constexpr std::size_t k_judged_at_once_max = 2000;

class Judging {
 public:
  /// All references must outlive it. `year`: of now, at the school.
  Judging(rules::LedgerStore& ledger, const rules::Policy& policy, journal::Instant now, int year);

  /// Takes what a document did. `judge_now`: no other document of this cycle speaks of the scope, so its
  /// lessons may be judged while they are in hand.
  void take(Touched&& touched, bool judge_now);

  /// The same answers were seen again at `to`: duties that became due since `from` may now be judged.
  void take_renewed(journal::Instant from, journal::Instant to);

  /// Judges what was put off, what time alone has changed, and, when the policy is not the one that the
  /// store was judged by, everything.
  void finish();

  [[nodiscard]] const FindingCounts& counts() const { return counts_; }

 private:
  void judge_lessons(const journal::Scope& names, std::span<const rules::Segment> segments,
                     std::span<const rules::LessonRecord> lessons, bool all_new);
  /// `ids`: ascending, of any scopes.
  void judge_ids(std::span<const journal::LessonId> ids);
  /// The lessons of the scope that are still in the journal, from the day of this one on.
  [[nodiscard]] std::vector<rules::LaterLesson> listed_from(journal::LessonId first);
  void judge_everything();
  void judge_transitions();
  [[nodiscard]] std::vector<journal::LessonId> whole_scopes(const std::vector<journal::LessonId>& ids);

  rules::LedgerStore& ledger_;
  const rules::Policy& policy_;
  rules::Evaluator evaluator_;
  int year_;
  bool depends_on_later_ = false;
  bool policy_changed_ = false;
  std::string policy_digest_;
  std::vector<journal::LessonId> put_off_;
  FindingCounts counts_;
};

}  // namespace elzhur::app
