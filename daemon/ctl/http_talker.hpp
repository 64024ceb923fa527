// Speaks HTTP to the service: over its unix socket, or over TCP with or without TLS. One connection a
// request.
#pragma once

#include <chrono>
#include <cstddef>
#include <utility>

#include "daemon/ctl/place.hpp"
#include "daemon/ctl/talker.hpp"

namespace elzhur::ctl {

/// Of an answer: one that is larger is no answer.
inline constexpr std::size_t k_answer_bytes_max = std::size_t{64} << 20U;
inline constexpr std::size_t k_answer_header_bytes_max = std::size_t{64} * 1024;
/// For finding the host, for the connection, and for the TLS handshake, each.
inline constexpr std::chrono::seconds k_connect_time_max{10};
/// What is sent and received at least, beside Place::answer_time_max.
inline constexpr std::size_t k_slowest_bytes_per_second = std::size_t{32} * 1024;

class HttpTalker final : public Talker {
 public:
  explicit HttpTalker(Place place) : place_(std::move(place)) {}
  /// Redirects are not followed: they are answers.
  [[nodiscard]] Outcome<Answer> exchange(const Ask& ask) override;

 private:
  Place place_;
};

}  // namespace elzhur::ctl
