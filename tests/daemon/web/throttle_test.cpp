#include "daemon/web/throttle.hpp"

#include <gtest/gtest.h>

#include <string>

namespace elzhur::web {
namespace {

using std::chrono::seconds;

const Moment k_start = Moment{} + std::chrono::hours(1000);

TEST(Throttle, TheBurstIsAllowedAtOnceAndThenOneForEveryInterval) {
  Throttle throttle({seconds(10), 3});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(throttle.take("a", k_start));
  EXPECT_EQ(throttle.take("a", k_start), seconds(10));
  EXPECT_EQ(throttle.take("a", k_start + seconds(9)), seconds(1));
  EXPECT_FALSE(throttle.take("a", k_start + seconds(10)));
  EXPECT_TRUE(throttle.take("a", k_start + seconds(10)));
}

TEST(Throttle, OneKeyIsNoOtherKeysTrouble) {
  Throttle throttle({seconds(10), 1});
  EXPECT_FALSE(throttle.take("a", k_start));
  EXPECT_TRUE(throttle.take("a", k_start));
  EXPECT_FALSE(throttle.take("b", k_start));
}

TEST(Throttle, WhatIsGivenBackMayBeTakenAgain) {
  Throttle throttle({seconds(10), 1});
  EXPECT_FALSE(throttle.take("a", k_start));
  throttle.give_back("a", k_start);
  EXPECT_FALSE(throttle.wait("a", k_start));
  EXPECT_FALSE(throttle.take("a", k_start));
  EXPECT_TRUE(throttle.wait("a", k_start));
}

TEST(Throttle, RestingSavesUpNoMoreThanTheBurst) {
  Throttle throttle({seconds(10), 2});
  const Moment later = k_start + std::chrono::hours(10);
  EXPECT_FALSE(throttle.take("a", k_start));
  EXPECT_FALSE(throttle.take("a", later));
  EXPECT_FALSE(throttle.take("a", later));
  EXPECT_TRUE(throttle.take("a", later));
}

TEST(Throttle, MadeUpKeysShareOneAllowanceWhenAllPlacesAreTaken) {
  Throttle throttle({seconds(10), 1, 2});
  EXPECT_FALSE(throttle.take("a", k_start));
  EXPECT_FALSE(throttle.take("b", k_start));
  EXPECT_FALSE(throttle.take("c", k_start));
  EXPECT_TRUE(throttle.take("d", k_start)) << "c has taken what they share";
  EXPECT_TRUE(throttle.take("a", k_start)) << "the others are still told apart";
  EXPECT_FALSE(throttle.take("d", k_start + seconds(10))) << "places of those that have paid back are free";
  EXPECT_FALSE(throttle.take("e", k_start + seconds(10)));
}

}  // namespace
}  // namespace elzhur::web
