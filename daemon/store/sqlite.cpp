#include "daemon/store/sqlite.hpp"

#include <cerrno>

#include <fmt/format.h>

namespace elzhur::store {
namespace {

constexpr int k_busy_timeout_ms = 5000;
/// One text or blob, and with it one row: a message with its attachments is the largest thing kept.
constexpr int k_value_bytes_max = 64 * 1024 * 1024;

void set_up(Connection& connection) {
  sqlite3* db = connection.raw();
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, k_busy_timeout_ms);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, k_value_bytes_max);
  // A file that somebody prepared must not make SQLite run what it holds.
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  connection.execute(
      "PRAGMA foreign_keys = ON;"
      "PRAGMA synchronous = FULL;"
      "PRAGMA temp_store = MEMORY;"
      "PRAGMA cache_size = -16384;"
      "PRAGMA mmap_size = 0;"
      "PRAGMA cell_size_check = ON;"
      // Nothing deleted here is a secret of a pupil (those are never written), so free pages are
      // cleared only where that costs no writing. Debian's default is to clear always.
      "PRAGMA secure_delete = FAST;"
      "PRAGMA journal_size_limit = 67108864;");
}

}  // namespace

namespace {

/// A failure of the disk that has a name of its own: SQLite tells only some of them apart.
int cause_of(int code, int system_error) {
  if ((code & 0xFF) != SQLITE_IOERR && (code & 0xFF) != SQLITE_CANTOPEN) return code;
  if (system_error == ENOSPC || system_error == EDQUOT) return SQLITE_FULL;
  return system_error == EROFS ? SQLITE_READONLY : code;
}

}  // namespace

std::string describe_sqlite_error(int code) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return "the disk is full: free some space";
    case SQLITE_READONLY:
      return "the file or its folder is read-only: give it to the user of elzhurd";
    case SQLITE_CORRUPT:
      return "the file is damaged: restore a backup";
    case SQLITE_NOTADB:
      return "the file is not a database: name another, or restore a backup";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds it locked";
    case SQLITE_CANTOPEN:
      return "the file cannot be opened: see whether its folder exists and is writable";
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "no permission to use the file";
    case SQLITE_IOERR:
      return fmt::format("the disk failed to read or write (SQLite code {})", code);
    case SQLITE_NOMEM:
      return "there is not enough memory";
    case SQLITE_TOOBIG:
      return "a text is too long to be stored";
    default:
      return fmt::format("{} (SQLite code {})", sqlite3_errstr(code), code);
  }
}

Connection::Connection(const std::filesystem::path& file, Access access) {
  // Counting every allocation under a global lock costs 5 % and nobody reads the count. Refused, without
  // harm, when something in the process has used SQLite before.
  [[maybe_unused]] static const int k_once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* raw = nullptr;
  const int flags = access == Access::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  const int code =
      sqlite3_open_v2(file.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  db_.reset(raw);
  if (code != SQLITE_OK) fail(code);
  set_up(*this);
  if (access == Access::query_only) execute("PRAGMA query_only = ON");
}

void Connection::fail(int code) const {
  std::string text = describe_sqlite_error(cause_of(code, db_ ? sqlite3_system_errno(db_.get()) : 0));
  // SQLite names the columns of a broken constraint and not their values.
  if ((code & 0xFF) == SQLITE_CONSTRAINT || (code & 0xFF) == SQLITE_ERROR) {
    text = fmt::format("{} (SQLite code {})", db_ ? sqlite3_errmsg(db_.get()) : sqlite3_errstr(code), code);
  }
  throw rules::StoreFailure("store: " + text);
}

void Connection::execute(const char* sql) {
  const int code = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Connection::integer(const char* sql) {
  Statement statement(*this, sql);
  Use use = statement.use();
  ELZHUR_CHECK(use.step());
  return use.integer(0);
}

std::string Connection::text(const char* sql) {
  Statement statement(*this, sql);
  Use use = statement.use();
  ELZHUR_CHECK(use.step());
  return use.string(0);
}

Statement::Statement(const Connection& connection, std::string_view sql) : connection_(&connection) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(connection.raw(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  statement_.reset(raw);
  if (code != SQLITE_OK) connection.fail(code);
  ELZHUR_CHECK(statement_ != nullptr);
}

SqlTransaction::SqlTransaction(Connection& connection) : connection_(connection) {
  ELZHUR_CHECK(!connection.in_transaction());
  connection_.execute("BEGIN IMMEDIATE");
}

SqlTransaction::~SqlTransaction() {
  // SQLite has rolled back by itself after some errors (disk full, damage).
  if (open_ && connection_.in_transaction()) {
    sqlite3_exec(connection_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void SqlTransaction::commit() {
  ELZHUR_CHECK(open_);
  connection_.execute("COMMIT");
  open_ = false;
}

}  // namespace elzhur::store
