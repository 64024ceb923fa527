// How often something may be done, per peer or per name.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/web/moment.hpp"

namespace elzhur::web {

/// `burst` at once, and one more every `interval`. So many keys are told apart at a time; those that come
/// when all are busy share one allowance.
struct ThrottleSpec {
  std::chrono::nanoseconds interval{};
  int burst = 1;
  std::size_t keys_max = 4096;
};

/// Any thread.
class Throttle {
 public:
  explicit Throttle(ThrottleSpec spec) : spec_(spec) {}

  /// Takes one. Nothing: it may be done. Else in how many seconds it may be tried again, at least 1; nothing
  /// was taken then.
  [[nodiscard]] std::optional<std::chrono::seconds> take(std::string_view key, Moment now);
  /// What take would say, and takes nothing.
  [[nodiscard]] std::optional<std::chrono::seconds> wait(std::string_view key, Moment now) const;
  /// Gives back what was taken last: it was no attempt that counts.
  void give_back(std::string_view key, Moment now);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  [[nodiscard]] std::optional<std::chrono::seconds> wait_until(Moment next, Moment now) const;
  [[nodiscard]] Moment& entry(std::string_view key, Moment now);

  ThrottleSpec spec_;
  mutable std::mutex mutex_;
  /// When everything that was taken will have been paid back.
  std::unordered_map<std::string, Moment, Hash, std::equal_to<>> paid_at_;
  Moment shared_paid_at_{};
  Moment swept_at_{};
};

}  // namespace elzhur::web
