#include "rules/credit.hpp"

#include <algorithm>

#include "journal/check.hpp"

namespace elzhur::rules {

using journal::Instant;
using journal::Seconds;

std::string_view outage_cause_name(OutageCause cause) {
  switch (cause) {
    case OutageCause::unreachable:
      return "unreachable";
    case OutageCause::announced:
      return "announced";
  }
  ELZHUR_UNREACHABLE();
}

Credits::Credits(std::span<const Outage> outages)
    : all_(joined(outages, false)), announced_(joined(outages, true)) {}

std::vector<Credits::Stretch> Credits::joined(std::span<const Outage> outages, bool announced_only) {
  std::vector<Stretch> sorted;
  for (const Outage& outage : outages) {
    if (announced_only && outage.cause != OutageCause::announced) continue;
    const Instant to = outage.to.value_or(Instant::max());
    if (outage.from < to) sorted.push_back({outage.from, to});
  }
  std::sort(sorted.begin(), sorted.end(), [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
  std::vector<Stretch> joined;
  for (const Stretch& stretch : sorted) {
    if (!joined.empty() && stretch.from <= joined.back().to) {
      joined.back().to = std::max(joined.back().to, stretch.to);
    } else {
      joined.push_back(stretch);
    }
  }
  return joined;
}

Seconds Credits::overlap(const std::vector<Stretch>& stretches, Instant start, Instant due) {
  Seconds sum{0};
  auto stretch = std::lower_bound(stretches.begin(), stretches.end(), start,
                                  [](const Stretch& s, Instant at) { return s.to <= at; });
  for (; stretch != stretches.end() && stretch->from < due; ++stretch) {
    sum += std::min(stretch->to, due) - std::max(stretch->from, start);
  }
  return sum;
}

Seconds Credits::between(Instant start, Instant due) const {
  if (all_.empty() || due <= start) return Seconds{0};
  const Seconds announced = overlap(announced_, start, due);
  const Seconds unannounced = overlap(all_, start, due) - announced;
  const Seconds credit = announced + std::min(unannounced, k_credit_unannounced_max);
  // A deadline that would end while nothing can be entered ends when that outage does.
  const auto reach = [&](const std::vector<Stretch>& stretches, Seconds so_far) {
    for (const Stretch& stretch : stretches) {
      if (stretch.from <= due + so_far && due + so_far < stretch.to) return stretch.to - due;
    }
    return so_far;
  };
  const Seconds to_the_end = credit > Seconds{0} ? reach(announced_, credit) : credit;
  const Seconds unannounced_end = credit > Seconds{0} ? reach(all_, to_the_end) : to_the_end;
  return std::max(to_the_end, std::min(unannounced_end, announced + k_credit_unannounced_max));
}

ReachStep step(const Reachability& before, Answered answered, Instant at, Seconds patience) {
  ReachStep result{before, std::nullopt};
  if (answered == Answered::not_asked) return result;
  const bool is_down = before.down_from.has_value();
  const bool was_watched = is_down ? at - before.bad_at.value_or(*before.down_from) <= patience
                                   : before.good_at && at - *before.good_at <= patience;
  const auto end_at = [&](Instant to) {
    if (*before.down_from < to) result.ended = Outage{OutageCause::unreachable, *before.down_from, to};
  };
  if (answered == Answered::yes) {
    if (is_down) end_at(was_watched ? at : before.bad_at.value_or(*before.down_from));
    result.after = {at, std::nullopt, std::nullopt};
    return result;
  }
  if (is_down && was_watched) {
    result.after.bad_at = at;
    return result;
  }
  if (is_down) end_at(before.bad_at.value_or(*before.down_from));
  result.after.down_from = !is_down && was_watched ? *before.good_at : at;
  result.after.bad_at = at;
  return result;
}

}  // namespace elzhur::rules
