#include "connectors/formats/xls.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "connectors/formats/biff.hpp"
#include "connectors/formats/ole.hpp"
#include "connectors/formats/row_builder.hpp"

namespace elzhur::connectors {
namespace {

/// Records looked at, per byte of the workbook: every sheet is walked twice, and rows out of order a
/// third time. More means that sheets share their bytes.
constexpr std::size_t k_walks_max = 4;

std::string_view error_text(unsigned code) {
  switch (code) {  // MS-XLS 2.5.10
    case 0x00:
      return "#NULL!";
    case 0x07:
      return "#DIV/0!";
    case 0x0F:
      return "#VALUE!";
    case 0x17:
      return "#REF!";
    case 0x1D:
      return "#NAME?";
    case 0x24:
      return "#NUM!";
    case 0x2A:
      return "#N/A";
    default:
      return "#ERROR!";
  }
}

/// MS-XLS 2.5.217: a number in 30 bits.
double rk_value(std::uint32_t rk) {
  double value = 0;
  if ((rk & 2U) != 0) {
    value = static_cast<double>(static_cast<std::int32_t>(rk) >> 2);
  } else {
    const std::uint64_t bits = std::uint64_t{rk & 0xFFFFFFFCU} << 32U;
    std::memcpy(&value, &bits, sizeof value);
  }
  return (rk & 1U) != 0 ? value / 100 : value;
}

bool is_cell_record(BiffType type) {
  switch (type) {
    case BiffType::formula:
    case BiffType::mul_rk:
    case BiffType::rich_string:
    case BiffType::label_shared:
    case BiffType::number:
    case BiffType::label:
    case BiffType::bool_error:
    case BiffType::rk:
      return true;
    default:
      return false;
  }
}

class SheetReader {
 public:
  SheetReader(std::string_view stream, const BiffGlobals& globals, RowEmitter& emitter)
      : stream_(stream),
        globals_(globals),
        emitter_(emitter),
        row_(emitter),
        work_left_(k_walks_max * stream.size()) {}

  journal::Result<void> read(const BiffSheet& sheet, std::size_t number) {
    const std::string places =
        fmt::format("лист «{}»", sheet.name.empty() ? std::to_string(number) : sheet.name);
    auto survey = take_survey(sheet.at);
    if (survey.is_damaged || work_left_ == 0) {
      return refuse(places + ": лист обрезан или повреждён, выгрузите файл заново");
    }
    if (survey.merged.size() > emitter_.limits().merged_ranges_max) {
      return refuse(
          fmt::format("{}: больше {} объединённых ячеек", places, emitter_.limits().merged_ranges_max));
    }
    auto begun = emitter_.begin_sheet(sheet.name, places, sheet.is_hidden, std::move(survey.merged));
    if (!begun) return begun;
    row_.begin(0);
    if (survey.is_in_order) {
      if (auto told = read_in_order(sheet.at); !told) return told;
    } else {
      if (auto told = read_sorted(sheet.at); !told) return told;
    }
    return emitter_.stopped() ? journal::Result<void>{} : row_.tell();
  }

 private:
  struct Survey {
    std::vector<MergedRange> merged;
    bool is_in_order = true;
    bool is_damaged = true;
  };

  /// Calls `visit` with every record of the sheet itself, not of charts inside it. False: no end found.
  template <typename Visit>
  bool walk_sheet(std::size_t at, Visit visit) {
    BiffWalk walk(stream_, at);
    std::size_t depth = 0;
    while (const auto record = walk.next()) {
      work_left_ -= std::min(work_left_, record->data.size() + 4);
      if (work_left_ == 0) return false;
      if (depth == 0 && record->type != BiffType::bof) return false;
      if (record->type == BiffType::bof) {
        ++depth;
      } else if (record->type == BiffType::eof) {
        if (--depth == 0) return true;
      } else if (depth == 1 && !visit(*record, walk)) {
        return true;
      }
    }
    return false;
  }

  Survey take_survey(std::size_t at) {
    Survey survey;
    std::size_t last_row = 0;
    const bool has_end = walk_sheet(at, [&](const BiffRecord& record, const BiffWalk&) {
      if (is_cell_record(record.type) && record.data.size() >= 2) {
        const std::size_t row = read_u16(record.data, 0);
        if (row < last_row) survey.is_in_order = false;
        last_row = row;
      } else if (record.type == BiffType::merge_cells) {
        add_merged(record.data, survey.merged);
      }
      return true;
    });
    survey.is_damaged = !has_end;
    return survey;
  }

  static void add_merged(std::string_view data, std::vector<MergedRange>& merged) {
    if (data.size() < 2) return;
    const std::size_t count = read_u16(data, 0);
    for (std::size_t index = 0; index < count && 2 + 8 * (index + 1) <= data.size(); ++index) {
      const std::size_t at = 2 + 8 * index;
      const MergedRange range{read_u16(data, at) + std::size_t{1}, read_u16(data, at + 2) + std::size_t{1},
                              read_u16(data, at + 4), read_u16(data, at + 6)};
      if (range.first_row <= range.last_row && range.first_column <= range.last_column)
        merged.push_back(range);
    }
  }

  journal::Result<void> read_in_order(std::size_t at) {
    journal::Result<void> outcome;
    walk_sheet(at, [&](const BiffRecord& record, const BiffWalk& walk) {
      if (!is_cell_record(record.type)) return true;
      outcome = read_cell(record, walk);
      return outcome.has_value() && !emitter_.stopped();
    });
    return outcome;
  }

  /// Some programs write rows in the order in which they were filled.
  journal::Result<void> read_sorted(std::size_t at) {
    struct Start {
      std::uint16_t row;
      std::size_t at;
    };
    std::vector<Start> starts;
    walk_sheet(at, [&](const BiffRecord& record, const BiffWalk&) {
      if (is_cell_record(record.type) && record.data.size() >= 2) {
        starts.push_back(Start{read_u16(record.data, 0), record.at});
      }
      return true;
    });
    std::stable_sort(starts.begin(), starts.end(),
                     [](const Start& a, const Start& b) { return a.row < b.row; });
    for (const Start& start : starts) {
      BiffWalk walk(stream_, start.at);
      const auto record = walk.next();
      if (!record) break;
      if (auto read = read_cell(*record, walk); !read) return read;
      if (emitter_.stopped()) break;
    }
    return {};
  }

  /// `walk` stands behind the record.
  journal::Result<void> read_cell(const BiffRecord& record, const BiffWalk& walk) {
    constexpr std::size_t k_cell_head_bytes = 6;
    const std::string_view data = record.data;
    if (data.size() < k_cell_head_bytes) return refuse_cell(0);
    const std::size_t row = read_u16(data, 0) + std::size_t{1};
    if (row != row_.row_number()) {
      if (auto told = row_.tell(); !told) return told;
      row_.begin(row);
      if (emitter_.stopped()) return {};
    }
    const std::size_t column = read_u16(data, 2);
    const std::size_t style = read_u16(data, 4);
    const std::string_view value = data.substr(k_cell_head_bytes);
    if (record.type == BiffType::mul_rk) return read_numbers(column, data);
    if (value.size() < 2) return refuse_cell(column);
    switch (record.type) {
      case BiffType::label_shared:
        return value.size() < 4 ? refuse_cell(column) : put_shared(column, read_u32(value, 0));
      case BiffType::rk:
        return value.size() < 4 ? refuse_cell(column)
                                : put_number(column, style, rk_value(read_u32(value, 0)));
      case BiffType::number:
        return value.size() < 8 ? refuse_cell(column) : put_number(column, style, read_double(value, 0));
      case BiffType::label:
      case BiffType::rich_string:
        return put_label(column, value);
      case BiffType::bool_error:
        return put_code(column, static_cast<unsigned char>(value[0]), value[1] != 0);
      case BiffType::formula:
        return put_result(column, style, value, walk);
      default:
        return {};
    }
  }

  tl::unexpected<journal::Error> refuse_cell(std::size_t column) const {
    return row_.refuse_cell(column, "ячейка повреждена, выгрузите файл заново");
  }

  /// The text that `append` writes into the row's buffer becomes the cell's.
  template <typename Append>
  journal::Result<void> put_own(std::size_t column, Append append) {
    const std::size_t begin = row_.arena().size();
    const CellKind kind = append(row_.arena());
    return row_.put_owned(column, begin, kind);
  }

  journal::Result<void> put_shared(std::size_t column, std::size_t index) {
    if (index >= globals_.shared.size()) return refuse_cell(column);
    return row_.put(column, globals_.shared[index], CellKind::text);
  }

  journal::Result<void> put_number(std::size_t column, std::size_t style, double value) {
    return put_own(column, [&](std::string& out) {
      return append_value(out, value, globals_.styles.look(style), globals_.styles.is_epoch_1904());
    });
  }

  journal::Result<void> read_numbers(std::size_t first_column, std::string_view data) {
    // Row and first column, then six bytes each (style, number), then the last column.
    for (std::size_t at = 4, column = first_column; at + 6 + 2 <= data.size(); at += 6, ++column) {
      auto put = put_number(column, read_u16(data, at), rk_value(read_u32(data, at + 2)));
      if (!put) return put;
    }
    return {};
  }

  journal::Result<void> put_label(std::size_t column, std::string_view value) {
    bool is_damaged = false;
    auto put = put_own(column, [&](std::string& out) {
      const std::size_t count = read_u16(value, 0);
      if (globals_.is_biff8) {
        if (value.size() < 3) {
          is_damaged = true;
          return CellKind::text;
        }
        BiffText text({value.substr(3)});
        text.take_characters(out, count, (static_cast<unsigned char>(value[2]) & 1U) != 0);
        is_damaged = text.failed();
      } else {
        is_damaged = count > value.size() - 2;
        globals_.charset.append(out, value.substr(2, count));
      }
      return CellKind::text;
    });
    if (is_damaged) return refuse_cell(column);
    return put;
  }

  journal::Result<void> put_code(std::size_t column, unsigned code, bool is_error) {
    return put_own(column, [&](std::string& out) {
      out += is_error ? error_text(code) : code != 0 ? "ИСТИНА" : "ЛОЖЬ";
      return CellKind::text;
    });
  }

  /// The value that a formula had when the workbook was saved.
  journal::Result<void> put_result(std::size_t column, std::size_t style, std::string_view value,
                                   const BiffWalk& walk) {
    if (value.size() < 8) return refuse_cell(column);
    if (read_u16(value, 6) != 0xFFFF) return put_number(column, style, read_double(value, 0));
    switch (value[0]) {
      case 0:
        return put_following_string(column, walk);
      case 1:
        return put_code(column, static_cast<unsigned char>(value[2]), false);
      case 2:
        return put_code(column, static_cast<unsigned char>(value[2]), true);
      default:
        return {};  // an empty text
    }
  }

  /// A formula's text stands in a later record, with at most one that describes the formula between.
  journal::Result<void> put_following_string(std::size_t column, BiffWalk walk) {
    auto record = walk.next();
    if (record && record->type != BiffType::string && !is_cell_record(record->type)) record = walk.next();
    if (!record || record->type != BiffType::string || record->data.size() < 3) return {};
    if (!globals_.is_biff8) return put_label(column, record->data);
    std::vector<std::string_view> parts{record->data};
    for (auto next = walk.next(); next && next->type == BiffType::continuation; next = walk.next()) {
      parts.push_back(next->data);
    }
    BiffText text(std::move(parts));
    auto put = put_own(column, [&](std::string& out) {
      text.take_text(out);
      return CellKind::text;
    });
    if (text.failed()) return refuse_cell(column);
    return put;
  }

  std::string_view stream_;
  const BiffGlobals& globals_;
  RowEmitter& emitter_;
  RowBuilder row_;
  std::size_t work_left_;
};

}  // namespace

journal::Result<std::vector<TimeClaim>> read_xls(std::string_view bytes, RowEmitter& emitter) {
  const auto file = OleFile::open(bytes);
  if (!file) return tl::make_unexpected(file.error());
  if (file->has_stream("EncryptedPackage")) {
    return refuse("файл защищён паролем: снимите пароль и сохраните файл заново");
  }
  const char* name = file->has_stream("Workbook") ? "Workbook" : "Book";
  if (!file->has_stream(name)) return refuse("в файле нет книги Excel: нужна таблица .xls или .xlsx");
  const auto stream = file->read_stream(name);
  if (!stream) return tl::make_unexpected(stream.error());
  const auto globals = read_biff_globals(*stream, emitter.limits());
  if (!globals) return tl::make_unexpected(globals.error());
  if (globals->sheets.empty()) return refuse("в книге нет ни одного листа");
  SheetReader reader(*stream, *globals, emitter);
  std::size_t number = 0;
  for (const BiffSheet& sheet : globals->sheets) {
    if (auto read = reader.read(sheet, ++number); !read) return tl::make_unexpected(read.error());
    if (emitter.stopped()) break;
  }
  std::vector<TimeClaim> claims;
  if (file->has_stream("\5SummaryInformation")) {
    if (const auto summary = file->read_stream("\5SummaryInformation"))
      claims = read_summary_claims(*summary);
  }
  return claims;
}

}  // namespace elzhur::connectors
