#include "connectors/as_of.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/connectors/reading.hpp"

namespace elzhur::connectors {
namespace {

using journal::AsOf;
using journal::Instant;
using tests::at;

const Instant k_received = at("2019-06-01T12:00:00+03:00");

AsOfClaim exact(std::string_view text) { return {at(text), journal::Seconds(1)}; }

AsOfClaim day(int year, unsigned month, unsigned day_of_month) {
  return make_claim(journal::LocalTime{journal::make_date(year, month, day_of_month)}, std::chrono::days(1),
                    tests::moscow());
}

TEST(AsOf, WithoutClaimsAFileSpeaksOfWhenItWasReceived) {
  EXPECT_EQ(decide_as_of({}, std::nullopt, k_received), (AsOf{k_received, k_received}));
}

TEST(AsOf, TheOldestCredibleClaimCounts) {
  const std::vector<AsOfClaim> claims{exact("2019-05-01T10:00:00Z"), exact("2019-01-31T05:34:12+03:00"),
                                      exact("2019-03-01T10:00:00Z")};
  EXPECT_EQ(decide_as_of(claims, std::nullopt, k_received), (AsOf{at("2019-01-31T02:34:12Z"), k_received}));
}

TEST(AsOf, TemplateDatesAreNotBelieved) {
  const std::vector<AsOfClaim> claims{exact("2006-09-16T00:00:00Z"), exact("1980-01-01T00:00:00Z"),
                                      exact("2009-12-31T23:59:59Z")};
  EXPECT_EQ(decide_as_of(claims, std::nullopt, k_received).earliest, k_received);
  EXPECT_EQ(decide_as_of(std::vector{exact("2010-01-01T00:00:00Z")}, std::nullopt, k_received).earliest,
            at("2010-01-01T00:00:00Z"));
}

TEST(AsOf, ClaimsOfTheFutureAreNotBelieved) {
  EXPECT_EQ(decide_as_of(std::vector{exact("2019-06-01T12:00:01+03:00")}, std::nullopt, k_received).earliest,
            k_received);
  EXPECT_EQ(decide_as_of(std::vector{exact("2019-06-01T12:00:00+03:00")}, std::nullopt, k_received).earliest,
            k_received);
}

TEST(AsOf, AClaimOlderThanWhatTheFileReportsIsNotBelieved) {
  const std::vector<AsOfClaim> claims{exact("2018-09-01T00:00:00Z"), exact("2019-02-01T00:00:00Z")};
  EXPECT_EQ(decide_as_of(claims, at("2019-01-31T10:00:00Z"), k_received).earliest,
            at("2019-02-01T00:00:00Z"));
}

TEST(AsOf, AMereDayIsBelievedThoughAnEntryOfThatDayIsReported) {
  const AsOfClaim claim = day(2019, 1, 31);
  EXPECT_EQ(decide_as_of(std::vector{claim}, at("2019-01-31T15:00:00+03:00"), k_received).earliest,
            at("2019-01-31T00:00:00+03:00"));
  EXPECT_EQ(decide_as_of(std::vector{claim}, at("2019-02-01T00:00:00+03:00"), k_received).earliest,
            at("2019-02-01T00:00:00+03:00"));
}

TEST(AsOf, AFileWithoutCredibleClaimMayBeAsOldAsItsNewestEntry) {
  EXPECT_EQ(decide_as_of({}, at("2019-05-20T10:00:00Z"), k_received).earliest, at("2019-05-20T10:00:00Z"));
}

TEST(AsOf, AnEntryReportedForTheFutureJudgesNothing) {
  EXPECT_EQ(decide_as_of(std::vector{exact("2019-05-01T10:00:00Z")}, at("2030-01-01T00:00:00Z"), k_received)
                .earliest,
            at("2019-05-01T10:00:00Z"));
}

TEST(AsOf, DatesInNamesAreFoundUnlessTheyAreAPeriod) {
  using journal::make_date;
  EXPECT_EQ(date_in_name("journals-31.01.2019.zip"), make_date(2019, 1, 31));
  EXPECT_EQ(date_in_name("отчёт 2019-01-31 (2).xlsx"), make_date(2019, 1, 31));
  EXPECT_EQ(date_in_name("31.01.2019/31.01.2019.csv"), make_date(2019, 1, 31));
  EXPECT_EQ(date_in_name("с 01.09.2018 по 31.01.2019.csv"), std::nullopt);
  EXPECT_EQ(date_in_name("2018_7а.xls"), std::nullopt);
  EXPECT_EQ(date_in_name("отчёт 31.02.2019.csv"), std::nullopt);
  EXPECT_EQ(date_in_name("1.31.01.20190.csv"), std::nullopt);
  EXPECT_EQ(date_in_name("2018/2019.csv"), std::nullopt);
}

RC_GTEST_PROP(AsOf, EarliestIsNeverAfterLatestAndAnotherClaimNeverMakesItLater, ()) {
  const auto instant = rc::gen::map(rc::gen::inRange<std::int64_t>(0, 2'000'000'000),
                                    [](std::int64_t seconds) { return Instant{journal::Seconds(seconds)}; });
  std::vector<AsOfClaim> claims;
  for (const Instant claim : *rc::gen::container<std::vector<Instant>>(instant)) {
    claims.push_back({claim, journal::Seconds(*rc::gen::element(1, 60, 86'400))});
  }
  const Instant received = *instant;
  const auto newest = *rc::gen::maybe(instant);
  const std::optional<Instant> reported = newest ? std::optional(*newest) : std::nullopt;
  const AsOf all = decide_as_of(claims, reported, received);
  RC_ASSERT(all.earliest <= all.latest);
  RC_ASSERT(all.latest == received);
  if (claims.empty()) return;
  claims.pop_back();
  const AsOf fewer = decide_as_of(claims, reported, received);
  // Only the first credible claim may replace the stand-in of a reported entry.
  if (!reported) RC_ASSERT(all.earliest <= fewer.earliest);
}

}  // namespace
}  // namespace elzhur::connectors
