// The arguments of `elzhurd init`.
#pragma once

#include <CLI/CLI.hpp>

#include "daemon/app/init.hpp"

namespace elzhur::app {

class InitCommand {
 public:
  /// Adds the verb; both must outlive this.
  InitCommand(CLI::App& program, const char* default_config);

  [[nodiscard]] bool is_given() const { return command_->parsed(); }
  [[nodiscard]] Exit run(const journal::Clock& clock);

 private:
  InitOptions options_;
  std::array<std::string, k_init_keys.size()> answers_;
  CLI::App* command_;
};

}  // namespace elzhur::app
