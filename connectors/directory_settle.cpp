// What becomes of the files of a folder after the commit.
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "connectors/directory.hpp"
#include "connectors/files.hpp"

namespace elzhur::connectors {
namespace {

constexpr std::string_view k_done = "done";
constexpr std::string_view k_refused = "refused";
constexpr int k_same_names_max = 10'000;
constexpr std::size_t k_file_name_bytes_max = 255;

/// `prefix` + name + "-N" before the ending, cut to what file systems take.
std::string target_name(const std::string& prefix, const std::string& name, int copy) {
  const std::size_t dot = name.rfind('.');
  constexpr std::size_t k_ending_bytes_max = 16;
  const bool has_ending = dot != std::string::npos && dot > 0 && name.size() - dot <= k_ending_bytes_max;
  std::string stem = prefix + name.substr(0, has_ending ? dot : std::string::npos);
  std::string tail = copy > 1 ? fmt::format("-{}", copy) : std::string();
  if (has_ending) tail += name.substr(dot);
  if (stem.size() + tail.size() > k_file_name_bytes_max) {
    std::size_t end = k_file_name_bytes_max - tail.size();
    while (end > 0 && (static_cast<unsigned char>(stem[end]) & 0xC0U) == 0x80U) --end;
    stem.resize(end);
  }
  return stem + tail;
}

/// Moves without ever replacing a file. False with errno set.
bool move_new(int from, const std::string& name, int to, const std::string& target) {
  if (::renameat2(from, name.c_str(), to, target.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // File systems without that call: a second name, then without the first.
  return ::linkat(from, name.c_str(), to, target.c_str(), 0) == 0 && ::unlinkat(from, name.c_str(), 0) == 0;
}

bool move_to(int folder, std::string_view sub_folder, const std::string& prefix, const std::string& name) {
  const std::string sub(sub_folder);
  if (::mkdirat(folder, sub.c_str(), 0750) != 0 && errno != EEXIST) return false;
  const Descriptor to(::openat(folder, sub.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!to.ok()) return false;
  for (int copy = 1; copy <= k_same_names_max; ++copy) {
    if (move_new(folder, name, to.get(), target_name(prefix, name, copy))) return true;
    if (errno != EEXIST) return false;
  }
  return false;
}

}  // namespace

void DirectorySource::settle(const Pull& pull) {
  const std::vector<Taken> taken = std::exchange(taken_, {});
  if (!options_.move || pull.source_id != options_.id || taken.empty()) return;
  const Descriptor folder(::open(options_.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok()) {
    spdlog::warn("source={} folder cannot be opened to move files: {}", options_.id, std::strerror(errno));
    return;
  }
  const std::string day = journal::format_date(options_.zone.date_of(pulled_at_)) + "-";
  for (const Taken& file : taken) {
    if (file.first_document + file.documents > pull.documents.size()) return;
    const auto first = pull.documents.begin() + static_cast<std::ptrdiff_t>(file.first_document);
    const auto last = first + static_cast<std::ptrdiff_t>(file.documents);
    const auto has = [&](PullStatus status) {
      return std::any_of(first, last,
                         [status](const PulledDocument& document) { return document.status == status; });
    };
    const bool is_refused = has(PullStatus::rejected);
    if (!is_refused && has(PullStatus::failed)) continue;
    struct stat status {};
    if (::fstatat(folder.get(), file.file_name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    constexpr std::int64_t k_per_second = 1'000'000'000;
    const std::int64_t changed =
        static_cast<std::int64_t>(status.st_ctim.tv_sec) * k_per_second + status.st_ctim.tv_nsec;
    // Another file by now: it is read in the next pull.
    if (status.st_ino != file.inode || changed != file.changed_ns) continue;
    const bool moved = is_refused ? move_to(folder.get(), k_refused, "", file.file_name)
                                  : move_to(folder.get(), k_done, day, file.file_name);
    if (!moved) {
      spdlog::warn("source={} file=\"{}\" cannot be moved: {}", options_.id,
                   printable_name(file.file_name, k_file_name_bytes_max), std::strerror(errno));
    }
  }
}

}  // namespace elzhur::connectors
