// How elzhurctl ends, and a failure on its way to the person at the terminal.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace elzhur::ctl {

/// As in sysexits.h.
enum class Exit : int {
  clean = 0,
  usage = 64,        ///< The command line is not understood.
  bad_input = 65,    ///< The service refuses what was sent; 409 too: it changed meanwhile.
  unavailable = 69,  ///< Nobody answers.
  internal = 70,     ///< Anything else: the service failed, or its answer cannot be understood.
  refused = 77,      ///< Who asks may not.
};

struct Failure {
  Exit exit = Exit::internal;
  std::string text;  ///< Russian, one line, without what an answer could do to a terminal.

  bool operator==(const Failure&) const = default;
};

template <typename T>
using Outcome = tl::expected<T, Failure>;

/// `return fail(Exit::bad_input, "...")`.
[[nodiscard]] inline tl::unexpected<Failure> fail(Exit exit, std::string text) {
  return tl::make_unexpected(Failure{exit, std::move(text)});
}

}  // namespace elzhur::ctl
