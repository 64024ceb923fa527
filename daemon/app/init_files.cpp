#include "daemon/app/init_files.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "connectors/files.hpp"

namespace elzhur::app {
namespace {

namespace fs = std::filesystem;
using journal::ErrorKind;

constexpr mode_t k_file_mode = 0640;
constexpr int k_backup_names_max = 1000;

tl::unexpected<journal::Error> disk_failure(const fs::path& path) {
  return journal::failure(ErrorKind::storage,
                          fmt::format("{}: {}", path.string(), std::generic_category().message(errno)));
}

/// Whose the service's files are, when this process may decide it.
struct Owner {
  uid_t user;
  gid_t group;
};
std::optional<Owner> service_owner() {
  if (::geteuid() != 0) return std::nullopt;
  const passwd* entry = ::getpwnam("elzhurd");  // NOLINT(concurrency-mt-unsafe): before threads.
  if (entry == nullptr) return std::nullopt;
  return Owner{entry->pw_uid, entry->pw_gid};
}

/// Who may put files into an inbox; the service's own group where the package has made no other.
gid_t inbox_group(const Owner& owner) {
  const group* entry = ::getgrnam("elzhurd-inbox");  // NOLINT(concurrency-mt-unsafe): before threads.
  return entry == nullptr ? owner.group : entry->gr_gid;
}

/// Files that stand under their last name; taken back unless kept.
class Placed {
 public:
  Placed() = default;
  Placed(const Placed&) = delete;
  Placed& operator=(const Placed&) = delete;
  ~Placed() {
    for (const auto& [from, unused] : temporary_) ::unlink(from.c_str());
    if (is_kept_) return;
    for (const fs::path& path : placed_) ::unlink(path.c_str());
    for (const auto& [path, backup] : set_aside_) ::rename(backup.c_str(), path.c_str());
  }

  journal::Result<void> write(const NewFile& file, const std::optional<Owner>& owner) {
    fs::path name = file.path;
    name += fmt::format(".new.{}", ::getpid());
    const connectors::Descriptor opened(
        ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, k_file_mode));
    if (!opened.ok()) return disk_failure(name);
    temporary_.emplace_back(name, file.path);
    const bool is_owned = !owner || ::fchown(opened.get(), 0, owner->group) == 0;
    if (!is_owned || ::fchmod(opened.get(), k_file_mode) != 0 ||
        !connectors::write_all(opened.get(), file.text) || ::fsync(opened.get()) != 0)
      return disk_failure(name);
    return {};
  }

  /// The file that stands there gets another name.
  journal::Result<void> set_aside(const fs::path& path) {
    if (::access(path.c_str(), F_OK) != 0) return {};
    for (int number = 1; number <= k_backup_names_max; ++number) {
      fs::path backup = path;
      backup += number == 1 ? std::string(".bak") : fmt::format(".bak.{}", number);
      // A link fails where a name is taken; a rename would overwrite it.
      if (::link(path.c_str(), backup.c_str()) != 0) {
        if (errno == EEXIST) continue;
        return disk_failure(backup);
      }
      if (::unlink(path.c_str()) != 0) return disk_failure(path);
      set_aside_.emplace_back(path, backup);
      return {};
    }
    return journal::failure(ErrorKind::storage, fmt::format("{}: too many .bak files", path.string()));
  }

  journal::Result<void> place_all() {
    for (const auto& [from, to] : temporary_) {
      if (::link(from.c_str(), to.c_str()) != 0) {
        if (errno != EEXIST) return disk_failure(to);
        return journal::failure(ErrorKind::config, to.string());
      }
      placed_.push_back(to);
      if (!connectors::sync_folder(to.parent_path())) return disk_failure(to.parent_path());
    }
    return {};
  }
  void keep() { is_kept_ = true; }

 private:
  std::vector<std::pair<fs::path, fs::path>> temporary_;  ///< Its name now, its name then.
  std::vector<std::pair<fs::path, fs::path>> set_aside_;
  std::vector<fs::path> placed_;
  bool is_kept_ = false;
};

journal::Result<void> make_folder(const NewFolder& folder, const std::optional<Owner>& owner) {
  struct stat status {};
  if (::stat(folder.path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return {};
    errno = ENOTDIR;
    return disk_failure(folder.path);
  }
  std::error_code error;
  if (!folder.path.parent_path().empty()) fs::create_directories(folder.path.parent_path(), error);
  if (::mkdir(folder.path.c_str(), 0750) != 0) return disk_failure(folder.path);
  const gid_t group = owner && (folder.mode & S_ISGID) != 0 ? inbox_group(*owner) : owner ? owner->group : 0;
  if (owner && ::chown(folder.path.c_str(), owner->user, group) != 0) return disk_failure(folder.path);
  // Apart from mkdir, whose mode the umask would cut.
  if (::chmod(folder.path.c_str(), folder.mode) != 0) return disk_failure(folder.path);
  return {};
}

}  // namespace

journal::Result<void> write_all_or_none(const std::vector<NewFolder>& folders,
                                        const std::vector<NewFile>& files, bool replace) {
  if (!replace) {
    for (const NewFile& file : files) {
      struct stat status {};
      if (::lstat(file.path.c_str(), &status) == 0)
        return journal::failure(ErrorKind::config, file.path.string());
    }
  }
  const auto owner = service_owner();
  for (const NewFolder& folder : folders) {
    if (const auto made = make_folder(folder, owner); !made) return made;
  }
  Placed placed;
  for (const NewFile& file : files) {
    if (const auto written = placed.write(file, owner); !written) return written;
  }
  for (const NewFile& file : files) {
    if (!replace) break;
    if (const auto aside = placed.set_aside(file.path); !aside) return aside;
  }
  if (const auto done = placed.place_all(); !done) return done;
  placed.keep();
  return {};
}

bool give_to_service(const fs::path& file) {
  const auto owner = service_owner();
  // The group stays that of the folder.
  return !owner || ::chown(file.c_str(), owner->user, static_cast<gid_t>(-1)) == 0;
}

}  // namespace elzhur::app
