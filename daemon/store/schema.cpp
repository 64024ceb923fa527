#include "daemon/store/schema.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace elzhur::store {

namespace {

using journal::ErrorKind;
using journal::failure;

constexpr mode_t k_mode = 0640;

const std::array<const char*, 2> k_version_1{k_schema_v1, k_views_v1};
const std::array<const char*, 1> k_version_2{k_schema_v2};
const std::array<const char*, 1> k_version_3{k_schema_v3};
const std::array<const char*, 1> k_version_4{k_schema_v4};
const std::array<const char*, 1> k_version_5{k_schema_v5};
const std::array<const char*, 1> k_version_6{k_schema_v6};
const std::array<const char*, 1> k_version_7{k_schema_v7};
const std::array<Migration, 7> k_migrations{
    Migration{k_version_1}, Migration{k_version_2}, Migration{k_version_3}, Migration{k_version_4},
    Migration{k_version_5}, Migration{k_version_6}, Migration{k_version_7}};

/// The copy is complete under its name or not there: a crash leaves only the .tmp, and the next start
/// makes it again from the unchanged file.
void copy_before_migration(Connection& connection, const std::filesystem::path& file, std::int64_t version) {
  const std::string copy = fmt::format("{}.v{}.bak", file.string(), version);
  const std::string part = copy + ".tmp";
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  // VACUUM INTO takes an empty file as it is, and with it its mode.
  if (!create_store_file(part))
    throw rules::StoreFailure("store: no copy can be made before the migration: " + part);
  Statement(connection, "VACUUM INTO ?1").run(part);
  std::error_code error;
  std::filesystem::rename(part, copy, error);
  if (error) throw rules::StoreFailure(fmt::format("store: {} cannot be named: {}", copy, error.message()));
}

void apply(Connection& connection, const Migration& step, std::int64_t version) {
  SqlTransaction transaction(connection);
  for (const char* script : step.scripts) connection.execute(script);
  {
    Statement check(connection, "SELECT \"table\" FROM pragma_foreign_key_check");
    Use use = check.use();
    if (use.step()) {
      throw rules::StoreFailure(
          fmt::format("store: after the step to schema {} table '{}' refers to rows that are gone", version,
                      use.text(0)));
    }
  }
  connection.execute(fmt::format("PRAGMA user_version = {}", version).c_str());
  connection.execute(fmt::format("PRAGMA application_id = {}", k_application_id).c_str());
  transaction.commit();
}

}  // namespace

std::span<const Migration> migrations() { return k_migrations; }

journal::Result<void> create_store_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, k_mode);
  if (fd < 0) {
    if (errno == EEXIST) return {};
    const std::string cause = std::generic_category().message(errno);
    return failure(ErrorKind::storage, fmt::format("store {} cannot be made: {}", file.string(), cause));
  }
  // Whatever the umask: the group may read (backups), nobody else.
  const bool done = ::fchmod(fd, k_mode) == 0;
  ::close(fd);
  if (!done)
    return failure(ErrorKind::storage, fmt::format("store {} cannot be given mode 0640", file.string()));
  return {};
}

journal::Result<void> migrate(Connection& connection, const std::filesystem::path& file,
                              std::span<const Migration> steps) {
  const std::int64_t owner = connection.integer("PRAGMA application_id");
  const std::int64_t version = connection.integer("PRAGMA user_version");
  const bool empty = connection.integer("SELECT count(*) FROM sqlite_schema") == 0;
  const auto newest = static_cast<std::int64_t>(steps.size());
  if (owner != k_application_id && !(empty && owner == 0 && version == 0)) {
    return failure(
        ErrorKind::storage,
        fmt::format("store {}: this is the database of another program: name another file", file.string()));
  }
  if (version < 0 || version > newest) {
    return failure(
        ErrorKind::storage,
        fmt::format("store {}: written by a newer elzhurd (schema {}, this one knows {}): install that "
                    "version, or restore a backup made by this one",
                    file.string(), version, newest));
  }
  if (version == newest) return {};
  if (version > 0) copy_before_migration(connection, file, version);
  // A step may rebuild a table that others refer to; apply() checks all references at its end.
  connection.execute("PRAGMA foreign_keys = OFF");
  for (std::int64_t next = version; next < newest; ++next) {
    apply(connection, steps[static_cast<std::size_t>(next)], next + 1);
  }
  connection.execute("PRAGMA foreign_keys = ON");
  return {};
}

}  // namespace elzhur::store
