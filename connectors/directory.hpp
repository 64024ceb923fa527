// A folder that people and scripts put files into, as a source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "connectors/source.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

/// More entries than this in the folder: the pull fails whole.
inline constexpr std::size_t k_directory_files_max = 2000;
/// A larger file is rejected unread.
inline constexpr std::uint64_t k_directory_file_bytes_max = std::uint64_t{64} << 20U;
/// A file that is still being written waits silently for so long; then a person is told.
inline constexpr journal::Seconds k_directory_wait_max{1800};

struct DirectoryOptions {
  std::string id;
  std::filesystem::path path;
  /// After a settled pull files go to `done/` and `refused/` inside the folder; else they stay where they
  /// are.
  bool move = true;
  journal::TimeZone zone;
  /// Homework texts that say that none is set: «без задания». Compared folded, a final dot apart.
  std::vector<std::string> declared_none;
  std::size_t files_max = k_directory_files_max;
  std::uint64_t file_bytes_max = k_directory_file_bytes_max;
};

/// Reads every regular file of the folder, in the order of names: tables, `elzhur-fill/1`, and ZIPs of them,
/// told by content. Symbolic links, folders, hidden and temporary names (`.x`, `~$x`, `*.tmp`, `*.part`,
/// `*.crdownload`) are not looked at. A file that someone still writes, or wrote a moment ago where nobody
/// can be asked who has it open, is not looked at either and waits for the next pull: no fault of anybody.
/// After k_directory_wait_max it is `failed`.
class DirectorySource final : public Source {
 public:
  explicit DirectorySource(DirectoryOptions options);

  [[nodiscard]] Pull pull(const PullRequest& request, const IsKnown& is_known) override;
  /// Files with a rejected document go to refused/, wholly accepted or known ones to done/, as
  /// YYYY-MM-DD-name (the day of the pull), never over another file. Files that changed after the pull, and
  /// files with a failed document, stay.
  void settle(const Pull& pull) override;

 private:
  /// One file of the last pull, and which of its documents are its own.
  struct Taken {
    std::string file_name;
    std::uint64_t inode = 0;
    std::uint64_t size_bytes = 0;
    std::int64_t changed_ns = 0;
    std::size_t first_document = 0;
    std::size_t documents = 0;
  };

  DirectoryOptions options_;
  journal::Instant pulled_at_{};
  std::vector<Taken> taken_;
  std::map<std::string, journal::Instant>
      waiting_since_;  ///< Files that the last pull left to their writers.
};

/// One file as a folder of these options would give it, with the bytes in hand: nothing is read or written
/// anywhere. `now`: when it was received.
[[nodiscard]] Pull read_one_file(const DirectoryOptions& options, std::string_view name,
                                 std::string_view bytes, journal::Instant now, const IsKnown& is_known);

}  // namespace elzhur::connectors
