// What a scrape costs: a new view rendered, a kept page with the process read anew, a kept page.
#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "daemon/metrics/board.hpp"
#include "daemon/metrics/render.hpp"
#include "tests/daemon/metrics/sample_view.hpp"

namespace elzhur::metrics {
namespace {

constexpr int k_thousand = 1000;

/// A school of so many series: mostly rules, because nothing else is so many.
MetricsView view_of(std::int64_t series) {
  constexpr int k_series_a_rule = 19;
  constexpr int k_others_in_rules = 27;  // Sources, teachers, classes and the rest are as many series.
  const int rules = static_cast<int>(series) / k_series_a_rule - k_others_in_rules;
  return sample_view(3, rules, 60, 25);
}

std::int64_t count_series(const std::string& text) {
  std::int64_t series = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) series += text[at] == '#' ? 0 : 1;
  return series;
}

void new_view(benchmark::State& state) {
  const MetricsView view = view_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(render(view));
  const std::string text = render(view);
  state.counters["series"] = static_cast<double>(count_series(text));
  state.counters["bytes"] = static_cast<double>(text.size());
}
BENCHMARK(new_view)->Arg(k_thousand)->Arg(10 * k_thousand)->Unit(benchmark::kMicrosecond);

void kept_view(benchmark::State& state) {
  std::chrono::steady_clock::time_point now{};
  Board board(journal::Instant{}, [&now] { return now += k_process_age_max; });
  board.publish(view_of(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(board.page());
}
BENCHMARK(kept_view)->Arg(k_thousand)->Arg(10 * k_thousand)->Unit(benchmark::kMicrosecond);

void kept_page(benchmark::State& state) {
  Board board(journal::Instant{}, [] { return std::chrono::steady_clock::time_point{}; });
  board.publish(view_of(k_thousand));
  for (auto _ : state) benchmark::DoNotOptimize(board.page());
}
BENCHMARK(kept_page)->Unit(benchmark::kNanosecond);

}  // namespace
}  // namespace elzhur::metrics
