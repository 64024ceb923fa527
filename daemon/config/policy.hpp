// What the rules need of a configuration: the policy of a cycle, and the staff in the roster.
#pragma once

#include <optional>
#include <vector>

#include "daemon/config/config.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"
#include "rules/policy.hpp"
#include "rules/roster.hpp"

namespace elzhur::config {

/// The persons of config.staff, in its order.
using StaffIds = std::vector<std::optional<journal::PersonId>>;

/// Makes the staff known to the roster: names, then spellings. A name that may mean several of the persons
/// known stays without an id (nothing), so that nobody is excused or named by guess. Call it before documents
/// are matched, and save roster.changed() afterwards.
[[nodiscard]] StaffIds add_staff(const Config& config, rules::Roster& roster);

/// The absences of the staff file as excuses, for the persons that have an id.
[[nodiscard]] std::vector<rules::Excuse> staff_excuses(const Config& config, const StaffIds& ids);

/// The policy of a cycle. `watch_from`: what the store remembers as the first day watched; the configured
/// day, when there is one, takes its place. `excuses`: all of them, those of staff_excuses among them.
[[nodiscard]] rules::Policy compile_policy(const Config& config, journal::Date watch_from,
                                           std::vector<rules::Excuse> excuses);

}  // namespace elzhur::config
