// Where the newest numbers hang: whoever has new ones publishes a view, whoever is asked takes the page.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/metrics/process.hpp"
#include "daemon/metrics/view.hpp"

namespace elzhur::metrics {

/// The numbers of the process are read anew at most so often.
inline constexpr std::chrono::milliseconds k_process_age_max{1000};

/// Any thread. Holds its lock while a page is made (a millisecond for 1,000 series), so that a view is
/// rendered once, however many ask at once; a view that nobody asks for is never rendered.
class Board {
 public:
  using Monotonic = std::function<std::chrono::steady_clock::time_point()>;
  using ReadProcess = std::function<ProcessNumbers()>;

  /// `started_at`: of the process.
  Board(journal::Instant started_at, Monotonic monotonic, ReadProcess process = read_process);

  void publish(MetricsView view);
  /// The whole page. The same object until something of it changed, or the process was read anew.
  [[nodiscard]] std::shared_ptr<const std::string> page();

 private:
  const journal::Instant started_at_;
  const Monotonic monotonic_;
  const ReadProcess process_;
  std::mutex mutex_;
  MetricsView view_;
  bool is_rendered_ = false;
  std::string body_;  ///< Of the view.
  std::shared_ptr<const std::string> page_;
  std::chrono::steady_clock::time_point page_at_{};
};

}  // namespace elzhur::metrics
