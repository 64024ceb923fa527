#include "journal/school_year.hpp"

#include <gtest/gtest.h>

namespace elzhur::journal {
namespace {

TEST(SchoolYear, BeginsOnTheFirstOfSeptember) {
  EXPECT_EQ(school_year_start(make_date(2026, 9, 1)), make_date(2026, 9, 1));
  EXPECT_EQ(school_year_start(make_date(2026, 8, 31)), make_date(2025, 9, 1));
  EXPECT_EQ(school_year_start(make_date(2027, 1, 1)), make_date(2026, 9, 1));
  EXPECT_EQ(school_year_start(make_date(2026, 12, 31)), make_date(2026, 9, 1));
}

}  // namespace
}  // namespace elzhur::journal
