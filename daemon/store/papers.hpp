// What papers are made from: the work of every teacher over a period. Reads lessons themselves, not counts by
// day, so it costs a pass over the period. Only reads.
#pragma once

#include <map>

#include "daemon/store/core.hpp"
#include "daemon/store/words.hpp"
#include "journal/calendar.hpp"
#include "rules/duty.hpp"
#include "rules/report.hpp"

namespace elzhur::store {

/// Callers hold the core's lock, or use a connection of their own (readers.hpp).
class Papers {
 public:
  Papers(Core& core, Words& words) : core_(core), words_(words) {}

  /// By the person who alone may owe the lesson; id 0: of nobody or of several.
  [[nodiscard]] std::map<journal::PersonId, rules::OwnerWork> work(journal::DateRange dates);

 private:
  struct Entry;
  void add_scope(journal::ScopeId scope, IdRange range, std::map<journal::PersonId, rules::OwnerWork>& work);

  Core& core_;
  Words& words_;
};

}  // namespace elzhur::store
