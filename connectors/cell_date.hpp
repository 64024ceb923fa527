// Dates and times as people and programs write them into cells. Pure, total, no allocation.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "journal/time.hpp"

namespace elzhur::connectors {

/// What a cell says about a date.
struct CellDate {
  enum class Kind {
    none,        ///< Nothing that looks like a date.
    impossible,  ///< The shape of a date, but no such day or time.
    date,
    date_time,
  };
  Kind kind = Kind::none;
  journal::LocalTime at{};        ///< 00:00 for a mere date.
  journal::Seconds precision{1};  ///< A day, a minute or a second.

  [[nodiscard]] bool ok() const { return kind == Kind::date || kind == Kind::date_time; }
  [[nodiscard]] journal::Date date() const { return std::chrono::floor<std::chrono::days>(at); }
};

/// `dd.mm.yyyy`, `d.m.yyyy`, `dd.mm.yy` (20yy), `yyyy-mm-dd`, with '.', '/' or '-'; an Excel serial number of
/// five digits; each with a time of day behind it if there is one. A weekday may stand before or behind
/// («чт, 31.01.2019», «31.01.2019 (чт)», «31.01.2019 г.»). Two dates in one cell are none.
[[nodiscard]] CellDate parse_cell_date(std::string_view text);

struct FoundDate {
  journal::Date date{};
  std::size_t begin = 0;
  std::size_t end = 0;  ///< One past its last byte.
};
/// The first date `dd.mm.yyyy` or `yyyy-mm-dd` within a text, not a part of a longer number.
[[nodiscard]] std::optional<FoundDate> find_date(std::string_view text);

}  // namespace elzhur::connectors
