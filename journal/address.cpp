#include "journal/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace elzhur::journal {
namespace {

constexpr std::array<std::uint8_t, 12> k_mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr int k_bits = 128;
constexpr int k_mapped_bits = 96;

/// Whether the first `bits` of both are equal.
bool have_prefix(const IpAddress& a, const IpAddress& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.bytes.begin(), a.bytes.begin() + static_cast<std::ptrdiff_t>(whole), b.bytes.begin()))
    return false;
  const int rest = bits % 8;
  if (rest == 0) return true;
  return ((a.bytes.at(whole) ^ b.bytes.at(whole)) >> (8 - rest)) == 0;
}

}  // namespace

bool IpAddress::is_v4() const { return std::equal(k_mapped.begin(), k_mapped.end(), bytes.begin()); }

std::optional<IpAddress> parse_ip(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  IpAddress address;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  std::copy(k_mapped.begin(), k_mapped.end(), address.bytes.begin());
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + k_mapped.size()) == 1) return address;
  return std::nullopt;
}

std::string format_ip(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool is_v4 = address.is_v4();
  const void* const bytes = address.bytes.data() + (is_v4 ? k_mapped.size() : 0);
  ::inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes, text.data(), text.size());
  return text.data();
}

bool IpRange::contains(const IpAddress& address) const { return have_prefix(first, address, prefix_bits); }

std::optional<IpRange> parse_ip_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpRange range{*address, k_bits};
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  int bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool is_mapped = text.substr(0, slash).find(':') == std::string_view::npos;
  const int most = is_mapped ? k_bits - k_mapped_bits : k_bits;
  if (error != std::errc{} || end != digits.data() + digits.size() || bits < 0 || bits > most)
    return std::nullopt;
  range.prefix_bits = bits + (is_mapped ? k_mapped_bits : 0);
  for (int bit = range.prefix_bits; bit < k_bits; ++bit) {
    const auto byte = address->bytes.at(static_cast<std::size_t>(bit / 8));
    if ((byte & (0x80U >> static_cast<unsigned>(bit % 8))) != 0) return std::nullopt;
  }
  return range;
}

}  // namespace elzhur::journal
