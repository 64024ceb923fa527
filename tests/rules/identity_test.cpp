#include "rules/identity.hpp"

#include <gtest/gtest.h>

#include "tests/rules/school.hpp"

namespace elzhur::rules {
namespace {

using namespace test;

constexpr int k_no_number = 0;

/// One day of one scope: what channels have shown of it, and what one of them shows now.
class SchoolDay {
 public:
  /// The channel shows a lesson under this ordinal. Number 0: it gives none.
  SchoolDay& knows(int ordinal, int number, ChannelId channel = k_api) {
    const auto id = journal::make_lesson_id(k_scope, k_lesson_day, ordinal);
    auto found = std::find_if(records_.begin(), records_.end(), [&](const auto& r) { return r.id == id; });
    if (found == records_.end()) {
      LessonRecord record;
      record.id = id;
      found = records_.insert(
          std::find_if(records_.begin(), records_.end(), [&](const auto& r) { return r.id > id; }), record);
    }
    const Seen when{exactly("14.09 08:00"), journal::DocumentId{1}};
    observe(*found, {lesson(number), only(Field::topic), channel, when}, k_persons);
    return *this;
  }
  /// The channel's next document does not show it.
  SchoolDay& loses(int ordinal, ChannelId channel = k_api) {
    const Seen when{exactly("14.09 09:00"), journal::DocumentId{2}};
    for (LessonRecord& record : records_) {
      if (journal::parts_of(record.id).ordinal == ordinal) miss(record, channel, when, {});
    }
    return *this;
  }

  /// The ordinals under which lessons with these numbers are filed, in their order.
  [[nodiscard]] std::vector<int> files(const std::vector<int>& numbers, ChannelId channel = k_api) const {
    journal::Block block{k_scope_names, {k_lesson_day, k_lesson_day}, only(Field::topic), "", {}};
    for (const int number : numbers) {
      block.lessons.push_back(lesson(number));
      block.lessons.back().ordinal = static_cast<int>(block.lessons.size());
      block.lessons.back().row = static_cast<std::uint32_t>(block.lessons.size());
    }
    if (days_to_identify(block, heads(channel))) identify(block, channel, block.dates, records_);
    std::vector<int> ordinals(numbers.size());
    int last = 0;
    for (const LessonSeen& seen : block.lessons) {
      EXPECT_GT(seen.ordinal, last) << "not ascending, or twice";
      last = seen.ordinal;
      ordinals[seen.row - 1] = seen.ordinal;
    }
    return ordinals;
  }

 private:
  [[nodiscard]] static LessonSeen lesson(int number) {
    LessonSeen seen = lesson_with(FillState::empty);
    if (number != k_no_number) seen.number = number;
    return seen;
  }
  [[nodiscard]] std::vector<SightHead> heads(ChannelId channel) const {
    std::vector<SightHead> heads;
    for (const LessonRecord& record : records_) {
      for (const Sighting& s : record.sightings) {
        if (s.channel == channel)
          heads.push_back({record.id, s.digest, s.states, s.agrees, s.missing, s.attributes.number});
      }
    }
    return heads;
  }

  std::vector<LessonRecord> records_;
};

using Ordinals = std::vector<int>;

TEST(Identity, OrdinalsOfADayThatNobodyKnowsStay) { EXPECT_EQ(SchoolDay().files({2, 5}), (Ordinals{1, 2})); }

TEST(Identity, LessonStaysItselfWhenAnotherIsPutInBeforeIt) {
  EXPECT_EQ(SchoolDay().knows(1, 5).files({2, 5}), (Ordinals{2, 1}));
}

TEST(Identity, LessonStaysItselfWhenTheOneBeforeItIsTakenOut) {
  EXPECT_EQ(SchoolDay().knows(1, 2).knows(2, 5).files({5}), (Ordinals{2}));
}

TEST(Identity, LessonThatComesBackAtItsHourIsTheSame) {
  EXPECT_EQ(SchoolDay().knows(1, 2).knows(2, 5).loses(1).files({2, 5}), (Ordinals{1, 2}));
}

TEST(Identity, LessonAtANewHourIsNotTheOneThatIsGoneForLong) {
  EXPECT_EQ(SchoolDay().knows(1, 2).knows(2, 5).loses(1).files({3, 5}), (Ordinals{3, 2}));
}

TEST(Identity, OnlyLessonOfADayThatMovedToAnotherHourIsTheSame) {
  EXPECT_EQ(SchoolDay().knows(1, 2).files({6}), (Ordinals{1}));
}

TEST(Identity, OfTwoTheOneThatMovedIsTheOneThatIsNotAtItsHour) {
  EXPECT_EQ(SchoolDay().knows(1, 2).knows(2, 5).files({5, 6}), (Ordinals{2, 1}));
}

TEST(Identity, AnotherChannelMeetsTheLessonsInTheOrderOfTheDay) {
  EXPECT_EQ(SchoolDay().knows(1, 5).knows(2, 2).files({2, 5}, k_files), (Ordinals{2, 1}));
  EXPECT_EQ(SchoolDay().knows(1, 5).knows(2, 2).files({k_no_number, k_no_number}, k_files), (Ordinals{2, 1}));
}

TEST(Identity, ChannelThatCountsHoursOtherwiseStillMeetsTheSameLessons) {
  EXPECT_EQ(SchoolDay().knows(1, 1).knows(2, 2).files({2, 3}, k_files), (Ordinals{1, 2}));
}

TEST(Identity, ChannelThatShowsAPartOfTheDayMeetsItsLessonByTheHour) {
  EXPECT_EQ(SchoolDay().knows(1, 2).knows(2, 5).files({5}, k_files), (Ordinals{2}));
}

TEST(Identity, LessonPutInIsOneLessonForAllChannelsOfASource) {
  SchoolDay day;
  day.knows(1, 5).knows(1, 5, k_files).knows(2, 2);
  EXPECT_EQ(day.files({2, 5}, k_files), (Ordinals{2, 1}));
}

TEST(Identity, DayWithoutNumbersKeepsTheOrderThatItHad) {
  SchoolDay day;
  day.knows(1, k_no_number).knows(2, k_no_number);
  EXPECT_EQ(day.files({k_no_number, k_no_number}), (Ordinals{1, 2}));
  EXPECT_EQ(day.files({k_no_number}), (Ordinals{1}));
  EXPECT_EQ(day.files({k_no_number, k_no_number, k_no_number}), (Ordinals{1, 2, 3}));
}

TEST(Identity, DayOfTooManyComingsAndGoingsUsesWhatIsGone) {
  SchoolDay day;
  for (int ordinal = 1; ordinal <= journal::k_ordinal_max; ++ordinal)
    day.knows(ordinal, ordinal).loses(ordinal);
  const Ordinals filed = day.files({1000});
  EXPECT_GE(filed.front(), 1);
  EXPECT_LE(filed.front(), journal::k_ordinal_max);
}

}  // namespace
}  // namespace elzhur::rules
