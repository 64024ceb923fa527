// The web side as the public record knows it: sign-in by /ajaxauthorize with a session cookie, pages that
// send strangers to /authorize, and the one report (reports.hpp) that is this project's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "journal/time.hpp"
#include "tests/simulator/faults.hpp"
#include "tests/simulator/school.hpp"
#include "tests/simulator/site.hpp"

namespace elzhur::simulator {

inline constexpr std::size_t k_sessions_max = 100;
inline constexpr journal::Seconds k_session_life{8 * 3600};

/// Who is signed in. For one thread.
class Sessions {
 public:
  explicit Sessions(std::uint64_t seed) : seed_(seed) {}
  /// A new one; beyond k_sessions_max the oldest ends.
  [[nodiscard]] std::string begin(journal::Instant at);
  [[nodiscard]] bool is_alive(std::string_view token, journal::Instant at) const;

 private:
  struct Session {
    std::string token;
    journal::Instant ends{};
  };
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
  std::deque<Session> sessions_;
};

/// POST /ajaxauthorize, /authorize, / and the report; 404 for every other path. `now` decides about sessions;
/// the journal is shown as `asking` says.
[[nodiscard]] SiteAnswer answer_web(const School& school, const Accounts& accounts, Sessions& sessions,
                                    const Asking& asking, journal::Instant now);

}  // namespace elzhur::simulator
