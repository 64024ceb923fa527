#include "tests/simulator/school.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "journal/names.hpp"
#include "tests/simulator/plan.hpp"

namespace elzhur::simulator {
namespace {

using journal::Field;
using journal::FillState;
using journal::Instant;

const School& usual() {
  static const School k_school(SchoolOptions{});
  return k_school;
}

School small(std::uint64_t seed) {
  SchoolOptions options;
  options.seed = seed;
  options.school_days = 60;
  return School(options);
}

bool same(const Lesson& a, const Lesson& b) {
  return a.scope == b.scope && a.date == b.date && a.number == b.number && a.owner() == b.owner() &&
         a.listed_from == b.listed_from && a.listed_until == b.listed_until && a.topic == b.topic &&
         a.homework == b.homework && a.marks == b.marks && a.attendance == b.attendance;
}

TEST(School, OneSeedGivesOneSchoolAndAnotherSeedAnother) {
  const School one = small(7);
  const School again = small(7);
  EXPECT_TRUE(std::ranges::equal(one.lessons(), again.lessons(), same));
  EXPECT_TRUE(std::ranges::equal(one.teachers(), again.teachers(), {}, &Person::name, &Person::name));
  EXPECT_FALSE(std::ranges::equal(one.lessons(), small(8).lessons(), same));
}

TEST(School, ASeedGivesTheSameSchoolOnEveryMachine) {
  // Any change of the generator, of a table or of an order shows here; then every kept seed means something
  // else.
  const School school = small(1);
  std::uint64_t sum = 0;
  for (const Lesson& lesson : school.lessons()) {
    for (const Field field : journal::k_all_fields) {
      for (const Stroke& stroke : lesson.strokes(field)) {
        sum =
            sum * 31 + static_cast<std::uint64_t>(stroke.at.time_since_epoch().count()) + stroke.text.size();
      }
    }
  }
  EXPECT_EQ(school.teachers().front().name, "Козлова Екатерина Константиновна");
  EXPECT_EQ(sum, 4445263000294119186U);
}

TEST(School, HasTheClassesAndTheDaysOfARealYear) {
  const School& school = usual();
  ASSERT_EQ(school.classes().size(), 22U);
  EXPECT_EQ(school.classes().front(), "1А");
  EXPECT_EQ(school.classes().back(), "11Б");
  EXPECT_EQ(school.teachers().size(), 30U);
  EXPECT_EQ(school.school_days().size(), 170U);
  EXPECT_EQ(school.school_days().front(), journal::make_date(2026, 9, 1));
  EXPECT_EQ(school.school_days().back(), journal::make_date(2027, 5, 26));
  for (const auto& [month, day] : {std::pair(9U, 5U), {10U, 26U}, {11U, 4U}, {12U, 31U}}) {
    EXPECT_FALSE(school.is_school_day(journal::make_date(2026, month, day))) << month << '.' << day;
  }
  EXPECT_FALSE(school.is_school_day(journal::make_date(2027, 5, 3)));
  ASSERT_EQ(school.terms().size(), 4U);
  for (const journal::Date date : school.school_days()) {
    EXPECT_TRUE(std::ranges::any_of(school.terms(), [&](const auto& term) { return term.contains(date); }));
    EXPECT_TRUE(std::ranges::none_of(school.days_off(),
                                     [&](const DaysOff& off) { return off.dates.contains(date); }));
  }
}

TEST(School, TeachersShareNamesAndInitialsAsRealOnesDo) {
  const auto& teachers = usual().teachers();
  std::set<std::string> names;
  for (const Person& teacher : teachers) {
    EXPECT_TRUE(names.insert(teacher.name).second) << teacher.name;
  }
  const auto name = [&](std::size_t i) { return journal::parse_person_name(teachers[i].name); };
  EXPECT_EQ(name(0).family, name(1).family);
  EXPECT_EQ(name(2).brief(), name(3).brief());
  EXPECT_NE(teachers[2].name, teachers[3].name);
}

TEST(School, NobodyIsInTwoPlacesAtOnce) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const School school = small(seed);
    EXPECT_EQ(school.weekly_collisions(), 0) << seed;
    std::set<std::tuple<journal::Date, int, std::size_t>> teaching;
    std::set<std::tuple<journal::Date, int, std::string, std::string>> learning;
    for (const Lesson& lesson : school.lessons()) {
      if (lesson.listed_until != Instant::max()) {
        continue;
      }
      EXPECT_TRUE(teaching.emplace(lesson.date, lesson.number, lesson.owner()).second) << seed;
      EXPECT_TRUE(
          learning.emplace(lesson.date, lesson.number, lesson.scope.class_name, lesson.scope.group).second)
          << seed;
    }
  }
}

TEST(School, AClassHasFourToSevenLessonsADay) {
  std::map<std::pair<std::string, journal::Date>, std::set<int>> numbers;
  bool second_shift = false;
  bool doubles = false;
  std::set<std::tuple<std::string, journal::Date, std::string, std::string>> seen;
  for (const Lesson& lesson : usual().lessons()) {
    if (lesson.listed_from < usual().lessons().front().starts - std::chrono::days(5)) {
      numbers[{lesson.scope.class_name, lesson.date}].insert(lesson.number);
      second_shift = second_shift || lesson.number > 7;
      doubles = doubles ||
                !seen.emplace(lesson.scope.class_name, lesson.date, lesson.scope.subject, lesson.scope.group)
                     .second;
    }
  }
  for (const auto& [day, set] : numbers) {
    EXPECT_GE(set.size(), 4U);
    EXPECT_LE(set.size(), 7U);
  }
  EXPECT_TRUE(second_shift);
  EXPECT_TRUE(doubles);
}

TEST(School, LessonsAreSortedAndFoundByClassAndDate) {
  const School& school = usual();
  std::size_t found = 0;
  for (const std::string& class_name : school.classes()) {
    const auto lessons = school.lessons_of(
        class_name, {school.school_days().front(), school.school_days().back() + std::chrono::days(1)});
    found += lessons.size();
    EXPECT_TRUE(std::ranges::is_sorted(lessons, {}, [](const Lesson* lesson) {
      return std::tie(lesson->date, lesson->number, lesson->scope.subject, lesson->scope.group);
    }));
  }
  EXPECT_EQ(found, school.lessons().size());
  EXPECT_TRUE(school.lessons_of("7Ы", {school.school_days().front(), school.school_days().back()}).empty());
  const journal::Date day = journal::make_date(2026, 9, 14);
  for (const Lesson* lesson : school.lessons_of("7А", {day, day})) {
    EXPECT_EQ(lesson->date, day);
    EXPECT_EQ(lesson->scope.class_name, "7А");
  }
}

TEST(School, EveryPupilIsInOneOfTheGroupsOfEachDividedSubject) {
  std::set<std::tuple<std::string, std::string, std::string>> groups;
  for (const Lesson& lesson : usual().lessons()) {
    if (!lesson.scope.group.empty()) {
      groups.emplace(lesson.scope.class_name, lesson.scope.subject, lesson.scope.group);
    }
  }
  std::set<std::tuple<std::string, std::string, std::string>> of_pupils;
  for (const Pupil& pupil : usual().pupils()) {
    for (const auto& [subject, group] : pupil.groups) {
      of_pupils.emplace(pupil.class_name, subject, group);
    }
  }
  EXPECT_EQ(groups, of_pupils);
}

TEST(School, MovedLessonsLeaveOnePlaceWhenTheyTakeTheOther) {
  int moved = 0;
  int afterwards = 0;
  for (const Lesson& lesson : usual().lessons()) {
    if (lesson.listed_until == Instant::max()) {
      continue;
    }
    ++moved;
    afterwards += lesson.listed_until > lesson.ends ? 1 : 0;
    EXPECT_TRUE(lesson.topic.empty() && lesson.homework.empty());
    EXPECT_TRUE(std::ranges::any_of(usual().lessons(), [&](const Lesson& other) {
      return other.scope == lesson.scope && other.listed_from == lesson.listed_until;
    }));
  }
  EXPECT_GT(moved, 50);
  EXPECT_GT(afterwards, 5);
  EXPECT_LT(afterwards, moved);
}

TEST(School, SubstitutionsAreMostlyAnnouncedInTimeAndSometimesAfterwards) {
  int before = 0;
  int after = 0;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    SchoolOptions options;
    options.seed = seed;
    options.habits.sick_percent = 5;
    const School school(options);
    for (const Lesson& lesson : school.lessons()) {
      if (lesson.substitution) {
        EXPECT_NE(lesson.substitution->teacher, lesson.teacher);
        (lesson.substitution->announced < lesson.starts ? before : after) += 1;
        for (const Stroke& stroke : lesson.topic) {
          EXPECT_GT(stroke.at, lesson.substitution->announced);
        }
      }
    }
  }
  EXPECT_GT(before, 2 * after);
  EXPECT_GT(after, 50);
}

TEST(School, SharesOfTimeAreWhatTheHabitsSay) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    SchoolOptions options;
    options.seed = seed;
    const School school(options);
    std::map<std::string, double> share;
    double lessons = 0;
    for (const Lesson& lesson : school.lessons()) {
      if (lesson.listed_until != Instant::max()) {
        continue;
      }
      ++lessons;
      const Instant due = school.zone().to_instant(journal::LocalTime(lesson.date) + std::chrono::hours(23) +
                                                   std::chrono::minutes(59));
      share["never"] += lesson.topic.empty() ? 1 : 0;
      share["late"] += !lesson.topic.empty() && lesson.topic.front().at > due ? 1 : 0;
      share["placeholder"] +=
          !lesson.topic.empty() && lesson.topic.front().state == FillState::placeholder ? 1 : 0;
      share["deleted"] += std::ranges::count(lesson.topic, FillState::empty, &Stroke::state) > 0 ? 1 : 0;
      share["declared"] +=
          std::ranges::count(lesson.homework, FillState::declared, &Stroke::state) > 0 ? 1 : 0;
      share["changed"] += lesson.topic.size() == 2 && lesson.topic[0].state == lesson.topic[1].state ? 1 : 0;
      EXPECT_TRUE(std::ranges::is_sorted(lesson.topic, {}, &Stroke::at));
      EXPECT_TRUE(std::ranges::is_sorted(lesson.homework, {}, &Stroke::at));
      EXPECT_TRUE(lesson.topic.empty() || lesson.topic.front().at >= lesson.listed_from);
    }
    for (const auto& [what, least, most] : {std::tuple("never", 1.2, 3.0),
                                            {"late", 6.0, 11.0},
                                            {"placeholder", 2.5, 5.0},
                                            {"deleted", 0.5, 1.5},
                                            {"declared", 3.0, 8.0},
                                            {"changed", 1.5, 4.5}}) {
      EXPECT_GE(share[what] / lessons * 100, least) << what << ", seed " << seed;
      EXPECT_LE(share[what] / lessons * 100, most) << what << ", seed " << seed;
    }
  }
}

TEST(School, WithoutBadHabitsEverythingIsFilledOnTheDayOfTheLesson) {
  SchoolOptions options;
  options.school_days = 30;
  options.habits = {0, 0, 0, 0, 0, 0, 0};
  const School school(options);
  for (const Lesson& lesson : school.lessons()) {
    ASSERT_FALSE(lesson.topic.empty());
    EXPECT_FALSE(lesson.substitution);
    EXPECT_EQ(lesson.topic.front().state, FillState::filled);
    EXPECT_LE(school.zone().date_of(lesson.topic.front().at), lesson.date);
    EXPECT_EQ(lesson.homework.empty(), lesson.scope.subject == k_important_talks);
  }
}

TEST(School, PunctuationAloneIsWhatTheJournalCallsAPlaceholder) {
  for (const Lesson& lesson : usual().lessons()) {
    for (const Field field : {Field::topic, Field::homework}) {
      for (const Stroke& stroke : lesson.strokes(field)) {
        EXPECT_EQ(journal::is_placeholder(stroke.text), stroke.state == FillState::placeholder)
            << stroke.text;
        EXPECT_EQ(stroke.text.empty(), stroke.state == FillState::empty);
      }
    }
  }
}

TEST(School, NothingStandsThereBeforeTheFirstStroke) {
  const Instant noon = usual().lessons().front().starts;
  const Strokes strokes{{noon, FillState::filled, "а"}, {noon + std::chrono::hours(1), FillState::empty, ""}};
  EXPECT_EQ(at(strokes, noon - std::chrono::seconds(1)).state, FillState::empty);
  EXPECT_EQ(at(strokes, noon).text, "а");
  EXPECT_EQ(at(strokes, noon + std::chrono::hours(1)).state, FillState::empty);
  EXPECT_EQ(at({}, noon).state, FillState::empty);
}

TEST(School, NumbersOutOfAllReasonAreBroughtIntoRange) {
  SchoolOptions options;
  options.teachers = -5;
  options.classes = 1'000'000;
  options.school_days = 0;
  options.time_zone = "Nowhere/Land";
  options.habits.late_percent = 9000;
  const School school(options);
  EXPECT_EQ(school.teachers().size(), 2U);
  EXPECT_EQ(school.classes().size(), 60U);
  EXPECT_EQ(school.school_days().size(), 1U);
  EXPECT_GT(school.weekly_collisions(), 0);
  for (const int teachers : {3, 8, 15, 200}) {
    options.teachers = teachers;
    options.classes = 3;
    EXPECT_EQ(School(options).teachers().size(), static_cast<std::size_t>(teachers));
  }
  options.first_day = journal::make_date(2026, 9, 5);  // a Saturday
  EXPECT_EQ(School(options).school_days().front(), journal::make_date(2026, 9, 7));
}

}  // namespace
}  // namespace elzhur::simulator
