#include "journal/school_year.hpp"

namespace elzhur::journal {

Date school_year_start(Date day) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days(day.time_since_epoch())};
  const std::chrono::year year =
      ymd.month() >= std::chrono::September ? ymd.year() : ymd.year() - std::chrono::years(1);
  return Date{std::chrono::sys_days(year / std::chrono::September / 1).time_since_epoch()};
}

}  // namespace elzhur::journal
