// Reports as HTML pages, often named .xls. Inner to the format readers.
#pragma once

#include <string_view>

#include "connectors/formats/emitter.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Every table is a sheet without a name. Lines of text above a table become rows of one cell at its
/// head, as they do when a spreadsheet program opens the page; tables within tables are passed over.
/// A cell over several columns or rows is filled like a merged range. Blanks are collapsed and trimmed.
/// Refuses a sign-in page, a page without a table, and one that ends within a table.
[[nodiscard]] journal::Result<void> read_html(std::string_view bytes, RowEmitter& emitter);

}  // namespace elzhur::connectors
