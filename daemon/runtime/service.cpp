#include "daemon/runtime/service.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include <fmt/format.h>

namespace elzhur::runtime {
namespace {

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, k_status_bytes_max));
  // No half of a character at the end.
  while (line.size() < text.size() && !line.empty() &&
         (static_cast<unsigned char>(text[line.size()]) & 0xC0U) == 0x80U)
    line.pop_back();
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20U || c == 0x7F) c = ' ';
  }
  return line;
}

void tell(const std::string& fields) { (void)sd_notify(0, fields.c_str()); }

}  // namespace

void Service::ready(std::string_view status) const { tell("READY=1\nSTATUS=" + one_line(status)); }

void Service::reloading(Moment now) const {
  const auto since_boot = std::chrono::floor<std::chrono::microseconds>(now.time_since_epoch());
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", since_boot.count()));
}

void Service::stopping(std::string_view status) const { tell("STOPPING=1\nSTATUS=" + one_line(status)); }

void Service::status(std::string_view text) const { tell("STATUS=" + one_line(text)); }

void Service::alive() const { tell("WATCHDOG=1"); }

std::optional<std::chrono::milliseconds> Service::watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  constexpr std::uint64_t k_longest = std::uint64_t{24} * 3600 * 1000;  // A day: more is a mistake.
  return std::chrono::milliseconds(std::min(microseconds / 1000 + 1, k_longest));
}

}  // namespace elzhur::runtime
