// elzhur-years FIRST LAST [DAYS CLASSES TEACHERS]: plays the school years of these seeds, each by plain
// looks, by aimed looks, and with troubles; prints what is proved, and every seed that says what the truth
// does not support.
#include <charconv>
#include <cstdio>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tests/simulation/school_year.hpp"

namespace {

using elzhur::simulation::Share;
using elzhur::simulation::YearOptions;
using elzhur::simulation::YearReport;

struct Sum {
  Share late;
  Share unfilled;
  std::int64_t duties = 0;
  std::int64_t on_time = 0;
  std::int64_t unproven = 0;

  void add(const YearReport& report) {
    late.in_truth += report.late.in_truth;
    late.proved += report.late.proved;
    unfilled.in_truth += report.unfilled.in_truth;
    unfilled.proved += report.unfilled.proved;
    duties += report.duties;
    on_time += report.on_time;
    unproven += report.unproven;
  }
  void print(const char* name) const {
    const auto percent = [](const Share& s) {
      return s.in_truth == 0 ? 100.0
                             : 100.0 * static_cast<double>(s.proved) / static_cast<double>(s.in_truth);
    };
    fmt::print(
        "{:<9} duties {}, on time {}, unproven {}, late {} of which {:.2f} % proved, missing {} of which "
        "{:.2f} % said\n",
        name, duties, on_time, unproven, late.in_truth, percent(late), unfilled.in_truth, percent(unfilled));
  }
};

/// False when the year says what it must not, or keeps silent about what it must say.
bool play(YearOptions options, Sum& sum) {
  const YearReport report = elzhur::simulation::watch_a_year(options);
  sum.add(report);
  const std::vector<std::string>& silent = options.troubled ? std::vector<std::string>{} : report.not_said;
  if (report.false_findings.empty() && silent.empty()) return true;
  fmt::print("seed {}{}{}: {} false, {} not said\n", options.seed, options.aligned ? ", aimed" : ", plain",
             options.troubled ? ", troubled" : "", report.false_findings.size(), silent.size());
  for (const auto* lines : {&report.false_findings, &silent}) {
    for (std::size_t i = 0; i < lines->size() && i < 5; ++i) fmt::print("  {}\n", (*lines)[i]);
  }
  std::fflush(stdout);  // Somebody may be waiting for the first seed that goes wrong.
  return false;
}

bool take_number(const char* text, std::uint64_t& number) {
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), number);
  return error == std::errc{} && end == view.data() + view.size();
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::uint64_t> numbers;
  for (int i = 1; i < argc; ++i) {
    if (!take_number(argv[i], numbers.emplace_back())) numbers.clear();
  }
  if (numbers.size() != 2 && numbers.size() != 5) {
    std::fputs("Usage: elzhur-years FIRST LAST [DAYS CLASSES TEACHERS]\n", stderr);
    return 64;
  }
  YearOptions options;
  if (numbers.size() == 5) {
    options.school_days = static_cast<int>(numbers[2]);
    options.classes = static_cast<int>(numbers[3]);
    options.teachers = static_cast<int>(numbers[4]);
  }
  Sum plain;
  Sum aimed;
  Sum troubled;
  std::size_t bad = 0;
  for (options.seed = numbers[0]; options.seed <= numbers[1]; ++options.seed) {
    options.aligned = false;
    options.troubled = false;
    bad += play(options, plain) ? 0U : 1U;
    options.aligned = true;
    bad += play(options, aimed) ? 0U : 1U;
    options.troubled = true;
    bad += play(options, troubled) ? 0U : 1U;
  }
  plain.print("plain");
  aimed.print("aimed");
  troubled.print("troubled");
  fmt::print("seeds {} to {}: {} years went wrong\n", numbers[0], numbers[1], bad);
  return bad == 0 ? 0U : 1U;
}
