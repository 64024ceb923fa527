#include "daemon/store/papers.hpp"

#include <gtest/gtest.h>

#include "daemon/store/readers.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using rules::DutyStatus;

class Papers : public OpenedStore {
 protected:
  rules::FieldTotals topics(journal::DateRange dates) {
    store::Readers readers(file);
    const auto work = readers.take().papers().work(dates);
    const auto of = work.find(journal::PersonId{1});
    return of == work.end() ? rules::FieldTotals{} : of->second.fields.front();
  }
};

TEST_F(Papers, EmptyCountsAsMissingOnlyWhereItsTimeIsOver) {
  store::Transaction transaction = store->begin(at(10'000));
  const journal::ScopeId scope = make_scope();
  rules::RuleSpec rule;
  rule.id = "topic";
  rule.kind = rules::RuleKind::topic;
  store->save_rules(std::vector{rule});
  add_duty(add_lesson(scope, day(0)), "topic", DutyStatus::unfilled);
  add_duty(add_lesson(scope, day(1)), "topic", DutyStatus::pending);
  add_duty(add_lesson(scope, day(2)), "topic", DutyStatus::excused);
  add_duty(add_lesson(scope, day(3)), "topic", DutyStatus::backlog);
  add_lesson(scope, day(4));
  transaction.commit();
  const rules::FieldTotals all = topics({day(0), day(4)});
  EXPECT_EQ(all.missing, 2) << "one overdue, one that no rule asks for";
  EXPECT_EQ(all.waiting, 3);
  EXPECT_EQ(all.filled, 0);
  EXPECT_EQ(topics({day(1), day(3)}).missing, 0);
  EXPECT_EQ(topics({day(3), day(1)}), rules::FieldTotals{});
}

TEST_F(Papers, WorkNamesItsClassesAndWhatNoSourceShows) {
  store::Transaction transaction = store->begin(at(10'000));
  add_lesson(make_scope(), day(0));
  add_lesson(make_scope({"8Б", "", "История"}), day(0));
  transaction.commit();
  store::Readers readers(file);
  const auto work = readers.take().papers().work({day(0), day(0)});
  ASSERT_EQ(work.size(), 1U);
  const rules::OwnerWork& of = work.begin()->second;
  EXPECT_EQ(of.lessons, 2);
  EXPECT_EQ(of.scopes, (std::vector<journal::Scope>{{"7А", "", "Алгебра"}, {"8Б", "", "История"}}));
  EXPECT_EQ(of.fields.at(static_cast<std::size_t>(journal::Field::attendance)).unknown, 2);
}

}  // namespace
}  // namespace elzhur::tests
