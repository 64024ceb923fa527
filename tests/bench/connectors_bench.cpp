// Bytes -> Document: rows a second for every format, formats included. One core; run the release build.
#include <benchmark/benchmark.h>

#include <map>
#include <string>

#include "connectors/evidence.hpp"
#include "connectors/read_document.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace elzhur;
namespace fs = std::filesystem;

constexpr int k_rows = 100'000;
/// BIFF8 sheets end at 65,536 rows.
constexpr int k_xls_rows = 65'000;

/// Seven columns, 25 lessons a day of 30 classes: as an export of a school sorts them.
constexpr const char* k_maker = R"(
import sys, datetime
kind, rows, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
header = ["Дата урока", "Класс", "Группа", "Предмет", "Учитель", "Тема урока", "Домашнее задание"]
subjects = ["Алгебра", "Геометрия", "История", "Русский язык", "Физика", "Химия", "Биология", "Англ. яз."]
start = datetime.date(2018, 9, 1)
def make():
    yield header
    for i in range(rows):
        date = start + datetime.timedelta(days=i % 270)
        n = i // 270
        yield [date.strftime("%d.%m.%Y"), f"{n % 11 + 1}{'АБВ'[n // 11 % 3]}", "" if n % 3 else "группа 1",
               subjects[n // 33 % 8] + f" {n // 264}", f"Иванова Анна Петровна {n % 40}", f"Тема урока номер {i}",
               "" if i % 5 == 0 else f"упр. {i}, стр. {i % 100}"]
if kind == "csv":
    open(path, "w", encoding="utf-8").write("".join(";".join(row) + "\r\n" for row in make()))
elif kind == "xlsx":
    # As spreadsheet programs write: texts once, in a table that the cells point into.
    import xlsxwriter
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Лист1")
    for r, row in enumerate(make()):
        for c, value in enumerate(row):
            if value: sheet.write_string(r, c, value)
    book.close()
elif kind == "xlsx_inline":
    # As some scripts write: every text in its cell, three times as much XML.
    import openpyxl
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Лист1")
    for row in make(): sheet.append([value or None for value in row])
    book.save(path)
else:
    import xlwt
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Лист1")
    for r, row in enumerate(make()):
        for c, value in enumerate(row):
            if value: sheet.write(r, c, value)
    book.save(path)
)";

const std::string& file_of(const std::string& kind, int rows) {
  static auto* const k_files = new std::map<std::string, std::string>();
  const auto [at, is_new] = k_files->try_emplace(kind);
  if (is_new) {
    const fs::path folder = fs::temp_directory_path() / fs::path("elzhur-connectors-bench");
    fs::create_directories(folder);
    const fs::path path = folder / kind;
    const auto made = tests::run_process(
        {tests::python().string(), "-c", k_maker, kind, std::to_string(rows), path.string()},
        {.input = {}, .env = {}, .directory = {}, .time_max = std::chrono::minutes(5)});
    if (made.status == 0) at->second = tests::read_bytes(path);
  }
  return at->second;
}

const journal::TimeZone& zone() {
  static const auto* const k_zone = new journal::TimeZone(*journal::TimeZone::load("Europe/Moscow"));
  return *k_zone;
}

journal::Result<journal::Document> read(const std::string& bytes) {
  static const connectors::TextClassifier k_classifier({"без задания", "не задано", "нет"});
  const auto received = *journal::parse_instant("2019-06-01T12:00:00+03:00");
  return connectors::read_document(bytes, {"bench", "bench", "", {}, received}, {&zone(), &k_classifier, {}});
}

void read_format(benchmark::State& state, const std::string& kind, int rows) {
  const std::string& bytes = file_of(kind, rows);
  std::size_t lessons = 0;
  for (auto _ : state) {
    const auto document = read(bytes);
    if (!document || document->lessons() != static_cast<std::size_t>(rows)) {
      state.SkipWithError(document ? "lessons are missing" : document.error().text.c_str());
      return;
    }
    lessons += document->lessons();
  }
  state.counters["rows_per_second"] =
      benchmark::Counter(static_cast<double>(lessons), benchmark::Counter::kIsRate);
}

void csv(benchmark::State& state) { read_format(state, "csv", k_rows); }
void xlsx(benchmark::State& state) { read_format(state, "xlsx", k_rows); }
void xlsx_inline(benchmark::State& state) { read_format(state, "xlsx_inline", k_rows); }
void xls(benchmark::State& state) { read_format(state, "xls", k_xls_rows); }

void evidence(benchmark::State& state) {
  const auto document = read(file_of("csv", k_rows));
  std::size_t lessons = 0;
  for (auto _ : state) {
    const std::string text = connectors::render_evidence(*document);
    benchmark::DoNotOptimize(text.data());
    lessons += document->lessons();
  }
  state.counters["lessons_per_second"] =
      benchmark::Counter(static_cast<double>(lessons), benchmark::Counter::kIsRate);
}

}  // namespace

BENCHMARK(csv)->Unit(benchmark::kMillisecond);
BENCHMARK(xlsx)->Unit(benchmark::kMillisecond);
BENCHMARK(xlsx_inline)->Unit(benchmark::kMillisecond);
BENCHMARK(xls)->Unit(benchmark::kMillisecond);
BENCHMARK(evidence)->Unit(benchmark::kMillisecond);
