// Where the service is and as whom to come: its unix socket, or an address with a token.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "daemon/ctl/exit.hpp"

namespace elzhur::ctl {

inline constexpr const char* k_default_socket = "/run/elzhurd/elzhurd.sock";
/// Longer than what the service allows itself (120 s): its own text is better than ours.
inline constexpr std::chrono::seconds k_answer_time_default{130};
inline constexpr std::size_t k_token_bytes_max = 4096;

struct Place {
  std::string socket{};  ///< Not empty: the others count for nothing.
  std::string host{};
  std::uint16_t port = 0;
  bool is_tls = false;
  std::string token{};              ///< Sent as Bearer; empty: none.
  std::filesystem::path ca_file{};  ///< Instead of the system's authorities.
  std::chrono::seconds answer_time_max = k_answer_time_default;
};

/// "https://monitor.school.example:8443", or http:// to this machine: a token or a name of a teacher never
/// goes over a network in the clear. Exit::usage on any other text.
[[nodiscard]] Outcome<Place> parse_url(std::string_view url);

/// The only line of the file. Exit::usage when there is no such line, or when everybody may read the file.
[[nodiscard]] Outcome<std::string> read_token(const std::filesystem::path& file);

}  // namespace elzhur::ctl
