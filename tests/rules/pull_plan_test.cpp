#include "rules/pull_plan.hpp"

#include <gtest/gtest.h>

#include "tests/rules/school.hpp"

namespace elzhur::rules::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Rhythm half_hourly() {
  Rhythm rhythm;
  rhythm.every = minutes(30);
  return rhythm;
}

Looked looked_at(const std::string& whole, const std::string& any, std::size_t aligned = 0) {
  return {at(whole), at(any), aligned};
}

using Classes = std::vector<std::string>;

TEST(PullPlan, WithoutDeadlinesTheIntervalDecides) {
  EXPECT_EQ(next_pull(half_hourly(), looked_at("14.09 10:00", "14.09 10:00"), {}),
            (PlannedPull{at("14.09 10:30"), {}}));
}

TEST(PullPlan, LooksShortlyBeforeADeadlineAndRightAfterIt) {
  const std::vector<Deadline> deadlines{{at("14.09 10:15"), {"7А", "9Б"}}};
  const auto before = next_pull(half_hourly(), looked_at("14.09 10:00", "14.09 10:00"), deadlines);
  EXPECT_EQ(before, (PlannedPull{at("14.09 10:12"), Classes{"7А", "9Б"}}));
  const auto after = next_pull(half_hourly(), looked_at("14.09 10:00", "14.09 10:12"), deadlines);
  EXPECT_EQ(after, (PlannedPull{at("14.09 10:15") + seconds(5), Classes{"7А", "9Б"}}));
  const Looked done{at("14.09 10:00"), at("14.09 10:15") + seconds(5), 2};
  EXPECT_EQ(next_pull(half_hourly(), done, deadlines), (PlannedPull{at("14.09 10:30"), {}}));
}

TEST(PullPlan, DeadlinesOfOneInstantShareALook) {
  const std::vector<Deadline> deadlines{{at("14.09 10:15"), {"7А"}}, {at("14.09 10:15"), {"9Б", "7А"}}};
  EXPECT_EQ(next_pull(half_hourly(), looked_at("14.09 10:00", "14.09 10:12"), deadlines).classes,
            (Classes{"7А", "9Б"}));
}

TEST(PullPlan, ALookJustMadeServesADeadlineThatIsClose) {
  const std::vector<Deadline> deadlines{{at("14.09 10:04"), {"7А"}}};
  EXPECT_EQ(next_pull(half_hourly(), looked_at("14.09 10:00", "14.09 10:00"), deadlines).at,
            at("14.09 10:04") + seconds(5));
}

TEST(PullPlan, TheLookByIntervalTakesTheDeadlinesAroundItAlong) {
  const std::vector<Deadline> deadlines{{at("14.09 10:33"), {"7А"}}};
  EXPECT_EQ(next_pull(half_hourly(), looked_at("14.09 10:00", "14.09 10:00"), deadlines),
            (PlannedPull{at("14.09 10:30"), {}}));
}

TEST(PullPlan, WhenTheDaysLooksAreUsedUpTheIntervalDecides) {
  const std::vector<Deadline> deadlines{{at("14.09 10:15"), {"7А"}}};
  EXPECT_FALSE(next_pull(half_hourly(), looked_at("14.09 10:00", "14.09 10:00", 48), deadlines).is_aligned());
}

TEST(PullPlan, EveryDeadlineOfADayIsLookedAtBeforeAndAfter) {
  // The last bells of a day, ten minutes apart, and nothing but next_pull to go by.
  std::vector<Deadline> deadlines;
  for (int i = 0; i < 12; ++i) deadlines.push_back({at("14.09 12:07") + minutes(10 * i), {"7А"}});
  Looked looked = looked_at("14.09 12:00", "14.09 12:00");
  std::vector<Instant> looks;
  while (looked.any_at < at("14.09 15:00")) {
    const PlannedPull next = next_pull(half_hourly(), looked, deadlines);
    ASSERT_GT(next.at, looked.any_at);
    looks.push_back(next.at);
    looked.any_at = next.at;
    if (!next.is_aligned()) looked.whole_at = next.at;
  }
  for (const Deadline& deadline : deadlines) {
    const auto is_before = [&](Instant look) {
      return deadline.due_at - minutes(7) <= look && look <= deadline.due_at;
    };
    const auto is_after = [&](Instant look) {
      return deadline.due_at < look && look <= deadline.due_at + minutes(3);
    };
    EXPECT_TRUE(std::any_of(looks.begin(), looks.end(), is_before));
    EXPECT_TRUE(std::any_of(looks.begin(), looks.end(), is_after));
  }
}

}  // namespace
}  // namespace elzhur::rules::test
