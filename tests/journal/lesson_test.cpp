#include "journal/lesson.hpp"

#include <gtest/gtest.h>

namespace elzhur::journal {
namespace {

TEST(Lesson, TheGradeIsTheNumberInFront) {
  EXPECT_EQ(grade_of("7А"), 7);
  EXPECT_EQ(grade_of("11"), 11);
  EXPECT_EQ(grade_of("10 Б"), 10);
  EXPECT_EQ(grade_of("0 класс"), 0);
  for (const char* name : {"", "А7", "13А", "-7", "99999999999999999999"})
    EXPECT_FALSE(grade_of(name)) << name;
}

TEST(Lesson, NamesOfFieldsAndStatesAreTheContracts) {
  EXPECT_EQ(field_name(Field::topic), "topic");
  EXPECT_EQ(field_name(Field::attendance), "attendance");
  EXPECT_EQ(fill_state_name(FillState::declared), "declared_none");
  EXPECT_EQ(fill_state_name(FillState::not_required), "not_required");
}

TEST(Lesson, ASetHasTheFieldsThatWereAdded) {
  FieldSet set;
  set.add(Field::homework);
  set.add(Field::homework);
  for (const Field field : k_all_fields) EXPECT_EQ(set.has(field), field == Field::homework);
  EXPECT_EQ(FieldSet(set.bits()), set);
}

TEST(Lesson, BothEndsBelongToARange) {
  const DateRange range{make_date(2026, 9, 1), make_date(2026, 9, 3)};
  EXPECT_FALSE(range.contains(make_date(2026, 8, 31)));
  EXPECT_TRUE(range.contains(make_date(2026, 9, 1)));
  EXPECT_TRUE(range.contains(make_date(2026, 9, 3)));
  EXPECT_FALSE(range.contains(make_date(2026, 9, 4)));
}

}  // namespace
}  // namespace elzhur::journal
