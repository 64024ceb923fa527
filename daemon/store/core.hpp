// What the parts of the store share: the writer connection, who may use it now, and how values are put
// into columns.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/store/sqlite.hpp"
#include "journal/ids.hpp"
#include "journal/lesson.hpp"
#include "rules/ledger.hpp"

namespace elzhur::store {

/// The writer connection behind a lock that its holder may take again: a thread that holds the cycle's
/// transaction reads and writes inside it, every other thread waits.
struct Core {
  explicit Core(const std::filesystem::path& file, Connection::Access access = Connection::Access::read_write)
      : connection(file, access) {}

  Connection connection;
  std::recursive_mutex mutex;
  /// A cycle's transaction is open; guarded by the mutex, so whoever sees true holds it itself.
  bool in_cycle = false;
  /// The instant of that transaction.
  journal::Instant now{};
};

/// For a call that only reads: inside the cycle's transaction if this thread holds it.
class Reading {
 public:
  explicit Reading(Core& core) : lock_(core.mutex) {}

 private:
  std::scoped_lock<std::recursive_mutex> lock_;
};

/// For a call that writes inside the cycle's transaction.
class Writing {
 public:
  explicit Writing(Core& core) : lock_(core.mutex) { ELZHUR_CHECK(core.in_cycle); }

 private:
  std::scoped_lock<std::recursive_mutex> lock_;
};

/// For a call that is a transaction of its own.
class OwnTransaction {
 public:
  explicit OwnTransaction(Core& core) : lock_(core.mutex), transaction_(checked(core)) {}
  void commit() { transaction_.commit(); }

 private:
  static Connection& checked(Core& core) {
    ELZHUR_CHECK(!core.in_cycle);
    return core.connection;
  }
  std::scoped_lock<std::recursive_mutex> lock_;
  SqlTransaction transaction_;
};

/// Both ends belong to it.
struct IdRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};
/// The ids of all possible lessons of a scope within the dates; nothing when no day of them can have an id.
[[nodiscard]] std::optional<IdRange> id_range(journal::ScopeId scope, journal::DateRange dates);

/// "1,17" as a column holds it. Lives as long as the object; no allocation for the usual one or two ids.
class IdText {
 public:
  template <typename Id>
  explicit IdText(std::span<const Id> ids) {
    for (const Id id : ids) add(static_cast<std::int64_t>(id));
  }
  [[nodiscard]] std::string_view view() const { return text_; }

 private:
  void add(std::int64_t id);
  std::string text_;
};

/// The numbers of "1,17". Throws StoreFailure for any other text: the file is damaged.
[[nodiscard]] std::vector<std::int64_t> parse_id_text(std::string_view text);
template <typename Id>
[[nodiscard]] std::vector<Id> ids_of(std::string_view text) {
  std::vector<Id> ids;
  if (text.empty()) return ids;
  for (const std::int64_t number : parse_id_text(text)) ids.push_back(Id{number});
  return ids;
}

using FillStates = std::array<journal::FillState, journal::k_fields>;
/// Four bits for each field.
[[nodiscard]] std::int64_t pack_states(const FillStates& states);
[[nodiscard]] FillStates unpack_states(std::int64_t packed);

/// A Seen in three columns from `column` on.
[[nodiscard]] inline rules::Seen seen_at(const Use& use, int column) {
  return {{use.instant(column), use.instant(column + 1)}, use.id<journal::DocumentId>(column + 2)};
}

/// A digest uses all 64 bits, a column of SQLite is signed.
[[nodiscard]] constexpr std::int64_t to_column(std::uint64_t digest) {
  return static_cast<std::int64_t>(digest);
}
[[nodiscard]] constexpr std::uint64_t digest_of(std::int64_t column) {
  return static_cast<std::uint64_t>(column);
}

/// Thrown when rows contradict one another in a way that only damage or another program's hand explains.
[[noreturn]] void fail_damaged(std::string_view what);

}  // namespace elzhur::store
