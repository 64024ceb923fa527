#include "daemon/web/sessions.hpp"

#include <algorithm>
#include <utility>

namespace elzhur::web {
namespace {

bool is_over(const Session& session, Moment now) {
  return now - session.used >= k_session_idle_max || now - session.opened >= k_session_age_max;
}

}  // namespace

std::string Sessions::open(std::string_view user, const Sha256& fingerprint, Moment now) {
  std::string token = make_random_token();
  Session session{std::string(user), fingerprint, make_random_token(), now, now};
  const std::lock_guard lock(mutex_);
  make_room(user, now);
  sessions_.insert_or_assign(sha256(token), std::move(session));
  return token;
}

std::optional<Session> Sessions::find(std::string_view token, Moment now) {
  const Sha256 digest = sha256(token);
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(digest);
  if (found == sessions_.end()) return std::nullopt;
  if (is_over(found->second, now)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  found->second.used = std::max(found->second.used, now);
  return found->second;
}

void Sessions::close(std::string_view token) {
  const Sha256 digest = sha256(token);
  const std::lock_guard lock(mutex_);
  sessions_.erase(digest);
}

std::size_t Sessions::size() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

void Sessions::make_room(std::string_view user, Moment now) {
  std::erase_if(sessions_, [now](const auto& entry) { return is_over(entry.second, now); });
  const auto end_oldest = [this](const auto& concerns) {
    auto oldest = sessions_.end();
    for (auto entry = sessions_.begin(); entry != sessions_.end(); ++entry) {
      if (concerns(entry->second) && (oldest == sessions_.end() || entry->second.used < oldest->second.used))
        oldest = entry;
    }
    if (oldest != sessions_.end()) sessions_.erase(oldest);
  };
  const auto is_theirs = [user](const Session& session) { return session.user == user; };
  const auto theirs = std::count_if(sessions_.begin(), sessions_.end(),
                                    [&](const auto& entry) { return is_theirs(entry.second); });
  if (static_cast<std::size_t>(theirs) >= k_sessions_per_user_max) end_oldest(is_theirs);
  if (sessions_.size() >= k_sessions_max) end_oldest([](const Session&) { return true; });
}

}  // namespace elzhur::web
