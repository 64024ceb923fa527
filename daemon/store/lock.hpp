// Keeps a second elzhurd out of a store. Not for SQLite's own locking, which it does not replace: two
// processes that take turns would each decide from what the other has just changed.
#pragma once

#include <filesystem>
#include <string_view>

#include "journal/error.hpp"

namespace elzhur::store {

/// An flock on "<store>.lock", held until destruction or the death of the process. The file itself stays:
/// removing it would let two processes lock two files of one name.
class StoreLock {
 public:
  /// `holder` is what the other side will be told: "run", "once". Fails with ErrorKind::unavailable,
  /// naming the process that holds it, or with ErrorKind::storage when the lock file cannot be had.
  /// Never waits.
  [[nodiscard]] static journal::Result<StoreLock> acquire(const std::filesystem::path& store,
                                                          std::string_view holder);
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&& other) = delete;
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;
  ~StoreLock();

 private:
  explicit StoreLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace elzhur::store
