#include "connectors/as_of.hpp"

#include <algorithm>

#include "connectors/cell_date.hpp"

namespace elzhur::connectors {
namespace {

using journal::Instant;

/// 2010-01-01T00:00:00Z.
constexpr Instant k_credible_from{std::chrono::sys_days{std::chrono::year(2010) / 1 / 1}};

bool is_credible(const AsOfClaim& claim, std::optional<Instant> newest_reported, Instant received) {
  if (claim.at < k_credible_from || claim.at > received) return false;
  return !newest_reported || claim.at + claim.precision > *newest_reported;
}

}  // namespace

journal::AsOf decide_as_of(std::span<const AsOfClaim> claims, std::optional<Instant> newest_reported,
                           Instant received) {
  // An entry "made" after the file was received is an error of its clock and judges no claim.
  if (newest_reported && (*newest_reported > received || *newest_reported < k_credible_from))
    newest_reported.reset();
  std::optional<Instant> earliest;
  for (const AsOfClaim& claim : claims) {
    if (!is_credible(claim, newest_reported, received)) continue;
    earliest = earliest ? std::min(*earliest, claim.at) : claim.at;
  }
  return {earliest.value_or(newest_reported.value_or(received)), received};
}

AsOfClaim make_claim(journal::LocalTime local, journal::Seconds precision, const journal::TimeZone& zone) {
  return {zone.to_instant(local), precision};
}

std::optional<journal::Date> date_in_name(std::string_view name) {
  std::optional<journal::Date> found;
  while (const auto next = find_date(name)) {
    if (found && *found != next->date) return std::nullopt;
    found = next->date;
    name.remove_prefix(next->end);
  }
  return found;
}

}  // namespace elzhur::connectors
