// The verbs of elzhurd as functions: what to do, what to print, which exit status.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "journal/time.hpp"

namespace elzhur::app {

/// Exit statuses of the contract.
enum class Exit : int {
  clean = 0,
  source_trouble = 2,
  usage = 64,
  unavailable = 69,
  internal = 70,
  config = 78
};

struct OnceOptions {
  std::filesystem::path config;
  std::optional<journal::Instant> now;
  bool json = false;
  bool dry_run = false;
  /// Ask sources only for what is due at that instant, not for everything.
  bool only_due = false;
};

/// What a person says about a failure of ElZhur.
struct OutageOptions {
  std::filesystem::path config;
  std::optional<journal::Instant> from;
  std::optional<journal::Instant> to;
  std::string reason;
  std::string person;
};

struct RunOptions {
  std::filesystem::path config;
};

/// The service: cycles and sending until SIGTERM. See daemon.hpp. Exit::unavailable when another elzhurd
/// holds the store.
[[nodiscard]] Exit run_service(const RunOptions& options, const journal::Clock& clock);

/// One cycle. Prints the report to stdout, problems to stderr.
[[nodiscard]] Exit run_once(const OnceOptions& options, const journal::Clock& clock);

/// Notes that ElZhur could not be used: deadlines of that time are extended at the next cycle. Lists what is
/// noted when nothing is to be added. Not while another elzhurd holds the store.
[[nodiscard]] Exit run_outage(const OutageOptions& options, const journal::Clock& clock);

/// Prints every problem of the configuration to stderr as FILE:LINE:COLUMN: error: TEXT. Of a good one it says
/// on stdout, as print_effective_config does, when a person's word goes before its `mode`.
[[nodiscard]] Exit check_config(const std::filesystem::path& config);

/// Prints the configuration with all defaults and without secrets.
[[nodiscard]] Exit print_effective_config(const std::filesystem::path& config);

}  // namespace elzhur::app
