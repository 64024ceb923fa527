// Fills the situation that messages are planned from, plans them and puts them into the outbox: step 7 of
// a cycle, inside its transaction. What is said to whom is decided in alerts/.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "alerts/situation.hpp"
#include "daemon/app/cycle.hpp"
#include "rules/policy.hpp"

namespace elzhur::app {

/// What a cycle learned that only its messages need.
struct Learned {
  std::set<std::string> ambiguous_names;
  std::vector<std::string> unmatched_names;
  /// SHA-256 of documents that were refused before this cycle already.
  std::set<std::string> refused_before;
};

/// What letters of this configuration say of themselves, in the mode that is in force. Inside a transaction:
/// the first call gives the store its own id.
[[nodiscard]] alerts::Settings letter_settings(const config::Config& config, store::Store& store,
                                               journal::Instant now);

/// Plans and queues. Returns how many messages were queued.
[[nodiscard]] std::int64_t tell(const CycleParts& parts, const rules::Policy& policy,
                                const std::vector<SourceResult>& sources, const Learned& learned,
                                journal::Instant now);

}  // namespace elzhur::app
