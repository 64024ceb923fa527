#include <gtest/gtest.h>

#include <algorithm>

#include "alerts/plan.hpp"
#include "tests/daemon/app/desk_fixture.hpp"

namespace elzhur::tests {
namespace {

using alerts::ModeOrder;

/// With mail, of which the outbox is looked at.
class DeskTelling : public DeskFixture {
 protected:
  DeskTelling() : DeskFixture("maildir, maildir: maildir, from: elzhur@school.example") {}

  alerts::Silence until_the_ninth() {
    alerts::Silence silence;
    silence.scope.class_name = "7А";
    silence.until = *journal::parse_instant("2026-11-09T00:00:00+03:00");
    silence.reason = "ремонт кабинета";
    silence.author = "Ковалёв С. В.";
    return silence;
  }
  void cycle_at(const char* now) {
    clock.set(*journal::parse_instant(now));
    run_cycle();
  }
  /// Kinds and subjects of what was queued, oldest first.
  std::vector<std::string> letters(std::string_view kind) {
    std::vector<std::string> subjects;
    for (const store::MessageRow& row : store->messages(100)) {
      if (row.kind == kind) subjects.push_back(row.subject);
    }
    std::reverse(subjects.begin(), subjects.end());
    return subjects;
  }
};

TEST_F(DeskTelling, SilenceHoldsBackTheListAndNothingElse) {
  ASSERT_TRUE(desk->add_silence(until_the_ninth()));
  folder.write("inbox/7.csv", table());
  run_cycle();
  EXPECT_EQ(letters("list").size(), 0U);
  EXPECT_EQ(desk->findings({}).size(), 2U);
  EXPECT_EQ(desk->overview().silences, 1);
  const auto views = desk->silences();
  ASSERT_EQ(views.size(), 1U);
  EXPECT_TRUE(views[0].is_in_force);
  EXPECT_EQ(views[0].holds_back, 2);
  EXPECT_EQ(first_story().silences.size(), 1U);

  cycle_at("2026-11-08T23:59:00+03:00");
  EXPECT_EQ(letters("list").size(), 0U);
  cycle_at("2026-11-09T00:00:00+03:00");
  EXPECT_EQ(letters("list").size(), 1U);
  cycle_at("2026-11-09T00:01:00+03:00");
  EXPECT_EQ(letters("list").size(), 1U) << "told once";
  EXPECT_EQ(desk->silences().at(0).holds_back, 0);
  EXPECT_EQ(desk->overview().silences, 0);
  EXPECT_TRUE(first_story().silences.empty());
}

TEST_F(DeskTelling, PersonWhoEndsASilenceHasACycleRunAtOnce) {
  folder.write("inbox/7.csv", table());
  const auto added = desk->add_silence(until_the_ninth());
  ASSERT_TRUE(added);
  EXPECT_EQ(pulls.size(), 1U);
  run_cycle();
  const auto ended = desk->end_silence(added->silence.id, "Петров О. Н.");
  ASSERT_TRUE(ended);
  EXPECT_FALSE(ended->is_in_force);
  EXPECT_EQ(pulls.size(), 2U);
  run_cycle();
  EXPECT_EQ(letters("list").size(), 1U);
  EXPECT_FALSE(desk->end_silence(added->silence.id, "Петров О. Н."));
}

TEST_F(DeskTelling, SilenceOfAFindingLastsUntilItIsFilled) {
  folder.write("inbox/7.csv", table());
  run_cycle();
  alerts::Silence silence = until_the_ninth();
  silence.scope = {.finding = first_story().view.finding.id};
  silence.until.reset();
  const auto added = desk->add_silence(silence);
  ASSERT_TRUE(added) << added.error().text;
  EXPECT_EQ(added->finding, "F-2026-000001");
  EXPECT_EQ(added->holds_back, 1);
  std::string filled = table();
  filled.replace(filled.find("Петровна;;"), std::string("Петровна;;").size(), "Петровна;Дроби;");
  clock.set(*journal::parse_instant("2026-11-06T13:00:00+03:00"));
  folder.write("inbox/8.csv", filled);
  run_cycle();
  EXPECT_FALSE(desk->silences().at(0).is_in_force);
  EXPECT_EQ(desk->silences().at(0).silence.ended_at, clock.now());
}

TEST_F(DeskTelling, SilenceOfARuleThatIsNotThereIsRefused) {
  alerts::Silence silence = until_the_ninth();
  silence.scope.rule = "topik";
  EXPECT_FALSE(desk->add_silence(silence));
  silence.scope.rule = "topic";
  EXPECT_TRUE(desk->add_silence(silence));
}

TEST_F(DeskTelling, ModeIsWhatAPersonSaidLastUntilItIsTheFilesAgain) {
  EXPECT_FALSE(desk->overview().is_working);
  EXPECT_FALSE(desk->overview().mode.by_person);
  const std::uint64_t before = desk->version();
  const auto changed = desk->change_mode(ModeOrder::working, "списки проверены", "Ковалёв С. В.");
  ASSERT_TRUE(changed) << changed.error().text;
  EXPECT_TRUE(changed->is_working);
  EXPECT_NE(desk->version(), before);
  const web::Overview overview = desk->overview();
  EXPECT_TRUE(overview.is_working);
  EXPECT_FALSE(overview.mode.is_configured);
  EXPECT_EQ(overview.mode.by_person->author, "Ковалёв С. В.");
  EXPECT_EQ(pulls.size(), 1U);
  ASSERT_TRUE(desk->change_mode(ModeOrder::file, "как в настройках", "Ковалёв С. В."));
  EXPECT_FALSE(desk->overview().is_working);
  EXPECT_FALSE(desk->overview().mode.by_person);
  EXPECT_FALSE(desk->change_mode(ModeOrder::working, "", "Ковалёв С. В."));
}

TEST_F(DeskTelling, OtherReadersGetLettersOnlyOnceTheModeIsWorking) {
  folder.write("inbox/7.csv", table());
  cycle_at("2026-11-10T12:00:00+03:00");
  const auto to_deputy = [&] {
    const auto all = store->messages(100);
    return std::count_if(all.begin(), all.end(),
                         [](const store::MessageRow& row) { return row.recipient == "deputy"; });
  };
  EXPECT_EQ(to_deputy(), 0);
  ASSERT_TRUE(desk->change_mode(ModeOrder::working, "списки проверены", "Ковалёв С. В."));
  cycle_at("2026-11-10T12:01:00+03:00");
  EXPECT_EQ(to_deputy(), 1);
}

TEST_F(DeskTelling, OneOrderIsOneLetterHoweverOftenItComes) {
  const auto first = desk->check_mail("administrator", "order-1", "Ковалёв С. В.");
  ASSERT_TRUE(first) << first.error().text;
  ASSERT_EQ(first->size(), 1U);
  EXPECT_TRUE(first->at(0).is_queued);
  EXPECT_EQ(sends, 1);
  const auto again = desk->check_mail("administrator", "order-1", "Ковалёв С. В.");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->at(0).message_id, first->at(0).message_id);
  clock.set(clock.now() + std::chrono::hours(5));
  ASSERT_TRUE(desk->check_mail("administrator", "order-1", "Ковалёв С. В."));
  EXPECT_EQ(letters("test").size(), 1U);
}

TEST_F(DeskTelling, NextTestLetterWaitsItsTime) {
  ASSERT_TRUE(desk->check_mail("administrator", "a", "X"));
  clock.set(clock.now() + alerts::k_check_every - journal::Seconds{1});
  const auto early = desk->check_mail("administrator", "b", "X");
  ASSERT_FALSE(early);
  EXPECT_NE(early.error().text.find("следующее можно заказать с 12:05"), std::string::npos)
      << early.error().text;
  const auto all = desk->check_mail("", "c", "X");
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_FALSE(all->at(0).is_queued);
  EXPECT_TRUE(all->at(1).is_queued);
  clock.set(clock.now() + journal::Seconds{1});
  EXPECT_TRUE(desk->check_mail("administrator", "d", "X"));
  EXPECT_EQ(letters("test").size(), 3U);
}

TEST_F(DeskTelling, TestLetterThatCannotGoIsRefused) {
  EXPECT_FALSE(desk->check_mail("nobody", "a", "X"));
  EXPECT_FALSE(desk->check_mail("administrator", "a b", "X"));
  EXPECT_FALSE(desk->check_mail("administrator", "a", ""));
  store->keeper().hold_outbox(clock.now());
  const auto held = desk->check_mail("administrator", "a", "X");
  ASSERT_FALSE(held);
  EXPECT_NE(held.error().text.find("придержаны"), std::string::npos);
  EXPECT_EQ(letters("test").size(), 0U);
  EXPECT_EQ(sends, 0);
}

TEST_F(DeskFixture, WithoutMailNoTestLetterIsQueued) {
  const auto refused = desk->check_mail("", "a", "X");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("почта выключена"), std::string::npos);
}

}  // namespace
}  // namespace elzhur::tests
