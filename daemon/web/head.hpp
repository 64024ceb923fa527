// What the server knows of a request before its body: headers as values, and who is at the other end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace elzhur::web {

/// Headers as they came; empty: not given.
struct Head {
  std::string method{};  ///< As sent: "GET", "HEAD", ...
  std::string target{};
  std::string host{};
  std::string accept{};
  std::string accept_encoding{};
  std::string authorization{};
  std::string content_type{};
  std::string cookie{};
  std::string fetch_site{};     ///< Sec-Fetch-Site.
  std::string form_token{};     ///< X-Form-Token.
  std::string forwarded_for{};  ///< X-Forwarded-For: all lines of it, with commas between.
  std::string if_none_match{};
  std::string origin{};
  bool has_body = false;
};

/// The other end of a connection.
struct Peer {
  std::string address{};               ///< "127.0.0.1", or "socket".
  std::string throttle_key{};          ///< Addresses that are one peer share it.
  std::optional<std::uint32_t> uid{};  ///< Of the process at the other end of the unix socket.
  bool is_tls = false;
};

}  // namespace elzhur::web
