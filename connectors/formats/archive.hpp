// Unpacks a ZIP of reports, one member at a time, into memory. Nothing touches the disk, so member
// names are only labels here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/formats/limits.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

struct ArchiveMember {
  /// UTF-8: as stored, or decoded from CP866 when it is not UTF-8; control characters become '?'.
  std::string name;
  /// The member's own DOS time, on the wall clock of whoever packed it.
  std::optional<journal::LocalTime> modified;
  std::string bytes;
};

/// Returns false to stop.
using MemberSink = std::function<bool(ArchiveMember member)>;

/// Hands every file of the archive to `sink` in the order of the archive's directory. Folders and
/// the litter of operating systems (__MACOSX, Thumbs.db, "~$..." and the like) are passed over.
/// Fails with ErrorKind::bad_input and a Russian text: truncated, damaged, password-protected, an archive
/// within the archive, an office document that is no XLSX, beyond a limit, nothing inside. The sizes that
/// the archive states are checked before anything is unpacked, and the real ones while unpacking.
[[nodiscard]] journal::Result<void> for_each_member(std::string_view bytes, const Limits& limits,
                                                    const MemberSink& sink);

}  // namespace elzhur::connectors
