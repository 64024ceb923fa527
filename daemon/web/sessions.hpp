// Who has signed in with a browser: kept in memory only, so a restart signs everybody out.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/web/crypto.hpp"
#include "daemon/web/moment.hpp"

namespace elzhur::web {

/// Not used for so long, a session is over.
inline constexpr std::chrono::hours k_session_idle_max{12};
/// And after that however much it is used.
inline constexpr std::chrono::hours k_session_age_max{7 * 24};
/// One more ends the one that was not used for longest: of this user, of all.
inline constexpr std::size_t k_sessions_per_user_max = 20;
inline constexpr std::size_t k_sessions_max = 1000;

struct Session {
  std::string user{};
  Sha256 fingerprint{};      ///< Users::fingerprint when it was opened.
  std::string form_token{};  ///< Comes back with every form.
  Moment opened{};
  Moment used{};
};

/// Any thread. The tokens themselves are not kept, only their SHA-256.
class Sessions {
 public:
  /// The token for the cookie.
  [[nodiscard]] std::string open(std::string_view user, const Sha256& fingerprint, Moment now);
  /// Renews the idle time. Nothing when there is no such session or it is over.
  [[nodiscard]] std::optional<Session> find(std::string_view token, Moment now);
  void close(std::string_view token);
  [[nodiscard]] std::size_t size() const;

 private:
  void make_room(std::string_view user, Moment now);

  mutable std::mutex mutex_;
  std::map<Sha256, Session> sessions_;
};

}  // namespace elzhur::web
