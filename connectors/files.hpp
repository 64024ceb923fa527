// The few calls of the system that folders and evidence need, as values and Results. Not a general file
// library.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "journal/error.hpp"

namespace elzhur::connectors {

/// An open file descriptor, closed by the destructor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool ok() const { return fd_ >= 0; }
  /// For owners that close it themselves.
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

/// Reads to the end, starting where the descriptor stands. Fails with storage, or with bad_input past
/// `bytes_max`.
[[nodiscard]] journal::Result<std::string> read_all(int fd, std::size_t bytes_max);

/// Writes everything. False with errno set.
[[nodiscard]] bool write_all(int fd, std::string_view bytes);

/// fsync of a folder, so that names in it last. False with errno set.
[[nodiscard]] bool sync_folder(const std::filesystem::path& folder);

/// A file name as valid UTF-8 without control characters, at most `bytes_max` bytes.
[[nodiscard]] std::string printable_name(std::string_view name, std::size_t bytes_max);

}  // namespace elzhur::connectors
