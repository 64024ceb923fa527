#include "connectors/formats/detect.hpp"

#include "connectors/formats/text.hpp"
#include "connectors/formats/zip.hpp"

namespace elzhur::connectors {
namespace {

constexpr std::string_view k_content_types = "[Content_Types].xml";

bool is_spreadsheet(const Zip& zip) {
  // Only a spreadsheet has a folder xl; .xlsb has one too, but no XML in it.
  if (!zip.find(k_content_types)) return false;
  for (const ZipEntry& entry : zip.entries()) {
    if (entry.name.starts_with("xl/") && entry.name.ends_with(".xml") &&
        entry.name.find("workbook") != std::string::npos) {
      return true;
    }
  }
  return false;
}

FileFormat detect_zip(std::string_view bytes) {
  const Limits limits;
  if (const auto zip = Zip::open(bytes, limits))
    return is_spreadsheet(*zip) ? FileFormat::xlsx : FileFormat::zip;
  // Broken: the first member's name still tells what it was going to be.
  constexpr std::size_t k_head_bytes = 4096;
  const std::string_view head = bytes.substr(0, k_head_bytes);
  const bool was_spreadsheet = head.find(k_content_types) != std::string_view::npos ||
                               head.find("_rels/.rels") != std::string_view::npos;
  return was_spreadsheet ? FileFormat::xlsx : FileFormat::zip;
}

/// The first character after the mark and spaces, in UTF-8 or UTF-16.
char first_character(std::string_view bytes) {
  const ByteOrderMark mark = take_byte_order_mark(bytes);
  if (mark == ByteOrderMark::utf16le || mark == ByteOrderMark::utf16be) {
    constexpr std::size_t k_head_bytes = 512;
    const char* charset = mark == ByteOrderMark::utf16le ? "UTF-16LE" : "UTF-16BE";
    const auto head = convert_to_utf8(bytes.substr(0, k_head_bytes), charset);
    const auto text = head ? trim(*head) : std::string_view{};
    return text.empty() ? '\0' : text.front();
  }
  const std::string_view text = trim(bytes);
  return text.empty() ? '\0' : text.front();
}

}  // namespace

FileFormat detect_format(std::string_view bytes) {
  if (bytes.starts_with("PK\3\4") || bytes.starts_with("PK\5\6")) return detect_zip(bytes);
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return FileFormat::xls;
  switch (first_character(bytes)) {
    case '<':
      return FileFormat::html;
    case '{':
      return FileFormat::json;
    default:
      return FileFormat::csv;
  }
}

std::string_view format_name(FileFormat format) {
  switch (format) {
    case FileFormat::csv:
      return "csv";
    case FileFormat::xls:
      return "xls";
    case FileFormat::xlsx:
      return "xlsx";
    case FileFormat::html:
      return "html";
    case FileFormat::zip:
      return "zip";
    case FileFormat::json:
      return "json";
  }
  return "";
}

}  // namespace elzhur::connectors
