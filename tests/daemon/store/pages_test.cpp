#include "daemon/store/pages.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "daemon/store/readers.hpp"
#include "tests/daemon/store/opened.hpp"

namespace elzhur::tests {
namespace {

using rules::DutyStatus;
using rules::FindingState;

constexpr std::array<FindingState, 2> k_open{FindingState::open, FindingState::acknowledged};

class Pages : public OpenedStore {
 protected:
  Pages() : readers(std::make_unique<store::Readers>(file)) {}

  std::vector<std::int64_t> ids(const store::FindingQuery& query) {
    std::vector<std::int64_t> found;
    store::Snapshot snapshot = readers->take();
    for (const rules::FindingView& view : snapshot.pages().findings(query))
      found.push_back(static_cast<std::int64_t>(view.finding.id));
    return found;
  }

  store::FindingQuery query() {
    store::FindingQuery all;
    all.states = k_open;
    all.limit = 100;
    return all;
  }

  std::unique_ptr<store::Readers> readers;
};

TEST_F(Pages, FindingsComeInPagesByTheirIds) {
  for (int n = 0; n < 5; ++n) add_finding(day(n), 10'000 + n);
  store::FindingQuery first = query();
  first.limit = 2;
  EXPECT_EQ(ids(first), (std::vector<std::int64_t>{1, 2}));
  first.after = journal::FindingId{2};
  EXPECT_EQ(ids(first), (std::vector<std::int64_t>{3, 4}));
  first.after = journal::FindingId{4};
  EXPECT_EQ(ids(first), (std::vector<std::int64_t>{5}));
}

TEST_F(Pages, EveryFilterLeavesOutWhatItDoesNotName) {
  add_finding(day(0), 10'000);
  add_finding(day(1), 10'001, "homework");
  rules::Finding closed = add_finding(day(2), 10'002);
  change_finding(closed, FindingState::resolved, 10'100);
  EXPECT_EQ(ids(query()), (std::vector<std::int64_t>{1, 2}));
  auto filtered = query();
  filtered.rule = "homework";
  EXPECT_EQ(ids(filtered), (std::vector<std::int64_t>{2}));
  filtered = query();
  filtered.rule = "no such rule";
  EXPECT_TRUE(ids(filtered).empty());
  filtered = query();
  filtered.owner = journal::PersonId{1};
  EXPECT_EQ(ids(filtered).size(), 2U);
  filtered.owner = journal::PersonId{11};
  EXPECT_TRUE(ids(filtered).empty());
  filtered = query();
  filtered.from = day(1);
  EXPECT_EQ(ids(filtered), (std::vector<std::int64_t>{2}));
  filtered = query();
  filtered.to = day(0);
  EXPECT_EQ(ids(filtered), (std::vector<std::int64_t>{1}));
  filtered = query();
  filtered.class_folded = "7а";
  EXPECT_EQ(ids(filtered).size(), 2U);
  filtered.class_folded = "8а";
  EXPECT_TRUE(ids(filtered).empty());
  constexpr std::array<FindingState, 1> k_resolved{FindingState::resolved};
  filtered = query();
  filtered.states = k_resolved;
  EXPECT_EQ(ids(filtered), (std::vector<std::int64_t>{3}));
}

TEST_F(Pages, ReadingDoesNotWaitForACycleAndSeesNothingOfItBeforeItsCommit) {
  add_finding(day(0), 10'000);
  const std::uint64_t before = readers->version();
  store::Transaction transaction = store->begin(at(20'000));
  rules::Finding finding = finding_of(add_lesson(make_scope(), day(1)), "topic", at(20'000));
  store->ledger().save_finding(finding, 2026);
  EXPECT_EQ(ids(query()).size(), 1U);
  EXPECT_EQ(readers->version(), before);
  transaction.commit();
  EXPECT_EQ(ids(query()).size(), 2U);
  EXPECT_NE(readers->version(), before);
}

TEST_F(Pages, SnapshotStaysAtItsCommitWhileOthersWrite) {
  add_finding(day(0), 10'000);
  store::Snapshot snapshot = readers->take();
  EXPECT_EQ(snapshot.pages().findings(query()).size(), 1U);
  add_finding(day(1), 10'001, "a rule that was not there before");
  EXPECT_EQ(snapshot.pages().findings(query()).size(), 1U);
  EXPECT_EQ(ids(query()).size(), 2U) << "another connection sees the new rule too";
}

TEST_F(Pages, WhoLookedAtNamesIsKept) {
  const std::vector<store::AccessRow> rows{{at(5), "Завуч", "список вопросов"}, {at(6), "Завуч", "отчёт"}};
  EXPECT_TRUE(store->note_accesses(rows, /*should_wait=*/false));
  store::Snapshot snapshot = readers->take();
  EXPECT_EQ(snapshot.pages().accesses(10), (std::vector<store::AccessRow>{rows[1], rows[0]}));
}

/// Random lessons and duties in a few cycles, some of which are thrown away.
void scramble_days(store::Store& store, Random& random) {
  std::map<journal::LessonId, rules::LessonRecord> known;
  std::map<std::pair<journal::LessonId, std::string>, rules::StoredDuty> duties;
  for (int cycle = 0; cycle < 4; ++cycle) {
    auto lessons_now = known;
    auto duties_now = duties;
    store::Transaction transaction = store.begin(at(1000 + cycle));
    const auto scope = store.ledger().scope_id({random.maybe() ? "7А" : "8Б", "", "Алгебра"});
    static_cast<void>(store.ledger().channel_id("inbox", journal::FieldSet{1}));
    for (int i = random.below(12); i > 0; --i) {
      const auto id = journal::make_lesson_id(scope, day(random.below(20)), 1 + random.below(2));
      const auto found = lessons_now.find(id);
      const bool is_new = found == lessons_now.end();
      rules::LessonRecord before = is_new ? rules::LessonRecord{} : found->second;
      rules::LessonRecord after = before;
      after.id = id;
      scramble(random, after);
      after.sightings.clear();
      before.sightings.clear();
      store.ledger().save_lessons(std::vector<rules::LessonChange>{{is_new ? nullptr : &before, &after}});
      lessons_now[id] = after;
      const std::string rule = random.maybe() ? "topic" : "homework";
      const auto old = duties_now.find({id, rule});
      rules::LedgerStore::DutyChange change;
      if (old != duties_now.end()) change.before = old->second;
      if (!change.before || random.below(4) != 0)
        change.after = rules::StoredDuty{id, rule, static_cast<DutyStatus>(random.below(8)), at(5000), {}};
      store.ledger().save_duties(std::vector<rules::LedgerStore::DutyChange>{change});
      if (change.after) {
        duties_now[{id, rule}] = *change.after;
      } else {
        duties_now.erase({id, rule});
      }
    }
    if (random.below(4) == 0) continue;
    transaction.commit();
    known = lessons_now;
    duties = duties_now;
  }
}

class PagesOfScrambledDays : public Pages, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(PagesOfScrambledDays, CountsByDayEqualThoseOfTheRows) {
  Random random(GetParam());
  scramble_days(*store, random);
  store::Snapshot snapshot = readers->take();
  const journal::DateRange all{day(0), day(30)};
  std::map<journal::Date, rules::LessonTotals> kept;
  for (const store::DayTotals& one : snapshot.pages().days(all)) kept[one.day] = one.lessons;
  for (int n = 0; n <= 30; ++n) {
    EXPECT_EQ(kept[day(n)], store->lesson_totals({day(n), day(n)}, day(0))) << n;
  }
  std::map<journal::Field, std::map<journal::FillState, std::int64_t>> fields;
  for (const store::DayField& one : snapshot.pages().day_fields(all))
    fields[one.field][one.state] += one.lessons;
  auto counted = store->recount().fields;
  for (auto& [field, states] : counted) states.erase(journal::FillState::unknown);
  std::erase_if(counted, [](const auto& entry) { return entry.second.empty(); });
  EXPECT_EQ(fields, counted);
}

INSTANTIATE_TEST_SUITE_P(Seeds, PagesOfScrambledDays, ::testing::Range<std::uint64_t>(1, 13));

}  // namespace
}  // namespace elzhur::tests
