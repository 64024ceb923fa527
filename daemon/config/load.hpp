// From files to a Config, and back to text for people. Not for what the program does with it: policy.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "daemon/config/config.hpp"
#include "journal/error.hpp"

namespace elzhur::config {

/// A larger file (configuration, calendar, staff) is an error.
inline constexpr std::size_t k_config_file_bytes_max = std::size_t{1} << 20U;
/// A larger secret is an error.
inline constexpr std::size_t k_secret_bytes_max = 4096;

/// Reads and checks the configuration and the files that it names (calendars, staff, secrets in use). On
/// failure returns every problem, sorted by file (the main one first), line and column, warnings among them;
/// at least one is an error. Opens no store, no network, and changes nothing. Reads the environment variable
/// CREDENTIALS_DIRECTORY (systemd) for `NAME_credential`.
[[nodiscard]] tl::expected<Config, std::vector<Diagnostic>> load_config(const std::filesystem::path& file);

/// What load_config needs from outside, for callers that have no files: tests and fuzzing.
struct ConfigInputs {
  /// The bytes of a file, or an error that says why not. `bytes_max`: a longer file is an error.
  std::function<journal::Result<std::string>(const std::filesystem::path& file, std::size_t bytes_max)> read;
  /// Whether others than its owner and group may read the file.
  std::function<bool(const std::filesystem::path& file)> readable_by_all;
  /// Empty: none.
  std::filesystem::path credentials_directory;
};
[[nodiscard]] tl::expected<Config, std::vector<Diagnostic>> load_config(const std::filesystem::path& file,
                                                                        const ConfigInputs& inputs);
/// The files of this machine and the environment of this process.
[[nodiscard]] ConfigInputs inputs_of_this_machine();

/// The whole configuration with all defaults, as YAML that load_config reads to the same values, but without
/// the secrets: in their place stands where they come from, or nothing. Staff and calendars are named, not
/// copied.
[[nodiscard]] std::string render_effective(const Config& config);

}  // namespace elzhur::config
