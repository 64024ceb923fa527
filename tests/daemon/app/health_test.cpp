#include "daemon/app/health.hpp"

#include <gtest/gtest.h>

#include "daemon/app/desk_words.hpp"

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

TEST(Health, TroubleOfTheStoreIsSaidWithWhatToDoAndOnce) {
  HealthView view;
  EXPECT_EQ(trouble_in_words(view), "");
  view.cycle_trouble = view.sending_trouble = "store: the disk is full: free some space";
  const std::string full = trouble_in_words(view);
  EXPECT_NE(full.find("кончилось место. Освободите место"), std::string::npos) << full;
  EXPECT_EQ(full.find("письма"), std::string::npos) << full;
  view.cycle_trouble = "store: the file or its folder is read-only: give it to the user of elzhurd";
  EXPECT_NE(trouble_in_words(view).find("только для чтения"), std::string::npos);
  view.cycle_trouble = "store: the disk failed to read or write (SQLite code 778)";
  EXPECT_NE(trouble_in_words(view).find("проверьте диск"), std::string::npos);
  view.cycle_trouble.clear();
  EXPECT_NE(trouble_in_words(view).find("письма не отправляются: на диске"), std::string::npos);
  view.keeping_trouble = "no folder";
  EXPECT_NE(trouble_in_words(view).find("резервная копия не сделана (no folder)"), std::string::npos);
}

}  // namespace
}  // namespace elzhur::app
