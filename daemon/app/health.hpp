// How the running program fares, for people: what the loops last did, and what is wrong. Decides nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "journal/time.hpp"

namespace elzhur::app {

struct HealthView {
  std::optional<journal::Instant> last_cycle_at{};  ///< The last one that was committed.
  std::size_t sources = 0;
  std::vector<std::string> failing{};  ///< Ids of sources that fail now, in the order of the configuration.
  std::string cycle_trouble{};         ///< Why the last cycle could not be committed; empty: it was.
  std::string sending_trouble{};       ///< Why the outbox could not be worked on; empty: it could.
  std::vector<std::string> stalled{};  ///< Loops that do not get on.
  std::string keeping_trouble{};  ///< Why the last backup could not be made; empty: it was, or none is asked.
  std::string reload_trouble{};   ///< Why the last reload was refused; empty: it was not.

  /// Everything works, as far as the program itself goes: sources that fail are others' trouble.
  [[nodiscard]] bool is_good() const {
    return cycle_trouble.empty() && sending_trouble.empty() && stalled.empty();
  }
};

/// Any thread.
class Health {
 public:
  void note_cycle(journal::Instant at, std::size_t sources, std::vector<std::string> failing);
  void note_cycle_trouble(std::string text);
  void note_sending(std::string trouble);
  void note_stalled(std::vector<std::string> loops);
  void note_keeping(std::string trouble);
  void note_reload(std::string trouble);
  [[nodiscard]] HealthView view() const;

 private:
  mutable std::mutex mutex_;
  HealthView view_;
};

/// One line in English for `systemctl status`: worst first.
[[nodiscard]] std::string render_status(const HealthView& view, const journal::TimeZone& zone);

}  // namespace elzhur::app
