// How a source is asked over the hours: spread from its neighbours, and less often while it fails. Pure;
// when it is due is asking.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "connectors/source.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// A failing source is asked at least so often, unless its own interval is longer.
inline constexpr journal::Seconds k_backoff_max = std::chrono::hours(1);

/// The interval, up to a tenth shorter: schools and sources that were started together must not ask together
/// for ever. Never longer, so that nothing is seen later than was configured. Always the same for the same
/// school and source.
[[nodiscard]] journal::Seconds shortened(journal::Seconds every, std::string_view school,
                                         std::string_view source_id);

/// How long a source is left alone after so many failures on end (1, 2, ...): its interval, then twice as
/// long each time, to k_backoff_max.
[[nodiscard]] journal::Seconds backoff_delay(journal::Seconds every, std::int64_t failures);

/// Whether the n-th of the same troubles on end (1, 2, ...) is worth a line in the log: 1, 2, 4, 8, ...
[[nodiscard]] bool is_worth_a_line(std::int64_t count);

/// One source's failures on end.
class Backoff {
 public:
  /// A pull that began at `now` ended so. Only one that could not be had counts as a failure: a refused
  /// answer is an answer.
  void note(connectors::PullStatus status, journal::Seconds every, journal::Instant now);
  /// Until then the source is left alone. Nothing: it does not fail.
  [[nodiscard]] std::optional<journal::Instant> not_before() const { return not_before_; }
  [[nodiscard]] std::int64_t failures() const { return failures_; }

 private:
  std::int64_t failures_ = 0;
  std::optional<journal::Instant> not_before_{};
};

}  // namespace elzhur::app
