#include "daemon/store/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace elzhur::store {
namespace {

constexpr mode_t k_mode = 0640;
constexpr std::size_t k_holder_bytes_max = 100;

std::string words_of(int error) { return std::generic_category().message(error); }

/// What the holder wrote about itself; only plain characters of it, since anyone might have written it.
std::string read_holder(int fd) {
  std::array<char, k_holder_bytes_max> bytes{};
  const ssize_t size = ::pread(fd, bytes.data(), bytes.size(), 0);
  std::string holder;
  for (ssize_t i = 0; i < size; ++i) {
    const char c = bytes[static_cast<std::size_t>(i)];
    if (c == '\n') break;
    holder += (c >= ' ' && c <= '~') ? c : '?';
  }
  return holder.empty() ? "another process" : holder;
}

}  // namespace

journal::Result<StoreLock> StoreLock::acquire(const std::filesystem::path& store, std::string_view holder) {
  const std::string path = store.string() + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, k_mode);
  if (fd < 0) {
    return journal::failure(journal::ErrorKind::storage,
                            fmt::format("lock file {} cannot be opened: {}", path, words_of(errno)));
  }
  StoreLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    if (error == EWOULDBLOCK) {
      return journal::failure(journal::ErrorKind::unavailable,
                              fmt::format("store {} is in use by {}: stop it, or give this one another store",
                                          store.string(), read_holder(fd)));
    }
    return journal::failure(journal::ErrorKind::storage,
                            fmt::format("lock file {} cannot be locked: {}", path, words_of(error)));
  }
  const std::string line = fmt::format("elzhurd {}, process {}\n", holder, ::getpid());
  // Only for people: a holder that could not be noted still holds the lock.
  if (::ftruncate(fd, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(fd, line.data(), line.size(), 0);
  }
  return lock;
}

StoreLock::StoreLock(StoreLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

StoreLock::~StoreLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace elzhur::store
