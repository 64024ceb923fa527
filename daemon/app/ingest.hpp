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
#include "daemon/app/acquaintance.hpp"
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

/// What a channel's sight of a lesson no longer shows although its last sight did not deny it.
struct Lost {
  /// Of the ledger, that were there, or that the channel's last answer, which was doubted, said nothing of.
  /// Those that stand because another channel shows them do not count.
  std::size_t entries = 0;
  std::size_t substitutes = 0;
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
    journal::Block block;  ///< The document's, its lessons under the ordinals of the ledger.
    journal::ScopeId scope{};
    journal::ChannelId channel{};
    std::vector<rules::Segment> segments;  ///< Those that touch the block's dates.
    rules::Review review;
  };
  /// The document on its way in.
  struct Coming {
    const journal::Document& document;
    rules::PersonCandidates persons;
    std::vector<Reviewed> reviews;
    rules::Seen when;
    std::vector<rules::Segment> siblings;
  };
  [[nodiscard]] bool renew(const journal::Document& document, const std::optional<rules::LastLook>& last);
  [[nodiscard]] Folded fold_whole(const journal::Document& document, const OnTouched& on_touched);
  /// Takes away the emptiness that one look cannot prove; all of it when it `proves_nothing`. Says whether
  /// there was any.
  [[nodiscard]] bool doubt(Coming& coming, bool proves_nothing);
  [[nodiscard]] bool is_held(const journal::Document& document) const;
  [[nodiscard]] bool is_first_ever(const journal::Document& document);
  /// Notes what is gone from a document, and since when; an empty text forgets it.
  void save_gone(const journal::Document& document, const std::string& text);
  [[nodiscard]] std::vector<Reviewed> review(const journal::Document& document,
                                             const rules::PersonCandidates& persons);
  /// What `reviewed.block` would do, after anything in it was changed.
  void review_again(Reviewed& reviewed, const journal::Document& document,
                    const rules::PersonCandidates& persons);
  /// Of a whole live document; `gone` is told of each lesson concerned.
  [[nodiscard]] Lost count_lost(const std::vector<Reviewed>& reviews, journal::Digest& gone);
  [[nodiscard]] std::optional<std::string> gate(const journal::Document& document,
                                                const std::vector<Reviewed>& reviews,
                                                connectors::Comparison& comparison);
  /// Why a live document may not count as it is.
  struct Objection {
    Folded folded;
    bool unsays_substitute = false;
  };
  /// Nothing once it has said the same for long enough.
  [[nodiscard]] std::optional<Objection> object(const journal::Document& document,
                                                const std::vector<Reviewed>& reviews);
  [[nodiscard]] journal::DocumentId keep(const journal::Document& document);
  void fold_block(const Reviewed& reviewed, const Coming& coming, const OnTouched& on_touched);

  rules::LedgerStore& ledger_;
  rules::Roster& roster_;
  const connectors::EvidenceFiles* evidence_;
  const Patience& patience_;
  journal::Instant now_;
  Acquaintance acquaintance_;
  std::set<std::string> ambiguous_names_;
  std::optional<Renewed> renewed_;
  /// By source: nothing of it was ever looked at before this cycle.
  std::map<std::string, bool> first_ever_;
  /// By source and name, as weigh() found them; and the sources concerned.
  std::map<std::pair<std::string, std::string>, Objection> objections_;
  std::set<std::string> doubted_;
};

}  // namespace elzhur::app
