// The gate before the ledger: a document that looks half empty compared with what is known is held back
// whole. Pure; the caller counts, because only the ledger's owner can. Times are judged in as_of.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace elzhur::connectors {

/// One document held against the ledger, over the document's own coverage.
struct Comparison {
  std::size_t known = 0;          ///< Lessons that the ledger knows in the coverage.
  std::size_t missing = 0;        ///< Of them: not in the document.
  std::size_t filled_before = 0;  ///< Fields last seen filled in the coverage.
  std::size_t emptied = 0;        ///< Of them: empty in the document.
};

inline constexpr std::size_t k_gate_known_min = 20;
inline constexpr unsigned k_gate_missing_percent_max = 50;
inline constexpr std::size_t k_gate_filled_min = 20;
inline constexpr unsigned k_gate_emptied_percent_max = 30;

struct GateLimits {
  std::size_t known_min = k_gate_known_min;  ///< Fewer known lessons: their absence is not judged.
  unsigned missing_percent_max =
      k_gate_missing_percent_max;              ///< More than this many of 100 missing: refused.
  std::size_t filled_min = k_gate_filled_min;  ///< Fewer filled fields: their emptiness is not judged.
  unsigned emptied_percent_max = k_gate_emptied_percent_max;
};

/// Nothing when the document may count; else why not, in Russian, with the numbers.
[[nodiscard]] std::optional<std::string> gate(const Comparison& comparison, const GateLimits& limits = {});

}  // namespace elzhur::connectors
