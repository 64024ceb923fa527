#include "daemon/store/measures.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "daemon/store/readers.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using appeals::AppealState;
using appeals::HelpKind;
using rules::DutyStatus;
using rules::FindingState;

const journal::Date k_monday = journal::make_date(2026, 9, 14);

class Measures : public OpenedStore {
 protected:
  Measures() : readers(std::make_unique<store::Readers>(file, 1)) {}
  std::unique_ptr<store::Readers> readers;
};

TEST_F(Measures, EmptyStoreHasNothingToCount) {
  store::Snapshot snapshot = readers->take();
  EXPECT_TRUE(snapshot.measures().appeals().empty());
  EXPECT_EQ(snapshot.measures().messages_since(7).newest, 7);
  EXPECT_TRUE(snapshot.measures().oldest_due().empty());
  EXPECT_TRUE(snapshot.measures().lessons_by_class({k_monday, k_monday}).empty());
}

TEST_F(Measures, LessonsOfAClassCountOnceByTheirWorstDuty) {
  {
    store::Transaction transaction = store->begin(at(1000));
    const journal::ScopeId algebra = make_scope({"7А", "", "Алгебра"});
    const journal::ScopeId history = make_scope({"7А", "", "История"});
    const journal::ScopeId other = make_scope({"7Б", "", "Алгебра"});
    const journal::LessonId late = add_lesson(algebra, k_monday);
    add_duty(late, "homework", DutyStatus::on_time);
    add_duty(late, "topic", DutyStatus::late);
    add_duty(add_lesson(history, k_monday), "topic", DutyStatus::on_time);
    add_duty(add_lesson(history, k_monday + std::chrono::days{1}), "topic", DutyStatus::unfilled);
    add_duty(add_lesson(other, k_monday), "topic", DutyStatus::backlog);
    transaction.commit();
  }
  const auto totals = readers->take().measures().lessons_by_class({k_monday, k_monday});
  ASSERT_EQ(totals.size(), 2U);
  EXPECT_EQ(totals.at("7А").late, 1);
  EXPECT_EQ(totals.at("7А").on_time, 1);
  EXPECT_EQ(totals.at("7А").unfilled, 0) << "of another day";
  EXPECT_EQ(totals.at("7Б"), rules::LessonTotals{}) << "what was missing before watching began is nowhere";
}

TEST_F(Measures, OldestDeadlineIsOfOpenQuestionsOnly) {
  rules::Finding first = add_finding(k_monday, 9000);
  const rules::Finding second = add_finding(k_monday + std::chrono::days{1}, 9100);
  EXPECT_EQ(readers->take().measures().oldest_due().at("topic"), std::min(first.due_at, second.due_at));
  change_finding(first, FindingState::resolved, 9200);
  EXPECT_EQ(readers->take().measures().oldest_due().at("topic"), second.due_at);
}

TEST_F(Measures, AppealsAreCountedByKindAndState) {
  appeals::Appeal appeal;
  appeal.kind = HelpKind::technical;
  appeal.applicant = "учитель";
  appeal.content = "не входит";
  appeal.received_at = at(1000);
  const auto zone = journal::TimeZone::load("Europe/Moscow");
  ASSERT_TRUE(store->appeals().add(appeal, *zone, "администратор"));
  ASSERT_TRUE(store->appeals().add(appeal, *zone, "администратор"));
  const auto counts = readers->take().measures().appeals();
  EXPECT_EQ(counts.at(HelpKind::technical).at(AppealState::received), 2);
}

}  // namespace
}  // namespace elzhur::tests
