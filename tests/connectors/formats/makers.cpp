#include "makers.hpp"

#include <zip.h>

#include <chrono>
#include <stdexcept>

namespace elzhur::tests {
namespace {

class Memory : public connectors::RowSink {
 public:
  explicit Memory(Told& told) : told_(told) {}

  bool begin_sheet(const connectors::SheetInfo& sheet) override {
    told_.sheets.push_back(ToldSheet{std::string(sheet.name), sheet.is_hidden, {}});
    return true;
  }

  bool row(std::size_t row_number, std::span<const connectors::Cell> cells) override {
    ToldRow row;
    row.number = row_number;
    for (const connectors::Cell& cell : cells) {
      row.texts.emplace_back(cell.text);
      row.kinds.push_back(cell.kind);
      row.copies.push_back(cell.is_merged_copy);
    }
    told_.sheets.back().rows.push_back(std::move(row));
    return true;
  }

 private:
  Told& told_;
};

constexpr std::size_t k_sector = 512;

std::string pad(std::string text, std::size_t multiple) {
  text.resize((text.size() + multiple - 1) / multiple * multiple);
  return text;
}

std::string directory_entry(const std::string& name, char type, std::size_t left, std::size_t child,
                            std::size_t start, std::size_t size) {
  std::string entry;
  for (const char letter : name) entry += std::string{letter, '\0'};
  entry.resize(64);
  entry += u16(2 * (name.size() + 1)) + type + '\1' + u32(left) + u32(0xFFFFFFFF) + u32(child);
  entry.resize(116);
  return entry + u32(start) + u32(size) + u32(0);
}

}  // namespace

std::string Told::joined(std::size_t sheet) const {
  std::string all;
  if (sheet >= sheets.size()) return all;
  for (const ToldRow& row : sheets[sheet].rows) {
    if (!all.empty()) all += '/';
    for (std::size_t column = 0; column < row.texts.size(); ++column)
      all += (column > 0 ? "|" : "") + row.texts[column];
  }
  return all;
}

Told read_all(std::string_view bytes, const connectors::Limits& limits) {
  Told told;
  Memory memory(told);
  auto read = connectors::read_tables(bytes, limits, memory);
  if (read) {
    told.read = std::move(*read);
  } else {
    told.error = read.error().text;
  }
  return told;
}

std::string make_zip(const Parts& parts) {
  constexpr std::chrono::seconds k_time =
      std::chrono::hours(5) + std::chrono::minutes(34) + std::chrono::seconds(12);
  return make_zip(parts, journal::make_date(2019, 1, 31) + k_time);
}

std::string make_zip(const Parts& parts, journal::LocalTime made) {
  const auto day = std::chrono::floor<std::chrono::days>(made);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{made - day};
  const auto dos_date = static_cast<zip_uint16_t>(
      (static_cast<unsigned>(static_cast<int>(date.year()) - 1980) << 9U) |
      (static_cast<unsigned>(date.month()) << 5U) | static_cast<unsigned>(date.day()));
  const auto dos_time = static_cast<zip_uint16_t>((static_cast<unsigned>(time.hours().count()) << 11U) |
                                                  (static_cast<unsigned>(time.minutes().count()) << 5U) |
                                                  (static_cast<unsigned>(time.seconds().count()) / 2U));
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  if (archive == nullptr) throw std::runtime_error("cannot make a ZIP");
  for (const auto& [name, content] : parts) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) throw std::runtime_error("cannot add to a ZIP");
    zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), dos_time, dos_date, 0);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("cannot write a ZIP");
  std::string bytes;
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  bytes.resize(static_cast<std::size_t>(zip_source_tell(target)));
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

Parts xlsx_parts(const std::string& rows, const std::string& rest, const std::string& shared) {
  const std::string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
  return {
      {"[Content_Types].xml", "<Types/>"},
      {"_rels/.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"" + relations +
                          "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
      {"xl/workbook.xml",
       "<workbook " + main + " xmlns:r=\"" + relations +
           "\"><sheets><sheet name=\"Уроки\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"rId1\" Type=\"" + relations +
           "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" + relations +
           "/styles\" Target=\"/xl/styles.xml\"/><Relationship Id=\"rId3\" Type=\"" + relations +
           "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"},
      {"xl/styles.xml",
       "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy\"/></numFmts>"
       "<cellStyleXfs><xf numFmtId=\"22\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
       "<xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"164\"/>"
       "</cellXfs></styleSheet>"},
      {"xl/sharedStrings.xml", "<sst " + main + ">" + shared + "</sst>"},
      {"xl/worksheets/sheet1.xml",
       "<worksheet " + main + "><sheetData>" + rows + "</sheetData>" + rest + "</worksheet>"},
  };
}

std::string make_xlsx(const std::string& rows, const std::string& rest, const std::string& shared) {
  return make_zip(xlsx_parts(rows, rest, shared));
}

std::string u16(std::size_t value) {
  return {static_cast<char>(value & 0xFFU), static_cast<char>((value >> 8U) & 0xFFU)};
}

std::string u32(std::size_t value) { return u16(value & 0xFFFFU) + u16((value >> 16U) & 0xFFFFU); }

std::string biff(std::uint16_t type, const std::string& data) { return u16(type) + u16(data.size()) + data; }

std::string narrow(const std::string& text) { return u16(text.size()) + '\0' + text; }

std::string wide(std::u16string_view text) {
  std::string bytes = u16(text.size()) + '\1';
  for (const char16_t unit : text) bytes += u16(unit);
  return bytes;
}

std::string cell(std::size_t row, std::size_t column, std::size_t style) {
  return u16(row) + u16(column) + u16(style);
}

std::string workbook_stream(const std::vector<XlsSheet>& sheets, const std::string& globals) {
  const std::string end = biff(0x000A, "");
  // Font, format, and 16 bytes of looks, which some readers insist on.
  const std::string looks(16, '\0');
  const std::string styles = biff(0x00E0, u16(0) + u16(0) + looks) + biff(0x00E0, u16(0) + u16(14) + looks);
  const std::string before = biff(0x0809, u16(0x0600) + u16(0x0005)) + globals + styles;
  std::size_t at = before.size() + end.size();
  for (const XlsSheet& sheet : sheets) at += 4 + 8 + sheet.name.size();
  std::string listed;
  std::string bodies;
  for (const XlsSheet& sheet : sheets) {
    const std::string body = biff(0x0809, u16(0x0600) + u16(0x0010)) + sheet.records + end;
    listed += biff(0x0085, u32(at + bodies.size()) + (sheet.is_hidden ? '\1' : '\0') + '\0' +
                               static_cast<char>(sheet.name.size()) + '\0' + sheet.name);
    bodies += body;
  }
  return before + listed + end + bodies;
}

std::string make_ole(const Parts& streams) {
  constexpr std::size_t k_chain_end = 0xFFFFFFFE;
  // Sector 0 is the directory, then the streams, and last the table of sectors.
  std::vector<std::size_t> next{k_chain_end};
  std::string bodies;
  std::string directory =
      directory_entry("Root Entry", '\5', 0xFFFFFFFF, streams.empty() ? 0xFFFFFFFF : 1, k_chain_end, 0);
  for (std::size_t index = 0; index < streams.size(); ++index) {
    const auto& [name, content] = streams[index];
    // The smallest size that is not kept in the mini stream.
    std::string body = content;
    if (body.size() < 4096) body.resize(4096);
    const std::size_t size = body.size();
    body = pad(std::move(body), k_sector);
    const std::size_t start = next.size();
    for (std::size_t sector = 1; sector < body.size() / k_sector; ++sector) next.push_back(start + sector);
    next.push_back(k_chain_end);
    bodies += body;
    directory += directory_entry(name, '\2', index + 1 < streams.size() ? index + 2 : 0xFFFFFFFF, 0xFFFFFFFF,
                                 start, size);
  }
  directory = pad(directory, k_sector);
  const std::size_t table_start = next.size();
  const std::size_t table_sectors = (4 * next.size() + k_sector - 1) / k_sector + 1;
  std::string table;
  for (const std::size_t number : next) table += u32(number);
  for (std::size_t index = 0; index < table_sectors; ++index) table += u32(0xFFFFFFFD);
  table.resize(table_sectors * k_sector, '\xFF');
  std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  header.resize(24);
  header += u16(0x3E) + u16(3) + u16(0xFFFE) + u16(9) + u16(6);
  header.resize(44);
  header += u32(table_sectors) + u32(0) + u32(0) + u32(4096) + u32(k_chain_end) + u32(0) + u32(k_chain_end) +
            u32(0);
  for (std::size_t index = 0; index < 109; ++index) {
    header += u32(index < table_sectors ? table_start + index : 0xFFFFFFFF);
  }
  if (directory.size() > k_sector || table_sectors > 109) throw std::runtime_error("too much for this maker");
  return header + directory + bodies + table;
}

std::string make_xls(const std::vector<XlsSheet>& sheets, const std::string& globals) {
  return make_ole({{"Workbook", workbook_stream(sheets, globals)}});
}

}  // namespace elzhur::tests
