// What the disk, other processes and a sudden death do to the store: nothing is lost, nothing is half
// written, and the text says what happened.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "daemon/store/core.hpp"
#include "daemon/store/lessons.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

class Faults : public OpenedStore {
 protected:
  /// Puts `count` lessons of one scope into the transaction that is open.
  void add_many(int count) {
    const auto scope = make_scope();
    for (int i = 0; i < count; ++i) add_lesson(scope, day(i));
  }
  void commit_one() {
    store::Transaction transaction = store->begin(at(1));
    add_many(1);
    transaction.commit();
  }
  [[nodiscard]] std::size_t lessons() const {
    return store->ledger().all_lessons(journal::LessonId{0}, 100'000).size();
  }
};

TEST_F(Faults, FullDiskAbortsTheTransactionAndSaysSo) {
  {
    store::Transaction transaction = store->begin(at(1));
    add_many(1);
    transaction.commit();
  }
  store.reset();
  store::Core core(file);
  core.connection.execute("PRAGMA cache_size = 10");
  const std::int64_t pages = core.connection.integer("PRAGMA page_count");
  core.connection.execute(("PRAGMA max_page_count = " + std::to_string(pages + 5)).c_str());
  store::Lessons lessons(core);
  std::string text;
  try {
    store::SqlTransaction transaction(core.connection);
    for (int i = 1; i < 5000; ++i) {
      const auto record = lesson_without_topic(journal::ScopeId{1}, day(i));
      lessons.save(std::vector<rules::LessonChange>{{nullptr, &record}});
    }
    transaction.commit();
  } catch (const rules::StoreFailure& failure) {
    text = failure.what();
  }
  EXPECT_NE(text.find("the disk is full"), std::string::npos) << text;
  EXPECT_FALSE(core.connection.in_transaction());
  EXPECT_EQ(lessons.all(journal::LessonId{0}, 10).size(), 1U);
  EXPECT_EQ(lessons.counts(), lessons.recount());
}

// Run in a process of its own, because the limit cannot be lifted again.
TEST_F(Faults, FileThatMayNotGrowAbortsTheCycleAndTheStoreWorksOn) {
  commit_one();
  const auto size = std::filesystem::file_size(file);
  store.reset();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{size + 40'000, size + 40'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    reopen();
    try {
      store::Transaction transaction = store->begin(at(2));
      add_many(5000);
      transaction.commit();
    } catch (const rules::StoreFailure&) {
      ::_exit(lessons() == 1 ? 0 : 3);
    }
    ::_exit(4);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  reopen();
  EXPECT_EQ(lessons(), 1U);
  EXPECT_TRUE(store->check_integrity());
}

TEST_F(Faults, DeathInTheMiddleOfATransactionLeavesTheLastCommit) {
  commit_one();
  for (const int written : {1, 50, 3000}) {
    store.reset();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      reopen();
      const store::Transaction transaction = store->begin(at(2));
      const auto scope = store->ledger().scope_id({"8Б", "", "История"});
      for (int i = 0; i < written; ++i) add_lesson(scope, day(i));
      ::kill(::getpid(), SIGKILL);
    }
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    reopen();
    EXPECT_EQ(lessons(), 1U);
    EXPECT_EQ(store->ledger().totals(), store->recount());
    EXPECT_TRUE(store->check_integrity());
  }
}

TEST_F(Faults, DeathAfterTheCommitLosesNothing) {
  store.reset();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    reopen();
    store::Transaction transaction = store->begin(at(2));
    add_many(100);
    transaction.commit();
    ::kill(::getpid(), SIGKILL);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  reopen();
  EXPECT_EQ(lessons(), 100U);
}

/// Opens the store as a user who is not root, in a process of its own; true when that failed with `expected`.
bool is_refused_for_others(const std::filesystem::path& file, const std::string& expected) {
  const pid_t child = ::fork();
  if (child == 0) {
    constexpr uid_t k_nobody = 65534;
    if (::geteuid() == 0 && (::setgid(k_nobody) != 0 || ::setuid(k_nobody) != 0)) ::_exit(2);
    const auto opened = store::Store::open(file);
    if (opened) ::_exit(3);
    if (opened.error().text.find(expected) == std::string::npos) {
      std::fprintf(stderr, "%s\n", opened.error().text.c_str());
      ::_exit(4);
    }
    ::_exit(opened.error().text.find(file.filename().string()) == std::string::npos ? 5 : 0);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(Faults, FolderWithoutTheRightToWriteIsNamed) {
  const auto closed = folder / "closed";
  std::filesystem::create_directory(closed);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(closed.c_str(), 0555), 0);
  EXPECT_TRUE(is_refused_for_others(closed / "new.db", "Permission denied"));
}

TEST_F(Faults, ReadOnlyFileIsRefusedWithWhatToDo) {
  store.reset();
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(file.c_str(), 0444), 0);
  EXPECT_TRUE(is_refused_for_others(file, "read-only"));
}

TEST_F(Faults, FileThatIsNoDatabaseIsRefused) {
  store.reset();
  std::filesystem::remove(file);
  write_bytes(file, std::string(10'000, 'x'));
  const auto opened = store::Store::open(file);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, journal::ErrorKind::storage);
  EXPECT_NE(opened.error().text.find("not a database"), std::string::npos) << opened.error().text;
  EXPECT_EQ(read_bytes(file), std::string(10'000, 'x'));
}

TEST_F(Faults, DamagedPagesAreFoundByTheCheck) {
  {
    store::Transaction transaction = store->begin(at(1));
    add_many(2000);
    transaction.commit();
  }
  store.reset();
  std::string bytes = read_bytes(file);
  ASSERT_GT(bytes.size(), 80'000U);
  // From the middle on, past the schema: pages of rows.
  for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + 20'000; ++i)
    bytes[i] = static_cast<char>(i * 31);
  write_bytes(file, bytes);
  const auto opened = store::Store::open(file);
  if (!opened) {
    EXPECT_NE(opened.error().text.find("damaged"), std::string::npos) << opened.error().text;
    return;
  }
  reopen();
  const auto checked = store->check_integrity();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, journal::ErrorKind::storage);
  EXPECT_NE(checked.error().text.find("damaged"), std::string::npos) << checked.error().text;
}

// Any byte of a file may be wrong; the store answers or says so, and never falls.
TEST_F(Faults, NoChangedByteMakesItFall) {
  {
    store::Transaction transaction = store->begin(at(1));
    add_many(50);
    transaction.commit();
  }
  store.reset();
  const std::string good = read_bytes(file);
  Random random(7);
  for (int round = 0; round < 150; ++round) {
    std::string bytes = good;
    for (int i = 0; i < 20; ++i) {
      bytes[static_cast<std::size_t>(random.below(static_cast<int>(bytes.size())))] =
          static_cast<char>(random.next());
    }
    std::filesystem::remove(file.string() + "-wal");
    std::filesystem::remove(file.string() + "-shm");
    write_bytes(file, bytes);
    auto opened = store::Store::open(file);
    if (!opened) continue;
    try {
      static_cast<void>(opened->check_integrity());
      static_cast<void>(opened->ledger().totals());
      static_cast<void>(opened->ledger().lessons_of(journal::ScopeId{1}, {day(0), day(60)}));
      static_cast<void>(opened->recount());
    } catch (const rules::StoreFailure&) {
      continue;
    }
  }
}

TEST_F(Faults, AnotherProgramsWriteLockIsWaitedForAndThenNamed) {
  store::Connection other(file, store::Connection::Access::read_write);
  const store::SqlTransaction held(other);
  store::Core core(file);
  core.connection.execute("PRAGMA busy_timeout = 1");
  try {
    const store::SqlTransaction second(core.connection);
    FAIL() << "two writers at once";
  } catch (const rules::StoreFailure& failure) {
    EXPECT_NE(std::string(failure.what()).find("locked"), std::string::npos) << failure.what();
  }
}

TEST_F(Faults, TextOfABrokenRuleNamesColumnsAndNoValues) {
  store::Transaction transaction = store->begin(at(1));
  alerts::PlannedMessage message;
  message.recipient = "administrator";
  message.occasion = "secret-occasion";
  message.message_id = "a";
  store->outbox().enqueue(message, at(1));
  message.message_id = "b";
  try {
    store->outbox().enqueue(message, at(1));
    FAIL() << "one occasion twice";
  } catch (const rules::StoreFailure& failure) {
    const std::string text = failure.what();
    EXPECT_NE(text.find("message.occasion"), std::string::npos) << text;
    EXPECT_EQ(text.find("secret-occasion"), std::string::npos) << text;
  }
}

TEST_F(Faults, OpeningAgainAndAgainLeavesNoFilesOpen) {
  for (int i = 0; i < 50; ++i) reopen();
  std::size_t open_files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    ++open_files;
  EXPECT_LT(open_files, 40U);
}

}  // namespace
}  // namespace elzhur::tests
