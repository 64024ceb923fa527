#include "tests/simulator/school_days.hpp"

#include <algorithm>

namespace elzhur::simulator {

SchoolDays::SchoolDays(const journal::TimeZone& zone, const std::vector<journal::Date>& days,
                       const std::vector<Bell>& bells)
    : days_(days), bells_(bells), first_(days.front() - std::chrono::days(8)) {
  for (journal::Date date = first_; date <= days.back() + std::chrono::days(70);
       date += std::chrono::days(1)) {
    midnights_.push_back(zone.to_instant(journal::LocalTime(date)));
  }
}

std::size_t SchoolDays::index(journal::Date date) const {
  const auto found = std::ranges::lower_bound(days_, date);
  return found != days_.end() && *found == date ? static_cast<std::size_t>(found - days_.begin())
                                                : days_.size();
}

journal::Instant SchoolDays::at(journal::Date date, journal::Seconds time_of_day) const {
  const auto offset = std::clamp<std::ptrdiff_t>((date - first_).count(), 0,
                                                 static_cast<std::ptrdiff_t>(midnights_.size()) - 1);
  return midnights_[static_cast<std::size_t>(offset)] + time_of_day;
}

}  // namespace elzhur::simulator
