// Rows per second of the format readers, from bytes in memory to a sink that looks at every cell: seven
// columns, 6.8 texts a row, as a report of lessons has them. `items_per_second` is rows per second of
// processor time.
#include <fmt/format.h>
#include <zip.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "connectors/formats/read.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace elzhur;

constexpr int k_rows = 100'000;
constexpr int k_xls_rows = 65'000;  // a sheet of this format has no more than 65,536

class Counter : public connectors::RowSink {
 public:
  bool begin_sheet(const connectors::SheetInfo&) override { return true; }
  bool row(std::size_t, std::span<const connectors::Cell> cells) override {
    for (const connectors::Cell& cell : cells) bytes += cell.text.size();
    return true;
  }
  std::size_t bytes = 0;
};

void read(benchmark::State& state, const std::string& bytes, std::size_t rows) {
  for (auto _ : state) {
    Counter counter;
    const auto done = connectors::read_tables(bytes, {}, counter);
    if (!done || done->rows < rows) {
      state.SkipWithError(done ? "rows are missing" : done.error().text.c_str());
      return;
    }
    benchmark::DoNotOptimize(counter.bytes);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

std::string make_csv(bool is_quoted) {
  const std::string quote = is_quoted ? "\"" : "";
  std::string text = "Дата;№;Класс;Предмет;Учитель;Тема;ДЗ\r\n";
  for (int row = 0; row < k_rows; ++row) {
    text += fmt::format("{:02}.09.2026;{};{}А;Алгебра;Учитель {} Иванович;{}Тема урока номер {}{};",
                        row % 30 + 1, row % 7 + 1, row % 11 + 1, row % 60, quote, row, quote);
    if (row % 5 != 0) text += fmt::format("Упражнения {}", row % 500);
    text += "\r\n";
  }
  return text;
}

void csv(benchmark::State& state) { read(state, make_csv(false), k_rows); }
BENCHMARK(csv)->Unit(benchmark::kMillisecond);

void csv_quoted(benchmark::State& state) { read(state, make_csv(true), k_rows); }
BENCHMARK(csv_quoted)->Unit(benchmark::kMillisecond);

std::string zip_parts(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
  }
  zip_close(archive);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

/// As office programs lay a workbook out: texts shared, dates as styled numbers, every cell with its
/// reference.
std::string make_xlsx() {
  const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  std::string shared = "<sst>";
  std::string sheet = "<worksheet><sheetData>";
  int texts = 0;
  const auto share = [&](const std::string& text) {
    shared += "<si><t>" + text + "</t></si>";
    return texts++;
  };
  const int lesson = share("Алгебра");
  for (int row = 1; row <= k_rows; ++row) {
    sheet += fmt::format(
        "<row r=\"{0}\" spans=\"1:7\"><c r=\"A{0}\" s=\"1\"><v>{1}</v></c><c r=\"B{0}\"><v>{2}</v></c>"
        "<c r=\"C{0}\" t=\"s\"><v>{3}</v></c><c r=\"D{0}\" t=\"s\"><v>{3}</v></c><c r=\"E{0}\" "
        "t=\"s\"><v>{3}</v></c>"
        "<c r=\"F{0}\" t=\"s\"><v>{4}</v></c>",
        row, 46266 + row % 270, row % 7 + 1, lesson, share(fmt::format("Тема урока номер {}", row)));
    if (row % 5 != 0) sheet += fmt::format("<c r=\"G{}\" t=\"s\"><v>{}</v></c>", row, lesson);
    sheet += "</row>";
  }
  return zip_parts(
      {{"[Content_Types].xml", "<Types/>"},
       {"xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        fmt::format(
            "<Relationships><Relationship Id=\"a\" Type=\"{0}/worksheet\" "
            "Target=\"sheet.xml\"/><Relationship Id=\"b\" "
            "Type=\"{0}/styles\" Target=\"styles.xml\"/><Relationship Id=\"c\" Type=\"{0}/sharedStrings\" "
            "Target=\"shared.xml\"/></Relationships>",
            types)},
       {"xl/styles.xml",
        "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
       {"xl/shared.xml", shared + "</sst>"},
       {"xl/sheet.xml", sheet + "</sheetData></worksheet>"}});
}

void xlsx(benchmark::State& state) { read(state, make_xlsx(), k_rows); }
BENCHMARK(xlsx)->Unit(benchmark::kMillisecond);

/// By xlwt: the reader should not be measured on what its own author thinks a workbook looks like.
std::string make_xls() {
  constexpr const char* k_script = R"(
import datetime, sys, xlwt
book = xlwt.Workbook(encoding="utf-8")
sheet = book.add_sheet("S")
day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
for row in range(int(sys.argv[2])):
    sheet.write(row, 0, datetime.date(2026, 9, 1) + datetime.timedelta(days=row % 270), day)
    cells = [row % 7 + 1, f"{row % 11 + 1}А", "Алгебра", f"Учитель {row % 60} Иванович", f"Тема урока номер {row}"]
    cells += [f"Упражнения {row % 500}"] if row % 5 else []
    for column, cell in enumerate(cells, 1):
        sheet.write(row, column, cell)
book.save(sys.argv[1])
)";
  const tests::TempDir folder;
  const std::string path = (folder.path() / "book.xls").string();
  const auto made =
      tests::run_process({tests::python().string(), "-c", k_script, path, std::to_string(k_xls_rows)});
  if (made.status != 0) return {};
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void xls(benchmark::State& state) { read(state, make_xls(), k_xls_rows); }
BENCHMARK(xls)->Unit(benchmark::kMillisecond);

void html(benchmark::State& state) {
  std::string page = "<html><meta charset=utf-8><body><table>";
  for (int row = 0; row < k_rows; ++row) {
    page += fmt::format(
        "<tr><td>01.09.2026</td><td>{}</td><td>7А</td><td>Алгебра</td><td>Учитель</td><td>Тема урока {}</td>"
        "<td>Упражнения</td></tr>\n",
        row % 7 + 1, row);
  }
  read(state, page + "</table></body></html>", k_rows);
}
BENCHMARK(html)->Unit(benchmark::kMillisecond);

}  // namespace
