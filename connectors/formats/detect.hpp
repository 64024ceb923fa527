// Tells the format of a file by its content alone; names and types claimed elsewhere do not count.
#pragma once

#include <string_view>

#include "connectors/formats/sheet.hpp"

namespace elzhur::connectors {

/// ZIP signature: xlsx when it holds a spreadsheet's parts, else zip. OLE signature: xls. '<' or '{'
/// first, after byte order mark and spaces: html or json. Everything else, an empty file too: csv.
/// Never fails: a file may still turn out to be broken when it is read.
[[nodiscard]] FileFormat detect_format(std::string_view bytes);

/// "csv", "xls", "xlsx", "html", "zip", "json".
[[nodiscard]] std::string_view format_name(FileFormat format);

}  // namespace elzhur::connectors
