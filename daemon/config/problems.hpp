// Gathers what is wrong in one file. Not for sorting or printing: load.cpp and diagnostic.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/diagnostic.hpp"
#include "daemon/config/tree.hpp"

namespace elzhur::config {

/// So many are listed of one configuration; then one line says that there are more.
inline constexpr std::size_t k_diagnostics_max = 200;

class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}

  void error(Place place, std::string text) { add(place, DiagnosticSeverity::error, std::move(text)); }
  void warning(Place place, std::string text) { add(place, DiagnosticSeverity::warning, std::move(text)); }
  void add(Diagnostic diagnostic) { found_.push_back(std::move(diagnostic)); }

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool has_errors() const { return config::has_errors(found_); }
  /// Nothing more will be listed: looking further is of no use.
  [[nodiscard]] bool is_full() const { return found_.size() > 2 * k_diagnostics_max; }
  [[nodiscard]] std::vector<Diagnostic> take() { return std::exchange(found_, {}); }

 private:
  void add(Place place, DiagnosticSeverity severity, std::string text) {
    // One more than the limit, so that whoever sorts can tell that something was cut; errors are never pushed
    // out by warnings.
    if (found_.size() > k_diagnostics_max && severity == DiagnosticSeverity::warning) return;
    if (is_full()) return;
    found_.push_back({file_, place.line, place.column, severity, std::move(text)});
  }

  std::string file_;
  std::vector<Diagnostic> found_;
};

}  // namespace elzhur::config
