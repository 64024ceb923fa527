// Instants of the school's days, looked up instead of asked of the zone a hundred thousand times.
#pragma once

#include <cstddef>
#include <vector>

#include "tests/simulator/school.hpp"

namespace elzhur::simulator {

class SchoolDays {
 public:
  SchoolDays(const journal::TimeZone& zone, const std::vector<journal::Date>& days,
             const std::vector<Bell>& bells);

  [[nodiscard]] std::size_t count() const { return days_.size(); }
  [[nodiscard]] journal::Date date(std::size_t day) const { return days_[day]; }
  /// The index of a school day; count() for any other date.
  [[nodiscard]] std::size_t index(journal::Date date) const;
  [[nodiscard]] const std::vector<Bell>& bells() const { return bells_; }
  [[nodiscard]] const Bell& bell(int number) const { return bells_[static_cast<std::size_t>(number - 1)]; }
  /// A wall-clock time of a date from a week before the first day to two months after the last. On a day
  /// whose clocks change it may be off by that change: nobody teaches then.
  [[nodiscard]] journal::Instant at(journal::Date date, journal::Seconds time_of_day) const;

 private:
  std::vector<journal::Date> days_;
  const std::vector<Bell>& bells_;
  journal::Date first_;
  std::vector<journal::Instant> midnights_{};
};

}  // namespace elzhur::simulator
