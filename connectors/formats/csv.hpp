// CSV as clerks and scripts make it (RFC 4180 and its relatives). Inner to the format readers.
#pragma once

#include <string_view>

#include "connectors/formats/emitter.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// One sheet without a name. Separator (';' ',' TAB) and encoding (UTF-8, UTF-16 with a byte order mark,
/// else windows-1251) are told by content. A row ends with LF, CR LF or CR outside of quotes.
/// A text that is UTF-8 but for some broken places is refused: guessing would garble names.
[[nodiscard]] journal::Result<void> read_csv(std::string_view bytes, RowEmitter& emitter);

/// The separator that makes the most columns in the most rows at the beginning of the text.
[[nodiscard]] char guess_separator(std::string_view text);

}  // namespace elzhur::connectors
