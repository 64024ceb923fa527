// What is removed because its time is over: the dates of the configuration made into cutoffs, and the act of
// it in words. Removes through store::Keeper, a step at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/store/keeper.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// Files of evidence younger than this are never taken for forgotten.
inline constexpr journal::Seconds k_evidence_file_age_min{24 * 3600};

/// What is older than this at `now` is over. A school year counts from 1 September: of "2 school_years" the
/// current one and two whole ones before it are kept.
[[nodiscard]] journal::Date cutoff_of(const config::KeepFor& keep, journal::Date today);

/// Removes all that is over; `go_on` is asked between steps. What it removed, empty when nothing. Throws
/// rules::StoreFailure; what was removed until then has its act.
[[nodiscard]] std::vector<store::Act> remove_what_is_over(store::Keeper& keeper, const config::Config& config,
                                                          journal::Instant now,
                                                          const std::function<bool()>& go_on);

/// «Акт об уничтожении», Russian, for a folder of papers.
[[nodiscard]] std::string render_act(const std::vector<store::Act>& acts, const config::School& school,
                                     journal::Instant now);

}  // namespace elzhur::app
