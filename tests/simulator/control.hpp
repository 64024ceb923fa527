// What tests and the demonstration ask the simulator itself: its clock, its faults, the truth, what was asked
// of it. Under /sim/; no part of ЭлЖур.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "journal/error.hpp"
#include "journal/time.hpp"
#include "tests/simulator/school.hpp"
#include "tests/simulator/site.hpp"

namespace elzhur::simulator {

inline constexpr std::size_t k_truth_lessons_max = 20'000;
inline constexpr std::size_t k_counted_names_max = 100;

/// How often what was asked. Names beyond k_counted_names_max are counted together as "other".
class RequestCounts {
 public:
  void add(std::string_view method, int status);
  void add_fault(std::string_view kind);
  void clear() { *this = RequestCounts(); }
  /// {"total": 3, "methods": {"getrules": 1, ...}, "statuses": {"200": 3}, "faults": {"half": 1}}.
  [[nodiscard]] std::string render() const;

 private:
  using Counts = std::map<std::string, std::uint64_t>;
  static void count(Counts& counts, std::string_view name);

  std::uint64_t total_ = 0;
  Counts methods_{};
  Counts statuses_{};
  Counts faults_{};
};

/// Every lesson of the class and days (all when left out) with its owner and the whole life of each field, as
/// JSON. Fails with ErrorKind::bad_input for days that are none and beyond k_truth_lessons_max lessons.
[[nodiscard]] journal::Result<std::string> render_truth(const School& school, const SiteRequest& request,
                                                        journal::Instant at);

/// What a client must be told to use this school: accounts, first and last day, classes, teachers, and one
/// pupil for each group that a class is split into.
[[nodiscard]] std::string render_school(const School& school, const Accounts& accounts);

}  // namespace elzhur::simulator
