#include "tests/simulator/school.hpp"

#include <gtest/gtest.h>

namespace elzhur::simulator {
namespace {

TEST(School, TheUsualSchoolIsPlannedWithoutCollisions) {
  const School school(SchoolOptions{});
  EXPECT_EQ(school.weekly_collisions(), 0);
  EXPECT_EQ(school.classes().size(), 22U);
}

}  // namespace
}  // namespace elzhur::simulator
