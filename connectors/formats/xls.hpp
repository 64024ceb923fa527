// Old Excel workbooks: BIFF8 and BIFF5 in an OLE container. Inner to the format readers.
#pragma once

#include <string_view>
#include <vector>

#include "connectors/formats/emitter.hpp"
#include "connectors/formats/sheet.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Tells all worksheets; returns the document's own times.
[[nodiscard]] journal::Result<std::vector<TimeClaim>> read_xls(std::string_view bytes, RowEmitter& emitter);

}  // namespace elzhur::connectors
