#include "connectors/formats/html_grid.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "connectors/formats/text.hpp"

namespace elzhur::connectors {
namespace {

constexpr std::size_t k_lines_bytes_max = k_mebibyte;
/// What browsers take as the most (HTML standard, 4.9.11).
constexpr std::size_t k_colspan_max = 1000;
constexpr std::size_t k_rowspan_max = 65'534;

template <std::size_t Count>
bool is_one_of(std::string_view name, const std::array<std::string_view, Count>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Elements whose text nobody sees.
bool is_silent(std::string_view name) {
  constexpr std::array<std::string_view, 7> k_names{"script",   "style",  "title", "noscript",
                                                    "template", "button", "iframe"};
  return is_one_of(name, k_names);
}

/// Elements that stand on lines of their own.
bool breaks_line(std::string_view name) {
  constexpr std::array<std::string_view, 21> k_names{
      "p",  "div", "br", "li", "ul",   "ol",      "h1",     "h2",     "h3",   "h4",     "h5",
      "h6", "hr",  "tr", "td", "form", "section", "header", "footer", "body", "caption"};
  return is_one_of(name, k_names);
}

/// A form field whose value a person reads as text.
bool shows_value(std::string_view type) {
  constexpr std::array<std::string_view, 6> k_types{"text", "date", "time", "number", "search", ""};
  return std::any_of(k_types.begin(), k_types.end(),
                     [type](std::string_view shown) { return equals_ignoring_case(type, shown); });
}

/// 1 when absent or wrong.
std::size_t parse_span(std::string_view text, std::size_t most) {
  std::size_t span = 1;
  (void)std::from_chars(text.data(), text.data() + text.size(), span);
  return std::clamp<std::size_t>(span, 1, most);
}

}  // namespace

void HtmlGrid::keep(journal::Result<void> outcome) {
  if (!outcome && !failure_) failure_ = std::move(outcome.error());
}

void HtmlGrid::start(std::string_view name, const HtmlAttributes& attributes) {
  if (++depth_ > emitter_.limits().html_depth_max) {
    keep(refuse(fmt::format("страница повреждена: вложенность больше {}", emitter_.limits().html_depth_max)));
  }
  if (is_done()) return;
  if (is_silent(name) || (name == "option" && !attributes.is_selected)) ++silent_depth_;
  if (name == "input") asks_password_ = asks_password_ || equals_ignoring_case(attributes.type, "password");
  if (name == "form")
    speaks_of_login_ = speaks_of_login_ || contains_ignoring_case(attributes.action, "login") ||
                       contains_ignoring_case(attributes.action, "auth");
  if (name == "title") is_in_title_ = true;
  if (name == "table") {
    start_table();
  } else if (table_depth_ == 1 && name == "tr") {
    start_row();
  } else if (table_depth_ == 1 && (name == "td" || name == "th")) {
    start_cell(attributes);
  } else if (table_depth_ == 1 && name == "input" && shows_value(attributes.type)) {
    text(attributes.value);
  } else if (breaks_line(name)) {
    append_break();
  }
}

void HtmlGrid::end(std::string_view name, bool is_cut) {
  if (depth_ > 0) --depth_;
  if (is_done()) return;
  if (silent_depth_ > 0 && (is_silent(name) || name == "option")) --silent_depth_;
  if (name == "title") is_in_title_ = false;
  if (name == "table" && table_depth_ > 0) {
    if (table_depth_ == 1) {
      end_row();
      if (is_cut) keep(refuse("страница обрывается внутри таблицы: скачайте отчёт заново"));
      text_.clear();
    }
    --table_depth_;
  } else if (table_depth_ == 1 && name == "tr") {
    end_row();
  } else if (table_depth_ == 1 && (name == "td" || name == "th")) {
    end_cell();
  } else if (breaks_line(name)) {
    append_break();
  }
}

void HtmlGrid::text(std::string_view piece) {
  if (is_done()) return;
  if (is_in_title_ &&
      (piece.find("Вход") != std::string_view::npos || piece.find("Авториз") != std::string_view::npos)) {
    speaks_of_login_ = true;
  }
  const bool is_shown = table_depth_ == 0 || (table_depth_ == 1 && is_in_cell_);
  if (!is_shown || silent_depth_ > 0) return;
  append_collapsed(piece);
  if (text_.size() > emitter_.limits().cell_bytes_max) {
    keep(emitter_.refuse_at(is_in_cell_ ? table_rows_ : 0, is_in_cell_ ? column_ + 1 : 0,
                            fmt::format("текст длиннее {} байт", emitter_.limits().cell_bytes_max)));
  }
}

/// Runs of blanks become one space, or stay the line break that they follow.
void HtmlGrid::append_collapsed(std::string_view piece) {
  constexpr std::string_view k_no_break_space = "\xC2\xA0";
  for (std::size_t at = 0; at < piece.size(); ++at) {
    const bool is_no_break = piece.substr(at).starts_with(k_no_break_space);
    const char byte = piece[at];
    if (is_no_break || byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f') {
      if (is_no_break) ++at;
      if (!text_.empty() && text_.back() != ' ' && text_.back() != '\n') text_.push_back(' ');
    } else {
      text_.push_back(byte);
    }
  }
}

void HtmlGrid::append_break() {
  if (table_depth_ == 0) {
    end_line();
  } else if (table_depth_ == 1 && is_in_cell_ && !text_.empty()) {
    if (text_.back() == ' ') text_.pop_back();
    if (!text_.empty() && text_.back() != '\n') text_.push_back('\n');
  }
}

void HtmlGrid::end_line() {
  const std::string_view line = trim(text_);
  if (!line.empty()) {
    lines_bytes_ += line.size() + sizeof(std::string);
    lines_.emplace_back(line);
    if (lines_bytes_ > k_lines_bytes_max) {
      keep(
          refuse(fmt::format("на странице больше {} МиБ текста вне таблиц", k_lines_bytes_max / k_mebibyte)));
    }
  }
  text_.clear();
}

void HtmlGrid::start_table() {
  if (++table_depth_ != 1) return;
  end_line();
  keep(emitter_.begin_sheet("", fmt::format("таблица {}", emitter_.sheets() + 1), false, {}));
  table_rows_ = 0;
  held_.assign(emitter_.limits().columns_max, Held{});
  held_until_ = 0;
  for (const std::string& line : std::exchange(lines_, {})) {
    row_.begin(++table_rows_);
    put(0, line, false);
    if (!is_done()) keep(row_.tell());
  }
  lines_bytes_ = 0;
  is_in_row_ = false;
  is_in_cell_ = false;
}

void HtmlGrid::start_row() {
  end_row();
  if (is_done()) return;
  is_in_row_ = true;
  column_ = 0;
  row_has_text_ = false;
  row_.begin(++table_rows_);
}

void HtmlGrid::end_row() {
  end_cell();
  if (!is_in_row_) return;
  is_in_row_ = false;
  // A row of copies alone says nothing.
  const std::size_t end = row_has_text_ && held_until_ >= table_rows_ ? held_.size() : 0;
  for (std::size_t column = 0; column < end && !is_done(); ++column) {
    if (is_held(column) && !held_[column].text.empty()) put(column, held_[column].text, true);
  }
  if (!is_done()) keep(row_.tell());
}

bool HtmlGrid::is_held(std::size_t column) const {
  return column < held_.size() && held_[column].first_row < table_rows_ &&
         table_rows_ <= held_[column].last_row;
}

void HtmlGrid::start_cell(const HtmlAttributes& attributes) {
  end_cell();
  if (!is_in_row_) start_row();
  if (is_done()) return;
  while (is_held(column_)) ++column_;
  colspan_ = parse_span(attributes.colspan, k_colspan_max);
  rowspan_ = parse_span(attributes.rowspan, k_rowspan_max);
  is_in_cell_ = true;
  text_.clear();
}

void HtmlGrid::end_cell() {
  if (!is_in_cell_) return;
  is_in_cell_ = false;
  const std::string_view text = trim(text_);
  const std::size_t first = column_;
  column_ += colspan_;
  if (!text.empty()) put(first, text, false);
  const std::size_t end = std::min(column_, emitter_.limits().columns_max);
  for (std::size_t column = first + 1; column < end && !text.empty() && !is_done(); ++column)
    put(column, text, true);
  if (first < end) hold(first, end, text);
  text_.clear();
}

void HtmlGrid::hold(std::size_t first, std::size_t end, std::string_view text) {
  for (std::size_t column = first; column < end; ++column) {
    // A cell that runs into one from above wins: its text is this row's own.
    held_[column].last_row = 0;
    if (rowspan_ == 1) continue;
    held_[column] = Held{table_rows_, table_rows_ + rowspan_ - 1, std::string(text)};
    held_until_ = std::max(held_until_, held_[column].last_row);
  }
}

void HtmlGrid::put(std::size_t column, std::string_view text, bool is_copy) {
  const std::size_t begin = row_.arena().size();
  row_.arena().append(text);
  row_has_text_ = row_has_text_ || !is_copy;
  keep(row_.put_owned(column, begin, CellKind::text, is_copy));
}

journal::Result<void> HtmlGrid::finish() {
  if (!failure_ && !emitter_.stopped() && table_depth_ > 0) end_row();
  if (asks_password_ || (speaks_of_login_ && emitter_.rows() == 0)) {
    return refuse("это страница входа, а не отчёт: войдите в журнал и скачайте отчёт заново");
  }
  if (failure_) return tl::make_unexpected(*failure_);
  if (emitter_.sheets() == 0) return refuse("в странице нет таблицы");
  return {};
}

}  // namespace elzhur::connectors
