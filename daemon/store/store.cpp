#include "daemon/store/store.hpp"

#include <fmt/format.h>

#include <utility>

#include "alerts/schedule.hpp"
#include "daemon/store/appeals.hpp"
#include "daemon/store/core.hpp"
#include "daemon/store/coverage.hpp"
#include "daemon/store/days.hpp"
#include "daemon/store/duties.hpp"
#include "daemon/store/findings.hpp"
#include "daemon/store/ledger.hpp"
#include "daemon/store/lessons.hpp"
#include "daemon/store/meetings.hpp"
#include "daemon/store/outbox.hpp"
#include "daemon/store/reports.hpp"
#include "daemon/store/schema.hpp"
#include "daemon/store/words.hpp"

namespace elzhur::store {

using journal::ErrorKind;
using journal::failure;
using journal::Result;

struct Store::Impl {
  explicit Impl(std::unique_ptr<Core> opened) : core(std::move(opened)) {}

  std::unique_ptr<Core> core;
  Words words{*core};
  Coverage coverage{*core, words};
  Lessons lessons{*core};
  Duties duties{*core, words};
  Findings findings{*core, words};
  Reports reports{*core, words, findings, coverage, lessons};
  Days days{*core, words};
  SqlLedger ledger{*core, words, coverage, lessons, duties, findings, days};
  SqlOutbox outbox{*core};
  SqlAppeals appeals{*core};
  SqlMeetings meetings{*core};
  Outages outages{*core, words};
  Keeper keeper{*core};
  Silences silences{*core, reports};
  Modes modes{*core};
};

struct Transaction::State {
  State(Core& c, Words& w, Days& d, journal::Instant now)
      : core(c), words(w), days(d), lock(c.mutex), transaction((check_free(c), c.connection)) {
    core.in_cycle = true;
    core.now = now;
  }
  ~State() {
    if (!committed) {
      words.forget();
      days.forget();
    }
    core.in_cycle = false;
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static void check_free(const Core& core) { ELZHUR_CHECK(!core.in_cycle); }

  Core& core;
  Words& words;
  Days& days;
  std::scoped_lock<std::recursive_mutex> lock;
  SqlTransaction transaction;
  bool committed = false;
};

Transaction::Transaction(std::unique_ptr<State> state) : state_(std::move(state)) {}
Transaction::Transaction(Transaction&& other) noexcept = default;
Transaction::~Transaction() = default;

void Transaction::commit() {
  ELZHUR_CHECK(state_ != nullptr);
  // Whatever happens now, the transaction is over: on failure it is rolled back here.
  const std::unique_ptr<State> state = std::move(state_);
  state->days.save();
  state->transaction.commit();
  state->committed = true;
}

Result<Store> Store::open(const std::filesystem::path& file) {
  if (auto created = create_store_file(file); !created) return tl::make_unexpected(created.error());
  try {
    auto core = std::make_unique<Core>(file);
    Connection& connection = core->connection;
    if (sqlite3_db_readonly(connection.raw(), "main") == 1) {
      return failure(ErrorKind::storage,
                     fmt::format("store {}: {}", file.string(), describe_sqlite_error(SQLITE_READONLY)));
    }
    if (auto migrated = migrate(connection, file, migrations()); !migrated) {
      return tl::make_unexpected(migrated.error());
    }
    // Not before: a file that is refused must stay as it was.
    if (connection.text("PRAGMA journal_mode = WAL") != "wal") {
      return failure(
          ErrorKind::storage,
          fmt::format(
              "store {}: its file system cannot share memory between processes: put it on a local disk",
              file.string()));
    }
    return Store(std::make_unique<Impl>(std::move(core)));
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, fmt::format("{}: {}", file.string(), error.what()));
  }
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

Transaction Store::begin(journal::Instant now) {
  return Transaction(std::make_unique<Transaction::State>(*impl_->core, impl_->words, impl_->days, now));
}

rules::LedgerStore& Store::ledger() { return impl_->ledger; }
alerts::Outbox& Store::outbox() { return impl_->outbox; }
appeals::AppealLog& Store::appeals() { return impl_->appeals; }
appeals::MeetingBook& Store::meetings() { return impl_->meetings; }

void Store::save_rules(std::span<const rules::RuleSpec> rules) {
  const Writing lock(*impl_->core);
  for (const rules::RuleSpec& rule : rules) impl_->words.save_rule_field(rule.id, rules::field_of(rule.kind));
}

std::vector<rules::FindingView> Store::live_findings() {
  const Reading lock(*impl_->core);
  return impl_->reports.live_findings();
}

std::vector<rules::FindingView> Store::findings_by_state(std::span<const rules::FindingState> states) {
  const Reading lock(*impl_->core);
  return impl_->reports.by_state(states);
}

std::vector<rules::FindingView> Store::findings_changed_since(journal::Instant since) {
  const Reading lock(*impl_->core);
  return impl_->reports.changed_since(since);
}

std::optional<rules::FindingView> Store::finding(journal::FindingId id) {
  const Reading lock(*impl_->core);
  return impl_->reports.finding(id);
}

std::optional<journal::FindingId> Store::finding_by_number(int year, std::int64_t number) {
  const Reading lock(*impl_->core);
  return impl_->reports.finding_by_number(year, number);
}

std::vector<FindingChange> Store::finding_history(journal::FindingId id) {
  const Reading lock(*impl_->core);
  return impl_->findings.history(id);
}

Result<rules::Finding> Store::settle(journal::FindingId id, const rules::Decision& decision,
                                     journal::Instant now) {
  if (decision.reason.size() > k_store_reason_bytes_max) {
    return failure(ErrorKind::bad_input, "причина слишком длинная: сократите её");
  }
  try {
    OwnTransaction transaction(*impl_->core);
    const auto known = impl_->findings.find(id);
    if (!known) return failure(ErrorKind::bad_input, "такого вопроса нет");
    auto decided = rules::decide(*known, decision, now);
    if (!decided) return decided;
    impl_->findings.save(*decided, decided->year, {decision.person, now, decision.reason});
    transaction.commit();
    return decided;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

rules::LessonTotals Store::lesson_totals(journal::DateRange dates, journal::Date watch_from,
                                         const RuleFilter& only) {
  const Reading lock(*impl_->core);
  return impl_->reports.lesson_totals(dates, watch_from, only);
}

rules::FindingFlow Store::finding_flow(journal::Instant from, journal::Instant to, const RuleFilter& only) {
  const Reading lock(*impl_->core);
  return impl_->reports.finding_flow(from, to, only);
}

rules::SchoolTotals Store::school_totals() {
  const Reading lock(*impl_->core);
  return impl_->reports.school_totals();
}

std::vector<rules::BacklogLine> Store::backlog(std::size_t limit) {
  const Reading lock(*impl_->core);
  return impl_->reports.backlog(limit, {});
}

std::int64_t Store::backlog_count() {
  const Reading lock(*impl_->core);
  return impl_->reports.backlog_count();
}

void Store::fill(alerts::Situation& situation, bool with_backlog, journal::Instant now) {
  const Reading lock(*impl_->core);
  Reports& reports = impl_->reports;
  situation.last_messages = reports.last_messages();
  situation.silences = impl_->silences.not_ended();
  situation.last_accepted_at = reports.last_accepted_at();
  situation.has_occasion = [outbox = &impl_->outbox](std::string_view recipient, std::string_view occasion) {
    return outbox->has_occasion(recipient, occasion);
  };
  const std::vector<alerts::FiguresRequest> requests = alerts::figures_needed(situation, now);
  // When nobody's turn has come, a quiet cycle does not read what nobody will be told.
  const bool is_somebodys_turn = !requests.empty() || with_backlog;
  situation.live.clear();
  situation.backlog.clear();
  situation.withdrawn = reports.withdrawn_to_tell();
  if (is_somebodys_turn) {
    situation.live = reports.live_findings();
    situation.school = reports.school_totals();
    situation.backlog_count = reports.backlog_count();
    situation.appeals = reports.appeals_waiting(situation.policy.zone);
  }
  if (with_backlog) situation.backlog = reports.backlog(alerts::k_backlog_lines_max, {});
  std::vector<journal::FindingId> findings;
  for (const auto* list : {&situation.live, &situation.withdrawn}) {
    for (const rules::FindingView& view : *list) findings.push_back(view.finding.id);
  }
  situation.told.clear();
  for (TellingRow& row : reports.tellings_of(findings)) {
    situation.told.push_back({row.finding, std::move(row.recipient), std::move(row.stage),
                              std::move(row.message_id), row.told_at});
  }
  situation.figures.clear();
  for (const alerts::FiguresRequest& request : requests) {
    const RuleFilter only = std::span<const std::string>(request.rules);
    const journal::Date watch_from = situation.policy.watch_from;
    situation.figures.push_back({request.recipient, reports.lesson_totals(request.period, watch_from, only),
                                 reports.lesson_totals(request.before, watch_from, only),
                                 reports.finding_flow(request.flow_from, now, only)});
  }
}

bool Store::is_told(std::string_view recipient, journal::FindingId finding, std::string_view stage) {
  return impl_->outbox.is_told(recipient, finding, stage);
}

std::vector<TellingRow> Store::tellings_of(std::span<const journal::FindingId> findings) {
  const Reading lock(*impl_->core);
  return impl_->reports.tellings_of(findings);
}

std::vector<MessageRow> Store::messages(std::size_t limit) { return impl_->outbox.messages(limit); }

std::optional<MessageRow> Store::last_message(std::string_view recipient, std::string_view kind) {
  return impl_->outbox.last_message(recipient, kind);
}

std::vector<AttemptRow> Store::attempts(alerts::MessageId message) { return impl_->outbox.attempts(message); }

OutboxCounts Store::outbox_counts() { return impl_->outbox.counts(); }

std::optional<journal::Instant> Store::next_message_at() { return impl_->outbox.next_at(); }

std::vector<DocumentRow> Store::documents(std::size_t limit) {
  const Reading lock(*impl_->core);
  return impl_->reports.documents(limit, {});
}

std::optional<DocumentRow> Store::document(journal::DocumentId id) {
  const Reading lock(*impl_->core);
  return impl_->reports.document(id);
}

bool Store::was_refused(std::string_view source_id, std::string_view sha256) {
  const Reading lock(*impl_->core);
  return impl_->reports.was_refused(source_id, sha256);
}

std::optional<journal::Instant> Store::last_accepted_at() {
  const Reading lock(*impl_->core);
  return impl_->reports.last_accepted_at();
}

Result<ExcuseRow> Store::add_excuse(const rules::Excuse& excuse, std::string_view author,
                                    journal::Instant now) {
  if (author.empty()) return failure(ErrorKind::bad_input, "укажите, кто вносит причину");
  if (excuse.reason.empty()) return failure(ErrorKind::bad_input, "укажите причину");
  if (excuse.reason.size() > k_store_reason_bytes_max) {
    return failure(ErrorKind::bad_input, "причина слишком длинная: сократите её");
  }
  if (excuse.dates.last < excuse.dates.first) {
    return failure(ErrorKind::bad_input, "последний день причины раньше первого");
  }
  const bool of_teacher = excuse.of == rules::Excuse::Of::teacher;
  try {
    OwnTransaction transaction(*impl_->core);
    Statement person(impl_->core->connection, "SELECT 1 FROM person WHERE id = ?1");
    if (of_teacher && !person.use(excuse.teacher).step()) {
      return failure(ErrorKind::bad_input, "такого учителя нет");
    }
    Statement(impl_->core->connection,
              "INSERT INTO excuse(kind, person_id, class_folded, grade, first_day, last_day, reason, author, "
              "added_at) "
              "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        .run(excuse.of, of_teacher ? std::optional(excuse.teacher) : std::nullopt, excuse.class_folded,
             excuse.grade, excuse.dates.first, excuse.dates.last, excuse.reason, author, now);
    ExcuseRow row{impl_->core->connection.last_rowid(), excuse, std::string(author), now};
    transaction.commit();
    return row;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

std::vector<ExcuseRow> Store::excuses() {
  const Reading lock(*impl_->core);
  return impl_->reports.excuses();
}

Silences& Store::silences() { return impl_->silences; }

Modes& Store::modes() { return impl_->modes; }

Outages& Store::outages() { return impl_->outages; }

Keeper& Store::keeper() { return impl_->keeper; }

std::vector<AppealVersion> Store::appeal_history(appeals::AppealId id) { return impl_->appeals.history(id); }

void Store::save_spelling(journal::PersonId person, std::string_view spelling) {
  const Writing lock(*impl_->core);
  impl_->words.save_spelling(person, spelling);
}

std::vector<SpellingRow> Store::spellings() {
  const Reading lock(*impl_->core);
  return impl_->words.spellings();
}

void Store::save_ambiguous(std::string_view spelling) {
  const Writing lock(*impl_->core);
  Statement(impl_->core->connection,
            "INSERT INTO ambiguous_name(spelling, noted_at) VALUES(?1, ?2) ON CONFLICT(spelling) DO NOTHING")
      .run(spelling, impl_->core->now);
}

bool Store::note_accesses(std::span<const AccessRow> rows, bool should_wait) {
  std::unique_lock lock(impl_->core->mutex, std::defer_lock);
  if (should_wait) {
    lock.lock();
  } else if (!lock.try_lock()) {
    return false;
  }
  OwnTransaction transaction(*impl_->core);
  Statement add(impl_->core->connection, "INSERT INTO access_log(at, person, what) VALUES(?1, ?2, ?3)");
  for (const AccessRow& row : rows) add.run(row.at, row.person, row.what);
  transaction.commit();
  return true;
}

Result<void> Store::check_integrity() {
  const Reading lock(*impl_->core);
  try {
    const std::string found = impl_->core->connection.text("PRAGMA quick_check(1)");
    if (found != "ok")
      return failure(ErrorKind::storage, "store: the file is damaged: restore a backup (" + found + ")");
    Statement references(impl_->core->connection,
                         "SELECT \"table\", parent FROM pragma_foreign_key_check LIMIT 1");
    Use use = references.use();
    if (use.step()) {
      return failure(
          ErrorKind::storage,
          fmt::format("store: the file is damaged: table '{}' refers to rows of '{}' that are gone: "
                      "restore a backup",
                      use.text(0), use.text(1)));
    }
    return {};
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

rules::Totals Store::recount() {
  const Reading lock(*impl_->core);
  return {impl_->lessons.recount(), impl_->duties.recount(), impl_->findings.counts()};
}

}  // namespace elzhur::store
