// What became of the last look at each source, for people: outlives a cycle, not the process. Decides
// nothing.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/source.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

struct SourceNews {
  journal::Instant asked_at{};  ///< The cycle's instant.
  connectors::PullStatus status = connectors::PullStatus::unchanged;
  std::string reason{};
  std::vector<std::string> notes{};
};

/// Any thread.
class SourceBoard {
 public:
  void note(const std::string& source, SourceNews news);
  /// When each source is due next, by id; those that are not named have no such time.
  void note_next(std::map<std::string, journal::Instant> next);
  [[nodiscard]] std::optional<SourceNews> news(const std::string& source) const;
  [[nodiscard]] std::optional<journal::Instant> next_due(const std::string& source) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, SourceNews> news_;
  std::map<std::string, journal::Instant> next_;
};

}  // namespace elzhur::app
