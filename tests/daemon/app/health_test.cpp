#include "daemon/app/health.hpp"

#include <gtest/gtest.h>

#include "tests/support/paths.hpp"

namespace elzhur::app {
namespace {

const journal::Instant k_at = *journal::parse_instant("2026-11-23T18:30:00+03:00");

journal::TimeZone moscow() { return *journal::TimeZone::load("Europe/Moscow"); }

TEST(Health, StatusSaysWhenTheLastCycleWas) {
  Health health;
  EXPECT_EQ(render_status(health.view(), moscow()), "no cycle yet");
  health.note_cycle(k_at, 2, {});
  EXPECT_EQ(render_status(health.view(), moscow()), "last cycle 2026-11-23T18:30:00+03:00");
  EXPECT_TRUE(health.view().is_good());
}

TEST(Health, StatusLeadsWithWhatIsWrong) {
  Health health;
  health.note_cycle(k_at, 3, {"elzhur", "inbox"});
  health.note_reload("reload refused");
  health.note_sending("the disk is full");
  health.note_cycle_trouble("the disk is full");
  health.note_stalled({"sender"});
  EXPECT_EQ(
      render_status(health.view(), moscow()),
      "stalled: sender; nothing can be stored: the disk is full; nothing can be sent: the disk is full; "
      "reload refused; last cycle 2026-11-23T18:30:00+03:00; 2 of 3 sources failing: elzhur, inbox");
  EXPECT_FALSE(health.view().is_good());
}

TEST(Health, CommittedCycleEndsTheTroubleAndFailingSourcesAreNotOurs) {
  Health health;
  health.note_cycle_trouble("the disk is full");
  EXPECT_FALSE(health.view().is_good());
  health.note_cycle(k_at, 1, {"elzhur"});
  EXPECT_TRUE(health.view().is_good());
}

}  // namespace
}  // namespace elzhur::app
