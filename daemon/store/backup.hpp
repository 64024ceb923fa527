// Backups: the store copied while the service works on it, its evidence, the files of the configuration, and
// a manifest that `sha256sum -c` reads. Not for when a backup is due, nor for putting one back:
// daemon/app/keeping.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::store {

inline constexpr std::string_view k_backup_store_name = "elzhurd.db";
inline constexpr std::string_view k_backup_manifest_name = "manifest.sha256";
/// More files than this in a backup is an error.
inline constexpr std::size_t k_backup_files_max = 1'000'000;
/// So many pages are copied between two looks at whether to go on.
inline constexpr int k_backup_pages_step = 2048;

struct BackupRequest {
  std::filesystem::path store{};
  std::filesystem::path evidence{};
  std::filesystem::path to{};                     ///< Made when it is not there (mode 0750).
  std::vector<std::filesystem::path> settings{};  ///< Copied into `config/`; none that holds a secret.
  std::string name{};                             ///< Of the new folder in `to`: see backup_name.
  int keep = 14;                                  ///< Older ones beyond so many go; at least 1.
  /// Called between steps; false gives the backup up. May be empty.
  std::function<bool()> go_on{};
};

struct BackupMade {
  std::filesystem::path folder{};
  std::size_t evidence_files = 0;
  std::size_t linked = 0;  ///< Of them, those that share their bytes with the backup before.
  std::uint64_t store_bytes = 0;
  std::size_t removed = 0;  ///< Old backups.
};

/// "elzhurd-2026-11-23T033000": the school's clock, so that names sort by time and people can read them.
[[nodiscard]] std::string backup_name(journal::Instant at, const journal::TimeZone& zone);

/// Makes a backup under a hidden name, checks it (opened, integrity, every hash), syncs it and only then
/// gives it its name; a backup that exists is never touched, old ones go last. The service may run: the copy
/// is of one commit, writers do not wait. Evidence is linked to the backup before when it is the same file,
/// else linked or copied. Fails with storage (what to do is in the text), or unavailable when it was given
/// up; then nothing of it remains.
[[nodiscard]] journal::Result<BackupMade> make_backup(const BackupRequest& request);

struct BackupChecked {
  std::size_t files = 0;
  std::int64_t schema = 0;
};
/// Every file of the manifest by its hash, no file beside it, the store by SQLite's own check. Changes
/// nothing.
[[nodiscard]] journal::Result<BackupChecked> check_backup(const std::filesystem::path& folder);

/// The complete backups in a folder, oldest first.
[[nodiscard]] std::vector<std::filesystem::path> list_backups(const std::filesystem::path& to);

/// The store as of one commit, in a file of its own that must not be there yet. Fails as make_backup.
[[nodiscard]] journal::Result<void> copy_store(const std::filesystem::path& from,
                                               const std::filesystem::path& to,
                                               const std::function<bool()>& go_on = {});

/// Copies one file whole (mode 0640), synced. Fails when the target exists.
[[nodiscard]] journal::Result<void> copy_file_durably(const std::filesystem::path& from,
                                                      const std::filesystem::path& to);

}  // namespace elzhur::store
