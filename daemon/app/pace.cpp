#include "daemon/app/pace.hpp"

#include <algorithm>
#include <bit>

#include "journal/hash.hpp"

namespace elzhur::app {

using journal::Seconds;

Seconds shortened(Seconds every, std::string_view school, std::string_view source_id) {
  constexpr std::int64_t k_share = 10;
  const std::int64_t choices = every.count() / k_share + 1;
  if (choices <= 1) return every;
  journal::Digest digest;
  digest.add(school);
  digest.add(source_id);
  return every - Seconds(static_cast<std::int64_t>(digest.value() % static_cast<std::uint64_t>(choices)));
}

Seconds backoff_delay(Seconds every, std::int64_t failures) {
  if (failures <= 0) return Seconds{0};
  const Seconds longest = std::max(every, k_backoff_max);
  Seconds delay = std::max(every, Seconds{1});
  for (std::int64_t i = 1; i < failures && delay < longest; ++i) delay *= 2;
  return std::min(delay, longest);
}

bool is_worth_a_line(std::int64_t count) {
  return count > 0 && std::has_single_bit(static_cast<std::uint64_t>(count));
}

void Backoff::note(connectors::PullStatus status, Seconds every, journal::Instant now) {
  if (status != connectors::PullStatus::failed) {
    failures_ = 0;
    not_before_.reset();
    return;
  }
  ++failures_;
  not_before_ = now + backoff_delay(every, failures_);
}

}  // namespace elzhur::app
