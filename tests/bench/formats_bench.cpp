// Rows per second of the format readers on one core, from bytes in memory to a sink that looks at every
// cell. Seven columns, some 6.8 texts a row, like a report of lessons.
// Usage: formats_bench FILE...: reads each file three times and prints the best.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/resource.h>

#include "connectors/formats/detect.hpp"
#include "connectors/formats/read.hpp"

namespace {

using namespace elzhur;

class Counter : public connectors::RowSink {
 public:
  bool begin_sheet(const connectors::SheetInfo&) override { return true; }
  bool row(std::size_t, std::span<const connectors::Cell> cells) override {
    for (const connectors::Cell& cell : cells) {
      texts += cell.text.empty() ? 0 : 1;
      bytes += cell.text.size();
    }
    return true;
  }
  std::size_t texts = 0;
  std::size_t bytes = 0;
};

bool measure(const char* path) {
  constexpr int k_rounds = 3;
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  double best = 1e9;
  std::size_t rows = 0;
  Counter counter;
  for (int round = 0; round < k_rounds; ++round) {
    counter = Counter{};
    const auto begin = std::chrono::steady_clock::now();
    const auto read = connectors::read_tables(bytes, connectors::Limits{}, counter);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (!read) {
      std::fprintf(stderr, "%s: %s\n", path, read.error().text.c_str());
      return false;
    }
    best = std::min(best, took.count());
    rows = read->rows;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const std::string_view format = connectors::format_name(connectors::detect_format(bytes));
  std::printf("%.*s rows=%zu cells=%zu seconds=%.3f rows_per_second=%.0f peak_mib=%ld\n",
              static_cast<int>(format.size()), format.data(), rows, counter.texts, best,
              static_cast<double>(rows) / best, usage.ru_maxrss / 1024);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  bool went_well = argc > 1;
  for (int index = 1; index < argc; ++index) went_well = measure(argv[index]) && went_well;
  return went_well ? 0 : 1;
}
