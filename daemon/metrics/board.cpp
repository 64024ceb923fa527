#include "daemon/metrics/board.hpp"

#include <utility>

#include "daemon/metrics/render.hpp"

namespace elzhur::metrics {

Board::Board(journal::Instant started_at, Monotonic monotonic, ReadProcess process)
    : started_at_(started_at), monotonic_(std::move(monotonic)), process_(std::move(process)) {}

void Board::publish(MetricsView view) {
  const std::lock_guard lock(mutex_);
  view_ = std::move(view);
  is_rendered_ = false;
}

std::shared_ptr<const std::string> Board::page() {
  const auto now = monotonic_();
  const std::lock_guard lock(mutex_);
  if (page_ != nullptr && is_rendered_ && now - page_at_ < k_process_age_max) return page_;
  if (!is_rendered_) body_ = render(view_);
  is_rendered_ = true;
  page_ = std::make_shared<const std::string>(body_ + render(process_(), started_at_));
  page_at_ = now;
  return page_;
}

}  // namespace elzhur::metrics
