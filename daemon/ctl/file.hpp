// A file that a person names, as bytes.
#pragma once

#include <cstddef>
#include <string>

#include "daemon/ctl/exit.hpp"

namespace elzhur::ctl {

/// Exit::bad_input when it cannot be read, is no file, is empty, or is larger.
[[nodiscard]] Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max);

/// What stands behind the last slash.
[[nodiscard]] std::string file_name(const std::string& path);

}  // namespace elzhur::ctl
