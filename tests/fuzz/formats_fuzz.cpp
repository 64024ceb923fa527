// Hostile files of every format: no crash, no hang, no memory without bound, and whatever is told is valid
// UTF-8 within the limits. The limits are small, so that the fuzzer reaches them.
#include <zip.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

std::string zip_parts(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    const auto index =
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
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

/// A workbook whose part `name` is `content`.
std::string make_workbook(std::string_view name, std::string_view content) {
  std::vector<std::pair<std::string, std::string>> parts{
      {"[Content_Types].xml", "<Types/>"},
      {"xl/workbook.xml",
       "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"sheet\"/><Relationship Id=\"b\" "
       "Type=\"x/styles\" Target=\"styles\"/><Relationship Id=\"c\" Type=\"x/sharedStrings\" "
       "Target=\"shared\"/>"
       "</Relationships>"},
      {"xl/styles", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
      {"xl/shared", "<sst><si><t>a</t></si></sst>"},
      {"xl/sheet",
       "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c "
       "s=\"1\"><v>46266</v></c></row></sheetData></worksheet>"}};
  for (auto& part : parts) {
    if (part.first.substr(3) == name) part.second = content;
  }
  return zip_parts(parts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  connectors::Limits limits;
  limits.unpacked_bytes_max = std::size_t{4} << 20U;
  limits.text_bytes_max = std::size_t{4} << 20U;
  limits.cell_bytes_max = 4096;
  for (const std::string_view part : {"sheet", "shared", "styles"}) {
    if (!bytes.starts_with(part) || bytes.substr(part.size(), 1) != ":") continue;
    read(make_workbook(part, bytes.substr(part.size() + 1)), limits);
    return 0;
  }
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
