// When ElZhur could not be used: what this program saw, and what persons announced.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/core.hpp"
#include "daemon/store/words.hpp"
#include "journal/error.hpp"
#include "rules/credit.hpp"

namespace elzhur::store {

struct OutageRow {
  std::int64_t id = 0;
  rules::Outage outage;  ///< Always with an end.
  std::string source;    ///< Empty: a person announced it.
  std::string reason;
  std::string author;  ///< Empty: this program saw it.
  journal::Instant noted_at{};

  bool operator==(const OutageRow&) const = default;
};

/// From any thread. Failures of the database throw StoreFailure unless a result says so.
class Outages {
 public:
  Outages(Core& core, Words& words);

  /// In the order of their beginnings.
  [[nodiscard]] std::vector<OutageRow> all();
  /// One that a source showed. Inside a transaction.
  void add(std::string_view source, const rules::Outage& outage);
  [[nodiscard]] rules::Reachability reachability(std::string_view source);
  /// Inside a transaction.
  void save_reachability(std::string_view source, const rules::Reachability& reachability);

  /// What a person says, in a transaction of its own. bad_input when something is missing or does not fit
  /// together, storage when the database fails; nothing changes then.
  [[nodiscard]] journal::Result<OutageRow> announce(journal::Instant from, journal::Instant to,
                                                    std::string_view reason, std::string_view author,
                                                    journal::Instant now);

 private:
  Core& core_;
  Words& words_;
};

}  // namespace elzhur::store
