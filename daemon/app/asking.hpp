// What is asked of each source in a cycle, and when the next cycle is due. The deciding is
// rules/pull_plan.hpp; what it needs to know outlives the process as notes of the store.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/source.hpp"
#include "journal/time.hpp"
#include "rules/ledger_store.hpp"
#include "rules/pull_plan.hpp"

namespace elzhur::app {

/// A configured source.
struct SourceEntry {
  std::string id;
  journal::Seconds every{};
  /// Asked over the network, so days and classes can be chosen and deadlines aimed at.
  bool is_live = false;
  std::unique_ptr<connectors::Source> source{};
  /// Left alone until then: it fails. Only ask_everything does not mind.
  std::optional<journal::Instant> not_before{};
};

/// Days before and after today that a live source is asked for every time.
inline constexpr std::chrono::days k_near_before{14};
inline constexpr std::chrono::days k_near_after{14};
/// All days of the school year are asked for once in so long a time, with the next look at all classes.
inline constexpr journal::Seconds k_deep_every = std::chrono::hours(20);

/// What one source is asked for.
struct Asked {
  connectors::PullRequest request;
  bool is_deep = false;
};
/// In the order of the sources; nothing: this one is left alone.
using Asking = std::vector<std::optional<Asked>>;

/// Everything of every source, whatever was asked before: what `once` does.
[[nodiscard]] Asking ask_everything(const std::vector<SourceEntry>& sources, rules::LedgerStore& ledger,
                                    const journal::TimeZone& zone, journal::Instant now);

/// What is due at `now`: the looks by interval, and those at deadlines.
[[nodiscard]] Asking ask_what_is_due(const std::vector<SourceEntry>& sources, rules::LedgerStore& ledger,
                                     const journal::TimeZone& zone, journal::Instant now);

/// Asks these sources too, by id, whatever was asked before and though they fail: a person wants it.
void ask_too(Asking& asking, const std::vector<SourceEntry>& sources, const std::set<std::string>& wanted,
             rules::LedgerStore& ledger, const journal::TimeZone& zone, journal::Instant now);

/// Notes what was asked. Inside the cycle's transaction.
void note_asked(const std::vector<SourceEntry>& sources, const Asking& asking, rules::LedgerStore& ledger,
                const journal::TimeZone& zone, journal::Instant now);

/// When something is due next; not before `now`. Nothing without sources.
[[nodiscard]] std::optional<journal::Instant> next_due(const std::vector<SourceEntry>& sources,
                                                       rules::LedgerStore& ledger, journal::Instant now);
/// The same of one source.
[[nodiscard]] journal::Instant next_due_of(const SourceEntry& source, rules::LedgerStore& ledger,
                                           journal::Instant now);

}  // namespace elzhur::app
