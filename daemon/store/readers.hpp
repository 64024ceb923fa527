// Connections that only read, for pages and answers: they never wait for a cycle, and a cycle never waits for
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "appeals/appeal.hpp"
#include "appeals/meeting.hpp"
#include "daemon/store/measures.hpp"
#include "daemon/store/modes.hpp"
#include "daemon/store/outages.hpp"
#include "daemon/store/pages.hpp"
#include "daemon/store/papers.hpp"
#include "daemon/store/silences.hpp"

namespace elzhur::store {

inline constexpr std::size_t k_reader_connections = 2;

class Readers;

/// One connection in use: everything that is read through it is as of one commit. One thread's.
class Snapshot {
 public:
  Snapshot(Snapshot&& other) noexcept;
  Snapshot& operator=(Snapshot&&) = delete;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

  [[nodiscard]] Pages& pages();
  [[nodiscard]] Reports& reports();
  [[nodiscard]] appeals::AppealLog& appeals();
  [[nodiscard]] appeals::MeetingBook& meetings();
  [[nodiscard]] Measures& measures();
  [[nodiscard]] Papers& papers();
  [[nodiscard]] Outages& outages();
  /// Only to read.
  [[nodiscard]] Silences& silences();
  [[nodiscard]] Modes& modes();

 private:
  friend class Readers;
  struct Reader;
  Snapshot(Readers& readers, std::size_t index);
  Readers* readers_;
  std::size_t index_;
};

/// Any thread. Failures of the database throw rules::StoreFailure.
class Readers {
 public:
  /// Opens the connections of a file that a Store has opened before. Throws StoreFailure.
  explicit Readers(const std::filesystem::path& file, std::size_t connections = k_reader_connections);
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  /// Waits until a connection is free. Not while this thread holds one.
  [[nodiscard]] Snapshot take();
  /// Another number after every commit of anybody. Costs a few microseconds.
  [[nodiscard]] std::uint64_t version();

 private:
  friend class Snapshot;
  struct Impl;
  void give_back(std::size_t index) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace elzhur::store
