#include "daemon/store/lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {
namespace {

using journal::ErrorKind;
using store::StoreLock;

TEST(Lock, SecondHolderIsToldWhoTheFirstIs) {
  const TempDir folder;
  const auto first = StoreLock::acquire(folder / "elzhurd.db", "run");
  ASSERT_TRUE(first);
  const auto second = StoreLock::acquire(folder / "elzhurd.db", "once");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
  EXPECT_NE(second.error().text.find("elzhurd run, process " + std::to_string(::getpid())), std::string::npos)
      << second.error().text;
}

TEST(Lock, IsFreeAgainAfterItsHolder) {
  const TempDir folder;
  { const auto first = StoreLock::acquire(folder / "elzhurd.db", "run"); }
  EXPECT_TRUE(StoreLock::acquire(folder / "elzhurd.db", "once"));
}

TEST(Lock, IsFreeAgainAfterItsHolderWasKilled) {
  const TempDir folder;
  int ready[2] = {-1, -1};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = StoreLock::acquire(folder / "elzhurd.db", "run");
    const char byte = held ? 'y' : 'n';
    if (::write(ready[1], &byte, 1) == 1) ::pause();
    ::_exit(1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  EXPECT_FALSE(StoreLock::acquire(folder / "elzhurd.db", "once"));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(StoreLock::acquire(folder / "elzhurd.db", "once"));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(Lock, TwoStoresInOneFolderDoNotDisturbEachOther) {
  const TempDir folder;
  const auto first = StoreLock::acquire(folder / "a.db", "run");
  EXPECT_TRUE(StoreLock::acquire(folder / "b.db", "run"));
}

TEST(Lock, FolderThatIsNotThereIsNamed) {
  const TempDir folder;
  const auto lock = StoreLock::acquire(folder / "nowhere/elzhurd.db", "run");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().kind, ErrorKind::storage);
  EXPECT_NE(lock.error().text.find("nowhere"), std::string::npos);
}

TEST(Lock, WhatTheHolderWroteIsShownWithoutControlCharacters) {
  const TempDir folder;
  const auto held = StoreLock::acquire(folder / "elzhurd.db", "\x1b[2Jrun");
  ASSERT_TRUE(held);
  const auto second = StoreLock::acquire(folder / "elzhurd.db", "once");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace elzhur::tests
