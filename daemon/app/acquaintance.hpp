// Since when a live source is known well enough for what it does not show to mean anything.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "journal/document.hpp"
#include "journal/time.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::app {

/// Half an answer is told from a whole one only by the entries that it lacks and that were seen before. So a
/// new source proves no emptiness: neither before one of its pulls has shown some entries, nor for a day from
/// then on, which is longer than any failure of ElZhur lasts unnoticed.
inline constexpr std::size_t k_entries_to_know_min = 10;
inline constexpr journal::Seconds k_acquaintance = std::chrono::hours(24);

/// Of one cycle. Everything throws rules::StoreFailure.
class Acquaintance {
 public:
  /// The ledger must outlive it; what is learned is noted in it.
  explicit Acquaintance(rules::LedgerStore& ledger) : ledger_(ledger) {}

  /// To be told of every live document before proves_emptiness is asked of its source.
  void meet(const journal::Document& document);

  /// Whether what is missing in this live document may count.
  [[nodiscard]] bool proves_emptiness(const journal::Document& document);

 private:
  struct Known {
    bool is_met = false;
    journal::Instant proves_from{};  ///< Once it is met.
    std::size_t entries = 0;         ///< Shown in this cycle while it was not.
  };
  Known& known(const std::string& source);

  rules::LedgerStore& ledger_;
  std::map<std::string, Known> known_;  ///< By source.
};

/// From when on what a live source does not show counts; nothing while it has not shown enough entries.
[[nodiscard]] std::optional<journal::Instant> proves_from(rules::LedgerStore& ledger,
                                                          std::string_view source);

}  // namespace elzhur::app
