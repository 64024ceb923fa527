// XLSX workbooks (ECMA-376, transitional and strict). Inner to the format readers.
#pragma once

#include <string_view>
#include <vector>

#include "connectors/formats/emitter.hpp"
#include "connectors/formats/sheet.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Tells all worksheets in the workbook's order; returns the document's own times.
[[nodiscard]] journal::Result<std::vector<TimeClaim>> read_xlsx(std::string_view bytes, RowEmitter& emitter);

}  // namespace elzhur::connectors
