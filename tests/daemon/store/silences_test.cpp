#include "daemon/store/silences.hpp"

#include <gtest/gtest.h>

#include "alerts/situation.hpp"
#include "daemon/store/person.hpp"
#include "daemon/store/readers.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using alerts::Silence;
using rules::FindingState;

class Silences : public OpenedStore {
 protected:
  static Silence about_class(std::optional<journal::Instant> until = at(9000)) {
    Silence silence;
    silence.scope.class_name = "7А";
    silence.until = until;
    silence.reason = "ремонт кабинета";
    silence.author = "Ковалёв С. В.";
    return silence;
  }
  Silence add(const Silence& silence, std::int64_t now) {
    auto added = store->silences().add(silence, at(now));
    EXPECT_TRUE(added) << added.error().text;
    return *added;
  }
  std::string refusal(const Silence& silence, std::int64_t now) {
    const auto added = store->silences().add(silence, at(now));
    EXPECT_TRUE(added || added.error().kind == journal::ErrorKind::bad_input);
    return added ? std::string() : added.error().text;
  }
  void cycle(std::int64_t now) {
    store::Transaction transaction = store->begin(at(now));
    store->silences().end_what_is_over(at(now));
    transaction.commit();
  }
};

TEST_F(Silences, AreKeptAsTheyWereAdded) {
  const rules::Finding finding = add_finding(day(0), 1000);
  Silence silence = about_class();
  silence.scope = {"topic", journal::PersonId{1}, "7А", finding.id};
  const Silence added = add(silence, 2000);
  EXPECT_EQ(added.added_at, at(2000));
  reopen();
  EXPECT_EQ(store->silences().not_ended(), std::vector<Silence>{added});
  EXPECT_EQ(store->silences().find(added.id), added);
  store::Readers readers(file);
  EXPECT_EQ(readers.take().silences().list(10), std::vector<Silence>{added});
}

TEST_F(Silences, NobodyEndsOneByAddingIt) {
  Silence silence = about_class();
  silence.ended_at = at(1);
  silence.ended_by = "X";
  silence.added_at = at(1);
  const Silence added = add(silence, 2000);
  EXPECT_FALSE(added.ended_at);
  EXPECT_EQ(store->silences().not_ended().size(), 1U);
}

TEST_F(Silences, WhatIsNotThereOrClosedIsRefused) {
  rules::Finding finding = add_finding(day(0), 1000);
  Silence silence = about_class();
  silence.scope = {.teacher = journal::PersonId{99}};
  EXPECT_NE(refusal(silence, 2000).find("такого учителя нет"), std::string::npos);
  silence.scope = {.finding = journal::FindingId{99}};
  EXPECT_NE(refusal(silence, 2000).find("такого вопроса нет"), std::string::npos);
  change_finding(finding, FindingState::resolved, 1500);
  silence.scope = {.finding = finding.id};
  EXPECT_NE(refusal(silence, 2000).find("уже закрыт"), std::string::npos);
  EXPECT_NE(refusal(about_class(at(2000)), 2000).find("не прошёл"), std::string::npos);
  EXPECT_TRUE(store->silences().list(10).empty());
}

TEST_F(Silences, AreBoundedByThoseThatHaveNotEnded) {
  for (std::size_t i = 0; i < alerts::k_silences_max; ++i) (void)add(about_class(), 2000);
  EXPECT_NE(refusal(about_class(), 2000).find("приостановок уже 200"), std::string::npos);
  ASSERT_TRUE(store->silences().end(store->silences().not_ended().front().id, "X", at(2500)));
  EXPECT_EQ(refusal(about_class(), 2600), "");
}

TEST_F(Silences, PersonEndsOneOnce) {
  const Silence added = add(about_class(), 2000);
  const auto ended = store->silences().end(added.id, "Петров О. Н.", at(3000));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->ended_at, at(3000));
  EXPECT_EQ(ended->ended_by, "Петров О. Н.");
  EXPECT_EQ(store->silences().find(added.id), *ended);
  EXPECT_TRUE(store->silences().not_ended().empty());
  EXPECT_FALSE(store->silences().end(added.id, "X", at(3001)));
  EXPECT_FALSE(store->silences().end(alerts::SilenceId{99}, "X", at(3001)));
  EXPECT_FALSE(store->silences().end(add(about_class(), 2000).id, "", at(3001)));
}

TEST_F(Silences, WhoseTimeIsOverEndByThemselvesThen) {
  const Silence added = add(about_class(at(9000)), 2000);
  EXPECT_FALSE(store->silences().end(added.id, "X", at(9000))) << "it is over though no cycle has seen it";
  cycle(8999);
  EXPECT_EQ(store->silences().not_ended().size(), 1U);
  cycle(9500);
  EXPECT_TRUE(store->silences().not_ended().empty());
  EXPECT_EQ(store->silences().find(added.id)->ended_at, at(9000));
  EXPECT_EQ(store->silences().find(added.id)->ended_by, "");
}

TEST_F(Silences, UntilResolvedEndsWithTheLastFinding) {
  rules::Finding first = add_finding(day(0), 1000);
  rules::Finding second = add_finding(day(1), 1000);
  const Silence added = add(about_class(std::nullopt), 2000);
  change_finding(first, FindingState::resolved, 3000);
  cycle(3000);
  EXPECT_EQ(store->silences().not_ended().size(), 1U);
  static_cast<void>(add_finding(day(2), 3500));
  change_finding(second, FindingState::withdrawn, 4000);
  cycle(4000);
  EXPECT_EQ(store->silences().find(added.id)->ended_at, at(4000)) << "what came later does not hold it";
}

TEST_F(Silences, OfACycleThatIsRolledBackHaveNotEnded) {
  static_cast<void>(add(about_class(at(9000)), 2000));
  {
    store::Transaction transaction = store->begin(at(9500));
    store->silences().end_what_is_over(at(9500));
  }
  EXPECT_EQ(store->silences().not_ended().size(), 1U);
}

TEST_F(Silences, SituationOfACycleHasThoseInForce) {
  static_cast<void>(add(about_class(), 2000));
  const Silence ended = add(about_class(), 2000);
  ASSERT_TRUE(store->silences().end(ended.id, "X", at(2500)));
  alerts::Settings settings;
  const auto calendar = journal::SchoolCalendar::compile(journal::CalendarSpec{});
  ASSERT_TRUE(calendar);
  const rules::Policy policy{*journal::TimeZone::load("Europe/Moscow"), *calendar, 0, {}, {}, {}};
  alerts::Situation situation{settings, policy};
  store->fill(situation, false, at(3000));
  EXPECT_EQ(situation.silences.size(), 1U);
}

TEST_F(Silences, ListBeginsWithWhatIsInForceThenTheNewestEnded) {
  const Silence a = add(about_class(), 2000);
  const Silence b = add(about_class(), 2001);
  const Silence c = add(about_class(), 2002);
  ASSERT_TRUE(store->silences().end(b.id, "X", at(2500)));
  ASSERT_TRUE(store->silences().end(a.id, "X", at(2600)));
  std::vector<alerts::SilenceId> ids;
  for (const Silence& silence : store->silences().list(10)) ids.push_back(silence.id);
  EXPECT_EQ(ids, (std::vector{c.id, a.id, b.id}));
  EXPECT_EQ(store->silences().list(1).size(), 1U);
}

TEST_F(Silences, GoWithTheirFindingAndWithTheirTime) {
  rules::Finding finding = add_finding(day(0), 1000);
  Silence of_finding = about_class();
  of_finding.scope = {.finding = finding.id};
  static_cast<void>(add(of_finding, 2000));
  const Silence ended = add(about_class(), 2000);
  ASSERT_TRUE(store->silences().end(ended.id, "X", at(2500)));
  static_cast<void>(add(about_class(), 2000));
  const store::Reason why{at(5000), "findings: 1d"};
  EXPECT_EQ(store->keeper().remove_silences(at(2500), why).count, 0);
  EXPECT_EQ(store->keeper().remove_silences(at(2501), why).count, 1);
  EXPECT_EQ(store->keeper().acts().back().what, "silences");
  change_finding(finding, FindingState::resolved, 3000);
  {
    store::Connection connection(file, store::Connection::Access::read_write);
    connection.execute("UPDATE finding SET closed_at = 3000");
  }
  EXPECT_EQ(store->keeper().remove_findings(at(4000), why).count, 1);
  EXPECT_EQ(store->silences().list(10).size(), 1U);
  EXPECT_TRUE(store->check_integrity());
}

TEST_F(Silences, BelongToWhatIsStoredAboutAPerson) {
  const rules::Finding finding = add_finding(day(0), 1000);
  Silence silence = about_class();
  silence.scope = {.teacher = journal::PersonId{1}};
  static_cast<void>(add(silence, 2000));
  silence.scope = {.finding = finding.id};
  static_cast<void>(add(silence, 2000));
  static_cast<void>(add(about_class(), 2000));
  store::Connection connection(file, store::Connection::Access::query_only);
  const auto tables = store::read_person(connection, journal::PersonId{1});
  ASSERT_TRUE(tables);
  const auto found = std::find_if(tables->begin(), tables->end(),
                                  [](const store::PersonTable& table) { return table.name == "silences"; });
  ASSERT_NE(found, tables->end());
  EXPECT_EQ(found->rows.size(), 2U);
}

class Modes : public OpenedStore {};

TEST_F(Modes, TheNewestChangeCountsAndFileGivesTheConfigurationBack) {
  using alerts::ModeOrder;
  EXPECT_FALSE(store->modes().newest());
  EXPECT_TRUE(alerts::is_working(true, std::nullopt));
  EXPECT_FALSE(alerts::is_working(false, std::nullopt));
  const auto change = [&](std::int64_t now, ModeOrder order) {
    ASSERT_TRUE(store->modes().add({at(now), order, "Ковалёв С. В.", "проверили списки"}));
  };
  change(1000, ModeOrder::working);
  reopen();
  EXPECT_EQ(store->modes().newest(),
            (alerts::ModeChange{at(1000), ModeOrder::working, "Ковалёв С. В.", "проверили списки"}));
  EXPECT_TRUE(alerts::is_working(false, store->modes().newest()));
  change(900, ModeOrder::observe);  // A clock that was set back changes no order.
  EXPECT_FALSE(alerts::is_working(true, store->modes().newest()));
  change(1100, ModeOrder::file);
  EXPECT_TRUE(alerts::is_working(true, store->modes().newest()));
  EXPECT_FALSE(alerts::is_working(false, store->modes().newest()));
}

TEST_F(Modes, ChangeSaysWhoAndWhy) {
  using alerts::ModeOrder;
  EXPECT_FALSE(store->modes().add({at(1), ModeOrder::working, "", "почему"}));
  EXPECT_FALSE(store->modes().add({at(1), ModeOrder::working, "X", " "}));
  EXPECT_FALSE(store->modes().add({at(1), ModeOrder::working, "X", "a\nb"}));
  EXPECT_FALSE(store->modes().add(
      {at(1), ModeOrder::working, "X", std::string(alerts::k_mode_reason_bytes_max + 1, 'x')}));
  EXPECT_FALSE(store->modes().newest());
}

}  // namespace
}  // namespace elzhur::tests
