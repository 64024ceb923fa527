// Hostile files of every format: no crash, no hang, no memory without bound, and whatever is told is valid
// UTF-8 within the limits. The limits are small, so that the fuzzer reaches them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "connectors/formats/archive.hpp"
#include "connectors/formats/detect.hpp"
#include "connectors/formats/read.hpp"
#include "connectors/formats/text.hpp"
#include "journal/check.hpp"

namespace {

using namespace elzhur;

class Checker : public connectors::RowSink {
 public:
  explicit Checker(const connectors::Limits& limits) : limits_(limits) {}

  bool begin_sheet(const connectors::SheetInfo& sheet) override {
    ELZHUR_CHECK(connectors::is_valid_utf8(sheet.name));
    last_row_ = 0;
    return true;
  }

  bool row(std::size_t row_number, std::span<const connectors::Cell> cells) override {
    ELZHUR_CHECK(row_number > last_row_ && row_number <= limits_.sheet_rows_max);
    last_row_ = row_number;
    ELZHUR_CHECK(!cells.empty() && cells.size() <= limits_.columns_max && !cells.back().text.empty());
    for (const connectors::Cell& cell : cells) {
      ELZHUR_CHECK(cell.text.size() <= limits_.cell_bytes_max);
      ELZHUR_CHECK(connectors::is_valid_utf8(cell.text));
    }
    return true;
  }

 private:
  const connectors::Limits& limits_;
  std::size_t last_row_ = 0;
};

void read(std::string_view bytes, const connectors::Limits& limits) {
  Checker checker(limits);
  const auto outcome = connectors::read_tables(bytes, limits, checker);
  if (!outcome) ELZHUR_CHECK(!outcome.error().text.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  connectors::Limits limits;
  limits.unpacked_bytes_max = std::size_t{4} << 20U;
  limits.text_bytes_max = std::size_t{4} << 20U;
  limits.cell_bytes_max = 4096;
  if (connectors::detect_format(bytes) == connectors::FileFormat::zip) {
    (void)connectors::for_each_member(bytes, limits, [&limits](connectors::ArchiveMember member) {
      ELZHUR_CHECK(connectors::is_valid_utf8(member.name));
      read(member.bytes, limits);
      return true;
    });
  } else {
    read(bytes, limits);
  }
  return 0;
}
