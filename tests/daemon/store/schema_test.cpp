#include "daemon/store/schema.hpp"

#include <gtest/gtest.h>

#include <array>

#include "daemon/store/store.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

using store::Connection;
using store::Migration;

constexpr const char* k_make = "CREATE TABLE a(x INTEGER PRIMARY KEY) STRICT; INSERT INTO a VALUES(1), (2);";
constexpr const char* k_add = "CREATE TABLE b(x INTEGER REFERENCES a(x)) STRICT; INSERT INTO b VALUES(2);";
constexpr const char* k_rebuild =
    "CREATE TABLE a2(x INTEGER PRIMARY KEY, y TEXT) STRICT; INSERT INTO a2 SELECT x, 'new' FROM a;"
    "DROP TABLE a; ALTER TABLE a2 RENAME TO a;";
constexpr const char* k_lose = "DELETE FROM a WHERE x = 2;";
constexpr const char* k_wrong = "CREATE TABLE c(x) STRICT;";

const std::array<const char*, 1> k_scripts_1{k_make};
const std::array<const char*, 1> k_scripts_2{k_add};
const std::array<const char*, 1> k_scripts_3{k_rebuild};
const std::array<Migration, 3> k_steps{Migration{k_scripts_1}, Migration{k_scripts_2},
                                       Migration{k_scripts_3}};

std::span<const Migration> steps(std::size_t count) { return std::span(k_steps).first(count); }

class Schema : public ::testing::Test {
 protected:
  Schema() : file(folder / "some.db") { EXPECT_TRUE(store::create_store_file(file)); }
  [[nodiscard]] Connection connect() const { return {file, Connection::Access::read_write}; }

  TempDir folder;
  std::filesystem::path file;
};

TEST_F(Schema, ComesToTheNewestVersionFromEveryVersion) {
  for (std::size_t start = 0; start <= k_steps.size(); ++start) {
    const auto path = folder / ("from" + std::to_string(start) + ".db");
    ASSERT_TRUE(store::create_store_file(path));
    {
      Connection connection(path, Connection::Access::read_write);
      ASSERT_TRUE(store::migrate(connection, path, steps(start))) << start;
    }
    Connection connection(path, Connection::Access::read_write);
    const auto migrated = store::migrate(connection, path, k_steps);
    ASSERT_TRUE(migrated) << start << ": " << migrated.error().text;
    EXPECT_EQ(connection.integer("PRAGMA user_version"), 3) << start;
    EXPECT_EQ(connection.text("SELECT y FROM a WHERE x = 2"), "new") << start;
    EXPECT_EQ(connection.integer("PRAGMA foreign_keys"), 1) << start;
    const bool is_copied = std::filesystem::exists(path.string() + ".v" + std::to_string(start) + ".bak");
    EXPECT_EQ(is_copied, start == 1 || start == 2) << start;
  }
}

TEST_F(Schema, CopyBesideTheFileHoldsTheOldVersion) {
  Connection connection = connect();
  ASSERT_TRUE(store::migrate(connection, file, steps(1)));
  ASSERT_TRUE(store::migrate(connection, file, k_steps));
  Connection copy(file.string() + ".v1.bak", Connection::Access::query_only);
  EXPECT_EQ(copy.integer("PRAGMA user_version"), 1);
  EXPECT_EQ(copy.integer("SELECT count(*) FROM a"), 2);
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".v1.bak.tmp"));
}

TEST_F(Schema, StepThatFailsLeavesTheVersionBeforeIt) {
  Connection connection = connect();
  ASSERT_TRUE(store::migrate(connection, file, steps(2)));
  const std::array<const char*, 2> broken{"CREATE TABLE kept_not(x INTEGER) STRICT", k_wrong};
  const std::array<Migration, 3> to_broken{k_steps[0], k_steps[1], Migration{broken}};
  EXPECT_THROW(static_cast<void>(store::migrate(connection, file, to_broken)), rules::StoreFailure);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), 2);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'kept_not'"), 0);
  EXPECT_FALSE(connection.in_transaction());
}

TEST_F(Schema, StepThatBreaksAReferenceIsTakenBack) {
  Connection connection = connect();
  ASSERT_TRUE(store::migrate(connection, file, steps(2)));
  const std::array<const char*, 1> losing{k_lose};
  const std::array<Migration, 3> to_losing{k_steps[0], k_steps[1], Migration{losing}};
  EXPECT_THROW(static_cast<void>(store::migrate(connection, file, to_losing)), rules::StoreFailure);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM a"), 2);
}

TEST_F(Schema, NewerSchemaIsRefusedWithWhatToDo) {
  {
    Connection connection = connect();
    ASSERT_TRUE(store::migrate(connection, file, store::migrations()));
    connection.execute("PRAGMA user_version = 99");
  }
  const std::string before = read_bytes(file);
  const auto opened = store::Store::open(file);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, journal::ErrorKind::storage);
  EXPECT_NE(opened.error().text.find("newer elzhurd (schema 99, this one knows 7)"), std::string::npos)
      << opened.error().text;
  EXPECT_EQ(read_bytes(file), before);
}

TEST_F(Schema, DatabaseOfAnotherProgramIsRefusedAndNotTouched) {
  {
    Connection connection = connect();
    connection.execute("CREATE TABLE bookmarks(url TEXT)");
  }
  const std::string before = read_bytes(file);
  const auto opened = store::Store::open(file);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text.find("another program"), std::string::npos) << opened.error().text;
  EXPECT_EQ(read_bytes(file), before);
}

TEST_F(Schema, OpeningTwiceChangesNothingTheSecondTime) {
  ASSERT_TRUE(store::Store::open(file));
  const std::string before = read_bytes(file);
  ASSERT_TRUE(store::Store::open(file));
  EXPECT_EQ(read_bytes(file), before);
}

TEST_F(Schema, StoreOfEveryVersionOpensWithWhatItHolds) {
  for (std::size_t start = 1; start <= store::migrations().size(); ++start) {
    const auto path = folder / ("real" + std::to_string(start) + ".db");
    ASSERT_TRUE(store::create_store_file(path));
    {
      Connection connection(path, Connection::Access::read_write);
      ASSERT_TRUE(store::migrate(connection, path, store::migrations().first(start))) << start;
      connection.execute("INSERT INTO person(id, name) VALUES(17, 'Иванова Анна Петровна')");
      connection.execute("INSERT INTO note(key, value) VALUES('watch_from', '2026-11-24')");
    }
    auto opened = store::Store::open(path);
    ASSERT_TRUE(opened) << start << ": " << opened.error().text;
    EXPECT_TRUE(opened->check_integrity()) << start;
    EXPECT_EQ(opened->recount(), opened->ledger().totals()) << start;
    EXPECT_EQ(opened->ledger().note("watch_from"), "2026-11-24") << start;
    EXPECT_TRUE(opened->keeper().acts().empty()) << start;
    EXPECT_TRUE(opened->silences().not_ended().empty()) << start;
    EXPECT_FALSE(opened->modes().newest()) << start;
    Connection connection(path, Connection::Access::query_only);
    EXPECT_EQ(connection.text("SELECT name FROM person WHERE id = 17"), "Иванова Анна Петровна") << start;
  }
}

}  // namespace
}  // namespace elzhur::tests
