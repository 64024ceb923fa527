// The verbs that keep a store for years: backup, restore, verify, person; and what the service does by itself
// at night. Texts are Russian: an administrator reads them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/commands.hpp"
#include "daemon/config/config.hpp"
#include "daemon/store/backup.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

struct BackupOptions {
  std::filesystem::path config{};
  std::filesystem::path to{};  ///< Empty: store.backup.to.
};
/// A backup now, whether or not the service runs. Exit::usage when there is nowhere to put it.
[[nodiscard]] Exit run_backup(const BackupOptions& options, const journal::Clock& clock);

struct RestoreOptions {
  std::filesystem::path config{};
  std::filesystem::path from{};  ///< A backup, or a folder of backups: then the newest.
  bool release = false;          ///< Lets the messages go that a restore holds.
  bool drop = false;  ///< Gives up those that were queued before the restore, and lets the rest go.
};
/// Puts a backup in the place of the store; the former one stays beside it under another name. From then on
/// no message is sent until a person says `--release` or `--drop`. Exit::unavailable while the service runs,
/// Exit::internal when the backup is damaged; nothing has changed then.
[[nodiscard]] Exit run_restore(const RestoreOptions& options, const journal::Clock& clock);

/// Integrity, counts, evidence: of the store as it is now, also while the service runs. Exit::internal when
/// something is damaged.
[[nodiscard]] Exit run_verify(const std::filesystem::path& config);

struct PersonOptions {
  std::filesystem::path config{};
  std::string id{};                   ///< "T017".
  std::optional<std::string> name{};  ///< The right one; nothing: it stays.
  std::optional<std::string> post{};
  std::string author{};
  std::string reason{};
};
/// Everything stored about one person as JSON on stdout. With a name or a post: corrects that first, while
/// the service runs or not. Exit::usage when it may not be so, and nothing has changed.
[[nodiscard]] Exit run_person(const PersonOptions& options, const journal::Clock& clock);

/// The backup that the configuration asks for. Requires store.backup.
[[nodiscard]] journal::Result<store::BackupMade> make_configured_backup(const config::Config& config,
                                                                        const std::filesystem::path& to,
                                                                        journal::Instant now,
                                                                        const std::function<bool()>& go_on);

}  // namespace elzhur::app
