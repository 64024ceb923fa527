// The command line of elzhurctl.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "daemon/ctl/exit.hpp"
#include "daemon/ctl/order.hpp"
#include "daemon/ctl/place.hpp"

namespace elzhur::ctl {

/// Names more findings than that at once is refused.
inline constexpr std::size_t k_findings_at_once_max = 200;

struct Reading {
  std::optional<Order> order{};  ///< Nothing: help or the version was asked for, or something is wrong.
  Place place{};
  Exit exit = Exit::clean;
  std::string out{};  ///< For stdout and stderr, when there is no order.
  std::string err{};
};

/// Without the program's name. A token file is read, nothing else is touched.
[[nodiscard]] Reading read_arguments(std::span<const char* const> arguments, const std::string& version);

}  // namespace elzhur::ctl
