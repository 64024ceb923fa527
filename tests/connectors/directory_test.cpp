#include "connectors/directory.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "connectors/files.hpp"
#include "tests/connectors/reading.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::connectors {
namespace {

namespace fs = std::filesystem;
using enum PullStatus;

constexpr const char* k_table = "Дата;Класс;Предмет;Учитель;Тема;ДЗ\n14.09.2018;7А;Алгебра;Иванова;т;д\n";
constexpr const char* k_other = "Дата;Класс;Предмет;Учитель;Тема;ДЗ\n14.09.2018;7Б;Алгебра;Иванова;т;д\n";
constexpr const char* k_bad = "Дата;Класс;Предмет;Учитель;Тема;ДЗ\n32.09.2018;7А;Алгебра;Иванова;т;д\n";

bool knows_nothing(std::string_view) { return false; }
bool knows_all(std::string_view) { return true; }

class Directory : public testing::Test {
 protected:
  [[nodiscard]] DirectoryOptions options() const {
    return {"inbox", dir.path(), true, tests::moscow(), {"без задания"}};
  }
  /// A file that was laid down long ago, so that nobody can be writing it.
  void put(const std::string& name, std::string_view bytes) const {
    tests::write_bytes(dir.path() / name, bytes);
    const std::array<timespec, 2> times{timespec{1'550'000'000, 0}, timespec{1'550'000'000, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (dir.path() / name).c_str(), times.data(), 0), 0);
  }
  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(dir.path())) {
      if (!entry.is_directory()) names.insert(fs::relative(entry.path(), dir.path()).string());
    }
    return names;
  }
  [[nodiscard]] Pull pull_once(const IsKnown& is_known = knows_nothing) const {
    DirectorySource source(options());
    return source.pull({tests::k_received}, is_known);
  }
  Pull pull_and_settle(const IsKnown& is_known = knows_nothing) const {
    DirectorySource source(options());
    Pull pull = source.pull({tests::k_received}, is_known);
    source.settle(pull);
    return pull;
  }

  tests::TempDir dir;
};

TEST_F(Directory, FilesAreReadInTheOrderOfTheirNames) {
  put("б.csv", k_table);
  put("а.csv", k_other);
  const Pull pull = pull_once();
  EXPECT_EQ(pull.status, accepted);
  EXPECT_EQ(pull.source_id, "inbox");
  ASSERT_EQ(pull.documents.size(), 2U);
  EXPECT_EQ(pull.documents[0].name, "а.csv");
  EXPECT_EQ(pull.documents[0].format, "csv");
  EXPECT_EQ(pull.documents[0].rows, 1U);
  EXPECT_EQ(pull.documents[0].sha256, sha256_hex(k_other));
  ASSERT_TRUE(pull.documents[1].document);
  EXPECT_EQ(pull.documents[1].document->name, "б.csv");
  EXPECT_EQ(pull.documents[1].document->as_of.earliest, journal::Instant{journal::Seconds(1'550'000'000)});
  EXPECT_FALSE(pull.documents[1].document->live);
}

TEST_F(Directory, AnEmptyFolderIsUnchanged) {
  const Pull pull = pull_and_settle();
  EXPECT_EQ(pull.status, unchanged);
  EXPECT_TRUE(pull.documents.empty());
}

TEST_F(Directory, AFolderThatIsNotThereFails) {
  DirectoryOptions gone = options();
  gone.path /= "gone";
  DirectorySource source(gone);
  const Pull pull = source.pull({tests::k_received}, knows_nothing);
  EXPECT_EQ(pull.status, failed);
  EXPECT_NE(pull.reason.find("gone"), std::string::npos);
  source.settle(pull);
}

TEST_F(Directory, HiddenTemporaryAndOtherThingsAreNotLookedAt) {
  for (const char* name : {".hidden.csv", "~$report.xlsx", "a.tmp", "b.PART", "c.crdownload"})
    put(name, k_bad);
  fs::create_directory(dir.path() / "folder.csv");
  fs::create_symlink("/etc/passwd", dir.path() / "link.csv");
  fs::create_symlink("nowhere", dir.path() / "dangling.csv");
  ASSERT_EQ(::mkfifo((dir.path() / "pipe.csv").c_str(), 0600), 0);
  const Pull pull = pull_and_settle();
  EXPECT_EQ(pull.status, unchanged);
  EXPECT_TRUE(pull.documents.empty());
  EXPECT_EQ(files().size(), 8U);
}

TEST_F(Directory, KnownBytesAreUnchangedWithoutBeingRead) {
  put("bad.csv", k_bad);
  const Pull pull = pull_once(knows_all);
  EXPECT_EQ(pull.status, unchanged);
  EXPECT_EQ(pull.documents.at(0).status, unchanged);
  EXPECT_FALSE(pull.documents.at(0).document);
}

TEST_F(Directory, TheSameBytesUnderTwoNamesAreOneDocument) {
  put("a.csv", k_table);
  put("b.csv", k_table);
  const Pull pull = pull_and_settle();
  EXPECT_EQ(pull.documents.at(0).status, accepted);
  EXPECT_EQ(pull.documents.at(1).status, unchanged);
  EXPECT_EQ(files(), (std::set<std::string>{"done/2019-06-01-a.csv", "done/2019-06-01-b.csv"}));
}

TEST_F(Directory, OneBadFileDoesNotKeepOthersFromCounting) {
  put("bad.csv", k_bad);
  put("good.csv", k_table);
  const Pull pull = pull_and_settle();
  EXPECT_EQ(pull.status, rejected);
  EXPECT_NE(pull.reason.find("bad.csv"), std::string::npos);
  EXPECT_EQ(pull.documents.at(0).status, rejected);
  EXPECT_NE(pull.documents.at(0).reason.find("строка 2"), std::string::npos) << pull.documents[0].reason;
  EXPECT_EQ(pull.documents.at(1).status, accepted);
  EXPECT_EQ(files(), (std::set<std::string>{"done/2019-06-01-good.csv", "refused/bad.csv"}));
}

TEST_F(Directory, AFileIsNeverMovedOverAnother) {
  for (int i = 0; i < 3; ++i) {
    put("a.csv", k_table);
    pull_and_settle();
  }
  for (int i = 0; i < 2; ++i) {
    put("b", "");
    pull_and_settle();
  }
  EXPECT_EQ(files(), (std::set<std::string>{"done/2019-06-01-a.csv", "done/2019-06-01-a-2.csv",
                                            "done/2019-06-01-a-3.csv", "refused/b", "refused/b-2"}));
}

TEST_F(Directory, NothingMovesWhenMovingIsOff) {
  put("a.csv", k_table);
  put("b.csv", k_bad);
  DirectoryOptions still = options();
  still.move = false;
  DirectorySource source(still);
  source.settle(source.pull({tests::k_received}, knows_nothing));
  EXPECT_EQ(files(), (std::set<std::string>{"a.csv", "b.csv"}));
}

TEST_F(Directory, ACrashBetweenCommitAndMoveIsHealedByTheNextPull) {
  put("a.csv", k_table);
  (void)pull_once();  // Committed, and then the process died.
  const Pull again = pull_and_settle(knows_all);
  EXPECT_EQ(again.status, unchanged);
  EXPECT_EQ(files(), std::set<std::string>{"done/2019-06-01-a.csv"});
}

TEST_F(Directory, AFileThatChangedAfterThePullStays) {
  put("a.csv", k_table);
  DirectorySource source(options());
  const Pull pull = source.pull({tests::k_received}, knows_nothing);
  fs::remove(dir.path() / "a.csv");
  put("a.csv", k_other);
  source.settle(pull);
  EXPECT_EQ(files(), std::set<std::string>{"a.csv"});
}

TEST_F(Directory, ADocumentTheGateRefusesGoesToTheRefused) {
  put("a.csv", k_table);
  DirectorySource source(options());
  Pull pull = source.pull({tests::k_received}, knows_nothing);
  refuse(pull, 0, "похож на неполный");
  source.settle(pull);
  EXPECT_EQ(files(), std::set<std::string>{"refused/a.csv"});
}

TEST_F(Directory, AFileThatIsStillWrittenWaitsSilently) {
  put("b.csv", k_other);
  const fs::path path = dir.path() / "a.csv";
  {
    const Descriptor writer(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    ASSERT_TRUE(write_all(writer.get(), k_table));
    const Pull pull = pull_and_settle();
    EXPECT_EQ(pull.status, accepted);
    ASSERT_EQ(pull.documents.size(), 1U);
    EXPECT_EQ(pull.documents[0].name, "b.csv");
    EXPECT_TRUE(files().contains("a.csv"));
  }
  EXPECT_EQ(pull_once().documents.at(0).status, accepted);
}

TEST_F(Directory, AFileThatIsWrittenForHalfAnHourIsSaid) {
  const Descriptor writer(::open((dir.path() / "a.csv").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
  ASSERT_TRUE(write_all(writer.get(), k_table));
  DirectorySource source(options());
  EXPECT_EQ(source.pull({tests::k_received}, knows_nothing).status, unchanged);
  EXPECT_EQ(source.pull({tests::k_received + k_directory_wait_max}, knows_nothing).status, unchanged);
  const Pull late =
      source.pull({tests::k_received + k_directory_wait_max + journal::Seconds(1)}, knows_nothing);
  EXPECT_EQ(late.status, failed);
  EXPECT_NE(late.documents.at(0).reason.find("открыт для записи"), std::string::npos);
  EXPECT_EQ(source.pull({tests::k_received}, knows_nothing).status, unchanged);  // The clock was set back.
}

/// As somebody who owns no file here and may not ask who has it open: the files are another user's.
class DirectoryOfOthers : public Directory {
 protected:
  void SetUp() override {
    ASSERT_EQ(::chmod(dir.path().c_str(), 0755), 0);
  }
  /// The pull of a process without rights, as its exit status.
  template <typename Check>
  [[nodiscard]] bool as_nobody(const Check& check) const {
    if (::geteuid() != 0) return true;  // Only root can become somebody else, as the runs before a merge are.
    const pid_t child = ::fork();
    if (child == 0) {
      constexpr uid_t k_nobody = 65534;
      const bool is_nobody = ::setgid(k_nobody) == 0 && ::setuid(k_nobody) == 0;
      ::_exit(is_nobody && check(pull_once()) ? 0 : 1);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
};

TEST_F(DirectoryOfOthers, AFileOfAMomentAgoWaitsSilently) {
  tests::write_bytes(dir.path() / "a.csv", k_table);
  EXPECT_TRUE(as_nobody([](const Pull& pull) { return pull.status == unchanged && pull.documents.empty(); }));
}

TEST_F(DirectoryOfOthers, AFileThatIsNotYetReadableWaitsSilently) {
  tests::write_bytes(dir.path() / "a.csv", k_table);
  ASSERT_EQ(::chmod((dir.path() / "a.csv").c_str(), 0600), 0);
  EXPECT_TRUE(as_nobody([](const Pull& pull) { return pull.status == unchanged && pull.documents.empty(); }));
}

TEST_F(Directory, NamesOfAnyBytesAreCarriedThrough) {
  const std::string long_name = std::string(250, 'a') + ".csv";
  for (const std::string& name : {std::string("new\nline.csv"), std::string("\x1b[31mred.csv"), long_name,
                                  std::string("not utf8 \xff\xfe.csv"), std::string("-rf")}) {
    put(name, std::string(k_table) + "# " + name);
  }
  const Pull pull = pull_and_settle();
  ASSERT_EQ(pull.documents.size(), 5U);
  for (const PulledDocument& document : pull.documents) {
    EXPECT_EQ(document.name.find_first_of("\n\x1b"), std::string::npos);
    EXPECT_EQ(document.name.find('\xff'), std::string::npos);
  }
  for (const std::string& file : files()) EXPECT_NE(file.find('/'), std::string::npos) << file;
}

TEST_F(Directory, TooManyFilesAreSaid) {
  DirectoryOptions few = options();
  few.files_max = 2;
  DirectorySource source(few);
  put("a.csv", k_table);
  put("b.csv", k_other);
  EXPECT_EQ(source.pull({tests::k_received}, knows_nothing).status, accepted);
  put("c.csv", k_bad);
  const Pull pull = source.pull({tests::k_received}, knows_nothing);
  EXPECT_EQ(pull.status, failed);
  EXPECT_NE(pull.reason.find("2"), std::string::npos);
}

TEST_F(Directory, TooLargeAFileIsRefusedUnread) {
  DirectoryOptions small = options();
  small.file_bytes_max = std::string_view(k_table).size();
  DirectorySource source(small);
  put("a.csv", k_table);
  put("b.csv", std::string(k_table) + "\n");
  const Pull pull = source.pull({tests::k_received}, knows_nothing);
  EXPECT_EQ(pull.documents.at(0).status, accepted);
  EXPECT_EQ(pull.documents.at(1).status, rejected);
}

TEST_F(Directory, MembersOfAnArchiveAreDocumentsOfTheirOwn) {
  put("export.zip", tests::read_bytes(tests::data_path("real/lesson-planning-2018.zip")));
  const Pull pull = pull_and_settle();
  EXPECT_EQ(pull.status, accepted) << pull.reason;
  ASSERT_EQ(pull.documents.size(), 5U);
  EXPECT_EQ(pull.documents[4].name, "export.zip!2018_7а.xls");
  for (const PulledDocument& document : pull.documents) {
    ASSERT_TRUE(document.document);
    EXPECT_EQ(document.document->as_of.earliest, tests::at("2019-01-31T05:34:12+03:00"));
    EXPECT_EQ(document.document->as_of.latest, tests::k_received);
  }
  EXPECT_EQ(files(), std::set<std::string>{"done/2019-06-01-export.zip"});
}

TEST_F(Directory, ADamagedArchiveCountsForNothing) {
  const std::string whole = tests::read_bytes(tests::data_path("real/lesson-planning-2018.zip"));
  std::string damaged = whole;
  const std::size_t middle = whole.size() / 2;
  for (std::size_t at = middle; at < middle + 100; ++at) damaged[at] = static_cast<char>(damaged[at] ^ 0x5A);
  put("cut.zip", whole.substr(0, middle));
  put("damaged.zip", damaged);
  const Pull pull = pull_and_settle();
  ASSERT_EQ(pull.documents.size(), 2U);
  for (const PulledDocument& document : pull.documents) EXPECT_EQ(document.status, rejected) << document.name;
  EXPECT_EQ(files(), (std::set<std::string>{"refused/cut.zip", "refused/damaged.zip"}));
}

}  // namespace
}  // namespace elzhur::connectors
