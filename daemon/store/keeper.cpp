#include "daemon/store/keeper.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "alerts/message.hpp"

namespace elzhur::store {
namespace {

constexpr std::string_view k_kept_from_note = "kept_from";

void widen(Act& act, journal::Instant at) {
  act.first = act.count == 0 ? at : std::min(act.first, at);
  act.last = act.count == 0 ? at : std::max(act.last, at);
  ++act.count;
}

Act act_of(std::string_view what, const Reason& why) {
  Act act;
  act.at = why.at;
  act.what = what;
  act.rule = why.rule;
  return act;
}

/// Adds a step to the act of its removal, in the transaction of the step: nothing goes without a trace.
void record(const Connection& connection, const Act& act) {
  if (act.count == 0) return;
  std::optional<std::int64_t> known;
  {
    Statement read(connection, "SELECT id FROM act WHERE at = ?1 AND what = ?2 AND rule = ?3");
    Use use = read.use(act.at, act.what, act.rule);
    if (use.step()) known = use.integer(0);
  }
  if (known) {
    Statement(
        connection,
        "UPDATE act SET n = n + ?2, first_at = min(first_at, ?3), last_at = max(last_at, ?4) WHERE id = ?1")
        .run(*known, act.count, act.first, act.last);
  } else {
    Statement(connection,
              "INSERT INTO act(at, what, rule, n, first_at, last_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
        .run(act.at, act.what, act.rule, act.count, act.first, act.last);
  }
}

std::string read_note(const Connection& connection, std::string_view key) {
  Statement read(connection, "SELECT value FROM note WHERE key = ?1");
  Use use = read.use(key);
  return use.step() ? use.string(0) : std::string();
}

void write_note(const Connection& connection, std::string_view key, std::string_view value) {
  Statement(connection,
            "INSERT INTO note(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2")
      .run(key, value);
}

void remove_note(const Connection& connection, std::string_view key) {
  Statement(connection, "DELETE FROM note WHERE key = ?1").run(key);
}

/// Rows to remove: an id and the time that the rule counts from.
struct Old {
  std::int64_t id = 0;
  journal::Instant at{};
};

std::vector<std::int64_t> parse_ids(std::string_view text) {
  return text.empty() ? std::vector<std::int64_t>() : parse_id_text(text);
}

template <typename... Values>
std::vector<Old> old_rows(const Connection& connection, std::string_view sql, const Values&... values) {
  std::vector<Old> rows;
  Statement read(connection, sql);
  Use use = read.use(values...);
  while (use.step()) rows.push_back({use.integer(0), use.instant(1)});
  return rows;
}

}  // namespace

void Keeper::hold_outbox(journal::Instant now) { note(k_outbox_held_note, journal::format_instant(now)); }

std::optional<journal::Instant> Keeper::outbox_held_since() {
  const std::string text = noted(k_outbox_held_note);
  if (text.empty()) return std::nullopt;
  const auto since = journal::parse_instant(text);
  if (!since) fail_damaged("the note of the held outbox is no instant");
  return since;
}

std::int64_t Keeper::waiting_messages() {
  const Reading lock(core_);
  return core_.connection.integer("SELECT count(*) FROM message WHERE state IN (0, 1, 3, 4)");
}

void Keeper::release_outbox() { note(k_outbox_held_note, ""); }

std::int64_t Keeper::drop_held_messages() {
  const auto since = outbox_held_since();
  if (!since) return 0;
  OwnTransaction transaction(core_);
  Statement drop(core_.connection,
                 "UPDATE message SET state = ?1, next_attempt_at = NULL "
                 "WHERE state IN (0, 1, 3, 4) AND queued_at <= ?2");
  drop.run(alerts::MessageState::failed, *since);
  const int dropped = core_.connection.changed();
  remove_note(core_.connection, k_outbox_held_note);
  transaction.commit();
  return dropped;
}

void Keeper::note(std::string_view key, std::string_view value) {
  OwnTransaction transaction(core_);
  if (value.empty()) {
    remove_note(core_.connection, key);
  } else {
    write_note(core_.connection, key, value);
  }
  transaction.commit();
}

std::string Keeper::noted(std::string_view key) {
  const Reading lock(core_);
  return read_note(core_.connection, key);
}

std::optional<journal::Date> Keeper::kept_from() {
  const std::string text = noted(k_kept_from_note);
  if (text.empty()) return std::nullopt;
  const auto day = journal::parse_date(text);
  if (!day) fail_damaged("the note of the first day kept is no date");
  return *day;
}

Act Keeper::remove_findings(journal::Instant closed_before, const Reason& why) {
  Act act = act_of("findings", why);
  const auto kept = kept_from();
  OwnTransaction transaction(core_);
  // The day of a lesson lies in its id: journal/ids.hpp. The first day kept must not pass a question that is
  // not closed: it would be taken for a gap from before watching began.
  std::vector<Old> rows;
  journal::Date first_kept = kept.value_or(journal::Date{});
  {
    Statement read(
        core_.connection,
        "SELECT f.id, f.closed_at, (f.lesson_id >> 8) & 65535 AS day FROM finding f "
        "WHERE f.closed_at < ?1 AND day < coalesce((SELECT min((lesson_id >> 8) & 65535) FROM finding "
        "WHERE closed_at IS NULL), 65536) "
        "AND NOT EXISTS(SELECT 1 FROM appeal_finding a WHERE a.finding_id = f.id) "
        "ORDER BY day, f.id LIMIT ?2");
    Use use = read.use(closed_before, k_removed_in_one_step);
    while (use.step()) {
      rows.push_back({use.integer(0), use.instant(1)});
      first_kept = std::max(first_kept, use.date(2) + std::chrono::days{1});
    }
  }
  Statement tellings(core_.connection, "DELETE FROM telling WHERE finding_id = ?1");
  Statement history(core_.connection, "DELETE FROM finding_history WHERE finding_id = ?1");
  Statement finding(core_.connection, "DELETE FROM finding WHERE id = ?1");
  for (const Old& row : rows) {
    tellings.run(row.id);
    history.run(row.id);
    finding.run(row.id);
    widen(act, row.at);
  }
  if (!rows.empty()) write_note(core_.connection, k_kept_from_note, journal::format_date(first_kept));
  record(core_.connection, act);
  transaction.commit();
  return act;
}

Act Keeper::remove_silences(journal::Instant ended_before, const Reason& why) {
  Act act = act_of("silences", why);
  OwnTransaction transaction(core_);
  Statement remove(core_.connection, "DELETE FROM silence WHERE id = ?1");
  for (const Old& row :
       old_rows(core_.connection,
                "SELECT id, ended_at FROM silence WHERE ended_at IS NOT NULL AND ended_at < ?1 "
                "ORDER BY ended_at LIMIT ?2",
                ended_before, k_removed_in_one_step)) {
    remove.run(row.id);
    widen(act, row.at);
  }
  record(core_.connection, act);
  transaction.commit();
  return act;
}

Act Keeper::remove_accesses(journal::Instant before, const Reason& why) {
  Act act = act_of("access_log", why);
  OwnTransaction transaction(core_);
  Statement remove(core_.connection, "DELETE FROM access_log WHERE id = ?1");
  for (const Old& row :
       old_rows(core_.connection, "SELECT id, at FROM access_log WHERE at < ?1 ORDER BY at LIMIT ?2", before,
                k_removed_in_one_step)) {
    remove.run(row.id);
    widen(act, row.at);
  }
  record(core_.connection, act);
  transaction.commit();
  return act;
}

Act Keeper::remove_message_bodies(journal::Instant queued_before, const Reason& why) {
  Act act = act_of("message_bodies", why);
  OwnTransaction transaction(core_);
  Statement remove(core_.connection, "DELETE FROM message_body WHERE message_id = ?1");
  for (const Old& row : old_rows(
           core_.connection,
           "SELECT m.id, m.queued_at FROM message m JOIN message_body b ON b.message_id = m.id "
           "WHERE m.state IN (?1, ?2) AND m.queued_at < ?3 ORDER BY m.id LIMIT ?4",
           alerts::MessageState::sent, alerts::MessageState::failed, queued_before, k_removed_in_one_step)) {
    remove.run(row.id);
    widen(act, row.at);
  }
  record(core_.connection, act);
  transaction.commit();
  return act;
}

Act Keeper::forget_evidence(journal::Instant received_before, const Reason& why) {
  Act act = act_of("evidence", why);
  OwnTransaction transaction(core_);
  // Findings name their documents as numbers with commas; there are few of them beside documents.
  std::set<std::int64_t> pinned;
  {
    Statement read(core_.connection, "SELECT documents FROM finding");
    Use use = read.use();
    while (use.step()) {
      for (const std::int64_t id : parse_ids(use.text(0))) pinned.insert(id);
    }
  }
  Statement forget(core_.connection, "UPDATE document SET evidence = '' WHERE id = ?1");
  Statement read(
      core_.connection,
      "SELECT id, received_at FROM document WHERE evidence <> '' AND received_at < ?1 ORDER BY id");
  std::vector<Old> rows;
  {
    Use use = read.use(received_before);
    while (use.step() && static_cast<std::int64_t>(rows.size()) < k_removed_in_one_step) {
      if (!pinned.contains(use.integer(0))) rows.push_back({use.integer(0), use.instant(1)});
    }
  }
  for (const Old& row : rows) {
    forget.run(row.id);
    widen(act, row.at);
  }
  record(core_.connection, act);
  transaction.commit();
  return act;
}

Act Keeper::remove_evidence_files(const std::vector<std::filesystem::path>& files,
                                  journal::Instant older_than, const Reason& why) {
  Act act = act_of("evidence_files", why);
  const Reading lock(core_);
  ELZHUR_CHECK(!core_.in_cycle);
  std::set<std::string, std::less<>> referred;
  {
    Statement read(core_.connection, "SELECT DISTINCT evidence FROM document WHERE evidence <> ''");
    Use use = read.use();
    while (use.step()) referred.insert(use.string(0));
  }
  for (const std::filesystem::path& file : files) {
    if (referred.contains(file.stem().string())) continue;
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) continue;
    const journal::Instant changed{journal::Seconds{status.st_mtim.tv_sec}};
    if (changed >= older_than) continue;
    std::error_code error;
    if (std::filesystem::remove(file, error) && !error) widen(act, changed);
  }
  OwnTransaction transaction(core_);
  record(core_.connection, act);
  transaction.commit();
  return act;
}

std::vector<Act> Keeper::acts() {
  const Reading lock(core_);
  std::vector<Act> acts;
  Statement read(core_.connection, "SELECT id, at, what, rule, n, first_at, last_at FROM act ORDER BY id");
  Use use = read.use();
  while (use.step()) {
    acts.push_back({use.integer(0), use.instant(1), use.string(2), use.string(3), use.integer(4),
                    use.instant(5), use.instant(6)});
  }
  return acts;
}

}  // namespace elzhur::store
