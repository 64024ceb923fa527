#include "daemon/store/person.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/store/readers.hpp"
#include "rules/roster.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

constexpr journal::PersonId k_ivanova{1};

class Person : public OpenedStore {
 protected:
  Person() {
    store::Transaction transaction = store->begin(at(1'000));
    store->ledger().save_persons(std::vector<rules::Person>{
        {k_ivanova, "Ивонова Анна Петровна"}, {journal::PersonId{2}, "Петров Олег Николаевич"}});
    transaction.commit();
  }
  journal::Result<void> correct(const store::Correction& correction) {
    store::Connection connection(file, store::Connection::Access::read_write);
    return store::correct_person(connection, correction, at(5'000));
  }
  static store::Correction name(const char* to) {
    return {k_ivanova, to, std::nullopt, "Смирнов", "заявление"};
  }
  std::vector<std::vector<store::PersonValue>> table(std::string_view name) {
    store::Connection connection(file, store::Connection::Access::query_only);
    const auto tables = store::read_person(connection, k_ivanova);
    for (const store::PersonTable& table : tables.value()) {
      if (table.name == name) return table.rows;
    }
    return {};
  }
};

TEST_F(Person, CorrectedNameStandsEverywhereAndTheFormerOneStillMeansThePerson) {
  const auto corrected = correct(name(" Иванова  Анна Петровна "));
  ASSERT_TRUE(corrected) << corrected.error().text;
  EXPECT_EQ(query("SELECT name FROM person WHERE id = 1"), "Иванова Анна Петровна");
  store::Readers readers(file);
  store::Snapshot snapshot = readers.take();
  rules::Roster roster(snapshot.pages().persons());
  for (const store::SpellingRow& row : snapshot.pages().spellings())
    roster.add_spelling(row.person, row.spelling);
  EXPECT_EQ(roster.identify({"Ивонова Анна Петровна", "Иванова Анна Петровна"}),
            (std::vector<std::vector<journal::PersonId>>{{k_ivanova}, {k_ivanova}}));
  EXPECT_TRUE(roster.changed().empty()) << "the next cycle writes nothing back";
}

TEST_F(Person, ActSaysWhoWhenAndWhyWithoutAName) {
  ASSERT_TRUE(correct({k_ivanova, "Иванова Анна Петровна", "учитель математики", "Смирнов", "заявление"}));
  const auto acts = store->keeper().acts();
  ASSERT_EQ(acts.size(), 2U);
  EXPECT_EQ(acts[0].what, "person_name");
  EXPECT_EQ(acts[0].rule, "T001: заявление (Смирнов)");
  EXPECT_EQ(acts[0].at, at(5'000));
  EXPECT_EQ(acts[1].what, "person_post");
}

TEST_F(Person, ExportShowsEveryCorrection) {
  ASSERT_TRUE(correct(name("Иванова Анна Петровна")));
  const auto rows = table("corrections");
  ASSERT_EQ(rows.size(), 1U);
  const std::vector<store::PersonValue> expected{std::string("1970-01-01T01:23:20Z"),
                                                 std::string("name"),
                                                 std::string("Ивонова Анна Петровна"),
                                                 std::string("Иванова Анна Петровна"),
                                                 std::string("Смирнов"),
                                                 std::string("заявление"),
                                                 std::int64_t{1}};
  EXPECT_EQ(rows.front(), expected);
  EXPECT_EQ(table("spellings").size(), 1U);
}

TEST_F(Person, NewestCorrectedPostCounts) {
  for (const char* post : {"учитель", "учитель математики"})
    ASSERT_TRUE(correct({k_ivanova, std::nullopt, post, "Смирнов", "заявление"}));
  store::Readers readers(file);
  EXPECT_EQ(readers.take().pages().corrected_posts().at(k_ivanova), "учитель математики");
}

TEST_F(Person, WhatMayNotBeIsRefusedAndChangesNothing) {
  const std::vector<store::Correction> wrong{
      name("  "),
      name("Иванова\nАнна"),
      name("Ивонова Анна Петровна"),
      name("Петров Олег Николаевич"),
      name("\xff"),
      {k_ivanova, std::nullopt, std::nullopt, "Смирнов", "заявление"},
      {k_ivanova, "Иванова Анна Петровна", std::nullopt, "", "заявление"},
      {k_ivanova, "Иванова Анна Петровна", std::nullopt, "Смирнов", " "},
      {k_ivanova, std::string(store::k_person_text_bytes_max + 1, 'x'), std::nullopt, "Смирнов", "заявление"},
      {journal::PersonId{9}, "Иванова Анна Петровна", std::nullopt, "Смирнов", "заявление"}};
  for (const store::Correction& correction : wrong) {
    const auto refused = correct(correction);
    ASSERT_FALSE(refused) << correction.name.value_or("");
    EXPECT_EQ(refused.error().kind, journal::ErrorKind::bad_input) << refused.error().text;
  }
  EXPECT_EQ(query("SELECT name FROM person WHERE id = 1"), "Ивонова Анна Петровна");
  EXPECT_TRUE(store->keeper().acts().empty());
}

}  // namespace
}  // namespace elzhur::tests
