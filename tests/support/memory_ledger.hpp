// The ledger's port in plain maps: what the store over SQLite is compared with, and what cycles are
// tested on. Written for obviousness, not for speed, and apart from the store's code.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/ledger_store.hpp"

namespace elzhur::tests {

/// Works as rules::LedgerStore says, without transactions: what is written stays.
class FakeLedger final : public rules::LedgerStore {
 public:
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
  /// A wrong `before` fails the ELZHUR_CHECK: the caller has changed what it never read.
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

  /// Everything, for checkers.
  [[nodiscard]] const std::map<journal::LessonId, rules::LessonRecord>& all() const { return lessons_; }
  [[nodiscard]] const std::vector<rules::Finding>& findings() const { return findings_; }
  [[nodiscard]] const std::vector<rules::DocumentEntry>& documents() const { return documents_; }

 private:
  std::vector<journal::Scope> scopes_;  // Id is the place, from 1.
  std::vector<std::pair<std::string, std::uint8_t>> channels_;
  std::map<journal::PersonId, std::string> persons_;
  std::vector<rules::DocumentEntry> documents_;
  std::map<journal::ScopeId, std::vector<rules::Segment>> segments_;
  std::map<journal::LessonId, rules::LessonRecord> lessons_;
  std::map<std::pair<journal::LessonId, std::string>, rules::StoredDuty> duties_;
  std::vector<rules::Finding> findings_;  // Id is the place, from 1.
  std::map<std::string, std::string, std::less<>> notes_;
  std::map<std::pair<std::string, std::string>, rules::LastLook> looks_;
};

}  // namespace elzhur::tests
