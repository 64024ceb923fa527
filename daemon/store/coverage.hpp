// When what was observed: the segments of coverage, and what live sources showed last.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "daemon/store/core.hpp"
#include "daemon/store/words.hpp"
#include "journal/ids.hpp"
#include "rules/ledger.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::store {

/// Callers hold the core's lock; saving and renewing need a transaction. As rules::LedgerStore says.
class Coverage {
 public:
  Coverage(Core& core, Words& words);

  [[nodiscard]] std::vector<rules::Segment> segments(journal::ScopeId scope, journal::DateRange dates);
  void save_segments(journal::ScopeId scope, journal::DateRange dates,
                     std::span<const rules::Segment> segments);
  [[nodiscard]] bool renew(journal::DocumentId document, const journal::AsOf& as_of);
  [[nodiscard]] std::optional<rules::LastLook> last_look(std::string_view source, std::string_view name);
  void save_look(std::string_view source, std::string_view name, const rules::LastLook& look);

 private:
  [[nodiscard]] std::int64_t coverage_of(const rules::Seen& seen);
  [[nodiscard]] bool is_settled(journal::DocumentId document);

  Core& core_;
  Words& words_;
  Statement read_segments_;
  Statement add_segment_;
  Statement remove_segment_;
  Statement find_coverage_;
  Statement add_coverage_;
  Statement remove_unused_;
  Statement read_renewable_;
  Statement renew_;
  Statement any_unsettled_;
  Statement unsettled_;
  Statement read_look_;
  Statement save_look_;
};

}  // namespace elzhur::store
