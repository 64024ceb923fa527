#include "daemon/store/ledger.hpp"

namespace elzhur::store {

SqlLedger::SqlLedger(Core& core, Words& words, Coverage& coverage, Lessons& lessons, Duties& duties,
                     Findings& findings, Days& days)
    : core_(core),
      words_(words),
      coverage_(coverage),
      lessons_(lessons),
      duties_(duties),
      findings_(findings),
      days_(days),
      find_document_(core.connection,
                     "SELECT max(id) FROM document WHERE source_id = ?1 AND sha256 = ?2 AND accepted = 1"),
      add_document_(
          core.connection,
          "INSERT INTO document(source_id, name, format, sha256, size_bytes, as_of_earliest, as_of_latest, "
          "received_at, accepted, reason, evidence, row_count, lesson_count) "
          "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"),
      read_note_(core.connection, "SELECT value FROM note WHERE key = ?1"),
      save_note_(core.connection,
                 "INSERT INTO note(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2 "
                 "WHERE value <> ?2") {}

journal::ScopeId SqlLedger::scope_id(const journal::Scope& scope) {
  const Reading lock(core_);
  return words_.scope_id(scope);
}

journal::Scope SqlLedger::scope(journal::ScopeId id) {
  const Reading lock(core_);
  return words_.scope(id);
}

journal::ChannelId SqlLedger::channel_id(std::string_view source_id, journal::FieldSet fields) {
  const Reading lock(core_);
  return words_.channel_id(source_id, fields);
}

std::vector<rules::Person> SqlLedger::persons() {
  const Reading lock(core_);
  return words_.persons();
}

void SqlLedger::save_persons(std::span<const rules::Person> persons) {
  const Writing lock(core_);
  words_.save_persons(persons);
}

std::optional<journal::DocumentId> SqlLedger::find_document(std::string_view source_id,
                                                            std::string_view sha256) {
  const Reading lock(core_);
  const auto source = words_.find_source(source_id);
  if (!source) return std::nullopt;
  Use use = find_document_.use(*source, sha256);
  if (!use.step() || use.is_null(0)) return std::nullopt;
  return use.id<journal::DocumentId>(0);
}

std::optional<rules::LastLook> SqlLedger::last_look(std::string_view source_id, std::string_view name) {
  const Reading lock(core_);
  return coverage_.last_look(source_id, name);
}

void SqlLedger::save_look(std::string_view source_id, std::string_view name, const rules::LastLook& look) {
  const Writing lock(core_);
  coverage_.save_look(source_id, name, look);
}

bool SqlLedger::renew(journal::DocumentId document, const journal::AsOf& as_of) {
  const Writing lock(core_);
  return coverage_.renew(document, as_of);
}

journal::DocumentId SqlLedger::add_document(const rules::DocumentEntry& e) {
  const Writing lock(core_);
  add_document_.run(words_.source_id(e.source_id), e.name, e.format, e.sha256, e.size_bytes, e.as_of.earliest,
                    e.as_of.latest, e.received_at, e.accepted, e.reason, e.evidence, e.rows, e.lessons);
  return journal::DocumentId{core_.connection.last_rowid()};
}

std::vector<rules::Segment> SqlLedger::segments(journal::ScopeId scope, journal::DateRange dates) {
  const Reading lock(core_);
  return coverage_.segments(scope, dates);
}

void SqlLedger::save_segments(journal::ScopeId scope, journal::DateRange dates,
                              std::span<const rules::Segment> segments) {
  const Writing lock(core_);
  coverage_.save_segments(scope, dates, segments);
}

std::vector<rules::SightHead> SqlLedger::heads(journal::ScopeId scope, journal::ChannelId channel,
                                               journal::DateRange dates) {
  const Reading lock(core_);
  return lessons_.heads(scope, channel, dates);
}

std::vector<rules::LessonRecord> SqlLedger::lessons(std::span<const journal::LessonId> ids) {
  const Reading lock(core_);
  return lessons_.find(ids);
}

std::vector<rules::LessonRecord> SqlLedger::lessons_of(journal::ScopeId scope, journal::DateRange dates) {
  const Reading lock(core_);
  return lessons_.of_scope(scope, dates);
}

std::vector<rules::LaterLesson> SqlLedger::timetable(journal::ScopeId scope, journal::Date from) {
  const Reading lock(core_);
  return lessons_.timetable(scope, from);
}

void SqlLedger::save_lessons(std::span<const rules::LessonChange> changes) {
  const Writing lock(core_);
  days_.note(changes);
  lessons_.save(changes);
}

std::vector<journal::LessonId> SqlLedger::lessons_in_transition(journal::Instant now, journal::LessonId after,
                                                                std::size_t limit) {
  const Reading lock(core_);
  return duties_.in_transition(now, after, limit);
}

std::vector<journal::LessonId> SqlLedger::lessons_unknown(journal::ScopeId scope, journal::DateRange dates) {
  const Reading lock(core_);
  return duties_.unknown(scope, dates);
}

std::vector<journal::LessonId> SqlLedger::lessons_unseen_since_due(journal::Instant from,
                                                                   journal::Instant to) {
  const Reading lock(core_);
  return duties_.unseen_since_due(from, to);
}

std::vector<rules::Deadline> SqlLedger::deadlines(journal::Instant from, journal::Instant to) {
  const Reading lock(core_);
  return duties_.deadlines(from, to);
}

std::vector<journal::LessonId> SqlLedger::all_lessons(journal::LessonId after, std::size_t limit) {
  const Reading lock(core_);
  return lessons_.all(after, limit);
}

std::vector<rules::StoredDuty> SqlLedger::duties(std::span<const journal::LessonId> lessons) {
  const Reading lock(core_);
  return duties_.of_lessons(lessons);
}

void SqlLedger::save_duties(std::span<const DutyChange> changes) {
  const Writing lock(core_);
  days_.note(changes);
  duties_.save(changes);
}

std::vector<rules::Finding> SqlLedger::newest_findings(std::span<const journal::LessonId> lessons) {
  const Reading lock(core_);
  return findings_.newest_of(lessons);
}

void SqlLedger::save_finding(rules::Finding& finding, int year) {
  const Writing lock(core_);
  findings_.save(finding, year, {"", core_.now});
}

rules::Totals SqlLedger::totals() {
  const Reading lock(core_);
  return {lessons_.counts(), duties_.counts(), findings_.counts()};
}

std::optional<std::string> SqlLedger::note(std::string_view key) {
  const Reading lock(core_);
  Use use = read_note_.use(key);
  return use.step() ? std::optional(use.string(0)) : std::nullopt;
}

void SqlLedger::save_note(std::string_view key, std::string_view value) {
  const Writing lock(core_);
  save_note_.run(key, value);
}

}  // namespace elzhur::store
