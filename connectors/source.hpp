// What a source is to the rest of the program: something that can be pulled and then told what became
// of the pull. Not about parsing: that is lesson_sheet.hpp and fill_json.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/document.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

/// What became of a pull or of one document of it; the numbers are not stored.
enum class PullStatus {
  accepted,   ///< Read whole, and new.
  unchanged,  ///< The very bytes are known already, or there was nothing.
  rejected,   ///< The bytes are wrong: a person must correct them.
  failed,     ///< Could not be had this time: the next pass tries again.
};
/// "accepted", "unchanged", "rejected", "failed": the names of the contract.
[[nodiscard]] std::string_view pull_status_name(PullStatus status);

/// One file, or one member of an archive, as this pull found it.
struct PulledDocument {
  std::string name;    ///< As people know it: "export.zip!7а.xls". No control characters, valid UTF-8.
  std::string format;  ///< "csv", "xls", "xlsx", "html", "json", "zip"; empty when it was not told.
  std::string sha256;  ///< Of the original bytes, lower-case hex; empty when the bytes could not be had.
  PullStatus status = PullStatus::failed;
  std::string reason;                         ///< Russian, for a person; empty when accepted or unchanged.
  std::size_t rows = 0;                       ///< Data rows read.
  std::optional<journal::Document> document;  ///< Exactly when accepted.
  std::uint64_t size_bytes = 0;
};

/// One pull: `documents` in the order of their names. Documents the caller refuses afterwards (gate.hpp)
/// get their status changed in place, before settle(), by refuse().
struct Pull {
  std::string source_id;
  PullStatus status = PullStatus::unchanged;
  std::string reason;  ///< Why it is rejected or failed, in Russian; else empty.
  std::vector<PulledDocument> documents;
};

/// The status of the whole: rejected if any document is, else failed if any, else accepted if any, else
/// unchanged.
[[nodiscard]] PullStatus combined_status(const std::vector<PulledDocument>& documents);

/// What a person reads about the whole: the first document that is rejected or failed, and how many more
/// there are. Empty when there is none.
[[nodiscard]] std::string summary_of(const std::vector<PulledDocument>& documents);

/// Turns an accepted document into a rejected one, and with it the same bytes under other names, and brings
/// `pull.status` and `pull.reason` in line. Requires: index < pull.documents.size().
void refuse(Pull& pull, std::size_t index, const std::string& reason);

/// Says whether a document of these bytes has been committed before.
using IsKnown = std::function<bool(std::string_view sha256)>;

/// One source of documents. Not for several threads at once; different sources are independent.
class Source {
 public:
  virtual ~Source() = default;
  /// Reads what is there at `now`. Never throws, never changes anything outside.
  [[nodiscard]] virtual Pull pull(journal::Instant now, const IsKnown& is_known) = 0;
  /// After the commit: what became of each document of the last pull, in the same order. A crash before or
  /// in the middle of it is harmless: the next pull finds the documents known and settles them then.
  /// What could not be done is logged, not returned: it is tried again after the next pull.
  virtual void settle(const Pull& pull) = 0;
};

}  // namespace elzhur::connectors
