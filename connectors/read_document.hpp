// Bytes of one file -> Document: the format told by content, tables and `elzhur-fill/1` read, as_of decided.
// Not for archives: their members come here one by one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/as_of.hpp"
#include "connectors/cell_text.hpp"
#include "connectors/formats/limits.hpp"
#include "journal/document.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// What a file is known by, apart from its bytes.
struct FileFacts {
  std::string source_id;
  std::string name;  ///< "export.zip!7а.xls"; dates in it are claims.
  std::string sha256;
  std::vector<AsOfClaim> claims;  ///< Member and file times.
  journal::Instant received{};
};

struct ReadOptions {
  const journal::TimeZone* zone = nullptr;     ///< Not null.
  const TextClassifier* classifier = nullptr;  ///< Not null.
  Limits limits;
};

/// Fails with bad_input and a Russian text that names sheet, row and column and quotes no free text. Nothing
/// of topics, homework, marks or pupils is in the result. Any thread; no exception leaves it. CSV, XLS, XLSX,
/// HTML and JSON.
[[nodiscard]] journal::Result<journal::Document> read_document(std::string_view bytes, const FileFacts& facts,
                                                               const ReadOptions& options);

}  // namespace elzhur::connectors
