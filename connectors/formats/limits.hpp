// How much of a file from outside the format readers take on. Hitting a limit refuses the file with
// a text that says so; nothing is ever cut off silently.
#pragma once

#include <cstddef>

namespace elzhur::connectors {

inline constexpr std::size_t k_mebibyte = std::size_t{1} << 20;

/// Bytes of one file as it was received.
inline constexpr std::size_t k_file_bytes_max = 64 * k_mebibyte;
/// Bytes that one ZIP or XLSX may unpack to, all members together.
inline constexpr std::size_t k_unpacked_bytes_max = 512 * k_mebibyte;
/// Bytes of one unpacked archive member: it is held in memory, and then read as a file of its own.
inline constexpr std::size_t k_member_bytes_max = k_file_bytes_max;
/// Unpacked bytes per packed byte, once a member has grown past k_expansion_free_bytes. Sheets written
/// by office programs stay below 60.
inline constexpr std::size_t k_expansion_max = 300;
inline constexpr std::size_t k_expansion_free_bytes = 16 * k_mebibyte;
inline constexpr std::size_t k_archive_members_max = 2000;
inline constexpr std::size_t k_sheets_max = 500;
/// The most rows that Excel has.
inline constexpr std::size_t k_sheet_rows_max = 1'048'576;
/// Columns that hold text; empty cells further to the right do not count.
inline constexpr std::size_t k_columns_max = 256;
/// Bytes of one cell: the 32,767 characters that Excel allows, four bytes each.
inline constexpr std::size_t k_cell_bytes_max = std::size_t{4} * 32'767;
/// Bytes of all cells told to the sink for one file (a small file can repeat one long text very often).
inline constexpr std::size_t k_text_bytes_max = 512 * k_mebibyte;
/// Bytes of the different texts (shared strings) of one workbook, which are held in memory.
inline constexpr std::size_t k_shared_text_bytes_max = 128 * k_mebibyte;
/// Merged ranges of one sheet.
inline constexpr std::size_t k_merged_ranges_max = 65'536;
/// Nesting of XML elements, and of HTML elements (where unclosed ones pile up).
inline constexpr std::size_t k_xml_depth_max = 64;
inline constexpr std::size_t k_html_depth_max = 512;

struct Limits {
  std::size_t file_bytes_max = k_file_bytes_max;
  std::size_t unpacked_bytes_max = k_unpacked_bytes_max;
  std::size_t member_bytes_max = k_member_bytes_max;
  std::size_t expansion_max = k_expansion_max;
  std::size_t archive_members_max = k_archive_members_max;
  std::size_t sheets_max = k_sheets_max;
  std::size_t sheet_rows_max = k_sheet_rows_max;
  std::size_t columns_max = k_columns_max;
  std::size_t cell_bytes_max = k_cell_bytes_max;
  std::size_t text_bytes_max = k_text_bytes_max;
  std::size_t shared_text_bytes_max = k_shared_text_bytes_max;
  std::size_t merged_ranges_max = k_merged_ranges_max;
  std::size_t xml_depth_max = k_xml_depth_max;
  std::size_t html_depth_max = k_html_depth_max;
};

}  // namespace elzhur::connectors
