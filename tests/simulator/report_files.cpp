// reports.hpp: the table as the bytes of a file.
#include <bit>
#include <exception>
#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "journal/utf8.hpp"
#include "tests/connectors/formats/makers.hpp"
#include "tests/simulator/reports.hpp"
#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using journal::ErrorKind;
using journal::failure;
using journal::Result;
using Cells = std::vector<std::string>;

/// «№ урока» and «Отметок» are numbers in a spreadsheet, as people keep them; dates are texts, as exports
/// are.
bool is_number(const ReportTable& table, std::size_t column, const std::string& text) {
  const std::string& name = table.header.at(column);
  return (name == "№ урока" || name == "Отметок") && !text.empty() && text.size() < 5 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

std::u16string utf16(std::string_view text) {
  // A label holds little over 4,000 characters in a record.
  constexpr std::size_t k_units_max = 4000;
  std::u16string out;
  while (!text.empty() && out.size() < k_units_max) {
    const char32_t c = journal::take_code_point(text);
    if (c < 0x10000) {
      out += static_cast<char16_t>(c);
    } else {
      out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10U));
      out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

std::string biff_label(std::size_t row, std::size_t column, const std::string& text) {
  if (text.empty()) return {};
  return tests::biff(0x0204, tests::cell(row, column) + tests::wide(utf16(text)));
}

std::string biff_number(std::size_t row, std::size_t column, const std::string& text) {
  const auto bits = std::bit_cast<std::uint64_t>(std::stod(text));
  return tests::biff(0x0203,
                     tests::cell(row, column) + tests::u32(bits & 0xFFFFFFFFU) + tests::u32(bits >> 32U));
}

/// The makers of test files keep to one table of sectors.
constexpr std::size_t k_xls_bytes_max = std::size_t{6} << 20U;

/// As letters of two bytes weigh in a workbook; digits weigh more, so what is made is looked at too.
std::size_t least_xls_bytes(const ReportTable& table) {
  std::size_t bytes = 0;
  for (const Cells& row : table.rows) {
    for (const std::string& cell : row) bytes += cell.size();
  }
  return bytes;
}

std::string make_xls(const ReportTable& table) {
  const char* const too_long = "слишком много строк для XLS";
  if (least_xls_bytes(table) > k_xls_bytes_max) throw std::length_error(too_long);
  std::string records;
  std::size_t at = 0;
  for (const std::string& title : table.titles) records += biff_label(at++, 0, title);
  for (std::size_t column = 0; column < table.header.size(); ++column) {
    records += biff_label(at, column, table.header[column]);
  }
  for (const Cells& row : table.rows) {
    ++at;
    if (records.size() > k_xls_bytes_max) throw std::length_error(too_long);
    for (std::size_t column = 0; column < row.size(); ++column) {
      records += is_number(table, column, row[column]) ? biff_number(at, column, row[column])
                                                       : biff_label(at, column, row[column]);
    }
  }
  const std::string dimensions = tests::biff(0x0200, tests::u32(0) + tests::u32(at + 1) + tests::u16(0) +
                                                         tests::u16(table.header.size()) + tests::u16(0));
  return tests::make_xls({{"Report", dimensions + records, false}});
}

std::string xlsx_row(std::size_t number, const Cells& cells, const ReportTable* numbers) {
  std::string out = fmt::format("<row r=\"{}\">", number);
  for (std::size_t column = 0; column < cells.size(); ++column) {
    const std::string place = fmt::format("{}{}", static_cast<char>('A' + column), number);
    if (cells[column].empty()) continue;
    if (numbers != nullptr && is_number(*numbers, column, cells[column])) {
      out += fmt::format("<c r=\"{}\"><v>{}</v></c>", place, cells[column]);
    } else {
      out += fmt::format("<c r=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", place,
                         html_escaped(cells[column]));
    }
  }
  return out + "</row>";
}

/// The makers' workbook is the least that a tolerant reader takes; this one is whole, for strangers'
/// programs.
std::string make_xlsx(const ReportTable& table, journal::LocalTime made) {
  std::string rows;
  std::size_t number = 0;
  for (const std::string& title : table.titles) rows += xlsx_row(++number, {title}, nullptr);
  rows += xlsx_row(++number, table.header, nullptr);
  for (const Cells& row : table.rows) rows += xlsx_row(++number, row, &table);
  const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const std::string types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  const std::string office = "http://schemas.openxmlformats.org/";
  const auto with_namespace = [](std::string xml, std::string_view element, const std::string& name) {
    const std::size_t at = xml.find(fmt::format("<{}>", element));
    if (at != std::string::npos) xml.insert(at + 1 + element.size(), fmt::format(" xmlns=\"{}\"", name));
    return xml;
  };
  tests::Parts parts = tests::xlsx_parts(rows);
  for (auto& [name, xml] : parts) {
    if (name == "[Content_Types].xml") {
      xml = fmt::format(
          "<Types xmlns=\"{0}package/2006/content-types\">"
          "<Default Extension=\"rels\" "
          "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
          "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
          "<Override PartName=\"/xl/workbook.xml\" ContentType=\"{1}sheet.main+xml\"/>"
          "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{1}worksheet+xml\"/>"
          "<Override PartName=\"/xl/styles.xml\" ContentType=\"{1}styles+xml\"/>"
          "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{1}sharedStrings+xml\"/></Types>",
          office, types);
    }
    if (name == "xl/styles.xml") {
      xml = fmt::format(
          "<styleSheet xmlns=\"{}spreadsheetml/2006/main\">"
          "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
          "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
          "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
          "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
          "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
          "borderId=\"0\"/></cellStyleXfs>"
          "<cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" "
          "xfId=\"0\"/></cellXfs>"
          "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
          "builtinId=\"0\"/></cellStyles></styleSheet>",
          office);
    }
    xml = head + with_namespace(std::move(xml), "Relationships", office + "package/2006/relationships");
  }
  return tests::make_zip(parts, made);
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(";\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string make_csv(const ReportTable& table) {
  std::string out;
  const auto add = [&](const Cells& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ";") + csv_cell(cells[i]);
    out += "\r\n";
  };
  for (const std::string& title : table.titles) add({title});
  add(table.header);
  for (const Cells& row : table.rows) add(row);
  return out;
}

/// As the site prints: rows are told apart by the attribute that its Excel export goes by.
std::string make_html(const ReportTable& table) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"ru\"><head><meta charset=\"utf-8\"><title>Заполнение журнала</title>"
      "</head>\n<body>\n";
  for (const std::string& title : table.titles) out += fmt::format("<p>{}</p>\n", html_escaped(title));
  out += "<table border=\"1\">\n<tr xls=\"hrow\">";
  for (const std::string& cell : table.header) out += fmt::format("<th>{}</th>", html_escaped(cell));
  out += "</tr>\n";
  for (const Cells& row : table.rows) {
    out += "<tr xls=\"row\">";
    for (const std::string& cell : row) out += fmt::format("<td>{}</td>", html_escaped(cell));
    out += "</tr>\n";
  }
  return out + "</table>\n</body></html>\n";
}

/// A workbook for each class. Without lessons: one without rows.
std::string make_zip(const ReportTable& table, journal::LocalTime made) {
  constexpr std::size_t k_class_column = 2;
  ReportTable empty = table;
  empty.rows.clear();
  std::vector<std::pair<std::string, ReportTable>> classes;
  for (const Cells& row : table.rows) {
    if (classes.empty() || classes.back().first != row.at(k_class_column)) {
      classes.emplace_back(row.at(k_class_column), empty);
    }
    classes.back().second.rows.push_back(row);
  }
  if (classes.empty()) classes.emplace_back("школа", empty);
  tests::Parts parts;
  for (const auto& [name, one] : classes) parts.emplace_back(name + ".xls", make_xls(one));
  return tests::make_zip(parts, made);
}

struct File {
  std::string name;
  std::string type;
  std::string bytes;
};

File make_file(const ReportTable& table, ReportFormat format, journal::LocalTime made) {
  switch (format) {
    case ReportFormat::xls:
      return {"report.xls", "application/vnd.ms-excel", make_xls(table)};
    case ReportFormat::xlsx:
      return {"report.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              make_xlsx(table, made)};
    case ReportFormat::csv:
      return {"report.csv", "text/csv; charset=utf-8", "\xEF\xBB\xBF" + make_csv(table)};
    case ReportFormat::csv1251:
      return {"report.csv", "text/csv; charset=windows-1251", to_windows_1251(make_csv(table))};
    case ReportFormat::html:
      return {"", "text/html; charset=utf-8", make_html(table)};
    case ReportFormat::zip:
      return {"report.zip", "application/zip", make_zip(table, made)};
  }
  throw std::logic_error("no such format");
}

}  // namespace

std::string to_windows_1251(std::string_view utf8) {
  static const std::map<char32_t, char> k_others{
      {U'Ё', '\xA8'}, {U'ё', '\xB8'}, {U'№', '\xB9'}, {U'«', '\xAB'}, {U'»', '\xBB'},          {U'–', '\x96'},
      {U'—', '\x97'}, {U'§', '\xA7'}, {U'…', '\x85'}, {U'„', '\x84'}, {U'“', '\x93'},          {U'”', '\x94'},
      {U'±', '\xB1'}, {U'°', '\xB0'}, {U'·', '\xB7'}, {U'•', '\x95'}, {char32_t{0xA0}, '\xA0'}};
  std::string out;
  while (!utf8.empty()) {
    const char32_t c = journal::take_code_point(utf8);
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else if (c >= U'А' && c <= U'я') {
      out += static_cast<char>(0xC0 + (c - U'А'));
    } else {
      const auto found = k_others.find(c);
      out += found == k_others.end() ? '?' : found->second;
    }
  }
  return out;
}

Result<SiteAnswer> render_report(const ReportTable& table, ReportFormat format, journal::LocalTime made) {
  try {
    File file = make_file(table, format, made);
    SiteAnswer answer{200, std::move(file.type), std::move(file.bytes), {}};
    if (!file.name.empty()) {
      answer.headers.emplace_back("Content-Disposition",
                                  fmt::format("attachment; filename=\"{}\"", file.name));
    }
    return answer;
  } catch (const std::exception& error) {
    return failure(ErrorKind::bad_input,
                   fmt::format("отчёт не помещается в файл: {} (имитатор)", error.what()));
  }
}

}  // namespace elzhur::simulator
