// The port of a cycle, over SQLite: puts the tables together behind the store's lock.
#pragma once

#include "daemon/store/core.hpp"
#include "daemon/store/coverage.hpp"
#include "daemon/store/days.hpp"
#include "daemon/store/duties.hpp"
#include "daemon/store/findings.hpp"
#include "daemon/store/lessons.hpp"
#include "daemon/store/words.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::store {

/// Reads inside and outside a transaction, writes only inside (Store::begin).
class SqlLedger final : public rules::LedgerStore {
 public:
  SqlLedger(Core& core, Words& words, Coverage& coverage, Lessons& lessons, Duties& duties,
            Findings& findings, Days& days);

  journal::ScopeId scope_id(const journal::Scope& scope) override;
  journal::Scope scope(journal::ScopeId id) override;
  journal::ChannelId channel_id(std::string_view source_id, journal::FieldSet fields) override;
  std::vector<rules::Person> persons() override;
  void save_persons(std::span<const rules::Person> persons) override;

  std::optional<journal::DocumentId> find_document(std::string_view source_id,
                                                   std::string_view sha256) override;
  journal::DocumentId add_document(const rules::DocumentEntry& entry) override;

  std::optional<rules::LastLook> last_look(std::string_view source_id, std::string_view name) override;
  void save_look(std::string_view source_id, std::string_view name, const rules::LastLook& look) override;
  bool renew(journal::DocumentId document, const journal::AsOf& as_of) override;

  std::vector<rules::Segment> segments(journal::ScopeId scope, journal::DateRange dates) override;
  void save_segments(journal::ScopeId scope, journal::DateRange dates,
                     std::span<const rules::Segment> segments) override;
  std::vector<rules::SightHead> heads(journal::ScopeId scope, journal::ChannelId channel,
                                      journal::DateRange dates) override;
  std::vector<rules::LessonRecord> lessons(std::span<const journal::LessonId> ids) override;
  std::vector<rules::LessonRecord> lessons_of(journal::ScopeId scope, journal::DateRange dates) override;
  std::vector<rules::LaterLesson> timetable(journal::ScopeId scope, journal::Date from) override;
  void save_lessons(std::span<const rules::LessonChange> changes) override;

  std::vector<journal::LessonId> lessons_in_transition(journal::Instant now, journal::LessonId after,
                                                       std::size_t limit) override;
  std::vector<journal::LessonId> lessons_unknown(journal::ScopeId scope, journal::DateRange dates) override;
  std::vector<journal::LessonId> lessons_unseen_since_due(journal::Instant from,
                                                          journal::Instant to) override;
  std::vector<rules::Deadline> deadlines(journal::Instant from, journal::Instant to) override;
  std::vector<journal::LessonId> all_lessons(journal::LessonId after, std::size_t limit) override;
  std::vector<rules::StoredDuty> duties(std::span<const journal::LessonId> lessons) override;
  void save_duties(std::span<const DutyChange> changes) override;

  std::vector<rules::Finding> newest_findings(std::span<const journal::LessonId> lessons) override;
  void save_finding(rules::Finding& finding, int year) override;

  rules::Totals totals() override;
  std::optional<std::string> note(std::string_view key) override;
  void save_note(std::string_view key, std::string_view value) override;

 private:
  Core& core_;
  Words& words_;
  Coverage& coverage_;
  Lessons& lessons_;
  Duties& duties_;
  Findings& findings_;
  Days& days_;
  Statement find_document_;
  Statement add_document_;
  Statement read_note_;
  Statement save_note_;
};

}  // namespace elzhur::store
