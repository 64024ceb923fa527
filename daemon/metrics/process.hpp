// What the operating system says of this process.
#pragma once

#include <cstdint>

namespace elzhur::metrics {

struct ProcessNumbers {
  double cpu_seconds = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t threads = 0;
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0;
};

/// Of /proc/self and getrusage: works where the rest of /proc is hidden. What cannot be read stays 0.
[[nodiscard]] ProcessNumbers read_process();

}  // namespace elzhur::metrics
