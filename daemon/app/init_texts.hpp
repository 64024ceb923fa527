// The files that `init` writes, as texts: pure, so that they are checked before anything is written.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/app/init_answers.hpp"
#include "daemon/app/init_export.hpp"
#include "daemon/app/init_files.hpp"

namespace elzhur::app {

/// The published working days that came with the program: the name of the file and its text.
struct ShippedCalendar {
  std::string_view name;
  std::string_view text;
};
[[nodiscard]] const std::vector<ShippedCalendar>& shipped_calendars();

struct InitInputs {
  std::filesystem::path config{};  ///< Absolute: where the configuration goes.
  InitAnswers answers{};
  std::optional<FoundInExport> found{};
  /// Whether the files of the secrets are there, so that what needs them may be switched on.
  bool has_api_secrets = false;
  bool has_mail_password = false;
};

/// NAME when elzhurd@NAME.service reads this configuration (/etc/elzhurd/NAME.yaml); else empty.
[[nodiscard]] std::string instance_of(const std::filesystem::path& config);
/// Where what the configuration names lies: beside it, or of an instance in a folder of its name.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& config);
/// Where the store of the configuration lies unless a person says otherwise.
[[nodiscard]] std::filesystem::path data_of(const std::filesystem::path& config);
/// Where secrets are looked for: `credentials` in the folder of the configuration.
[[nodiscard]] std::filesystem::path credentials_of(const std::filesystem::path& config);
[[nodiscard]] std::filesystem::path inbox_of(const InitAnswers& answers);

/// The configuration first, then what it names.
[[nodiscard]] std::vector<NewFile> render_init_files(const InitInputs& inputs);

}  // namespace elzhur::app
