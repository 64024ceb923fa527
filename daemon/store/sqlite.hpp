// SQLite's C interface as owned objects: a connection, prepared statements, a transaction. The only file
// through which the store touches sqlite3.h. Errors are rules::StoreFailure with the cause in words and
// never a value that was bound.
#pragma once

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "journal/check.hpp"
#include "journal/time.hpp"
#include "rules/ledger_store.hpp"

namespace elzhur::store {

/// "the disk is full", "the file is damaged": what a result code of SQLite means to a person.
[[nodiscard]] std::string describe_sqlite_error(int code);

/// One connection, set up as every connection of the store must be. Not for two threads at once.
class Connection {
 public:
  enum class Access : std::uint8_t { read_write, query_only };
  /// Opens an existing file (see create_store_file). Throws StoreFailure. Changes nothing in it.
  Connection(const std::filesystem::path& file, Access access);

  /// Runs statements that give no rows.
  void execute(const char* sql);
  /// The first column of the first row; the statement must give one.
  [[nodiscard]] std::int64_t integer(const char* sql);
  [[nodiscard]] std::string text(const char* sql);
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }
  /// Rows changed by the last statement.
  [[nodiscard]] int changed() const { return sqlite3_changes(db_.get()); }
  [[nodiscard]] std::int64_t last_rowid() const { return sqlite3_last_insert_rowid(db_.get()); }
  [[nodiscard]] sqlite3* raw() const { return db_.get(); }
  /// Throws StoreFailure for the last error of this connection.
  [[noreturn]] void fail(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  std::unique_ptr<sqlite3, Close> db_;
};

/// A statement in use: bound, stepped, read. Resets the statement when it goes.
class Use {
 public:
  Use(const Connection& connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}
  ~Use() { sqlite3_reset(statement_); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  /// True: there is a row to read.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) connection_.fail(code);
    return false;
  }
  /// For a statement that gives no rows.
  void run() { ELZHUR_CHECK(!step()); }

  [[nodiscard]] bool is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] int small(int column) const { return sqlite3_column_int(statement_, column); }
  [[nodiscard]] bool boolean(int column) const { return small(column) != 0; }
  template <typename Id>
    requires std::is_enum_v<Id>
  [[nodiscard]] Id id(int column) const {
    return static_cast<Id>(integer(column));
  }
  /// Lives until the next step.
  [[nodiscard]] std::string_view text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes == nullptr
               ? std::string_view{}
               : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
  [[nodiscard]] journal::Instant instant(int column) const {
    return journal::Instant{journal::Seconds{integer(column)}};
  }
  [[nodiscard]] journal::Date date(int column) const {
    return journal::Date{std::chrono::days{small(column)}};
  }
  [[nodiscard]] std::optional<journal::Instant> instant_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(instant(column));
  }
  [[nodiscard]] std::optional<int> small_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(small(column));
  }

 private:
  const Connection& connection_;
  sqlite3_stmt* statement_;
};

/// Bytes to be stored as they are.
struct Blob {
  std::string_view bytes;
};

/// A prepared statement. One use at a time.
class Statement {
 public:
  /// The connection must outlive the statement. Throws StoreFailure.
  Statement(const Connection& connection, std::string_view sql);

  /// Binds the parameters from ?1 on. Texts are not copied: they must live as long as the Use.
  template <typename... Values>
  [[nodiscard]] Use use(const Values&... values) {
    ELZHUR_CHECK(sqlite3_stmt_busy(statement_.get()) == 0);
    ELZHUR_CHECK(sqlite3_bind_parameter_count(statement_.get()) == static_cast<int>(sizeof...(values)));
    int index = 0;
    (check(bind(++index, values)), ...);
    return Use(*connection_, statement_.get());
  }
  /// For what has no function here: names and types of columns.
  [[nodiscard]] sqlite3_stmt* raw() const { return statement_.get(); }
  /// Binds and runs a statement that gives no rows.
  template <typename... Values>
  void run(const Values&... values) {
    use(values...).run();
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  void check(int code) const {
    if (code != SQLITE_OK) connection_->fail(code);
  }
  [[nodiscard]] int bind_integer(int index, std::int64_t value) {
    return sqlite3_bind_int64(statement_.get(), index, value);
  }
  template <std::integral Integer>
  [[nodiscard]] int bind(int index, Integer value) {
    return bind_integer(index, static_cast<std::int64_t>(value));
  }
  template <typename Enum>
    requires std::is_enum_v<Enum>
  [[nodiscard]] int bind(int index, Enum value) {
    return bind_integer(index, static_cast<std::int64_t>(value));
  }
  [[nodiscard]] int bind(int index, journal::Instant value) {
    return bind_integer(index, value.time_since_epoch().count());
  }
  [[nodiscard]] int bind(int index, journal::Date value) {
    return bind_integer(index, value.time_since_epoch().count());
  }
  [[nodiscard]] int bind(int index, std::string_view value) {
    // An empty view may have no address, and SQLite would take that for NULL.
    return sqlite3_bind_text64(statement_.get(), index, value.empty() ? "" : value.data(), value.size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  }
  [[nodiscard]] int bind(int index, const char* value) { return bind(index, std::string_view(value)); }
  [[nodiscard]] int bind(int index, const std::string& value) { return bind(index, std::string_view(value)); }
  [[nodiscard]] int bind(int index, Blob value) {
    return sqlite3_bind_blob64(statement_.get(), index, value.bytes.empty() ? "" : value.bytes.data(),
                               value.bytes.size(), SQLITE_STATIC);
  }
  [[nodiscard]] int bind(int index, std::nullopt_t) { return sqlite3_bind_null(statement_.get(), index); }
  template <typename T>
  [[nodiscard]] int bind(int index, const std::optional<T>& value) {
    return value.has_value() ? bind(index, *value) : sqlite3_bind_null(statement_.get(), index);
  }

  const Connection* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// BEGIN IMMEDIATE to COMMIT. Rolls back when it dies uncommitted, whatever the reason.
class SqlTransaction {
 public:
  explicit SqlTransaction(Connection& connection);
  ~SqlTransaction();
  SqlTransaction(const SqlTransaction&) = delete;
  SqlTransaction& operator=(const SqlTransaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace elzhur::store
