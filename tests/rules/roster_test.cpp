#include "rules/roster.hpp"

#include <gtest/gtest.h>

namespace elzhur::rules {
namespace {

using journal::PersonId;
using Ids = std::vector<PersonId>;

TEST(Roster, FullNamesInBothOrdersAreOnePerson) {
  Roster roster({});
  const auto ids = roster.identify({"Иванова Анна Петровна", "Анна Петровна Иванова"});
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(roster.persons().size(), 1U);
}

TEST(Roster, InitialsMeanTheOnePersonTheyFit) {
  Roster roster({});
  const auto ids = roster.identify({"Иванова А. П.", "Иванова Анна Петровна", "Петров Олег Николаевич"});
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(roster.persons().size(), 2U);
}

TEST(Roster, InitialsThatFitTwoPeopleMeanBoth) {
  Roster roster({});
  const auto ids = roster.identify({"Иванова А. П.", "Иванова Анна Петровна", "Иванова Алла Павловна"});
  EXPECT_EQ(ids[0].size(), 2U);
  EXPECT_EQ(ids[1].size(), 1U);
}

TEST(Roster, FullNameCompletesThePersonKnownByInitials) {
  Roster first({});
  const auto by_initials = first.identify({"Иванова А. П."});
  Roster second(first.persons());
  const auto by_name = second.identify({"Иванова Анна Петровна"});
  EXPECT_EQ(by_initials, by_name);
  EXPECT_EQ(second.persons()[0].name, "Иванова Анна Петровна");
  EXPECT_EQ(second.changed().size(), 1U);
}

TEST(Roster, IdsDoNotDependOnTheOrderOfRows) {
  Roster a({});
  Roster b({});
  (void)a.identify({"Петров Олег Николаевич", "Иванова Анна Петровна"});
  (void)b.identify({"Иванова Анна Петровна", "Петров Олег Николаевич"});
  EXPECT_EQ(a.persons(), b.persons());
}

TEST(Roster, SpellingOfTheStaffFileMeansThatPersonAlone) {
  Roster roster({});
  const auto ids = roster.identify({"Иванова Анна Петровна", "Иванова Алла Павловна"});
  roster.add_spelling(ids[0].front(), "Иванова А. П.");
  EXPECT_EQ(roster.identify({"иванова а. п."})[0], ids[0]);
}

TEST(Roster, KnownPeopleAreNotChangedByBeingSeenAgain) {
  Roster first({});
  (void)first.identify({"Иванова Анна Петровна"});
  Roster second(first.persons());
  (void)second.identify({"Анна Петровна Иванова"});
  EXPECT_TRUE(second.changed().empty());
}

}  // namespace
}  // namespace elzhur::rules
