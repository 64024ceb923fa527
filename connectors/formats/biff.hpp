// The records of an old Excel workbook (MS-XLS, BIFF8 and BIFF5): walking them, their texts, and what
// the workbook says of itself before its first sheet. Inner to the format readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/limits.hpp"
#include "connectors/formats/number_text.hpp"
#include "connectors/formats/text.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Record types by their names in MS-XLS 2.3.
enum class BiffType : std::uint16_t {
  formula = 0x0006,
  eof = 0x000A,
  date_1904 = 0x0022,
  file_pass = 0x002F,
  continuation = 0x003C,
  code_page = 0x0042,
  bound_sheet = 0x0085,
  mul_rk = 0x00BD,
  rich_string = 0x00D6,
  extended_format = 0x00E0,
  merge_cells = 0x00E5,
  shared_strings = 0x00FC,
  label_shared = 0x00FD,
  number = 0x0203,
  label = 0x0204,
  bool_error = 0x0205,
  string = 0x0207,
  rk = 0x027E,
  format = 0x041E,
  bof = 0x0809,
};

struct BiffRecord {
  BiffType type{};
  std::string_view data;
  std::size_t at = 0;  ///< Where it begins in the stream.
};

/// Steps through the records of a stream. It ends where the stream ends or a record would go beyond it.
class BiffWalk {
 public:
  BiffWalk(std::string_view stream, std::size_t at) : stream_(stream), at_(at) {}
  [[nodiscard]] std::optional<BiffRecord> next();
  [[nodiscard]] std::optional<BiffRecord> peek() const { return BiffWalk(*this).next(); }

 private:
  std::string_view stream_;
  std::size_t at_;
};

/// Reads a text that may run through a record and its continuations, where the width of the characters
/// may change from part to part (MS-XLS 2.5.293). After a failure everything it gives is empty.
class BiffText {
 public:
  explicit BiffText(std::vector<std::string_view> parts) : parts_(std::move(parts)) {}

  [[nodiscard]] std::uint8_t take_u8();
  [[nodiscard]] std::uint16_t take_u16();
  [[nodiscard]] std::uint32_t take_u32();
  void skip(std::uint64_t count);
  /// Appends `count` characters of BIFF8, whose flags byte has been taken.
  void take_characters(std::string& out, std::size_t count, bool is_wide);
  /// Appends a BIFF8 text: count, flags, the sizes of decoration, characters, decoration.
  void take_text(std::string& out);
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  [[nodiscard]] bool next_part();

  std::vector<std::string_view> parts_;
  std::size_t part_ = 0;
  std::size_t at_ = 0;
  bool failed_ = false;
};

/// Different texts, held one after another.
class TextPool {
 public:
  /// Where the next text is appended; end_text() closes it.
  [[nodiscard]] std::string& arena() { return arena_; }
  void end_text() { ends_.push_back(arena_.size()); }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  /// Requires: index < size().
  [[nodiscard]] std::string_view operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(arena_).substr(begin, ends_[index] - begin);
  }

 private:
  std::string arena_;
  std::vector<std::size_t> ends_;
};

struct BiffSheet {
  std::string name;
  std::size_t at = 0;
  bool is_hidden = false;
};

/// What stands before the sheets.
struct BiffGlobals {
  bool is_biff8 = true;
  SingleByteCharset charset;  ///< Of BIFF5 texts.
  NumberStyles styles;
  TextPool shared;
  std::vector<BiffSheet> sheets;
};

/// Fails on a password, on what is no workbook of BIFF5 or BIFF8, on damage and beyond limits.
[[nodiscard]] journal::Result<BiffGlobals> read_biff_globals(std::string_view stream, const Limits& limits);

}  // namespace elzhur::connectors
