// Who comes in: settled from the headers alone, before a byte of the body is taken. Not for passwords:
// sign_in.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/web/head.hpp"
#include "daemon/web/limits.hpp"
#include "daemon/web/request.hpp"
#include "daemon/web/sessions.hpp"
#include "daemon/web/throttle.hpp"
#include "daemon/web/users.hpp"
#include "journal/address.hpp"

namespace elzhur::web {

/// What a reload may replace.
struct AccessSpec {
  std::shared_ptr<const Users> users{};  ///< Nothing: nobody signs in, and the page is for this machine only.
  std::string public_host{};             ///< Of public_url, lower case, without the port; empty: none.
  bool is_public_https = false;
  /// Whose X-Forwarded-For is believed.
  std::vector<journal::IpRange> trusted_proxies{};
};

/// How somebody is known.
enum class Known : std::uint8_t {
  not_at_all,
  as_local,    ///< No users file: from this machine, to read.
  by_session,  ///< Signed in with a browser.
  by_token,
  by_socket,  ///< The unix socket; the name comes later, from the uid.
};

/// A request that may go on: everything but its body.
struct Admission {
  Request request{};
  Known known = Known::not_at_all;
  std::string person{};   ///< Of a teacher, by name.
  std::string session{};  ///< The token of the cookie.
  std::optional<std::uint32_t> uid{};
  std::size_t body_max = k_body_bytes_max;
  std::string given_form_token{};  ///< X-Form-Token.
  bool is_head = false;
  bool is_sign_in = false;        ///< POST /login: slow on purpose, so it has a thread of its own.
  bool needs_form_token = false;  ///< It changes something, and a browser's session vouches for it.
};

/// Either goes on, or is answered at once.
struct Admitted {
  Admission admission{};
  std::optional<Response> refusal{};
};

/// Any thread.
class Reception {
 public:
  using MonotonicNow = std::function<Moment()>;

  Reception(AccessSpec access, MonotonicNow now);

  /// Never blocks.
  [[nodiscard]] Admitted admit(const Head& head, const Peer& peer);
  void replace(AccessSpec access);

  [[nodiscard]] std::shared_ptr<const AccessSpec> access() const;
  /// Whether what this peer forwards comes from others.
  [[nodiscard]] bool is_proxy(const Peer& peer) const;
  [[nodiscard]] Sessions& sessions() { return sessions_; }
  [[nodiscard]] Moment now() const { return now_(); }

 private:
  [[nodiscard]] std::optional<Response> find_out(const Head& head, const Peer& peer, const AccessSpec& access,
                                                 Admission& admission);
  [[nodiscard]] std::optional<Response> find_by_token(const Head& head, const AccessSpec& access,
                                                      Admission& admission);
  void find_by_session(const Head& head, const AccessSpec& access, Admission& admission);

  MonotonicNow now_;
  mutable std::mutex mutex_;
  std::shared_ptr<const AccessSpec> access_;
  Sessions sessions_;
  Throttle strangers_{{k_stranger_interval, k_stranger_burst}};
  Throttle known_{{k_known_interval, k_known_burst}};
};

/// Who asks: the peer, or behind proxies that are trusted the last address that none of them wrote of another
/// trusted one. What a stranger wrote into the header before them counts for nothing.
[[nodiscard]] Peer asking_peer(const Head& head, const Peer& peer, const AccessSpec& access);
/// A peer by its address; those of one network of version 6 share an allowance.
[[nodiscard]] Peer peer_of(const journal::IpAddress& address);

/// The name of the session's cookie; with TLS one that browsers let no other site and no plain HTTP set.
[[nodiscard]] std::string_view session_cookie_name(bool is_secure);
/// Whether the browser reaches us over TLS: ours, or that of the public address.
[[nodiscard]] bool is_secure(const Head& head, const Peer& peer, const AccessSpec& access);

}  // namespace elzhur::web
