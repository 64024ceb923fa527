// Addresses of machines as values: parsed strictly, compared by range. Not for names: those need a resolver.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace elzhur::journal {

/// An IP address; one of version 4 as the mapped one of version 6.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] bool is_v4() const;
  bool operator==(const IpAddress&) const = default;
};
/// "10.0.0.1", "2001:db8::1"; no brackets, port or zone.
[[nodiscard]] std::optional<IpAddress> parse_ip(std::string_view text);
[[nodiscard]] std::string format_ip(const IpAddress& address);

/// All addresses that begin with the same bits.
struct IpRange {
  IpAddress first{};
  int prefix_bits = 128;  ///< Of 128.

  [[nodiscard]] bool contains(const IpAddress& address) const;
  bool operator==(const IpRange&) const = default;
};
/// "10.0.0.1", "10.0.0.0/8", "2001:db8::/32". Nothing for an address with bits behind its prefix.
[[nodiscard]] std::optional<IpRange> parse_ip_range(std::string_view text);

}  // namespace elzhur::journal
