#include "tests/support/paths.hpp"

namespace elzhur::tests {

std::filesystem::path source_dir() { return ELZHUR_SOURCE_DIR; }

std::filesystem::path data_path(std::string_view relative) {
  return source_dir() / "tests" / "data" / std::filesystem::path(relative);
}

std::filesystem::path program(std::string_view name) {
  return std::filesystem::path(ELZHUR_BINARY_DIR) / "bin" / std::filesystem::path(name);
}

std::filesystem::path python() { return "/usr/bin/python3"; }

}  // namespace elzhur::tests
