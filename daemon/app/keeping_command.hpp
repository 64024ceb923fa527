// The arguments of backup, restore, verify and person.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "daemon/app/keeping.hpp"

namespace elzhur::app {

class KeepingCommands {
 public:
  /// Adds the verbs; both must outlive this.
  KeepingCommands(CLI::App& program, const char* default_config);

  [[nodiscard]] bool is_given() const;
  [[nodiscard]] Exit run(const journal::Clock& clock);

 private:
  BackupOptions backup_options_;
  RestoreOptions restore_options_;
  std::string verified_;
  PersonOptions person_;
  CLI::App* backup_;
  CLI::App* restore_;
  CLI::App* verify_;
  CLI::App* person_command_;
};

}  // namespace elzhur::app
