#include "daemon/app/asking.hpp"

#include <gtest/gtest.h>

#include "tests/support/memory_ledger.hpp"

namespace elzhur::app {
namespace {

using journal::Instant;
using std::chrono::hours;
using std::chrono::minutes;

const Instant k_now = *journal::parse_instant("2026-11-23T12:00:00+03:00");

/// One source that is asked every half an hour, and a ledger that notes it.
class AskingOfSources : public testing::Test {
 protected:
  AskingOfSources() {
    SourceEntry entry;
    entry.id = "inbox";
    entry.every = minutes(30);
    sources_.push_back(std::move(entry));
  }
  [[nodiscard]] bool is_due(Instant now) {
    return ask_what_is_due(sources_, ledger_, zone_, now).front().has_value();
  }
  void ask(Instant now) {
    note_asked(sources_, ask_everything(sources_, ledger_, zone_, now), ledger_, zone_, now);
  }

  std::vector<SourceEntry> sources_;
  tests::FakeLedger ledger_;
  journal::TimeZone zone_ = *journal::TimeZone::load("Europe/Moscow");
};

TEST_F(AskingOfSources, SourceIsDueAtFirstAndThenByItsInterval) {
  EXPECT_TRUE(is_due(k_now));
  EXPECT_EQ(next_due(sources_, ledger_, k_now), k_now);
  ask(k_now);
  EXPECT_FALSE(is_due(k_now + minutes(29)));
  EXPECT_TRUE(is_due(k_now + minutes(30)));
  EXPECT_EQ(next_due(sources_, ledger_, k_now + minutes(1)), k_now + minutes(30));
}

TEST_F(AskingOfSources, FailingSourceIsLeftAloneUntilItsTime) {
  ask(k_now);
  sources_.front().not_before = k_now + hours(1);
  EXPECT_FALSE(is_due(k_now + minutes(59)));
  EXPECT_EQ(next_due(sources_, ledger_, k_now + minutes(45)), k_now + hours(1));
  EXPECT_TRUE(is_due(k_now + hours(1)));
}

TEST_F(AskingOfSources, SourceNeverAskedWellIsLeftAloneToo) {
  sources_.front().not_before = k_now + minutes(5);
  EXPECT_FALSE(is_due(k_now));
  EXPECT_EQ(next_due(sources_, ledger_, k_now), k_now + minutes(5));
}

TEST_F(AskingOfSources, OnceAsksAFailingSourceAllTheSame) {
  sources_.front().not_before = k_now + hours(1);
  EXPECT_TRUE(ask_everything(sources_, ledger_, zone_, k_now).front().has_value());
}

TEST_F(AskingOfSources, ClockSetBackDoesNotSilenceASourceForYears) {
  ask(k_now + hours(24 * 365));
  EXPECT_TRUE(is_due(k_now));
  EXPECT_EQ(next_due(sources_, ledger_, k_now), k_now);
  ask(k_now);
  EXPECT_FALSE(is_due(k_now + minutes(1)));
}

}  // namespace
}  // namespace elzhur::app
