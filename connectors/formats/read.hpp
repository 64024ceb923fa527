// Bytes of one table file -> rows told to a sink. The one entrance to all format readers.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// What was read, apart from the rows.
struct TablesRead {
  FileFormat format = FileFormat::csv;
  std::size_t sheets = 0;
  std::size_t rows = 0;           ///< Rows told to the sink.
  bool stopped = false;           ///< The sink wanted no more.
  std::vector<TimeClaim> claims;  ///< Document properties of XLSX and XLS; empty for others.
};

/// Reads a CSV, XLS, XLSX or HTML file (the format told by its content) and tells `sink` every row.
/// Hidden sheets are read too; formulas give their stored value, or nothing.
/// Fails with ErrorKind::bad_input and a Russian text that names sheet, row and column where known:
/// empty, truncated, damaged, password-protected, a sign-in page, wrong encoding, beyond a limit, or
/// a ZIP or JSON (which are not tables). Memory and time are bounded by `limits`; no exception leaves
/// it but one thrown by the sink. Any thread; no state is shared between calls.
[[nodiscard]] journal::Result<TablesRead> read_tables(std::string_view bytes, const Limits& limits,
                                                      RowSink& sink);

}  // namespace elzhur::connectors
