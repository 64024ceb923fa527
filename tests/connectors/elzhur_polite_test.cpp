#include "connectors/elzhur_polite.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "tests/connectors/scripted_http.hpp"

namespace elzhur::connectors {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const journal::Instant k_now = *journal::parse_instant("2026-09-15T18:00:00+03:00");

/// Answers in the order in which a test queued them, and then well.
class ElzhurPolite : public ::testing::Test {
 protected:
  ElzhurPolite()
      : http_([this](const SeenRequest&) {
          if (replies_.empty()) return good("{}");
          auto next = replies_.front();
          replies_.pop_front();
          return next;
        }),
        polite_(http_, {*journal::TimeZone::load("Europe/Moscow"), 600, 1000}) {
    http_.answer_takes = milliseconds{0};
    polite_.begin(k_now);
  }
  static ScriptedHttp::Reply busy(int status, int retry_after) {
    auto answer = reply("later", status);
    answer->retry_after = seconds{retry_after};
    return answer;
  }
  tl::expected<HttpAnswer, PoliteFailure> send() { return polite_.send({"https://school.example/x"}); }

  std::deque<ScriptedHttp::Reply> replies_;
  ScriptedHttp http_;
  PoliteClient polite_;
};

TEST_F(ElzhurPolite, RequestsKeepTheirDistance) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(send());
  EXPECT_EQ(http_.waits, (std::vector<milliseconds>{milliseconds{100}, milliseconds{100}}));
  http_.clock += milliseconds{99};
  ASSERT_TRUE(send());
  EXPECT_EQ(http_.waits.back(), milliseconds{1});
  http_.clock += milliseconds{100};
  ASSERT_TRUE(send());
  EXPECT_EQ(http_.waits.size(), 3U);
}

TEST_F(ElzhurPolite, TroubleOfTheOtherSideIsTriedThreeTimes) {
  replies_ = {trouble(HttpTrouble::timeout), reply("", 502)};
  const auto answer = send();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(http_.waits, (std::vector<milliseconds>{seconds{1}, seconds{2}}));
  replies_ = {reply("", 500), reply("", 500), reply("", 500), reply("", 500)};
  const auto broken = send();
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->status, 500);
  EXPECT_EQ(replies_.size(), 1U);
  EXPECT_FALSE(polite_.given_up());
}

TEST_F(ElzhurPolite, WhatAPersonMustMendIsNotTriedAgain) {
  replies_ = {reply("", 403), trouble(HttpTrouble::too_large), trouble(HttpTrouble::tls)};
  EXPECT_EQ(send()->status, 403);
  EXPECT_FALSE(send());
  const auto tls = send();
  ASSERT_FALSE(tls);
  EXPECT_EQ(tls.error().status, PullStatus::rejected);
  EXPECT_EQ(http_.requests.size(), 3U);
  EXPECT_FALSE(send());
  EXPECT_EQ(http_.requests.size(), 3U);
  EXPECT_EQ(polite_.reach(), Reach::not_asked);
}

TEST_F(ElzhurPolite, SilenceTwiceInARowEndsThePull) {
  replies_.assign(6, trouble(HttpTrouble::connect));
  EXPECT_FALSE(send());
  EXPECT_FALSE(polite_.given_up());
  EXPECT_FALSE(send());
  ASSERT_TRUE(polite_.given_up());
  EXPECT_EQ(polite_.given_up()->reason, "ЭлЖур недоступен: нет соединения");
  EXPECT_EQ(polite_.reach(), Reach::unreachable);
  polite_.begin(k_now);
  EXPECT_TRUE(send());
}

TEST_F(ElzhurPolite, AskedToWaitItWaitsUpToThirtySeconds) {
  replies_ = {busy(429, 30), busy(503, 5)};
  EXPECT_TRUE(send());
  EXPECT_EQ(http_.waits, (std::vector<milliseconds>{seconds{30}, seconds{5}}));
  replies_ = {busy(503, 31)};
  const auto given_up = send();
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().reason, "ЭлЖур просит подождать 31 с");
  EXPECT_EQ(given_up.error().status, PullStatus::failed);
}

TEST_F(ElzhurPolite, TooManyRequestsWithoutATimeEndThePull) {
  replies_ = {reply("", 429)};
  EXPECT_FALSE(send());
  EXPECT_TRUE(polite_.given_up());
  EXPECT_EQ(http_.requests.size(), 1U);
}

TEST_F(ElzhurPolite, DailyBudgetIsCountedByTheSchoolsDays) {
  PoliteClient small(http_, {*journal::TimeZone::load("Europe/Moscow"), 6000, 2});
  small.begin(k_now);
  EXPECT_TRUE(small.send({"https://school.example/x"}));
  replies_ = {reply("", 500)};
  const auto used_up = small.send({"https://school.example/x"});
  ASSERT_FALSE(used_up);
  EXPECT_EQ(used_up.error().reason, "запросы на сегодня исчерпаны (requests_per_day: 2)");
  EXPECT_EQ(http_.requests.size(), 2U);
  small.begin(*journal::parse_instant("2026-09-15T23:59:59+03:00"));
  EXPECT_FALSE(small.send({"https://school.example/x"}));
  EXPECT_EQ(small.reach(), Reach::not_asked);
  small.begin(*journal::parse_instant("2026-09-16T00:00:00+03:00"));
  EXPECT_TRUE(small.send({"https://school.example/x"}));
}

TEST_F(ElzhurPolite, StopEndsThePullInTheNextWait) {
  ASSERT_TRUE(send());
  http_.is_stopping = true;
  const auto stopped = send();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().reason, "опрос прерван: программа останавливается");
  EXPECT_EQ(http_.requests.size(), 1U);
}

TEST_F(ElzhurPolite, ClocksMayBeAMinuteApartAndNoMore) {
  for (const int apart : {-60, 60}) {
    auto answer = reply("{}");
    answer->date = k_now + seconds{apart};
    polite_.begin(k_now);
    replies_ = {answer};
    EXPECT_TRUE(send()) << apart;
    EXPECT_FALSE(polite_.is_skewed());
  }
  for (const int apart : {-61, 61}) {
    auto answer = reply("{}", 500);
    http_.clock += seconds{10};
    polite_.begin(k_now);
    answer->date = k_now + seconds{apart};
    replies_ = {answer};
    const auto skewed = send();
    ASSERT_FALSE(skewed) << apart;
    EXPECT_TRUE(polite_.is_skewed());
    EXPECT_EQ(skewed.error().status, PullStatus::rejected);
    EXPECT_EQ(skewed.error().reason,
              "часы этой машины и ЭлЖура расходятся на 61 с: проверьте службу точного времени");
  }
}

TEST_F(ElzhurPolite, TimesAreWidenedToWholeSeconds) {
  EXPECT_EQ(polite_.as_of(http_.clock + milliseconds{1900}, http_.clock + milliseconds{2001}),
            (journal::AsOf{k_now + seconds{1}, k_now + seconds{3}}));
}

}  // namespace
}  // namespace elzhur::connectors
