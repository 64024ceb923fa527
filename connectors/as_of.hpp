// When a file speaks of: between the oldest time it credibly claims and the time it was received. Pure.
// Emptiness counts at the earlier end and filledness at the later, so every doubt falls to the teacher's
// benefit.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "journal/document.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

/// A time at which a file says it was made: title, name, properties, member or file time.
struct AsOfClaim {
  journal::Instant at{};          ///< Where the claim begins: 00:00 local for a mere day.
  journal::Seconds precision{1};  ///< How long it lasts: a day, a minute, a second.

  bool operator==(const AsOfClaim&) const = default;
};

/// latest = received; earliest = the oldest credible claim. Not credible: later than `received`; before 2010
/// (what ZIP and spreadsheet templates write when they know nothing better); wholly before `newest_reported`,
/// the newest entry that the file itself reports. With no credible claim: the newest reported entry if it is
/// not after `received` (the file cannot be older), else `received`.
[[nodiscard]] journal::AsOf decide_as_of(std::span<const AsOfClaim> claims,
                                         std::optional<journal::Instant> newest_reported,
                                         journal::Instant received);

/// A local reading of the given precision as a claim.
[[nodiscard]] AsOfClaim make_claim(journal::LocalTime local, journal::Seconds precision,
                                   const journal::TimeZone& zone);

/// The one date in a file's name, `yyyy-mm-dd` or `dd.mm.yyyy`. Nothing when there is none, or several: then
/// they are a period.
[[nodiscard]] std::optional<journal::Date> date_in_name(std::string_view name);

}  // namespace elzhur::connectors
