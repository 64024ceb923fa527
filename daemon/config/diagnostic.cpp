#include "daemon/config/diagnostic.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace elzhur::config {

std::string format_diagnostic(const Diagnostic& diagnostic) {
  return fmt::format("{}:{}:{}: {}: {}", diagnostic.file, diagnostic.line, diagnostic.column,
                     diagnostic.severity == DiagnosticSeverity::error ? "error" : "warning", diagnostic.text);
}

std::string format_diagnostics(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    out += format_diagnostic(diagnostic);
    out += '\n';
  }
  return out;
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == DiagnosticSeverity::error;
  });
}

}  // namespace elzhur::config
