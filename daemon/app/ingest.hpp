// Documents into the ledger: who is meant, what changed, the gate, the folding. One object per cycle,
// inside the cycle's transaction.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/evidence.hpp"
#include "connectors/source.hpp"
#include "journal/document.hpp"
#include "rules/ledger_store.hpp"
#include "rules/merge.hpp"
#include "rules/roster.hpp"

namespace elzhur::app {

/// What a document did to one scope.
struct Touched {
  journal::ScopeId scope{};
  journal::Scope names;
  journal::DateRange dates;
  /// Folded or missed, in full and ascending: as they are now.
  std::vector<rules::LessonRecord> lessons;
  /// Parallel to `lessons`: the store did not have it before.
  std::vector<bool> is_new;
  /// The document's sight of the scope is newer than what was there.
  bool renewed = false;
  /// Of the scope, as they are now.
  std::vector<rules::Segment> segments;
};

/// Told of every scope of every accepted document, in the order of folding.
using OnTouched = std::function<void(Touched&&)>;

class Ingest {
 public:
  /// All references must outlive it. `evidence` is nothing in a dry run: then none is written.
  Ingest(rules::LedgerStore& ledger, rules::Roster& roster, const connectors::EvidenceFiles* evidence,
         journal::Instant now);

  /// Folds a document, unless the gate refuses it: then returns why, in Russian, and the ledger is as
  /// before. Throws rules::StoreFailure.
  [[nodiscard]] std::optional<std::string> fold(const journal::Document& document,
                                                const OnTouched& on_touched);

  /// Written names that may mean several persons, of all accepted documents.
  [[nodiscard]] const std::set<std::string>& ambiguous_names() const { return ambiguous_names_; }

 private:
  struct Reviewed {
    journal::ScopeId scope{};
    journal::ChannelId channel{};
    rules::Review review;
  };
  void fold_block(const journal::Block& block, const Reviewed& reviewed,
                  const rules::PersonCandidates& persons, const rules::Seen& when,
                  const OnTouched& on_touched);

  rules::LedgerStore& ledger_;
  rules::Roster& roster_;
  const connectors::EvidenceFiles* evidence_;
  journal::Instant now_;
  std::set<std::string> ambiguous_names_;
};

}  // namespace elzhur::app
