// How often limits of the program were hit, counted by whoever hits one.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace elzhur::metrics {

/// The label values of elzhur_limits_hit_total, in the order of Limit.
enum class Limit : std::uint8_t {
  metric_teachers,   ///< Series of teachers beyond k_teachers_max.
  metric_classes,    ///< Series of classes beyond k_classes_max.
  file_bytes,        ///< A file of a folder that was too large to be read.
  web_header,        ///< 431.
  web_body,          ///< 413.
  web_uploads,       ///< 503: no room for another large body.
  web_connections,   ///< Closed at once.
  web_waiting,       ///< 503: too many requests, or sign-ins, wait.
  web_rate,          ///< 429.
  web_request_time,  ///< 408.
};
inline constexpr std::array<std::string_view, 10> k_limit_names{
    "metric_teachers", "metric_classes",  "file_bytes",  "web_header", "web_body",
    "web_uploads",     "web_connections", "web_waiting", "web_rate",   "web_request_time"};

/// Any thread; never blocks.
class LimitCounts {
 public:
  void hit(Limit limit) {
    counts_.at(static_cast<std::size_t>(limit)).fetch_add(1, std::memory_order_relaxed);
  }
  [[nodiscard]] std::int64_t count(std::size_t index) const {
    return counts_.at(index).load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::int64_t>, k_limit_names.size()> counts_{};
};

}  // namespace elzhur::metrics
