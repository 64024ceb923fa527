// The port through which a cycle reads and writes the ledger, duties and findings. The store
// implements it over SQLite; tests over memory.
//
// All calls of a cycle happen between the begin and the commit of one write transaction held by the
// caller, on one thread. A call that fails throws StoreFailure: the caller lets the transaction roll
// back and nothing has changed. Ids once given are never given again.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "journal/document.hpp"
#include "journal/ids.hpp"
#include "rules/duty.hpp"
#include "rules/finding.hpp"
#include "rules/ledger.hpp"
#include "rules/merge.hpp"
#include "rules/pull_plan.hpp"
#include "rules/roster.hpp"

namespace elzhur::rules {

/// The store could not do what was asked: the disk is full, the file is damaged. The text names the
/// cause. The only exception of ours: a cycle has a hundred calls and one answer to all their failures.
class StoreFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A document as the store keeps it. `evidence` is the SHA-256 of its canonical form; empty for a
/// refused one.
struct DocumentEntry {
  std::string source_id;
  std::string name;
  std::string format;
  std::string sha256;
  std::uint64_t size_bytes = 0;
  journal::AsOf as_of;
  journal::Instant received_at{};
  bool accepted = false;
  std::string reason;
  std::string evidence;
  std::size_t rows = 0;
  std::size_t lessons = 0;
};

/// A lesson to write. `before` is what the store had (nothing: the lesson is new to it); only the
/// difference is written and counted.
struct LessonChange {
  const LessonRecord* before = nullptr;
  const LessonRecord* after = nullptr;
};

struct StoredDuty {
  journal::LessonId lesson{};
  std::string rule;
  DutyStatus status = DutyStatus::unknown;
  std::optional<journal::Instant> due_at;
  std::optional<journal::Instant> next_transition_at;
  /// How much of `due_at` is time that outages took away.
  journal::Seconds credit{0};

  bool operator==(const StoredDuty&) const = default;
};

/// What a live source showed last under one name.
struct LastLook {
  journal::DocumentId document{};
  journal::AsOf as_of;
  /// Of the persons known then (Roster::digest).
  std::uint64_t roster = 0;

  bool operator==(const LastLook&) const = default;
};

/// Counts over the whole store.
struct Totals {
  std::map<journal::Field, std::map<journal::FillState, std::int64_t>> fields;
  std::map<std::string, std::map<DutyStatus, std::int64_t>> duties;      ///< By rule.
  std::map<std::string, std::map<FindingState, std::int64_t>> findings;  ///< By rule.

  bool operator==(const Totals&) const = default;
};

class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // Words: names become numbers; a name not known yet is added.
  virtual journal::ScopeId scope_id(const journal::Scope& scope) = 0;
  virtual journal::Scope scope(journal::ScopeId id) = 0;
  virtual journal::ChannelId channel_id(std::string_view source_id, journal::FieldSet fields) = 0;
  virtual std::vector<Person> persons() = 0;
  virtual void save_persons(std::span<const Person> persons) = 0;

  // Documents.
  /// The accepted document of this source that has these bytes, if any.
  virtual std::optional<journal::DocumentId> find_document(std::string_view source_id,
                                                           std::string_view sha256) = 0;
  virtual journal::DocumentId add_document(const DocumentEntry& entry) = 0;

  // Looks of live sources.
  virtual std::optional<LastLook> last_look(std::string_view source_id, std::string_view name) = 0;
  virtual void save_look(std::string_view source_id, std::string_view name, const LastLook& look) = 0;
  /// The document was shown again at `as_of`: what its coverage still rests on it was observed then. One row
  /// is written instead of one for each scope. False, and nothing is changed, when the document must be
  /// folded to say what it means: it is no longer what any coverage rests on, `as_of` is not newer at both
  /// ends, a lesson of it is in contradiction or was missing once.
  virtual bool renew(journal::DocumentId document, const journal::AsOf& as_of) = 0;

  // The ledger.
  /// The segments of a scope that touch the dates: with the years there are many others.
  virtual std::vector<Segment> segments(journal::ScopeId scope, journal::DateRange dates) = 0;
  /// Puts these in the place of all that segments(scope, dates) gives.
  virtual void save_segments(journal::ScopeId scope, journal::DateRange dates,
                             std::span<const Segment> segments) = 0;
  /// Ascending by lesson.
  virtual std::vector<SightHead> heads(journal::ScopeId scope, journal::ChannelId channel,
                                       journal::DateRange dates) = 0;
  /// Those of `ids` (ascending) that exist, ascending, in full.
  virtual std::vector<LessonRecord> lessons(std::span<const journal::LessonId> ids) = 0;
  /// All lessons of a scope within the dates, ascending, in full.
  virtual std::vector<LessonRecord> lessons_of(journal::ScopeId scope, journal::DateRange dates) = 0;
  /// Date and number of all lessons of a scope from a day on, ascending.
  virtual std::vector<LaterLesson> timetable(journal::ScopeId scope, journal::Date from) = 0;
  virtual void save_lessons(std::span<const LessonChange> changes) = 0;

  // Duties.
  /// Lessons after `after` with a duty whose next_transition_at lies before `now`, ascending, at most
  /// `limit`.
  virtual std::vector<journal::LessonId> lessons_in_transition(journal::Instant now, journal::LessonId after,
                                                               std::size_t limit) = 0;
  /// Lessons of a scope within the dates that have a duty of status unknown, ascending.
  virtual std::vector<journal::LessonId> lessons_unknown(journal::ScopeId scope,
                                                         journal::DateRange dates) = 0;
  /// Lessons with a duty of status unknown that became due in [from, to), ascending.
  virtual std::vector<journal::LessonId> lessons_unseen_since_due(journal::Instant from,
                                                                  journal::Instant to) = 0;
  /// Pending duties that become due in [from, to): by instant, with their classes.
  virtual std::vector<Deadline> deadlines(journal::Instant from, journal::Instant to) = 0;
  /// All lesson ids after `after`, ascending, at most `limit`: for a change of policy.
  virtual std::vector<journal::LessonId> all_lessons(journal::LessonId after, std::size_t limit) = 0;
  /// The duties of these lessons (ascending), by lesson, then rule.
  virtual std::vector<StoredDuty> duties(std::span<const journal::LessonId> lessons) = 0;
  /// Writes duties; one whose `before` is given replaces it. Counts follow.
  struct DutyChange {
    std::optional<StoredDuty> before;
    std::optional<StoredDuty> after;  ///< Nothing: the duty is no more.
  };
  virtual void save_duties(std::span<const DutyChange> changes) = 0;

  // Findings.
  /// The newest finding of each (lesson, rule) of these lessons (ascending), by lesson, then rule.
  virtual std::vector<Finding> newest_findings(std::span<const journal::LessonId> lessons) = 0;
  /// Inserts (id 0: numbers it within the year of opening, writes id, year, number back) or updates.
  virtual void save_finding(Finding& finding, int year) = 0;

  virtual Totals totals() = 0;

  /// Small values that outlive a cycle: "watch_from", "policy_digest". Nothing when never set.
  virtual std::optional<std::string> note(std::string_view key) = 0;
  virtual void save_note(std::string_view key, std::string_view value) = 0;
};

}  // namespace elzhur::rules
