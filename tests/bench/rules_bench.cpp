// How many duties a second the evaluator judges, beside the least that any judge must do: reading every
// episode of every lesson once.
#include <vector>

#include <benchmark/benchmark.h>

#include "tests/rules/school.hpp"

namespace elzhur::rules {
namespace {

using namespace test;

constexpr int k_days = 180;
constexpr int k_scopes = 300;

/// A school year's worth of lessons: most filled at once, some later, some never.
std::vector<LessonRecord> make_lessons() {
  std::vector<LessonRecord> lessons;
  lessons.reserve(static_cast<std::size_t>(k_days) * k_scopes);
  for (int scope = 1; scope <= k_scopes; ++scope) {
    for (int day = 0; day < k_days; ++day) {
      LessonRecord record;
      record.id = journal::make_lesson_id(journal::ScopeId{scope},
                                          journal::make_date(2026, 9, 1) + std::chrono::days(day), 1);
      record.attributes.teachers = {PersonId{scope}};
      const Seen seen{exactly("14.09 10:00"), journal::DocumentId{1}};
      const Seen later{exactly("15.09 10:00"), journal::DocumentId{2}};
      Episodes& topic = record.field(Field::topic);
      topic.push_back({FillState::empty, seen, seen});
      if ((scope + day) % 10 != 0) topic.push_back({FillState::filled, later, later});
      lessons.push_back(std::move(record));
    }
  }
  return lessons;
}

void judge_duties(benchmark::State& state) {
  const auto lessons = make_lessons();
  const Policy policy = topic_policy();
  for (auto _ : state) {
    Evaluator evaluator(policy, at("16.09 12:00"));
    std::size_t unfilled = 0;
    for (const LessonRecord& record : lessons) {
      const auto duty = evaluator.evaluate(0, {record, k_scope_names, {}, {}});
      unfilled += duty && duty->status == DutyStatus::unfilled ? 1U : 0U;
    }
    benchmark::DoNotOptimize(unfilled);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(lessons.size()));
}
BENCHMARK(judge_duties)->Unit(benchmark::kMillisecond);

void read_episodes_only(benchmark::State& state) {
  const auto lessons = make_lessons();
  for (auto _ : state) {
    Instant newest{};
    for (const LessonRecord& record : lessons) {
      for (const Episode& episode : record.field(Field::topic))
        newest = std::max(newest, episode.last.as_of.latest);
    }
    benchmark::DoNotOptimize(newest);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(lessons.size()));
}
BENCHMARK(read_episodes_only)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace elzhur::rules

BENCHMARK_MAIN();
