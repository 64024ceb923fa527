// `elzhurd init`: from eight answers, and a first export if there is one, to a configuration that runs.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include "daemon/app/commands.hpp"
#include "daemon/app/init_answers.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

struct InitOptions {
  std::filesystem::path config{};
  GivenAnswers given{};                 ///< From options; they go before those of the file.
  std::filesystem::path answers{};      ///< A file of answers; empty: none. Then nothing is asked.
  std::filesystem::path export_file{};  ///< A first export; empty: none.
  bool yes = false;                     ///< Takes defaults instead of asking.
  bool force = false;                   ///< Existing files become .bak instead of stopping it.
};

/// Asks on `in` and `out`, writes all files or none. Exit::usage when an answer is missing or bad, or a file
/// exists; Exit::source_trouble when the export cannot be read; Exit::internal when the disk does not let it.
[[nodiscard]] Exit run_init(const InitOptions& options, const journal::Clock& clock, std::FILE* in,
                            std::FILE* out);

}  // namespace elzhur::app
