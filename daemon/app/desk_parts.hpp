// What the files of the desk share.
#pragma once

#include "daemon/app/desk.hpp"
#include "daemon/config/policy.hpp"
#include "rules/roster.hpp"

namespace elzhur::app {

[[nodiscard]] web::DocumentView document_view(const store::DocumentRow& row);

[[nodiscard]] web::ModeView mode_of(const config::Config& config,
                                    const std::optional<alerts::ModeChange>& newest);
/// In force, and about this finding.
[[nodiscard]] std::vector<web::SilenceView> silences_about(store::Snapshot& snapshot,
                                                           const rules::FindingView& view,
                                                           journal::Instant now);

struct StoreDesk::People {
  std::vector<rules::Person> persons;  ///< As the store has them.
  rules::Roster roster;                ///< With the spellings, and the staff of the configuration.
  config::StaffIds staff;
  std::map<journal::PersonId, std::string> corrected_posts{};
};

/// bad_input without a name.
[[nodiscard]] journal::Result<void> check_writer(std::string_view by);

[[nodiscard]] journal::Date monday_of(journal::Date day);

}  // namespace elzhur::app
