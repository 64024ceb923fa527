// The store: one SQLite file that holds the ledger, duties, findings, messages and the appeal log.
// Implements the ports that the rooms declare; decides nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/message.hpp"
#include "alerts/situation.hpp"
#include "appeals/appeal.hpp"
#include "appeals/meeting.hpp"
#include "daemon/store/keeper.hpp"
#include "daemon/store/modes.hpp"
#include "daemon/store/outages.hpp"
#include "daemon/store/rows.hpp"
#include "daemon/store/silences.hpp"
#include "journal/error.hpp"
#include "rules/finding.hpp"
#include "rules/ledger_store.hpp"
#include "rules/policy.hpp"
#include "rules/report.hpp"

namespace elzhur::store {

class Store;

/// The one write transaction of a cycle, from begin() to commit(). Rolls back when it dies uncommitted.
/// Keeps every other thread out of the store's writer; belongs to the thread that began it.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// Makes all of it durable. Throws rules::StoreFailure when it cannot: then nothing has changed.
  /// Not to be called twice.
  void commit();

 private:
  friend class Store;
  struct State;
  explicit Transaction(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A reason written by a person: a longer one is refused.
inline constexpr std::size_t k_store_reason_bytes_max = 2000;

/// Every function may be called from any thread; calls wait for one another, and for a transaction that
/// another thread holds. On the thread that holds it they work inside it and see what it wrote.
/// Failures of the database throw rules::StoreFailure unless the function returns a Result.
class Store {
 public:
  /// Opens the file, makes it (mode 0640) when it is not there, and brings its schema up to date: a copy
  /// of the file as it was is left beside it ("<file>.v1.bak") before the first step. Fails with
  /// ErrorKind::storage, saying what to do, when the file is no store, is damaged, is read-only, or was
  /// written by a newer version. Take a StoreLock (lock.hpp) before.
  [[nodiscard]] static journal::Result<Store> open(const std::filesystem::path& file);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) = delete;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store();

  /// Begins the write transaction of a cycle at the instant `now`, which is written wherever the store
  /// notes when something changed. Not while this thread holds one.
  [[nodiscard]] Transaction begin(journal::Instant now);

  /// The ports. Writing calls of the ledger and Outbox::enqueue need a transaction held by this thread;
  /// all other writing calls of the ports are transactions of their own and must not be made inside one.
  [[nodiscard]] rules::LedgerStore& ledger();
  [[nodiscard]] alerts::Outbox& outbox();
  [[nodiscard]] appeals::AppealLog& appeals();
  [[nodiscard]] appeals::MeetingBook& meetings();

  /// Notes which field each rule judges: what backlog() and last_seen_empty_at of a FindingView need. Rules
  /// that are gone stay as last noted. Inside a transaction.
  void save_rules(std::span<const rules::RuleSpec> rules);

  // Findings as people see them, in the order of their numbers.
  [[nodiscard]] std::vector<rules::FindingView> live_findings();
  [[nodiscard]] std::vector<rules::FindingView> findings_by_state(
      std::span<const rules::FindingState> states);
  /// Those that were opened or changed after `since`, by evidence or a person.
  [[nodiscard]] std::vector<rules::FindingView> findings_changed_since(journal::Instant since);
  [[nodiscard]] std::optional<rules::FindingView> finding(journal::FindingId id);
  [[nodiscard]] std::optional<journal::FindingId> finding_by_number(int year, std::int64_t number);
  /// What became of a finding, oldest first.
  [[nodiscard]] std::vector<FindingChange> finding_history(journal::FindingId id);
  /// A person's decision, in a transaction of its own. bad_input as rules::decide says, or when there is
  /// no such finding; storage when the database fails. Nothing changes then.
  [[nodiscard]] journal::Result<rules::Finding> settle(journal::FindingId id, const rules::Decision& decision,
                                                       journal::Instant now);

  // Numbers.
  /// Lessons of `dates` that lie on or after `watch_from`.
  /// `only`: the ids of the rules that count; nothing: all rules.
  [[nodiscard]] rules::LessonTotals lesson_totals(journal::DateRange dates, journal::Date watch_from,
                                                  const RuleFilter& only = {});
  /// What happened after `from` up to and including `to`. A finding that was born resolved was never an
  /// open question and is not counted; one that returned from `unknown` counts as opened. So always
  /// open_before + opened - resolved - withdrawn - excused - unknown = open_now.
  [[nodiscard]] rules::FindingFlow finding_flow(journal::Instant from, journal::Instant to,
                                                const RuleFilter& only = {});
  [[nodiscard]] rules::SchoolTotals school_totals();
  /// The first `limit` lines, by class (grades as numbers), group, subject, date, ordinal, field.
  [[nodiscard]] std::vector<rules::BacklogLine> backlog(std::size_t limit);
  [[nodiscard]] std::int64_t backlog_count();

  /// Puts into the situation what the store knows: live and withdrawn findings and their tellings, last
  /// messages, totals, backlog, appeals, silences, last_accepted_at, has_occasion (valid as long as the
  /// store), and the figures that alerts::figures_needed asks for then. The rest (sources, names, settings)
  /// is the cycle's. `with_backlog`: the lines too, for a first letter. Live findings and totals are read
  /// only when a list, a digest or a first letter may be sent now; else they stay empty.
  void fill(alerts::Situation& situation, bool with_backlog, journal::Instant now);

  // Messages and tellings.
  [[nodiscard]] bool is_told(std::string_view recipient, journal::FindingId finding, std::string_view stage);
  /// All tellings of these findings, by finding, then in the order they were made.
  [[nodiscard]] std::vector<TellingRow> tellings_of(std::span<const journal::FindingId> findings);
  /// The newest `limit` messages, newest first.
  [[nodiscard]] std::vector<MessageRow> messages(std::size_t limit);
  [[nodiscard]] std::optional<MessageRow> last_message(std::string_view recipient, std::string_view kind);
  [[nodiscard]] std::vector<AttemptRow> attempts(alerts::MessageId message);
  [[nodiscard]] OutboxCounts outbox_counts();
  /// When the next message may be sent; the epoch when one may be at once. Nothing: none waits.
  [[nodiscard]] std::optional<journal::Instant> next_message_at();

  // Documents.
  /// The newest `limit` documents, newest first.
  [[nodiscard]] std::vector<DocumentRow> documents(std::size_t limit);
  [[nodiscard]] std::optional<DocumentRow> document(journal::DocumentId id);
  /// Whether these bytes of this source were refused before.
  [[nodiscard]] bool was_refused(std::string_view source_id, std::string_view sha256);
  /// When the newest accepted document was received.
  [[nodiscard]] std::optional<journal::Instant> last_accepted_at();

  // Excuses: added, never deleted. A transaction of its own.
  [[nodiscard]] journal::Result<ExcuseRow> add_excuse(const rules::Excuse& excuse, std::string_view author,
                                                      journal::Instant now);
  [[nodiscard]] std::vector<ExcuseRow> excuses();

  /// What letters leave out for a while.
  [[nodiscard]] Silences& silences();
  /// Changes of the mode by people.
  [[nodiscard]] Modes& modes();
  /// When ElZhur could not be used.
  [[nodiscard]] Outages& outages();
  /// What is held back after a restore, and what is removed when its time is over.
  [[nodiscard]] Keeper& keeper();

  /// Every version of an entry of the appeal log, oldest first.
  [[nodiscard]] std::vector<AppealVersion> appeal_history(appeals::AppealId id);

  // Spellings that a person said mean one person of the staff. `save_spelling` needs a transaction.
  void save_spelling(journal::PersonId person, std::string_view spelling);
  [[nodiscard]] std::vector<SpellingRow> spellings();
  /// Names of documents that may mean several persons: kept, so that people can be asked. Needs a
  /// transaction.
  void save_ambiguous(std::string_view spelling);

  /// Notes who looked at names, if nobody holds the store just now: false, and nothing is noted, when
  /// somebody does. With `should_wait` it waits.
  [[nodiscard]] bool note_accesses(std::span<const AccessRow> rows, bool should_wait);

  /// SQLite's own check of the whole file and of every reference in it; storage names the first damage.
  [[nodiscard]] journal::Result<void> check_integrity();
  /// Counts made anew from the rows themselves: what totals() must equal. Slow; for tests and `verify`.
  [[nodiscard]] rules::Totals recount();

 private:
  friend class Transaction;
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace elzhur::store
