// Where the tests find the source tree, their data, and the programs under test.
#pragma once

#include <filesystem>
#include <string_view>

namespace elzhur::tests {

/// The root of the source tree.
[[nodiscard]] std::filesystem::path source_dir();
/// tests/data/<relative>.
[[nodiscard]] std::filesystem::path data_path(std::string_view relative);
/// The build's own program: program("elzhurd"). The test's CMakeLists.txt says add_dependencies(<test>
/// <program>).
[[nodiscard]] std::filesystem::path program(std::string_view name);
/// Debian's Python, whatever PATH says: its modules (xlrd, openpyxl, aiosmtpd) are installed for it alone.
[[nodiscard]] std::filesystem::path python();

}  // namespace elzhur::tests
