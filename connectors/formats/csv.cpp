#include "connectors/formats/csv.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "connectors/formats/text.hpp"

namespace elzhur::connectors {
namespace {

constexpr std::size_t k_guess_bytes = std::size_t{256} * 1024;
constexpr std::size_t k_guess_rows = 50;

/// Which bytes end an unquoted cell.
using StopTable = std::array<bool, 256>;

StopTable make_stops(char separator) {
  StopTable stops{};
  stops[static_cast<unsigned char>(separator)] = true;
  stops['\n'] = true;
  stops['\r'] = true;
  return stops;
}

/// Splits text into records of cells. Cells are views into the text, or into a scratch buffer where
/// quotes had to be undone or an encoding changed.
class CsvParser {
 public:
  CsvParser(std::string_view text, char separator, const SingleByteCharset* charset, RowEmitter& emitter)
      : text_(text),
        separator_(separator),
        stops_(make_stops(separator)),
        charset_(charset),
        emitter_(emitter) {}

  journal::Result<void> run() {
    while (at_ < text_.size() && !emitter_.stopped()) {
      ++row_;
      if (auto read = read_record(); !read) return read;
      if (auto told = emit(); !told) return told;
    }
    return {};
  }

 private:
  /// A cell whose bytes are in the text (`is_scratch` false) or in scratch_.
  struct Piece {
    std::size_t begin = 0;
    std::size_t size = 0;
    bool is_scratch = false;
  };

  journal::Result<void> read_record() {
    pieces_.clear();
    scratch_.clear();
    for (std::size_t column = 1;; ++column) {
      // Beyond the columns that any sheet has, cells must be empty: they are read and not kept.
      const bool is_kept = pieces_.size() <= emitter_.limits().columns_max;
      const Piece piece = at_ < text_.size() && text_[at_] == '"' ? take_quoted() : take_plain();
      if (unclosed_) {
        return emitter_.refuse_at(row_, column, "кавычка открыта и не закрыта");
      }
      if (piece.size > emitter_.limits().cell_bytes_max) {
        return emitter_.refuse_at(
            row_, column,
            fmt::format("текст длиннее {} байт (не закрыта кавычка?)", emitter_.limits().cell_bytes_max));
      }
      if (is_kept) {
        pieces_.push_back(piece);
      } else if (piece.size > 0) {
        return emitter_.refuse_column(row_, column);
      }
      if (at_ == text_.size()) return {};
      const char stop = text_[at_++];
      if (stop == separator_) continue;
      if (stop == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      return {};
    }
  }

  Piece take_plain() {
    const std::size_t begin = at_;
    const char* data = text_.data();
    std::size_t at = at_;
    while (at < text_.size() && !stops_[static_cast<unsigned char>(data[at])]) ++at;
    at_ = at;
    return Piece{begin, at - begin, false};
  }

  /// At an opening quote. What follows the closing one up to the separator belongs to the cell too, as
  /// office programs read it.
  Piece take_quoted() {
    const std::size_t content = ++at_;
    const std::size_t quote = text_.find('"', content);
    if (quote == std::string_view::npos) {
      unclosed_ = true;
      return {};
    }
    const bool is_simple = quote + 1 == text_.size() || stops_[static_cast<unsigned char>(text_[quote + 1])];
    if (is_simple) {
      at_ = quote + 1;
      return Piece{content, quote - content, false};
    }
    return take_doubled(content, quote);
  }

  /// The slow way: `quote` is doubled, or followed by more text.
  Piece take_doubled(std::size_t from, std::size_t quote) {
    const std::size_t begin = scratch_.size();
    while (quote != std::string_view::npos) {
      scratch_.append(text_, from, quote - from);
      if (scratch_.size() - begin > emitter_.limits().cell_bytes_max) break;
      if (quote + 1 >= text_.size() || text_[quote + 1] != '"') break;
      scratch_.push_back('"');
      from = quote + 2;
      quote = text_.find('"', from);
    }
    if (quote == std::string_view::npos) {
      unclosed_ = true;
      return {};
    }
    at_ = quote + 1;
    const Piece rest = take_plain();
    scratch_.append(text_, rest.begin, rest.size);
    return Piece{begin, scratch_.size() - begin, true};
  }

  journal::Result<void> emit() {
    cells_.clear();
    if (charset_ == nullptr) {
      for (const Piece& piece : pieces_) cells_.push_back(Cell{view(piece), CellKind::text, false});
      return emitter_.row(row_, cells_);
    }
    decoded_.clear();
    ends_.clear();
    for (const Piece& piece : pieces_) {
      if (charset_->append(decoded_, view(piece)) != std::string_view::npos) {
        return emitter_.refuse_at(row_, ends_.size() + 1, "символ не читается ни в UTF-8, ни в windows-1251");
      }
      ends_.push_back(decoded_.size());
    }
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
      cells_.push_back(Cell{std::string_view(decoded_).substr(begin, end - begin), CellKind::text, false});
      begin = end;
    }
    return emitter_.row(row_, cells_);
  }

  std::string_view view(const Piece& piece) const {
    return std::string_view(piece.is_scratch ? std::string_view(scratch_) : text_)
        .substr(piece.begin, piece.size);
  }

  std::string_view text_;
  char separator_;
  StopTable stops_;
  const SingleByteCharset* charset_;
  RowEmitter& emitter_;
  std::size_t at_ = 0;
  std::size_t row_ = 0;
  bool unclosed_ = false;
  std::vector<Piece> pieces_;
  std::vector<Cell> cells_;
  std::vector<std::size_t> ends_;
  std::string scratch_;
  std::string decoded_;
};

/// Where a byte stands: row and column as the parser counts them.
struct Place {
  std::size_t row = 1;
  std::size_t column = 1;
};

Place find_place(std::string_view text, std::size_t position, char separator) {
  Place place;
  bool is_quoted = false;
  for (std::size_t at = 0; at < position; ++at) {
    const char byte = text[at];
    if (byte == '"') {
      is_quoted = !is_quoted;
    } else if (is_quoted) {
      continue;
    } else if (byte == separator) {
      ++place.column;
    } else if (byte == '\n' || (byte == '\r' && !(at + 1 < text.size() && text[at + 1] == '\n'))) {
      ++place.row;
      place.column = 1;
    }
  }
  return place;
}

/// UTF-8 that was damaged, against windows-1251. Russian in windows-1251 hardly ever looks like a UTF-8
/// sequence by chance (a capital letter before «ё», «№» or a quotation mark), damaged UTF-8 mostly does.
bool is_damaged_utf8(const Utf8Census& census) { return census.multibyte > census.broken / 4; }

/// Excel's own first line "sep=;" names the separator.
std::optional<char> take_separator_line(std::string_view text) {
  if (text.size() < 5 || !equals_ignoring_case(text.substr(0, 4), "sep=")) return std::nullopt;
  const char separator = text[4];
  if (separator != ';' && separator != ',' && separator != '\t') return std::nullopt;
  const bool is_alone = text.size() == 5 || text[5] == '\r' || text[5] == '\n';
  return is_alone ? std::optional(separator) : std::nullopt;
}

journal::Result<void> parse(std::string_view text, const SingleByteCharset* charset, RowEmitter& emitter) {
  if (auto begun = emitter.begin_sheet("", "", false, {}); !begun) return begun;
  if (const auto named = take_separator_line(text)) {
    // The line counts as row 1, but says nothing: blank it for the parser.
    std::string_view rest = text.substr(5);
    if (rest.empty()) return {};
    return CsvParser(rest, *named, charset, emitter).run();
  }
  return CsvParser(text, guess_separator(text), charset, emitter).run();
}

}  // namespace

char guess_separator(std::string_view text) {
  constexpr std::array<char, 3> k_separators{';', '\t', ','};
  std::array<std::map<std::size_t, std::size_t>, 3> rows_by_count;
  std::array<std::size_t, 3> counts{};
  std::size_t rows = 0;
  bool is_quoted = false;
  const auto end_row = [&] {
    for (std::size_t which = 0; which < 3; ++which) {
      if (counts[which] > 0) ++rows_by_count[which][counts[which]];
    }
    counts.fill(0);
    ++rows;
  };
  text = text.substr(0, k_guess_bytes);
  for (const char byte : text) {
    if (byte == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (byte == '\n' || byte == '\r') end_row();
    if (rows > k_guess_rows) break;
    const auto* found = std::find(k_separators.begin(), k_separators.end(), byte);
    if (found != k_separators.end()) ++counts[static_cast<std::size_t>(found - k_separators.begin())];
  }
  end_row();
  std::size_t best = 0;
  std::size_t best_score = 0;
  for (std::size_t which = 0; which < 3; ++which) {
    for (const auto& [count, matching] : rows_by_count[which]) {
      if (count * matching <= best_score) continue;
      best_score = count * matching;
      best = which;
    }
  }
  return k_separators[best];
}

journal::Result<void> read_csv(std::string_view bytes, RowEmitter& emitter) {
  const ByteOrderMark mark = take_byte_order_mark(bytes);
  std::string converted;
  if (mark == ByteOrderMark::utf16le || mark == ByteOrderMark::utf16be) {
    auto utf8 = convert_to_utf8(bytes, mark == ByteOrderMark::utf16le ? "UTF-16LE" : "UTF-16BE");
    if (!utf8) return tl::make_unexpected(utf8.error());
    converted = std::move(*utf8);
    bytes = converted;
  }
  if (trim(bytes).empty()) return refuse("файл пуст");
  const auto refuse_byte = [&](std::size_t position, std::string_view reason) {
    const Place place = find_place(bytes, position, guess_separator(bytes));
    return refuse(fmt::format("строка {}, столбец {}: {}", place.row, place.column, reason));
  };
  if (const auto zero = bytes.find('\0'); zero != std::string_view::npos) {
    return refuse_byte(zero, "нулевой байт: это не текстовая таблица");
  }
  const Utf8Census census = take_utf8_census(bytes);
  if (census.broken == 0) return parse(bytes, nullptr, emitter);
  if (mark == ByteOrderMark::utf8 || is_damaged_utf8(census)) {
    return refuse_byte(census.first_broken, "текст в кодировке UTF-8 повреждён (неверный символ)");
  }
  const auto charset = SingleByteCharset::load("CP1251");
  if (!charset) return tl::make_unexpected(charset.error());
  return parse(bytes, &*charset, emitter);
}

}  // namespace elzhur::connectors
