#include "connectors/formats/number_text.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace elzhur::connectors {
namespace {

constexpr std::int64_t k_day_seconds = 86'400;
/// 9999-12-31 in the 1900 system, the last day that Excel knows.
constexpr std::int64_t k_serial_day_max = 2'958'465;
constexpr std::int64_t k_days_between_epochs = 1'462;

void append_padded(std::string& out, unsigned value, std::size_t width) {
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const auto length = static_cast<std::size_t>(end - digits.data());
  if (length < width) out.append(width - length, '0');
  out.append(digits.data(), length);
}

void append_clock(std::string& out, std::int64_t seconds) {
  append_padded(out, static_cast<unsigned>(seconds / 3600), 2);
  out.push_back(':');
  append_padded(out, static_cast<unsigned>(seconds / 60 % 60), 2);
  out.push_back(':');
  append_padded(out, static_cast<unsigned>(seconds % 60), 2);
}

/// `day` counts in the 1900 system, where 1 is 1900-01-01 and 60 a 29 February that never was.
void append_day(std::string& out, std::int64_t day) {
  if (day == 60) {
    out += "1900-02-29";
    return;
  }
  const auto epoch = day < 60 ? std::chrono::year{1899} / 12 / 31 : std::chrono::year{1899} / 12 / 30;
  const std::chrono::year_month_day date{std::chrono::sys_days{epoch} + std::chrono::days{day}};
  append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out.push_back('-');
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out.push_back('-');
  append_padded(out, static_cast<unsigned>(date.day()), 2);
}

/// Drops what of a format code is shown as it stands: "text", \x, _x, *x, and [colours], but keeps
/// elapsed times such as [h].
std::string bare_code(std::string_view code) {
  std::string bare;
  for (std::size_t at = 0; at < code.size(); ++at) {
    switch (code[at]) {
      case '"':
        at = code.find('"', at + 1);
        break;
      case '\\':
      case '_':
      case '*':
        ++at;
        break;
      case '[': {
        const std::size_t end = code.find(']', at);
        const std::string_view inner =
            code.substr(at + 1, end == std::string_view::npos ? end : end - at - 1);
        if (!inner.empty() && inner.find_first_not_of("hHmMsS") == std::string_view::npos) bare += inner;
        at = end;
        break;
      }
      case ';':
        // Only the first section is for positive numbers.
        return bare;
      default:
        bare.push_back(code[at]);
    }
    if (at == std::string_view::npos) break;
  }
  return bare;
}

}  // namespace

NumberLook look_of_builtin(unsigned id) {
  if (id >= 14 && id <= 17) return NumberLook::date;
  if (id == 22) return NumberLook::date_time;
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return NumberLook::time;
  return NumberLook::number;
}

NumberLook look_of_code(std::string_view code) {
  const std::string bare = bare_code(code);
  if (bare == "General" || bare == "GENERAL" || bare.find('@') != std::string::npos)
    return NumberLook::number;
  const bool has_clock = bare.find_first_of("hHsS") != std::string::npos;
  // Some programs write the letters of the Russian Excel: ДД.ММ.ГГГГ.
  const bool has_day = bare.find_first_of("dDyY") != std::string::npos ||
                       bare.find("ДД") != std::string::npos || bare.find("ГГ") != std::string::npos;
  if (has_day) return has_clock ? NumberLook::date_time : NumberLook::date;
  if (has_clock) return NumberLook::time;
  return bare.find_first_of("mM") != std::string::npos ? NumberLook::date : NumberLook::number;
}

void NumberStyles::resolve() {
  looks_.clear();
  for (const unsigned id : format_ids_) {
    const auto named = formats_.find(id);
    looks_.push_back(named == formats_.end() ? look_of_builtin(id) : named->second);
  }
}

void append_number(std::string& out, double value) {
  std::array<char, 32> digits{};
  if (value == 0) value = 0;  // no "-0"
  if (std::abs(value) < 1e15 && value == std::trunc(value)) {
    const auto whole = static_cast<std::int64_t>(value);
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), whole).ptr);
    return;
  }
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general, 15).ptr;
  out.append(digits.data(), end);
}

CellKind append_value(std::string& out, double value, NumberLook look, bool is_epoch_1904) {
  if (look == NumberLook::number || !(value >= 0) || value >= static_cast<double>(k_serial_day_max + 1)) {
    append_number(out, value);
    return CellKind::number;
  }
  // Whole seconds: a serial number holds them with an error far below a half.
  const auto total = static_cast<std::int64_t>(std::llround(value * static_cast<double>(k_day_seconds)));
  const std::int64_t seconds = total % k_day_seconds;
  std::int64_t day = total / k_day_seconds;
  if (day == 0 && (look == NumberLook::time || !is_epoch_1904)) {
    if (look == NumberLook::date && seconds == 0) {
      append_number(out, value);
      return CellKind::number;
    }
    append_clock(out, seconds);
    return CellKind::date;
  }
  if (is_epoch_1904) day += k_days_between_epochs;
  if (day > k_serial_day_max) {
    append_number(out, value);
    return CellKind::number;
  }
  append_day(out, day);
  if (look != NumberLook::date || seconds != 0) {
    out.push_back(' ');
    append_clock(out, seconds);
  }
  return CellKind::date;
}

}  // namespace elzhur::connectors
