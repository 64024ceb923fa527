#include "daemon/ctl/table.hpp"

#include <algorithm>
#include <array>

#include "journal/check.hpp"
#include "journal/names.hpp"
#include "journal/utf8.hpp"

namespace elzhur::ctl {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};
/// Marks that stand on the letter before: the blocks that Unicode gives them.
constexpr std::array<Range, 6> k_marks{{{0x0300, 0x036F},
                                        {0x0483, 0x0489},
                                        {0x1AB0, 0x1AFF},
                                        {0x1DC0, 0x1DFF},
                                        {0x20D0, 0x20FF},
                                        {0xFE00, 0xFE2F}}};
/// Wide ones: East Asian Width W and F, and pictures, by block.
constexpr std::array<Range, 8> k_wide{{{0x1100, 0x115F},
                                       {0x2E80, 0x303E},
                                       {0x3041, 0xA4CF},
                                       {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},
                                       {0x1F300, 0x1FAFF}}};
constexpr char32_t k_last_plane_two = 0x3FFFD;

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

std::size_t width_of(char32_t c) {
  if (journal::is_invisible(c) || is_in(k_marks, c)) return 0;
  return is_in(k_wide, c) || (c >= 0x20000 && c <= k_last_plane_two) ? 2 : 1;
}

void pad(std::string& line, std::size_t cells) { line.append(cells, ' '); }

void drop_end(std::string& line) {
  while (line.ends_with(' ')) line.pop_back();
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(journal::take_code_point(text));
  return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  ELZHUR_CHECK(width > 0);
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const char32_t c = journal::take_code_point(text);
    used += width_of(c);
    if (used >= width) break;
    journal::append_code_point(out, c);
  }
  return out + "…";
}

void Table::add(std::vector<std::string> cells) {
  ELZHUR_CHECK(cells.size() <= columns_.size());
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = cut_to_width(journal::normalise_text(cell), k_cell_width_max);
  rows_.push_back(std::move(cells));
}

std::string Table::render() const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  const auto write = [&](std::string& out, const auto& cell_of) {
    std::string line;
    bool is_first = true;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::size_t width = std::max(widths[i], display_width(columns_[i].title));
      const std::string_view cell = cell_of(i);
      const std::size_t missing = width - display_width(cell);
      if (!is_first) line += "  ";
      is_first = false;
      if (columns_[i].align == Align::right) pad(line, missing);
      line += cell;
      if (columns_[i].align == Align::left) pad(line, missing);
    }
    drop_end(line);
    out += line + "\n";
  };
  std::string out;
  write(out, [&](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows_) write(out, [&](std::size_t i) { return std::string_view(row[i]); });
  return out;
}

std::string render_card(const std::vector<std::pair<std::string_view, std::string>>& lines) {
  std::size_t widest = 0;
  for (const auto& [name, value] : lines) {
    if (!value.empty()) widest = std::max(widest, display_width(name));
  }
  std::string out;
  for (const auto& [name, value] : lines) {
    if (value.empty()) continue;
    std::string line(name);
    line += ':';
    pad(line, widest - display_width(name) + 2);
    out += line + value + "\n";
  }
  return out;
}

}  // namespace elzhur::ctl
