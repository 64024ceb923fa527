// The schema of the store and its way from one version to the next.
#pragma once

#include <filesystem>
#include <span>

#include "daemon/store/sqlite.hpp"
#include "journal/error.hpp"

namespace elzhur::store {

/// Says in the file's header whose it is: "ElZh".
inline constexpr int k_application_id = 0x456C5A68;

/// The first schema: tables (schema_v1.cpp) and views (views_v1.cpp).
extern const char* const k_schema_v1;
extern const char* const k_views_v1;
/// The second: live sources and credit (schema_v2.cpp).
extern const char* const k_schema_v2;
/// The third: counts by day, the access log, ambiguous names (schema_v3.cpp).
extern const char* const k_schema_v3;
/// The fourth: acts of destruction (schema_v4.cpp).
extern const char* const k_schema_v4;
/// The fifth: silences, and changes of the mode by people (schema_v5.cpp).
extern const char* const k_schema_v5;
/// The sixth: meetings, corrections of a person's data (schema_v6.cpp).
extern const char* const k_schema_v6;
/// The seventh: absences of lessons (schema_v7.cpp).
extern const char* const k_schema_v7;

/// Scripts that bring the schema from one version to the next.
struct Migration {
  std::span<const char* const> scripts;
};

/// All of them: migration i leads from version i to i + 1.
[[nodiscard]] std::span<const Migration> migrations();

/// Makes an empty file of mode 0640 unless there is one.
[[nodiscard]] journal::Result<void> create_store_file(const std::filesystem::path& file);

/// Brings the file to the newest version, each step in a transaction of its own that ends with a check of
/// all references. Before the first step of a file that already has a version, a copy of it is left as
/// "<file>.v<version>.bak". Refuses a file of another program or of a newer version, unchanged.
/// Throws StoreFailure when SQLite fails.
[[nodiscard]] journal::Result<void> migrate(Connection& connection, const std::filesystem::path& file,
                                            std::span<const Migration> steps);

}  // namespace elzhur::store
