#include "appeals/sheet.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <xlsxwriter.h>

#include "journal/check.hpp"
#include "journal/utf8.hpp"

namespace elzhur::appeals {
namespace {

using journal::ErrorKind;
using journal::failure;

/// Of the format.
constexpr std::size_t k_name_letters_max = 31;
constexpr std::size_t k_header_bytes_max = 200;
constexpr double k_wide_paper_width = 100;  ///< Letters of all columns that still fit an upright page.

/// Only what XML may hold, and no longer than `bytes_max`.
std::string clean(std::string_view text, std::size_t bytes_max) {
  std::string out;
  while (!text.empty()) {
    const char32_t c = journal::take_code_point(text);
    const bool is_control =
        (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF;
    if (is_control) continue;
    if (out.size() + 4 > bytes_max) return out + "…";
    journal::append_code_point(out, c);
  }
  return out;
}

/// Without what the format forbids in the name of a worksheet.
std::string worksheet_name(std::string_view text) {
  std::string out;
  std::size_t letters = 0;
  while (!text.empty() && letters < k_name_letters_max) {
    const char32_t c = journal::take_code_point(text);
    if (c < 0x20 ||
        std::string_view("[]:*?/\\'").find(static_cast<char>(c < 0x80 ? c : 'a')) != std::string_view::npos)
      continue;
    journal::append_code_point(out, c);
    ++letters;
  }
  return out.empty() ? "Лист" : out;
}

lxw_datetime datetime_of(journal::LocalTime local) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(local - day);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<double>(time.seconds().count())};
}

/// A file that lies in memory, under a path for a library that wants one.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("sheet", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", fd_); }
  [[nodiscard]] std::optional<std::string> read() const {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got = ::pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (got <= 0) return std::nullopt;
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  int fd_;
};

/// A workbook with one worksheet being filled. Every call of the library that fails is remembered.
class Book {
 public:
  Book(const std::string& path, const Sheet& sheet, journal::Instant made_at)
      : sheet_(sheet), book_(workbook_new(path.c_str())) {
    if (book_ == nullptr) return;
    std::string title = clean(sheet.title, k_header_bytes_max);
    lxw_doc_properties properties{};
    properties.title = title.data();
    // Not 0: the library would take the time of the system then.
    properties.created = std::max<std::time_t>(1, made_at.time_since_epoch().count());
    check(workbook_set_properties(book_, &properties));
    page_ = workbook_add_worksheet(book_, worksheet_name(sheet.name).c_str());
    if (page_ != nullptr) make_formats();
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;
  /// Only by way of close(): the library frees the book there.
  ~Book() { ELZHUR_CHECK(book_ == nullptr); }

  void write() {
    if (page_ == nullptr) return;
    set_paper();
    write_lead();
    write_table();
    for (const std::string& line : sheet_.foot) write_line(line, plain_);
  }

  /// False when anything failed.
  [[nodiscard]] bool close() {
    const bool is_made = book_ != nullptr && page_ != nullptr;
    if (book_ != nullptr) check(workbook_close(book_));
    book_ = nullptr;
    return is_made && is_good_;
  }

 private:
  void check(lxw_error error) { is_good_ = is_good_ && error == LXW_NO_ERROR; }

  lxw_format* format() { return workbook_add_format(book_); }

  lxw_format* cell_format(const char* number) {
    lxw_format* made = format();
    format_set_border(made, LXW_BORDER_THIN);
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    if (number != nullptr) format_set_num_format(made, number);
    return made;
  }

  void make_formats() {
    title_ = format();
    format_set_bold(title_);
    format_set_font_size(title_, 14);
    plain_ = format();
    draft_ = format();
    format_set_bold(draft_);
    format_set_font_color(draft_, LXW_COLOR_RED);
    head_ = cell_format(nullptr);
    format_set_bold(head_);
    format_set_text_wrap(head_);
    text_ = cell_format(nullptr);
    format_set_text_wrap(text_);
    format_set_num_format(text_, "@");
    number_ = cell_format("0");
    day_ = cell_format("dd.mm.yyyy");
    moment_ = cell_format("dd.mm.yyyy hh:mm");
    bold_text_ = cell_format("@");
    format_set_bold(bold_text_);
    bold_number_ = cell_format("0");
    format_set_bold(bold_number_);
  }

  void set_paper() {
    constexpr std::uint8_t k_a4 = 9;
    constexpr double k_margin = 0.4;  // Inches.
    worksheet_set_paper(page_, k_a4);
    double width = 0;
    lxw_col_t column = 0;
    for (const SheetColumn& of : sheet_.columns) {
      check(worksheet_set_column(page_, column, column, of.width, nullptr));
      width += of.width;
      ++column;
    }
    if (width > k_wide_paper_width) worksheet_set_landscape(page_);
    worksheet_set_margins(page_, k_margin, k_margin, 2 * k_margin, 2 * k_margin);
    worksheet_fit_to_pages(page_, 1, 0);
    // An ampersand begins a code in a header, two stand for one.
    std::string draft;
    for (const char c : clean(sheet_.draft, k_header_bytes_max))
      draft += c == '&' ? std::string("&&") : std::string(1, c);
    if (!draft.empty()) check(worksheet_set_header(page_, ("&C&\"-,Bold\"" + draft).c_str()));
    check(worksheet_set_footer(page_, "&R&P / &N"));
  }

  void write_line(std::string_view text, lxw_format* of) {
    check(worksheet_write_string(page_, row_++, 0, clean(text, k_sheet_text_bytes_max).c_str(), of));
  }

  void write_lead() {
    write_line(sheet_.title, title_);
    if (!sheet_.draft.empty()) write_line(sheet_.draft, draft_);
    for (const std::string& line : sheet_.lead) write_line(line, plain_);
    ++row_;
  }

  void write_table() {
    const lxw_row_t head = row_++;
    lxw_col_t column = 0;
    for (const SheetColumn& of : sheet_.columns)
      check(worksheet_write_string(page_, head, column++, clean(of.title, k_sheet_text_bytes_max).c_str(),
                                   head_));
    for (const std::vector<Cell>& row : sheet_.rows) write_row(row, false);
    check(worksheet_repeat_rows(page_, head, head));
    worksheet_freeze_panes(page_, head + 1, 0);
    if (!sheet_.rows.empty() && column > 0)
      check(worksheet_autofilter(page_, head, 0, row_ - 1, static_cast<lxw_col_t>(column - 1)));
    if (!sheet_.totals.empty()) write_row(sheet_.totals, true);
    ++row_;
  }

  void write_row(const std::vector<Cell>& cells, bool is_bold) {
    lxw_col_t column = 0;
    for (const Cell& cell : cells) write_cell(row_, column++, cell, is_bold);
    ++row_;
  }

  void write_cell(lxw_row_t row, lxw_col_t column, const Cell& cell, bool is_bold) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
      const std::string cleaned = clean(*text, k_sheet_text_bytes_max);
      check(worksheet_write_string(page_, row, column, cleaned.c_str(), is_bold ? bold_text_ : text_));
    } else if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      check(worksheet_write_number(page_, row, column, static_cast<double>(*number),
                                   is_bold ? bold_number_ : number_));
    } else if (const auto* day = std::get_if<journal::Date>(&cell)) {
      lxw_datetime value = datetime_of(journal::LocalTime(*day));
      check(worksheet_write_datetime(page_, row, column, &value, day_));
    } else if (const auto* moment = std::get_if<journal::LocalTime>(&cell)) {
      lxw_datetime value = datetime_of(*moment);
      check(worksheet_write_datetime(page_, row, column, &value, moment_));
    } else {
      check(worksheet_write_blank(page_, row, column, text_));
    }
  }

  const Sheet& sheet_;
  lxw_workbook* book_;
  lxw_worksheet* page_ = nullptr;
  lxw_format* title_ = nullptr;
  lxw_format* plain_ = nullptr;
  lxw_format* draft_ = nullptr;
  lxw_format* head_ = nullptr;
  lxw_format* text_ = nullptr;
  lxw_format* number_ = nullptr;
  lxw_format* day_ = nullptr;
  lxw_format* moment_ = nullptr;
  lxw_format* bold_text_ = nullptr;
  lxw_format* bold_number_ = nullptr;
  lxw_row_t row_ = 0;
  bool is_good_ = true;
};

}  // namespace

std::string cell_text(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *number);
  if (const auto* day = std::get_if<journal::Date>(&cell)) return journal::format_date_ru(*day);
  const auto* moment = std::get_if<journal::LocalTime>(&cell);
  if (moment == nullptr) return {};
  const auto day = std::chrono::floor<std::chrono::days>(*moment);
  const std::chrono::hh_mm_ss time(*moment - day);
  return fmt::format("{} {:02}:{:02}", journal::format_date_ru(day), time.hours().count(),
                     time.minutes().count());
}

journal::Result<std::string> render_xlsx(const Sheet& sheet, journal::Instant made_at) {
  const bool is_square = std::all_of(sheet.rows.begin(), sheet.rows.end(), [&](const std::vector<Cell>& row) {
    return row.size() == sheet.columns.size();
  });
  ELZHUR_CHECK(is_square && (sheet.totals.empty() || sheet.totals.size() == sheet.columns.size()));
  if (sheet.rows.size() > k_sheet_rows_max || sheet.columns.size() > k_sheet_columns_max)
    return failure(ErrorKind::bad_input, "таблица слишком велика для файла: назовите более короткий период");
  // Some hundred MB are the most that a file takes while it is made: never twice that.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const MemoryFile file;
  if (!file.is_open()) return failure(ErrorKind::storage, "no memory file for a spreadsheet");
  Book book(file.path(), sheet, made_at);
  book.write();
  if (!book.close()) return failure(ErrorKind::storage, "the spreadsheet file could not be made");
  auto bytes = file.read();
  if (!bytes) return failure(ErrorKind::storage, "the spreadsheet file could not be read back");
  return *std::move(bytes);
}

}  // namespace elzhur::appeals
