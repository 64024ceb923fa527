// What is wrong with the configuration, and where: the lines that `elzhurd check-config` prints.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace elzhur::config {

enum class DiagnosticSeverity : std::uint8_t { error, warning };

/// One problem of one place. Lines and columns count from 1, columns in characters.
struct Diagnostic {
  std::string file{};
  int line = 1;
  int column = 1;
  DiagnosticSeverity severity = DiagnosticSeverity::error;
  std::string text{};

  bool operator==(const Diagnostic&) const = default;
};

/// "FILE:LINE:COLUMN: error: TEXT", without a line break.
[[nodiscard]] std::string format_diagnostic(const Diagnostic& diagnostic);
/// Every diagnostic on a line of its own.
[[nodiscard]] std::string format_diagnostics(const std::vector<Diagnostic>& diagnostics);
[[nodiscard]] bool has_errors(const std::vector<Diagnostic>& diagnostics);

}  // namespace elzhur::config
