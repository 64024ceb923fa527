// What the metrics show, as plain values: filled by the application after every cycle, never changed once it
// is on the board (board.hpp). Not for how it is written: render.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/ids.hpp"
#include "journal/time.hpp"

namespace elzhur::metrics {

/// Teachers and classes with series of their own; the rest is added up under "other".
inline constexpr std::size_t k_teachers_max = 300;
inline constexpr std::size_t k_classes_max = 100;
/// Of one label value; a longer one is cut.
inline constexpr std::size_t k_label_bytes_max = 120;

/// A number under a word: a state, a result, a kind, a reason.
struct Count {
  std::string name{};
  std::int64_t value = 0;

  bool operator==(const Count&) const = default;
};
using Counts = std::vector<Count>;

/// Adds to the count of that name, which is appended when there is none.
inline void add(Counts& counts, std::string_view name, std::int64_t value) {
  for (Count& count : counts) {
    if (count.name != name) continue;
    count.value += value;
    return;
  }
  counts.push_back({std::string(name), value});
}

/// How long something took, since the program started.
struct Durations {
  /// Seconds: a look into a folder takes milliseconds, a pull of a whole school minutes.
  static constexpr std::array<double, 11> k_bounds{0.01, 0.05, 0.1, 0.5, 1, 5, 15, 30, 60, 120, 600};

  /// By the first bound that is not below; the last are longer than every bound.
  std::array<std::uint64_t, k_bounds.size() + 1> counts{};
  double sum = 0;

  void observe(double seconds) {
    const auto bound = std::lower_bound(k_bounds.begin(), k_bounds.end(), seconds);
    ++counts.at(static_cast<std::size_t>(bound - k_bounds.begin()));
    sum += seconds;
  }
};

struct SourceView {
  std::string id{};
  bool is_up = false;
  Counts pulls{};  ///< By result.
  Durations durations{};
  std::optional<journal::Instant> last_accepted_at{};
};

struct RuleView {
  std::string id{};
  std::string severity{};
  Counts duties{};    ///< By status.
  Counts findings{};  ///< By state.
  std::int64_t opened = 0;
  std::int64_t resolved = 0;
  /// The soonest deadline among the findings that nobody has settled and no evidence has.
  std::optional<journal::Instant> oldest_due_at{};
};

struct FieldView {
  std::string field{};
  Counts lessons{};  ///< By fill state; the states are disjoint.
};

struct TeacherView {
  journal::PersonId id{};
  std::int64_t open = 0;         ///< Lessons with an open question, whose only possible owner this is.
  std::int64_t on_time = 0;      ///< Recent lessons with everything in time.
  std::int64_t established = 0;  ///< Those, and the recent ones that are late or missing: what is proven.
};

struct ClassView {
  std::string name{};
  Counts lessons{};  ///< Recent ones, by their worst duty.
};

struct AppealsView {
  std::string kind{};
  Counts states{};
};

/// Everything. Counters are since the program started.
struct MetricsView {
  std::string version{};
  std::string revision{};
  std::vector<SourceView> sources{};
  std::vector<FieldView> fields{};
  std::vector<RuleView> rules{};
  Counts recent_lessons{};  ///< Of the school, by their worst duty.
  std::vector<ClassView> classes{};
  bool with_teachers = true;
  std::vector<TeacherView> teachers{};  ///< Ascending by id.
  std::vector<AppealsView> appeals{};
  Counts messages_queued{};  ///< By kind of message.
  Counts deliveries{};       ///< By result.
  std::int64_t outbox_pending = 0;
  std::optional<journal::Instant> outbox_oldest_at{};
  Counts cycles{};  ///< By result.
  Durations cycle_durations{};
  std::optional<journal::Instant> last_cycle_at{};
  Counts credit_seconds{};        ///< By cause.
  bool is_store_writable = true;  ///< As of the last cycle.
  bool is_reload_good = true;
  std::optional<journal::Instant> last_reload_at{};  ///< The last good one.
  Counts limits_hit{};
};

}  // namespace elzhur::metrics
