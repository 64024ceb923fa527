#include "connectors/formats/xlsx.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "connectors/formats/row_builder.hpp"
#include "connectors/formats/text.hpp"
#include "connectors/formats/xlsx_parts.hpp"
#include "connectors/formats/xml.hpp"
#include "connectors/formats/zip.hpp"

namespace elzhur::connectors {
namespace {

/// Sheets up to this size are unpacked once and kept for the second look; larger ones are unpacked twice.
constexpr std::size_t k_sheet_cache_bytes_max = 32 * k_mebibyte;
/// What may follow the rows of a sheet: merged ranges, links, conditions.
constexpr std::size_t k_sheet_tail_bytes_max = 16 * k_mebibyte;

/// Merged ranges stand behind the rows that they concern. This looks for them without parsing the rows,
/// by the end tag of the last "sheetData".
class MergeScanner {
 public:
  void feed(std::string_view piece) {
    if (is_in_tail_) {
      append_to_tail(piece);
      return;
    }
    carry_.append(piece);
    const std::size_t end = find_end(carry_);
    if (end != std::string::npos) {
      is_in_tail_ = true;
      append_to_tail(std::string_view(carry_).substr(end));
      carry_.clear();
    } else if (carry_.size() > k_carry_bytes) {
      carry_.erase(0, carry_.size() - k_carry_bytes);
    }
  }

  [[nodiscard]] bool is_too_long() const { return is_too_long_; }

  [[nodiscard]] std::vector<MergedRange> ranges() const {
    constexpr std::string_view k_name = "mergeCell";
    std::vector<MergedRange> found;
    const std::string_view tail = tail_;
    for (std::size_t at = tail.find(k_name); at != std::string_view::npos; at = tail.find(k_name, at)) {
      at += k_name.size();
      if (at >= tail.size() || tail[at] == 's') continue;
      const std::string_view element = tail.substr(at, tail.find('>', at) - at);
      const std::size_t attribute = element.find("ref=");
      if (attribute == std::string_view::npos || attribute + 5 > element.size()) continue;
      const std::string_view value = element.substr(attribute + 5);
      MergedRange range;
      if (parse_range_reference(value.substr(0, value.find(element[attribute + 4])), range))
        found.push_back(range);
    }
    return found;
  }

 private:
  static constexpr std::size_t k_carry_bytes = 64;

  /// Behind "</sheetData>", with or without a prefix.
  static std::size_t find_end(std::string_view text) {
    constexpr std::string_view k_name = "sheetData>";
    for (std::size_t at = text.find(k_name); at != std::string_view::npos; at = text.find(k_name, at + 1)) {
      const std::size_t open = text.rfind('<', at);
      if (open != std::string_view::npos && at - open < k_carry_bytes / 2 && text[open + 1] == '/') {
        return at + k_name.size();
      }
    }
    return std::string_view::npos;
  }

  void append_to_tail(std::string_view piece) {
    is_too_long_ = is_too_long_ || tail_.size() + piece.size() > k_sheet_tail_bytes_max;
    if (!is_too_long_) tail_.append(piece);
  }

  std::string carry_;
  std::string tail_;
  bool is_in_tail_ = false;
  bool is_too_long_ = false;
};

/// Numbers are mostly short and whole: they need no second writing.
bool is_plain_whole(std::string_view text) {
  constexpr std::size_t k_digits_max = 15;
  if (text.empty() || text.size() > k_digits_max || (text.size() > 1 && text.front() == '0')) return false;
  return std::all_of(text.begin(), text.end(), [](char digit) { return digit >= '0' && digit <= '9'; });
}

/// Turns the events of one sheet into rows.
class SheetHandler : public XmlHandler {
 public:
  SheetHandler(const XlsxWorkbook& workbook, RowEmitter& emitter)
      : workbook_(workbook), emitter_(emitter), row_(emitter) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (!is_in_rows_) {
      is_in_rows_ = name == "sheetData";
    } else if (name == "c") {
      start_cell(attributes);
    } else if (name == "v") {
      is_in_text_ = true;
    } else if (name == "row") {
      start_row(attributes);
    } else if (name == "t") {
      is_in_text_ = phonetic_depth_ == 0;
    } else if (name == "rPh") {
      ++phonetic_depth_;
    }
  }

  void end(std::string_view name) override {
    if (!is_in_rows_) return;
    if (name == "c") {
      end_cell();
    } else if (name == "v" || name == "t") {
      is_in_text_ = false;
    } else if (name == "row") {
      keep(row_.tell());
    } else if (name == "rPh") {
      --phonetic_depth_;
    } else if (name == "sheetData") {
      is_in_rows_ = false;
    }
  }

  void text(std::string_view piece) override {
    if (!is_in_text_ || row_.row_number() == 0) return;
    row_.arena().append(piece);
    if (row_.arena().size() - begin_ > emitter_.limits().cell_bytes_max) {
      keep(row_.refuse_cell(column_, fmt::format("текст длиннее {} байт", emitter_.limits().cell_bytes_max)));
      is_in_text_ = false;
    }
  }

  const std::optional<journal::Error>& failure() const override { return failure_; }

 private:
  enum class Type { number, shared, text, boolean, date };

  void keep(journal::Result<void> outcome) {
    if (!outcome && !failure_) failure_ = std::move(outcome.error());
  }

  void start_row(const XmlAttributes& attributes) {
    std::size_t number = last_row_ + 1;
    for (const char** pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      if (pair[0] != std::string_view("r")) continue;
      const std::string_view value = pair[1];
      number = 0;
      const auto end = std::from_chars(value.data(), value.data() + value.size(), number).ptr;
      if (end != value.data() + value.size() || number == 0) {
        keep(emitter_.refuse_at(last_row_ + 1, 0, "номер строки в файле неверен, файл повреждён"));
        return;
      }
    }
    last_row_ = number;
    next_column_ = 0;
    row_.begin(number);
  }

  void start_cell(const XmlAttributes& attributes) {
    column_ = next_column_;
    style_ = 0;
    type_ = Type::number;
    for (const char** pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      if (pair[0][0] == '\0' || pair[0][1] != '\0') continue;
      const std::string_view value = pair[1];
      switch (pair[0][0]) {
        case 'r':
          take_reference(value);
          break;
        case 's':
          (void)std::from_chars(value.data(), value.data() + value.size(), style_);
          break;
        case 't':
          type_ = type_of(value);
          break;
        default:
          break;
      }
    }
    next_column_ = column_ + 1;
    begin_ = row_.arena().size();
  }

  void take_reference(std::string_view reference) {
    std::size_t row = 0;
    if (!parse_cell_reference(reference, row, column_) || row != row_.row_number()) {
      keep(row_.refuse_cell(next_column_, "адрес ячейки в файле неверен, файл повреждён"));
    }
  }

  static Type type_of(std::string_view type) {
    if (type == "s") return Type::shared;
    if (type == "n") return Type::number;
    if (type == "b") return Type::boolean;
    if (type == "d") return Type::date;
    return Type::text;  // str, inlineStr, and e: "#N/A" is what a person sees
  }

  void end_cell() {
    std::string& arena = row_.arena();
    if (failure_ || row_.row_number() == 0 || arena.size() <= begin_) return;
    const std::string_view value = std::string_view(arena).substr(begin_);
    switch (type_) {
      case Type::shared:
        keep(put_shared(value));
        break;
      case Type::number:
        keep(put_number(value));
        break;
      case Type::boolean:
        keep(put_text(value == "0" || value == "false" ? "ЛОЖЬ" : "ИСТИНА", CellKind::text));
        break;
      case Type::date:
        keep(put_text(iso_date(value), CellKind::date));
        break;
      case Type::text:
        if (value.find("_x") == std::string_view::npos) {
          keep(row_.put_owned(column_, begin_, CellKind::text));
        } else {
          std::string unescaped;
          append_unescaped(unescaped, value);
          keep(put_text(unescaped, CellKind::text));
        }
        break;
    }
  }

  journal::Result<void> put_text(std::string_view text, CellKind kind) {
    std::string copy(text);  // it may point into the arena
    row_.arena().replace(begin_, std::string::npos, copy);
    return row_.put_owned(column_, begin_, kind);
  }

  journal::Result<void> put_shared(std::string_view value) {
    std::size_t index = 0;
    const auto end = std::from_chars(value.data(), value.data() + value.size(), index).ptr;
    if (end != value.data() + value.size() || index >= workbook_.shared.size()) {
      return row_.refuse_cell(column_, "текста ячейки нет в файле, файл повреждён");
    }
    row_.arena().resize(begin_);
    return row_.put(column_, workbook_.shared[index], CellKind::text);
  }

  journal::Result<void> put_number(std::string_view value) {
    const NumberLook look = workbook_.styles.look(style_);
    if (look == NumberLook::number && is_plain_whole(value)) {
      return row_.put_owned(column_, begin_, CellKind::number);
    }
    const std::string_view digits = trim(value);
    double number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
      return row_.refuse_cell(column_, "число в файле записано неверно, файл повреждён");
    }
    row_.arena().resize(begin_);
    const CellKind kind = append_value(row_.arena(), number, look, workbook_.styles.is_epoch_1904());
    return row_.put_owned(column_, begin_, kind);
  }

  /// "2026-09-01T14:30:00.000Z" -> "2026-09-01 14:30:00", a midnight -> the mere day.
  static std::string iso_date(std::string_view value) {
    constexpr std::size_t k_day_bytes = 10;
    constexpr std::size_t k_second_bytes = 19;
    std::string text(value.substr(0, k_second_bytes));
    if (text.size() <= k_day_bytes || text[k_day_bytes] != 'T') return text;
    if (text.compare(k_day_bytes, std::string::npos, "T00:00:00") == 0) return text.substr(0, k_day_bytes);
    text[k_day_bytes] = ' ';
    return text;
  }

  const XlsxWorkbook& workbook_;
  RowEmitter& emitter_;
  RowBuilder row_;
  std::optional<journal::Error> failure_;
  bool is_in_rows_ = false;
  bool is_in_text_ = false;
  std::size_t phonetic_depth_ = 0;
  std::size_t last_row_ = 0;
  std::size_t next_column_ = 0;
  std::size_t column_ = 0;
  std::size_t style_ = 0;
  std::size_t begin_ = 0;
  Type type_ = Type::number;
};

class SheetReader {
 public:
  SheetReader(Zip& zip, const XlsxWorkbook& workbook, RowEmitter& emitter)
      : zip_(zip), workbook_(workbook), emitter_(emitter) {}

  journal::Result<void> read(const XlsxSheet& sheet) {
    const std::string places = fmt::format("лист «{}»", sheet.name);
    const std::size_t bytes_max = emitter_.limits().unpacked_bytes_max;
    std::string cache;
    bool is_cached = zip_.entries()[sheet.entry].size <= k_sheet_cache_bytes_max;
    if (is_cached) cache.reserve(zip_.entries()[sheet.entry].size);
    MergeScanner scanner;
    auto scanned = zip_.read(sheet.entry, bytes_max, [&](std::string_view piece) {
      scanner.feed(piece);
      is_cached = is_cached && cache.size() + piece.size() <= k_sheet_cache_bytes_max;
      if (is_cached) cache.append(piece);
      return true;
    });
    if (!scanned) return tl::make_unexpected(journal::with_context(scanned.error(), places));
    auto ranges = scanner.ranges();
    if (scanner.is_too_long() || ranges.size() > emitter_.limits().merged_ranges_max) {
      return refuse(
          fmt::format("{}: больше {} объединённых ячеек", places, emitter_.limits().merged_ranges_max));
    }
    if (auto begun = emitter_.begin_sheet(sheet.name, places, sheet.is_hidden, std::move(ranges)); !begun)
      return begun;
    SheetHandler handler(workbook_, emitter_);
    XmlParser parser(places, emitter_.limits().xml_depth_max, handler);
    return is_cached ? parse_cached(cache, parser) : parse_again(sheet.entry, parser);
  }

 private:
  journal::Result<void> parse_cached(std::string_view cache, XmlParser& parser) {
    constexpr std::size_t k_piece_bytes = std::size_t{256} * 1024;
    for (; !cache.empty() && !emitter_.stopped();
         cache.remove_prefix(std::min(cache.size(), k_piece_bytes))) {
      if (auto parsed = parser.feed(cache.substr(0, k_piece_bytes)); !parsed) return parsed;
    }
    return emitter_.stopped() ? journal::Result<void>{} : parser.finish();
  }

  journal::Result<void> parse_again(std::size_t entry, XmlParser& parser) {
    journal::Result<void> parsed;
    auto unpacked = zip_.read(entry, emitter_.limits().unpacked_bytes_max, [&](std::string_view piece) {
      parsed = parser.feed(piece);
      return parsed.has_value() && !emitter_.stopped();
    });
    if (!parsed) return parsed;
    if (!unpacked) return unpacked;
    return emitter_.stopped() ? journal::Result<void>{} : parser.finish();
  }

  Zip& zip_;
  const XlsxWorkbook& workbook_;
  RowEmitter& emitter_;
};

}  // namespace

journal::Result<std::vector<TimeClaim>> read_xlsx(std::string_view bytes, RowEmitter& emitter) {
  auto zip = Zip::open(bytes, emitter.limits());
  if (!zip) return tl::make_unexpected(zip.error());
  auto workbook = read_xlsx_workbook(*zip, emitter.limits());
  if (!workbook) return tl::make_unexpected(workbook.error());
  SheetReader reader(*zip, *workbook, emitter);
  for (const XlsxSheet& sheet : workbook->sheets) {
    if (auto read = reader.read(sheet); !read) return tl::make_unexpected(read.error());
    if (emitter.stopped()) break;
  }
  return std::move(workbook->claims);
}

}  // namespace elzhur::connectors
