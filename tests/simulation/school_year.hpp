// A school year watched through a live source, and what was said of it held against what happened.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/watched_school.hpp"

namespace elzhur::simulation {

struct YearOptions {
  std::uint64_t seed = 1;
  int school_days = 200;
  int classes = 3;
  int teachers = 6;
  /// Looks around deadlines besides those by interval.
  bool aligned = true;
  /// Outages, half answers, empty answers, failing classes; the program is off from 22:00 to 07:00.
  bool troubled = false;
};

/// Of entries that were made late, or never, in truth: how many are said to be so.
struct Share {
  std::int64_t in_truth = 0;
  std::int64_t proved = 0;
};

struct YearReport {
  std::size_t school_days = 0;
  std::int64_t cycles = 0;
  std::int64_t duties = 0;
  std::int64_t on_time = 0;
  std::int64_t unproven = 0;
  std::int64_t findings = 0;
  Share late;
  Share unfilled;
  std::int64_t held = 0;     ///< Documents held back until the next look.
  std::int64_t refused = 0;  ///< Documents that the gate did not believe.
  std::int64_t outages = 0;
  /// Findings and judgements that the truth does not support: there must be none.
  std::vector<std::string> false_findings;
  /// What the looks that counted prove and what is not said: there must be none without troubles.
  std::vector<std::string> not_said;
};

[[nodiscard]] YearReport watch_a_year(const YearOptions& options);

}  // namespace elzhur::simulation
