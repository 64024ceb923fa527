// ELZHUR_CHECK: an invariant of ours. It stays on in release builds, because a wrong accusation
// costs more than a stopped process. Never for input from outside: that is journal::Error.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace elzhur::journal {

[[noreturn]] inline void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace elzhur::journal

#define ELZHUR_CHECK(condition)                                        \
  do {                                                                 \
    if (!(condition)) {                                                \
      ::elzhur::journal::check_failed(#condition, __FILE__, __LINE__); \
    }                                                                  \
  } while (false)

/// A place that no value of ours leads to: behind a switch over all enumerators.
#define ELZHUR_UNREACHABLE() ::elzhur::journal::check_failed("unreachable", __FILE__, __LINE__)
