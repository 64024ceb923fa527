// Numbers of spreadsheets -> text as a person sees it: plain numbers, and the serial numbers that a
// number format makes dates. Inner to the format readers; shared by XLS and XLSX.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/sheet.hpp"

namespace elzhur::connectors {

/// What a number format makes of a number.
enum class NumberLook : unsigned char {
  number,
  date,       ///< A day, perhaps with a time.
  date_time,  ///< A day always with a time.
  time,       ///< A time of day, or a duration.
};

/// Looks of the format codes that every workbook has without naming them (ECMA-376 part 1, 18.8.30).
[[nodiscard]] NumberLook look_of_builtin(unsigned format_id);
/// Look of a format code such as "dd.mm.yyyy". Quoted text, colours and the like do not count.
[[nodiscard]] NumberLook look_of_code(std::string_view code);

/// The styles of a workbook, as far as numbers need them.
class NumberStyles {
 public:
  void define_format(unsigned format_id, std::string_view code) { formats_[format_id] = look_of_code(code); }
  /// Cell styles are numbered in the order of these calls.
  void add_style(unsigned format_id) { format_ids_.push_back(format_id); }
  /// After all formats and styles are known.
  void resolve();
  /// number when there is no such style.
  [[nodiscard]] NumberLook look(std::size_t style) const {
    return style < looks_.size() ? looks_[style] : NumberLook::number;
  }
  void set_epoch_1904(bool is_1904) { is_1904_ = is_1904; }
  [[nodiscard]] bool is_epoch_1904() const { return is_1904_; }

 private:
  std::map<unsigned, NumberLook> formats_;
  std::vector<unsigned> format_ids_;
  std::vector<NumberLook> looks_;
  bool is_1904_ = false;
};

/// Appends `value` with at most 15 significant digits, which is what a spreadsheet keeps.
void append_number(std::string& out, double value);

/// Appends `value` as `look` shows it, ISO for dates; what is no possible date stays a number.
/// Returns what was written.
CellKind append_value(std::string& out, double value, NumberLook look, bool is_epoch_1904);

}  // namespace elzhur::connectors
