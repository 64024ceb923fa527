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
  held,  ///< Read whole, but it contradicts what was seen before: waits for the next pull to say the same.
  rejected,  ///< The bytes are wrong: a person must correct them.
  failed,    ///< Could not be had this time: the next pass tries again.
};
/// "accepted", "unchanged", "held", "rejected", "failed": the names of the contract, and one of ours.
[[nodiscard]] std::string_view pull_status_name(PullStatus status);

/// One file, or one member of an archive, as this pull found it.
struct PulledDocument {
  std::string name;    ///< As people know it: "export.zip!7а.xls". No control characters, valid UTF-8.
  std::string format;  ///< "csv", "xls", "xlsx", "html", "json", "zip"; empty when it was not told.
  std::string sha256;  ///< Of the original bytes, lower-case hex; empty when the bytes could not be had.
  PullStatus status = PullStatus::failed;
  std::string reason;    ///< Russian, for a person; empty when accepted or unchanged.
  std::size_t rows = 0;  ///< Data rows read.
  /// When accepted. Of a live source also when unchanged: the same answer again is a new observation.
  std::optional<journal::Document> document;
  std::uint64_t size_bytes = 0;
};

/// Whether a source that is asked over the network answered at all; the numbers are stored.
enum class Reach : std::uint8_t {
  not_asked = 0,    ///< A folder, or nothing was asked this time.
  reached = 1,      ///< It gave at least one good answer.
  unreachable = 2,  ///< No good answer, and at least one failed as only the other side's trouble does:
                    ///< connection refused, time-out, 5xx, a page of maintenance.
};

/// One pull: `documents` in the order of their names. Documents the caller refuses afterwards (gate.hpp)
/// get their status changed in place, before settle(), by refuse().
struct Pull {
  std::string source_id;
  PullStatus status = PullStatus::unchanged;
  std::string reason;  ///< Why it is rejected or failed, in Russian; else empty.
  std::vector<PulledDocument> documents;
  Reach reach = Reach::not_asked;
  /// What a person should know though nothing went wrong, in Russian: groups whose topics nobody shows.
  std::vector<std::string> notes{};
};

/// The status of the whole: rejected if any document is, else failed if any, else accepted if any, else
/// unchanged (held ones count as unchanged).
[[nodiscard]] PullStatus combined_status(const std::vector<PulledDocument>& documents);

/// What a person reads about the whole: the first document that is rejected or failed, and how many more
/// there are. Empty when there is none.
[[nodiscard]] std::string summary_of(const std::vector<PulledDocument>& documents);

/// Turns an accepted document into a rejected one, and with it the same bytes under other names, and brings
/// `pull.status` and `pull.reason` in line. Requires: index < pull.documents.size().
void refuse(Pull& pull, std::size_t index, const std::string& reason);

/// The same for an accepted document that must be seen again before it counts.
void hold(Pull& pull, std::size_t index, const std::string& reason);

/// What is asked of a source in one pull.
struct PullRequest {
  journal::Instant
      now{};  ///< The cycle's instant; what happens later in the pull is `now` and the time since.
  /// The days to ask for. A folder's files speak of their own days.
  journal::DateRange dates{};
  /// Only these classes; empty: all. Compared by fold_class. A folder has no choice.
  std::vector<std::string> classes{};
};

/// Says whether a document of these bytes has been committed before.
using IsKnown = std::function<bool(std::string_view sha256)>;

/// One source of documents. Not for several threads at once; different sources are independent.
class Source {
 public:
  virtual ~Source() = default;
  /// Reads what is there. Never throws, never changes anything outside.
  [[nodiscard]] virtual Pull pull(const PullRequest& request, const IsKnown& is_known) = 0;
  /// After the commit: what became of each document of the last pull, in the same order. A crash before or
  /// in the middle of it is harmless: the next pull finds the documents known and settles them then.
  /// What could not be done is logged, not returned: it is tried again after the next pull.
  virtual void settle(const Pull& pull) = 0;
};

}  // namespace elzhur::connectors
