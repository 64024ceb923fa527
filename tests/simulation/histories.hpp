// Random histories of a small school: what happens in it, who looks when, and what arrives when. And the
// playing of them to the parts of the real cycle.
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include "rules/ledger_store.hpp"
#include "rules/policy.hpp"
#include "tests/simulation/model.hpp"

namespace elzhur::simulation {

/// Time in histories goes in ticks of two hours from 14.09.2026 08:00. Deadlines lie on ticks, so that
/// looks and changes meet them exactly.
inline constexpr int k_ticks = 60;
[[nodiscard]] journal::Instant tick(int number);

/// An entry made, changed or deleted. `place` counts the lessons of school_lessons().
struct PlannedChange {
  int place = 0;
  int field = 0;
  int tick = 0;
  int state = 0;
};
/// A lesson that the journal does not list for a while.
struct PlannedAbsence {
  int place = 0;
  int tick = 0;
  int ticks = 1;
};
/// A look, and how its document reaches us.
struct PlannedLook {
  int tick = 0;
  int early = 0;  ///< How many ticks before the look its document claims to begin.
  int late = 0;   ///< And after it, to end.
  int delay = 0;  ///< From the end of the claim to the arrival.
  int copies = 1;
  int channel = 0;
  int first_day = 0;
  int last_day = 2;
  int scopes = 3;
  int reports = 0;
};
struct History {
  std::vector<PlannedChange> changes;
  std::vector<PlannedAbsence> absences;
  std::vector<PlannedLook> looks;
};
std::ostream& operator<<(std::ostream& out, const PlannedChange& change);
std::ostream& operator<<(std::ostream& out, const PlannedAbsence& absence);
std::ostream& operator<<(std::ostream& out, const PlannedLook& look);
std::ostream& operator<<(std::ostream& out, const History& history);

/// Late, early, twice, in part, out of order, or not at all.
[[nodiscard]] rc::Gen<History> any_history();
/// One channel, exact times, whole coverage, at once: everything is provable that a look shows.
[[nodiscard]] rc::Gen<History> plain_history();

/// The lessons of the school, in the order of PlannedChange::place.
[[nodiscard]] const std::vector<journal::LessonKey>& school_lessons();
[[nodiscard]] World world_of(const History& history);
/// What arrives, by the tick of arrival.
[[nodiscard]] std::multimap<int, journal::Document> deliveries_of(const History& history, const World& world);

/// Topic by 20:00 of the lesson day; homework, where a placeholder is nothing, by 20:00 of the next day.
[[nodiscard]] rules::Policy school_policy();
[[nodiscard]] Question question_of(const rules::RuleSpec& rule, const journal::LessonKey& lesson);

/// What the ledger says of everything, with names for numbers that depend on the order of arrival.
using DutyName = std::pair<journal::LessonKey, std::string>;
struct Outcome {
  std::map<DutyName, rules::StoredDuty> duties;
  std::map<DutyName, rules::Finding> findings;
};

/// One cycle after another over a ledger, as daemon/app/cycle.cpp runs them.
class School {
 public:
  explicit School(rules::LedgerStore& ledger, rules::Policy policy = school_policy())
      : ledger_(ledger), policy_(std::move(policy)) {}

  /// Documents are folded in the order of what they speak of.
  void cycle(journal::Instant now, std::vector<journal::Document> documents = {});
  [[nodiscard]] Outcome outcome();
  [[nodiscard]] rules::Policy& policy() { return policy_; }
  [[nodiscard]] const Evidence& evidence() const { return evidence_; }

 private:
  rules::LedgerStore& ledger_;
  rules::Policy policy_;
  Evidence evidence_;
};

/// The question that a duty answers: its deadline counts from when the lesson was put into the journal.
[[nodiscard]] Question question_about(const DutyName& name, School& school);

/// The documents that arrive after tick `from` up to and including tick `to`.
[[nodiscard]] std::vector<journal::Document> arrived(const std::multimap<int, journal::Document>& deliveries,
                                                     int from, int to);

}  // namespace elzhur::simulation
