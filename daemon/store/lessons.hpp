// Lessons with their episodes and sightings, and the counts of fill states.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "daemon/store/core.hpp"
#include "journal/ids.hpp"
#include "rules/due.hpp"
#include "rules/ledger.hpp"
#include "rules/ledger_store.hpp"
#include "rules/merge.hpp"

namespace elzhur::store {

/// Callers hold the core's lock; saving needs a transaction. As rules::LedgerStore says.
class Lessons {
 public:
  explicit Lessons(Core& core);

  [[nodiscard]] std::vector<rules::SightHead> heads(journal::ScopeId scope, journal::ChannelId channel,
                                                    journal::DateRange dates);
  [[nodiscard]] std::vector<rules::LessonRecord> find(std::span<const journal::LessonId> ids);
  [[nodiscard]] std::vector<rules::LessonRecord> of_scope(journal::ScopeId scope, journal::DateRange dates);
  [[nodiscard]] std::vector<rules::LaterLesson> timetable(journal::ScopeId scope, journal::Date from);
  [[nodiscard]] std::optional<int> number_of(journal::LessonId id);
  [[nodiscard]] std::vector<journal::LessonId> all(journal::LessonId after, std::size_t limit);
  void save(std::span<const rules::LessonChange> changes);

  using FieldCounts = std::map<journal::Field, std::map<journal::FillState, std::int64_t>>;
  [[nodiscard]] FieldCounts counts();
  /// The same, counted row by row.
  [[nodiscard]] FieldCounts recount();

 private:
  using Deltas = std::array<std::array<std::int64_t, 6>, journal::k_fields>;

  void read(IdRange range, std::vector<rules::LessonRecord>& records);
  void read_episodes(IdRange range, std::span<rules::LessonRecord> records);
  void read_sightings(IdRange range, std::span<rules::LessonRecord> records);
  void put_lesson(Statement& put, const rules::LessonRecord& record);
  void save_episodes(journal::LessonId id, journal::Field field, const rules::Episodes* before,
                     const rules::Episodes& after);
  void save_sightings(journal::LessonId id, std::span<const rules::Sighting> before,
                      std::span<const rules::Sighting> after);
  void put_sighting(journal::LessonId id, const rules::Sighting& sighting);

  Core& core_;
  Statement read_heads_;
  Statement read_lessons_;
  Statement read_episodes_;
  Statement read_sightings_;
  Statement read_timetable_;
  Statement read_ids_;
  Statement add_lesson_;
  Statement update_lesson_;
  Statement add_episode_;
  Statement update_episode_;
  Statement remove_episodes_;
  Statement put_sighting_;
  Statement remove_sighting_;
  Statement add_count_;
  Statement count_;
};

}  // namespace elzhur::store
