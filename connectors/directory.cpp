// What a folder holds -> documents. What happens to the files afterwards is in directory_settle.cpp.
#include "connectors/directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "connectors/as_of.hpp"
#include "connectors/files.hpp"
#include "connectors/formats/archive.hpp"
#include "connectors/formats/detect.hpp"
#include "connectors/read_document.hpp"
#include "connectors/sha256.hpp"

namespace elzhur::connectors {
namespace {

using journal::Instant;

/// Names in documents: a file's, and with '!' a member's.
constexpr std::size_t k_name_bytes_max = 400;
/// Reasons name members of archives, which may be called anything: no control characters, and bounded.
constexpr std::size_t k_reason_bytes_max = 2000;
/// What one pull may hold in memory; the rest waits for the next.
constexpr std::size_t k_pull_lessons_max = 2'000'000;

bool is_temporary_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> k_endings{".tmp", ".part", ".crdownload"};
  if (name.starts_with('.') || name.starts_with("~$")) return true;
  return std::any_of(k_endings.begin(), k_endings.end(), [name](std::string_view ending) {
    if (name.size() < ending.size()) return false;
    const std::string_view end = name.substr(name.size() - ending.size());
    return std::equal(end.begin(), end.end(), ending.begin(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
  });
}

std::int64_t nanoseconds(const timespec& time) {
  constexpr std::int64_t k_per_second = 1'000'000'000;
  return static_cast<std::int64_t>(time.tv_sec) * k_per_second + time.tv_nsec;
}

bool is_same_file_state(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size &&
         nanoseconds(a.st_mtim) == nanoseconds(b.st_mtim) && nanoseconds(a.st_ctim) == nanoseconds(b.st_ctim);
}

enum class Writers { none, some, untold };

/// A read lease is given only when nobody has the file open for writing; it is returned at once.
Writers find_writers(int fd) {
  // Should somebody open the file in this very moment, the kernel sends a signal: let it be one that is
  // ignored, because the usual one ends the process.
  if (::fcntl(fd, F_SETSIG, SIGURG) != 0) return Writers::untold;
  if (::fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
    ::fcntl(fd, F_SETLEASE, F_UNLCK);
    return Writers::none;
  }
  return errno == EAGAIN ? Writers::some : Writers::untold;
}

/// The present time as the file system of the folder has it, for comparison with times of its files.
std::optional<std::int64_t> file_system_time(int folder) {
  Descriptor probe(::openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  // A folder that we may not write to: a file in memory has at least the machine's own time.
  if (!probe.ok()) probe = Descriptor(::memfd_create("now", MFD_CLOEXEC));
  struct stat status {};
  constexpr std::array<timespec, 2> k_now{timespec{0, UTIME_NOW}, timespec{0, UTIME_NOW}};
  if (!probe.ok() || ::futimens(probe.get(), k_now.data()) != 0) return std::nullopt;
  if (::fstat(probe.get(), &status) != 0) return std::nullopt;
  return nanoseconds(status.st_mtim);
}

struct FileRead {
  std::optional<std::string> bytes;
  struct stat status {};
  PullStatus failure = PullStatus::failed;
  std::string reason;
  bool is_gone = false;     ///< Taken away, or no regular file: not our business.
  bool is_waiting = false;  ///< Somebody still writes it, or did a moment ago.
};

FileRead failed(FileRead read, PullStatus status, std::string reason) {
  read.failure = status;
  read.reason = std::move(reason);
  return read;
}

/// How long ago it changed, by the clock of the file system itself. Nothing: not known, or a change "in the
/// future", which is a clock that was set back and not a writer.
std::optional<std::int64_t> unchanged_ns(int folder, const struct stat& status) {
  const auto now = file_system_time(folder);
  const std::int64_t changed = std::max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim));
  return now && changed <= *now ? std::optional(*now - changed) : std::nullopt;
}

bool has_just_changed(int folder, const struct stat& status) {
  constexpr std::int64_t k_quiet_ns = 2'000'000'000;
  const auto unchanged = unchanged_ns(folder, status);
  return unchanged && *unchanged < k_quiet_ns;
}

FileRead waiting(int folder, FileRead read) {
  constexpr std::int64_t k_wait_max_ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(k_directory_wait_max).count();
  read.is_waiting = unchanged_ns(folder, read.status).value_or(0) <= k_wait_max_ns;
  return failed(std::move(read), PullStatus::failed,
                "файл давно открыт для записи: закройте его в той программе или положите заново");
}

FileRead read_file(int folder, const std::string& name, std::uint64_t bytes_max) {
  FileRead read;
  const Descriptor fd(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.ok()) {
    const int error = errno;
    read.is_gone = error == ENOENT || error == ELOOP || error == ENXIO;
    // Programs that copy files set their rights last.
    if (error == EACCES && ::fstatat(folder, name.c_str(), &read.status, AT_SYMLINK_NOFOLLOW) == 0 &&
        has_just_changed(folder, read.status)) {
      return waiting(folder, std::move(read));
    }
    return failed(std::move(read), PullStatus::failed,
                  fmt::format("файл не открывается: {}", std::strerror(error)));
  }
  if (::fstat(fd.get(), &read.status) != 0 || !S_ISREG(read.status.st_mode)) {
    read.is_gone = true;
    return read;
  }
  const Writers writers = find_writers(fd.get());
  if (writers == Writers::some) return waiting(folder, std::move(read));
  if (writers == Writers::untold && has_just_changed(folder, read.status))
    return waiting(folder, std::move(read));
  if (static_cast<std::uint64_t>(read.status.st_size) > bytes_max) {
    return failed(std::move(read), PullStatus::rejected, fmt::format("файл больше {} МБ", bytes_max >> 20U));
  }
  auto bytes = read_all(fd.get(), bytes_max);
  struct stat after {};
  const bool is_unchanged = ::fstat(fd.get(), &after) == 0 && is_same_file_state(read.status, after);
  if (!is_unchanged || (!bytes && bytes.error().kind == journal::ErrorKind::bad_input)) {
    return waiting(folder, std::move(read));
  }
  if (!bytes) {
    return failed(std::move(read), PullStatus::failed,
                  fmt::format("файл не читается: {}", bytes.error().text));
  }
  read.bytes = std::move(*bytes);
  return read;
}

/// Names of what may be a file of ours, sorted. Nothing when there are too many.
std::optional<std::vector<std::string>> list_names(DIR* folder, std::size_t files_max) {
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (is_temporary_name(name)) continue;
    if (entry->d_type != DT_REG && entry->d_type != DT_UNKNOWN) continue;
    if (names.size() >= files_max) return std::nullopt;
    names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// One pull on its way.
class Pulling {
 public:
  Pulling(const DirectoryOptions& options, Instant now, const IsKnown& is_known, Pull& pull)
      : options_(options), now_(now), is_known_(is_known), pull_(pull), classifier_(options.declared_none) {}

  void take_file(const std::string& name, FileRead& read) {
    const std::string shown = printable_name(name, k_name_bytes_max);
    if (!read.bytes) {
      add_without_bytes(shown, static_cast<std::uint64_t>(read.status.st_size), read.failure, read.reason);
      return;
    }
    const Instant modified{journal::Seconds(read.status.st_mtim.tv_sec)};
    const std::vector<AsOfClaim> claims{{modified, journal::Seconds(1)}};
    if (detect_format(*read.bytes) == FileFormat::zip) {
      take_archive(shown, *read.bytes, claims);
    } else {
      take_document(shown, *read.bytes, claims);
    }
  }

  void add_without_bytes(const std::string& name, std::uint64_t size, PullStatus status,
                         std::string_view reason) {
    PulledDocument document;
    document.name = name;
    document.size_bytes = size;
    document.status = status;
    document.reason = printable_name(reason, k_reason_bytes_max);
    pull_.documents.push_back(std::move(document));
  }

  [[nodiscard]] bool is_full() const { return lessons_ >= k_pull_lessons_max; }

 private:
  void take_archive(const std::string& name, std::string_view bytes, const std::vector<AsOfClaim>& claims) {
    const std::size_t first = pull_.documents.size();
    const auto read = for_each_member(bytes, Limits{}, [&](const ArchiveMember& member) {
      std::vector<AsOfClaim> member_claims = claims;
      if (member.modified) {
        constexpr journal::Seconds k_dos_time_step{2};
        member_claims.push_back(make_claim(*member.modified, k_dos_time_step, options_.zone));
      }
      take_document(printable_name(name + "!" + member.name, k_name_bytes_max), member.bytes, member_claims);
      return true;
    });
    if (read) return;
    // An archive that cannot be read whole counts for nothing, whatever was read before its fault.
    while (pull_.documents.size() > first) {
      seen_.erase(pull_.documents.back().sha256);
      pull_.documents.pop_back();
    }
    add_without_bytes(name, bytes.size(), PullStatus::rejected, read.error().text);
    pull_.documents.back().format = format_name(FileFormat::zip);
    pull_.documents.back().sha256 = sha256_hex(bytes);
  }

  void take_document(const std::string& name, std::string_view bytes, const std::vector<AsOfClaim>& claims) {
    PulledDocument pulled;
    pulled.name = name;
    pulled.format = format_name(detect_format(bytes));
    pulled.sha256 = sha256_hex(bytes);
    pulled.size_bytes = bytes.size();
    if (seen_.contains(pulled.sha256) || is_known_(pulled.sha256)) {
      pulled.status = PullStatus::unchanged;
      pull_.documents.push_back(std::move(pulled));
      return;
    }
    auto document = read_document(bytes, {options_.id, name, pulled.sha256, claims, now_},
                                  {&options_.zone, &classifier_, Limits{}});
    if (document) {
      pulled.status = PullStatus::accepted;
      pulled.rows = document->rows;
      lessons_ += document->lessons();
      pulled.document = std::move(*document);
      seen_.insert(pulled.sha256);
    } else {
      pulled.status = PullStatus::rejected;
      pulled.reason = printable_name(document.error().text, k_reason_bytes_max);
    }
    pull_.documents.push_back(std::move(pulled));
  }

  const DirectoryOptions& options_;
  Instant now_;
  const IsKnown& is_known_;
  Pull& pull_;
  TextClassifier classifier_;
  std::unordered_set<std::string>
      seen_;  ///< Accepted in this very pull: the same bytes again say nothing new.
  std::size_t lessons_ = 0;
};

Pull failed_pull(const DirectoryOptions& options, std::string reason) {
  Pull pull;
  pull.source_id = options.id;
  pull.status = PullStatus::failed;
  pull.reason = std::move(reason);
  return pull;
}

}  // namespace

Pull read_one_file(const DirectoryOptions& options, std::string_view name, std::string_view bytes,
                   Instant now, const IsKnown& is_known) {
  Pull pull;
  pull.source_id = options.id;
  Pulling pulling(options, now, is_known, pull);
  FileRead read;
  read.status.st_mtim.tv_sec = now.time_since_epoch().count();
  if (bytes.size() > options.file_bytes_max) {
    read.status.st_size = static_cast<off_t>(bytes.size());
    read = failed(std::move(read), PullStatus::rejected,
                  fmt::format("файл больше {} МБ", options.file_bytes_max >> 20U));
  } else {
    read.bytes = std::string(bytes);
  }
  pulling.take_file(std::string(name), read);
  pull.status = combined_status(pull.documents);
  pull.reason = summary_of(pull.documents);
  return pull;
}

DirectorySource::DirectorySource(DirectoryOptions options) : options_(std::move(options)) {}

Pull DirectorySource::pull(const PullRequest& request, const IsKnown& is_known) {
  taken_.clear();
  pulled_at_ = request.now;
  Descriptor opened(::open(options_.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::string shown = printable_name(options_.path.string(), k_name_bytes_max);
  if (!opened.ok()) {
    return failed_pull(options_, fmt::format("папка {} не открывается: {}", shown, std::strerror(errno)));
  }
  const int fd = opened.get();
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd), &::closedir);
  if (!folder)
    return failed_pull(options_, fmt::format("папка {} не читается: {}", shown, std::strerror(errno)));
  (void)opened.release();  // closedir() closes it.
  const auto names = list_names(folder.get(), options_.files_max);
  if (!names) {
    return failed_pull(options_,
                       fmt::format("в папке {} больше {} файлов: уберите лишние", shown, options_.files_max));
  }
  Pull pull;
  pull.source_id = options_.id;
  Pulling pulling(options_, request.now, is_known, pull);
  std::map<std::string, Instant> still_waiting;
  for (const std::string& name : *names) {
    const std::size_t first = pull.documents.size();
    if (pulling.is_full()) {
      pulling.add_without_bytes(
          printable_name(name, k_name_bytes_max), 0, PullStatus::failed,
          fmt::format("за один раз читается около {} уроков: файл будет прочитан в следующий раз",
                      k_pull_lessons_max));
      taken_.push_back({name, 0, 0, 0, first, 1});
      continue;
    }
    FileRead read = read_file(fd, name, options_.file_bytes_max);
    if (read.is_gone) continue;
    if (read.is_waiting) {
      const auto known = waiting_since_.find(name);
      const bool is_new = known == waiting_since_.end() || known->second > request.now;
      const Instant since = is_new ? request.now : known->second;
      still_waiting.emplace(name, since);
      if (request.now - since <= k_directory_wait_max) continue;
    }
    pulling.take_file(name, read);
    taken_.push_back({name, read.status.st_ino, static_cast<std::uint64_t>(read.status.st_size),
                      nanoseconds(read.status.st_ctim), first, pull.documents.size() - first});
  }
  waiting_since_ = std::move(still_waiting);
  pull.status = combined_status(pull.documents);
  pull.reason = summary_of(pull.documents);
  return pull;
}

}  // namespace elzhur::connectors
