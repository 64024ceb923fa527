// Documents into the ledger: who is meant, what changed, the gate, the folding. One object per cycle,
// inside the cycle's transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/evidence.hpp"
#include "connectors/gate.hpp"
#include "connectors/source.hpp"
#include "journal/document.hpp"
#include "journal/hash.hpp"
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
  /// Those of the scope that touch the dates, as they are now.
  std::vector<rules::Segment> segments;
};

/// Told of every scope of every folded document, in the order of folding.
using OnTouched = std::function<void(Touched&&)>;

/// What became of a document.
struct Folded {
  enum class Outcome : std::uint8_t {
    folded,
    renewed,  ///< The same answer again: everything it covers was observed anew.
    held,     ///< Entries are gone from it: what is missing counts once later pulls say the same.
    refused,  ///< The gate does not believe it.
  };
  Outcome outcome = Outcome::folded;
  std::string reason{};  ///< Of held and refused, in Russian. Refused: the ledger is as before.
};

/// By source: after a longer while than this without a look nobody knows what happened in between.
using Patience = std::map<std::string, journal::Seconds>;

class Ingest {
 public:
  /// All references must outlive it. `evidence` is nothing in a dry run: then none is written.
  Ingest(rules::LedgerStore& ledger, rules::Roster& roster, const connectors::EvidenceFiles* evidence,
         const Patience& patience, journal::Instant now);

  /// To be told of every document of the cycle before the first is folded: where a live source has lost
  /// entries that were seen before, none of its other answers of that pull proves an emptiness either. Throws
  /// rules::StoreFailure.
  void weigh(const journal::Document& document);

  /// Throws rules::StoreFailure.
  [[nodiscard]] Folded fold(const journal::Document& document, const OnTouched& on_touched);

  /// Written names that may mean several persons, of all accepted documents.
  [[nodiscard]] const std::set<std::string>& ambiguous_names() const { return ambiguous_names_; }

  /// What renewed documents observed anew: deadlines in it had passed since they were last looked at.
  struct Renewed {
    journal::Instant from{};  ///< The oldest look that was renewed.
    journal::Instant to{};    ///< The newest new one.
  };
  [[nodiscard]] const std::optional<Renewed>& renewed() const { return renewed_; }

 private:
  struct Reviewed {
    journal::ScopeId scope{};
    journal::ChannelId channel{};
    std::vector<rules::Segment> segments;  ///< Those that touch the block's dates.
    rules::Review review;
  };
  /// The document on its way in.
  struct Coming {
    journal::Document document;
    rules::PersonCandidates persons;
    std::vector<Reviewed> reviews;
    rules::Seen when;
    std::vector<rules::Segment> siblings;
  };
  [[nodiscard]] bool renew(const journal::Document& document, const std::optional<rules::LastLook>& last);
  [[nodiscard]] Folded fold_whole(const journal::Document& document, const OnTouched& on_touched);
  /// Takes away the emptiness that one look cannot prove. Says whether there was any.
  [[nodiscard]] bool doubt(Coming& coming, bool is_held);
  [[nodiscard]] bool is_held(const journal::Document& document) const;
  [[nodiscard]] bool is_first_ever(const journal::Document& document);
  /// Notes what is gone from a document, and since when; an empty text forgets it.
  void save_gone(const journal::Document& document, const std::string& text);
  [[nodiscard]] std::vector<Reviewed> review(const journal::Document& document,
                                             const rules::PersonCandidates& persons);
  /// Counts the entries and substitutes that a live document no longer shows; the entries go to `comparison`.
  [[nodiscard]] std::size_t count_lost(const journal::Document& document,
                                       const std::vector<Reviewed>& reviews,
                                       connectors::Comparison& comparison, journal::Digest& gone);
  [[nodiscard]] std::optional<std::string> gate(const journal::Document& document,
                                                const std::vector<Reviewed>& reviews,
                                                connectors::Comparison& comparison);
  /// Why a live document may not count as it is, once it is clear that it has not said so for long enough.
  [[nodiscard]] std::optional<Folded> object(const journal::Document& document,
                                             const std::vector<Reviewed>& reviews);
  [[nodiscard]] journal::DocumentId keep(const journal::Document& document);
  void fold_block(const journal::Block& block, const Reviewed& reviewed, const Coming& coming,
                  const OnTouched& on_touched);

  rules::LedgerStore& ledger_;
  rules::Roster& roster_;
  const connectors::EvidenceFiles* evidence_;
  const Patience& patience_;
  journal::Instant now_;
  std::set<std::string> ambiguous_names_;
  std::optional<Renewed> renewed_;
  /// By source: nothing of it was ever looked at before this cycle.
  std::map<std::string, bool> first_ever_;
  /// By source and name, as weigh() found them; and the sources concerned.
  std::map<std::pair<std::string, std::string>, Folded> objections_;
  std::set<std::string> doubted_;
};

}  // namespace elzhur::app
