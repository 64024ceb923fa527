#include "daemon/app/source_board.hpp"

#include <utility>

namespace elzhur::app {

void SourceBoard::note(const std::string& source, SourceNews news) {
  const std::lock_guard lock(mutex_);
  news_[source] = std::move(news);
}

void SourceBoard::note_next(std::map<std::string, journal::Instant> next) {
  const std::lock_guard lock(mutex_);
  next_ = std::move(next);
}

std::optional<SourceNews> SourceBoard::news(const std::string& source) const {
  const std::lock_guard lock(mutex_);
  const auto found = news_.find(source);
  return found == news_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<journal::Instant> SourceBoard::next_due(const std::string& source) const {
  const std::lock_guard lock(mutex_);
  const auto found = next_.find(source);
  return found == next_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace elzhur::app
