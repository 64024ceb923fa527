#include "daemon/store/backup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "connectors/files.hpp"
#include "connectors/sha256.hpp"
#include "daemon/store/schema.hpp"
#include "daemon/store/sqlite.hpp"

namespace elzhur::store {
namespace {

namespace fs = std::filesystem;
using connectors::Descriptor;
using journal::ErrorKind;
using journal::failure;
using journal::Result;

constexpr std::string_view k_prefix = "elzhurd-";
constexpr std::string_view k_name_shape = "elzhurd-0000-00-00T000000";
constexpr std::size_t k_piece_bytes = 1U << 16U;
constexpr std::size_t k_manifest_bytes_max = 256U << 20U;
constexpr mode_t k_file_mode = 0640;
constexpr mode_t k_folder_mode = 0750;

tl::unexpected<journal::Error> disk_failure(const fs::path& path, int error = errno) {
  return failure(ErrorKind::storage,
                 fmt::format("backup: {}: {}", path.string(), std::generic_category().message(error)));
}

Result<std::string> hash_of(const fs::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!opened.ok()) return disk_failure(file);
  connectors::Sha256 hash;
  std::array<char, k_piece_bytes> piece{};
  while (true) {
    const ssize_t got = ::read(opened.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return disk_failure(file);
    if (got == 0) return hash.hex();
    hash.add({piece.data(), static_cast<std::size_t>(got)});
  }
}

/// Every regular file below the folder, by its path from there. Fails on anything else: a backup has no
/// links.
Result<std::vector<std::string>> files_below(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::file_status status = entry->symlink_status(error);
    if (error) break;
    if (fs::is_directory(status)) continue;
    if (!fs::is_regular_file(status))
      return failure(ErrorKind::storage, fmt::format("backup: {}: not a file", entry->path().string()));
    names.push_back(entry->path().lexically_relative(folder).string());
    if (names.size() > k_backup_files_max)
      return failure(ErrorKind::storage, fmt::format("backup: more than {} files", k_backup_files_max));
  }
  if (error) return disk_failure(folder, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), k_folder_mode) != 0 && errno != EEXIST) return disk_failure(folder);
  return {};
}

Result<std::int64_t> check_store(const fs::path& file) {
  try {
    Connection connection(file, Connection::Access::query_only);
    if (connection.integer("PRAGMA application_id") != k_application_id)
      return failure(ErrorKind::storage, fmt::format("{}: not a store of elzhurd", file.string()));
    const std::string found = connection.text("PRAGMA integrity_check(1)");
    if (found != "ok")
      return failure(ErrorKind::storage, fmt::format("{}: damaged: {}", file.string(), found));
    Statement references(connection, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1");
    Use use = references.use();
    if (use.step()) {
      return failure(ErrorKind::storage, fmt::format("{}: damaged: table '{}' refers to rows that are gone",
                                                     file.string(), use.text(0)));
    }
    return connection.integer("PRAGMA user_version");
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, fmt::format("{}: {}", file.string(), error.what()));
  }
}

bool is_backup_name(std::string_view name) {
  return name.size() == k_name_shape.size() && name.starts_with(k_prefix) &&
         std::equal(name.begin() + k_prefix.size(), name.end(), k_name_shape.begin() + k_prefix.size(),
                    [](char c, char shape) { return shape == '0' ? c >= '0' && c <= '9' : c == shape; });
}

/// name -> hash
Result<std::map<std::string, std::string>> read_manifest(const fs::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!opened.ok()) return disk_failure(file);
  const auto text = connectors::read_all(opened.get(), k_manifest_bytes_max);
  if (!text) return tl::make_unexpected(text.error());
  std::map<std::string, std::string> entries;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    const bool is_whole = end != std::string_view::npos && line.size() > 66 && line.substr(64, 2) == "  " &&
                          connectors::is_sha256_hex(line.substr(0, 64));
    if (!is_whole) return failure(ErrorKind::storage, fmt::format("{}: damaged", file.string()));
    entries.emplace(line.substr(66), line.substr(0, 64));
    rest.remove_prefix(end + 1);
  }
  return entries;
}

/// A backup on its way: what is not finished is removed.
class Making {
 public:
  explicit Making(const BackupRequest& request)
      : request_(request), folder_(request.to / fmt::format(".{}.part", request.name)) {}
  Making(const Making&) = delete;
  Making& operator=(const Making&) = delete;
  ~Making() {
    std::error_code ignored;
    if (!is_done_) fs::remove_all(folder_, ignored);
  }

  Result<BackupMade> run() {
    if (const auto made = make_folder(request_.to); !made) return tl::make_unexpected(made.error());
    const fs::path last = request_.to / request_.name;
    struct stat status {};
    if (::lstat(last.c_str(), &status) == 0)
      return failure(ErrorKind::storage, fmt::format("backup: {} exists already", last.string()));
    std::error_code error;
    fs::remove_all(folder_, error);  // Of a process that died.
    if (const auto made = make_folder(folder_); !made) return tl::make_unexpected(made.error());
    if (const auto done = fill(); !done) return tl::make_unexpected(done.error());
    if (const auto checked = check_backup(folder_); !checked) return tl::make_unexpected(checked.error());
    if (const auto synced = sync(); !synced) return tl::make_unexpected(synced.error());
    fs::rename(folder_, last, error);
    if (error) return disk_failure(last, error.value());
    is_done_ = true;
    if (!connectors::sync_folder(request_.to)) return disk_failure(request_.to);
    made_.folder = last;
    remove_old();
    return made_;
  }

 private:
  [[nodiscard]] bool should_stop() const { return request_.go_on && !request_.go_on(); }

  Result<void> fill() {
    const fs::path copy = folder_ / k_backup_store_name;
    if (auto copied = copy_store(request_.store, copy, request_.go_on); !copied) return copied;
    std::error_code error;
    made_.store_bytes = fs::file_size(copy, error);
    if (auto copied = copy_settings(); !copied) return copied;
    if (auto copied = copy_evidence(); !copied) return copied;
    return write_manifest();
  }

  Result<void> copy_settings() {
    for (const fs::path& file : request_.settings) {
      const fs::path to = folder_ / "config" / file.filename();
      struct stat status {};
      if (::lstat(to.c_str(), &status) == 0) continue;  // Two files of one name: the first is the main one.
      if (auto made = make_folder(to.parent_path()); !made) return made;
      if (auto copied = copy_file_durably(file, to); !copied) return copied;
    }
    return {};
  }

  Result<void> copy_evidence() {
    struct stat status {};
    if (::stat(request_.evidence.c_str(), &status) != 0 && errno == ENOENT) return {};
    const auto names = files_below(request_.evidence);
    if (!names) return tl::make_unexpected(names.error());
    const std::vector<fs::path> all = list_backups(request_.to);
    if (!all.empty()) {
      before_ = all.back();
      // One that cannot be read is no reason to make no other: nothing is shared with it then.
      before_hashes_ =
          read_manifest(before_ / k_backup_manifest_name).value_or(std::map<std::string, std::string>());
    }
    for (const std::string& name : *names) {
      if (should_stop()) return failure(ErrorKind::unavailable, "backup: given up");
      if (!name.ends_with(".zst")) continue;  // What is being written has another name.
      const fs::path to = folder_ / "evidence" / name;
      if (auto made = make_folder(to.parent_path()); !made) return made;
      if (auto put = put_evidence(request_.evidence / name, fs::path("evidence") / name); !put) return put;
      ++made_.evidence_files;
    }
    return {};
  }

  /// Files of evidence never change under their name. The one of the backup before is shared when it still is
  /// what it was: a disk that forgets must not spoil every backup at once.
  Result<void> put_evidence(const fs::path& from, const fs::path& name) {
    std::error_code error;
    const auto size = fs::file_size(from, error);
    if (error) return error.value() == ENOENT ? Result<void>() : disk_failure(from, error.value());
    const auto known = before_hashes_.find(name.string());
    if (known != before_hashes_.end()) {
      const auto hash = hash_of(before_ / name);
      const bool is_whole = hash && *hash == known->second && fs::file_size(before_ / name, error) == size;
      if (is_whole && ::link((before_ / name).c_str(), (folder_ / name).c_str()) == 0) {
        ++made_.linked;
        return {};
      }
    }
    return copy_file_durably(from, folder_ / name);
  }

  Result<void> write_manifest() {
    const auto names = files_below(folder_);
    if (!names) return tl::make_unexpected(names.error());
    std::string text;
    for (const std::string& name : *names) {
      if (should_stop()) return failure(ErrorKind::unavailable, "backup: given up");
      const auto hash = hash_of(folder_ / name);
      if (!hash) return tl::make_unexpected(hash.error());
      text += fmt::format("{}  {}\n", *hash, name);
    }
    const fs::path file = folder_ / k_backup_manifest_name;
    const Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, k_file_mode));
    if (!opened.ok() || !connectors::write_all(opened.get(), text) || ::fsync(opened.get()) != 0)
      return disk_failure(file);
    return {};
  }

  /// The store's copy and every folder; other files were synced one by one.
  Result<void> sync() {
    const fs::path copy = folder_ / k_backup_store_name;
    const Descriptor opened(::open(copy.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.ok() || ::fsync(opened.get()) != 0) return disk_failure(copy);
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder_, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->is_directory(error) && !connectors::sync_folder(entry->path()))
        return disk_failure(entry->path());
    }
    if (error) return disk_failure(folder_, error.value());
    if (!connectors::sync_folder(folder_)) return disk_failure(folder_);
    return {};
  }

  /// An old one that cannot be removed is tried again after the next backup.
  void remove_old() {
    const std::vector<fs::path> all = list_backups(request_.to);
    const auto keep = static_cast<std::size_t>(std::max(request_.keep, 1));
    for (std::size_t i = 0; i + keep < all.size(); ++i) {
      // Its manifest first: what is half removed is no backup any more.
      std::error_code error;
      fs::remove(all[i] / k_backup_manifest_name, error);
      fs::remove_all(all[i], error);
      if (!error) ++made_.removed;
    }
  }

  const BackupRequest& request_;
  fs::path folder_;
  fs::path before_;  ///< The newest backup that is there.
  std::map<std::string, std::string> before_hashes_;
  BackupMade made_;
  bool is_done_ = false;
};

}  // namespace

Result<void> copy_store(const fs::path& from, const fs::path& to, const std::function<bool()>& go_on) {
  if (const auto made = create_store_file(to); !made) return made;
  try {
    Connection source(from, Connection::Access::query_only);
    Connection target(to, Connection::Access::read_write);
    // With a read transaction of its own the copy stays at one commit: else every commit of the service would
    // make SQLite begin anew, and a busy store would never be copied.
    source.execute("BEGIN");
    (void)source.integer("SELECT count(*) FROM sqlite_schema");
    struct Finish {
      void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
    };
    const std::unique_ptr<sqlite3_backup, Finish> backup(
        sqlite3_backup_init(target.raw(), "main", source.raw(), "main"));
    if (!backup) target.fail(sqlite3_extended_errcode(target.raw()));
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
      if (go_on && !go_on()) return failure(ErrorKind::unavailable, "backup: given up");
      code = sqlite3_backup_step(backup.get(), k_backup_pages_step);
    }
    if (code != SQLITE_DONE) target.fail(code);
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, fmt::format("backup: {}", error.what()));
  }
  // One file, without a log beside it: whoever copies it by hand has all of it.
  try {
    Connection target(to, Connection::Access::read_write);
    if (target.text("PRAGMA journal_mode = DELETE") != "delete")
      return failure(ErrorKind::storage, "backup: the copy cannot be closed");
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, fmt::format("backup: {}", error.what()));
  }
  return {};
}

std::string backup_name(journal::Instant at, const journal::TimeZone& zone) {
  std::string name(k_prefix);
  for (const char c : zone.format(at).substr(0, 19)) {
    if (c != ':') name += c;
  }
  return name;
}

Result<BackupMade> make_backup(const BackupRequest& request) { return Making(request).run(); }

Result<BackupChecked> check_backup(const fs::path& folder) {
  auto manifest = read_manifest(folder / k_backup_manifest_name);
  if (!manifest) return tl::make_unexpected(manifest.error());
  const auto names = files_below(folder);
  if (!names) return tl::make_unexpected(names.error());
  for (const std::string& name : *names) {
    if (name == k_backup_manifest_name) continue;
    const auto entry = manifest->extract(name);
    if (entry.empty())
      return failure(ErrorKind::storage, fmt::format("{}: not in the manifest", (folder / name).string()));
    const auto hash = hash_of(folder / name);
    if (!hash) return tl::make_unexpected(hash.error());
    if (*hash != entry.mapped())
      return failure(ErrorKind::storage, fmt::format("{}: damaged: another hash", (folder / name).string()));
  }
  if (!manifest->empty()) {
    return failure(ErrorKind::storage,
                   fmt::format("{}: is missing", (folder / manifest->begin()->first).string()));
  }
  const auto schema = check_store(folder / k_backup_store_name);
  if (!schema) return tl::make_unexpected(schema.error());
  return BackupChecked{names->size() - 1, *schema};
}

std::vector<fs::path> list_backups(const fs::path& to) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(to, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (is_backup_name(entry->path().filename().string()) &&
        fs::is_regular_file(fs::symlink_status(entry->path() / k_backup_manifest_name, ignored)))
      found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

Result<void> copy_file_durably(const fs::path& from, const fs::path& to) {
  const Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!source.ok()) return disk_failure(from);
  const Descriptor target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, k_file_mode));
  if (!target.ok()) return disk_failure(to);
  std::array<char, k_piece_bytes> piece{};
  while (true) {
    const ssize_t got = ::read(source.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return disk_failure(from);
    if (got == 0) break;
    if (!connectors::write_all(target.get(), {piece.data(), static_cast<std::size_t>(got)}))
      return disk_failure(to);
  }
  if (::fchmod(target.get(), k_file_mode) != 0 || ::fsync(target.get()) != 0) return disk_failure(to);
  return {};
}

}  // namespace elzhur::store
