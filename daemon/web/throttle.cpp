#include "daemon/web/throttle.hpp"

#include <algorithm>

namespace elzhur::web {

using std::chrono::seconds;

std::optional<seconds> Throttle::take(std::string_view key, Moment now) {
  const std::lock_guard lock(mutex_);
  Moment& paid_at = entry(key, now);
  if (const auto wait = wait_until(paid_at, now)) return wait;
  paid_at = std::max(paid_at, now) + spec_.interval;
  return std::nullopt;
}

std::optional<seconds> Throttle::wait(std::string_view key, Moment now) const {
  const std::lock_guard lock(mutex_);
  const auto found = paid_at_.find(key);
  const bool is_shared = found == paid_at_.end() && paid_at_.size() >= spec_.keys_max;
  return wait_until(found != paid_at_.end() ? found->second : is_shared ? shared_paid_at_ : Moment{}, now);
}

void Throttle::give_back(std::string_view key, Moment now) {
  const std::lock_guard lock(mutex_);
  entry(key, now) -= spec_.interval;
}

std::optional<seconds> Throttle::wait_until(Moment next, Moment now) const {
  const auto allowed_debt = spec_.interval * (spec_.burst - 1);
  if (next - now <= allowed_debt) return std::nullopt;
  return std::max(seconds(1), std::chrono::ceil<seconds>(next - now - allowed_debt));
}

Moment& Throttle::entry(std::string_view key, Moment now) {
  if (const auto found = paid_at_.find(key); found != paid_at_.end()) return found->second;
  // Sweeping looks at all of them, so not for each of the keys that an attacker makes up.
  if (paid_at_.size() >= spec_.keys_max && now - swept_at_ >= seconds(1)) {
    std::erase_if(paid_at_, [now](const auto& entry) { return entry.second <= now; });
    swept_at_ = now;
  }
  if (paid_at_.size() >= spec_.keys_max) return shared_paid_at_;
  return paid_at_.emplace(std::string(key), Moment{}).first->second;
}

}  // namespace elzhur::web
