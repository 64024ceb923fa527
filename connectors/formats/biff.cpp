#include "connectors/formats/biff.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "connectors/formats/ole.hpp"

namespace elzhur::connectors {
namespace {

constexpr std::uint16_t k_version_biff8 = 0x0600;
constexpr std::uint16_t k_version_biff5 = 0x0500;
constexpr unsigned k_flag_wide = 0x01;
constexpr unsigned k_flag_phonetic = 0x04;
constexpr unsigned k_flag_rich = 0x08;

tl::unexpected<journal::Error> refuse_damaged() {
  return refuse("файл XLS обрезан или повреждён: выгрузите его заново");
}

/// The encoding of a code page as Excel numbers it; Russian schools' windows-1251 when in doubt.
journal::Result<SingleByteCharset> load_code_page(unsigned code_page) {
  constexpr unsigned k_mac_cyrillic = 10'007;
  constexpr unsigned k_ansi_latin = 32'769;
  if (code_page == k_mac_cyrillic) return SingleByteCharset::load("MAC-CYRILLIC");
  if (code_page == k_ansi_latin) return SingleByteCharset::load("CP1252");
  if (code_page == 866 || (code_page >= 1250 && code_page <= 1258)) {
    return SingleByteCharset::load(fmt::format("CP{}", code_page).c_str());
  }
  return SingleByteCharset::load("CP1251");
}

/// Collects the globals record by record.
class GlobalsReader {
 public:
  GlobalsReader(std::string_view stream, const Limits& limits) : stream_(stream), limits_(limits) {}

  journal::Result<BiffGlobals> run() {
    BiffWalk walk(stream_, 0);
    const auto begin = walk.next();
    if (!begin || begin->type != BiffType::bof || begin->data.size() < 4) return refuse_damaged();
    const std::uint16_t version = read_u16(begin->data, 0);
    if (version != k_version_biff8 && version != k_version_biff5) {
      return refuse("слишком старый формат Excel: сохраните файл как «Книга Excel (.xlsx)»");
    }
    globals_.is_biff8 = version == k_version_biff8;
    auto ended = read_records(walk);
    if (!ended) return tl::make_unexpected(ended.error());
    auto charset = load_code_page(code_page_);
    if (!charset) return tl::make_unexpected(charset.error());
    globals_.charset = *charset;
    globals_.styles.resolve();
    if (!globals_.is_biff8) decode_sheet_names();
    return std::move(globals_);
  }

 private:
  journal::Result<void> read_records(BiffWalk& walk) {
    while (const auto record = walk.next()) {
      const std::string_view data = record->data;
      switch (record->type) {
        case BiffType::eof:
          return {};
        case BiffType::file_pass:
          return refuse("файл защищён паролем: снимите пароль и сохраните файл заново");
        case BiffType::code_page:
          if (data.size() >= 2) code_page_ = read_u16(data, 0);
          break;
        case BiffType::date_1904:
          if (data.size() >= 2) globals_.styles.set_epoch_1904(read_u16(data, 0) == 1);
          break;
        case BiffType::format:
          add_format(data);
          break;
        case BiffType::extended_format:
          if (data.size() >= 4) globals_.styles.add_style(read_u16(data, 2));
          break;
        case BiffType::bound_sheet:
          if (auto added = add_sheet(data); !added) return added;
          break;
        case BiffType::shared_strings:
          if (auto added = add_shared_strings(data, walk); !added) return added;
          break;
        default:
          break;
      }
    }
    return refuse_damaged();
  }

  void add_format(std::string_view data) {
    if (data.size() < 5) return;
    std::string code;
    if (globals_.is_biff8) {
      BiffText text({data.substr(2)});
      text.take_text(code);
    } else {
      code = data.substr(3, static_cast<unsigned char>(data[2]));
    }
    globals_.styles.define_format(read_u16(data, 0), code);
  }

  journal::Result<void> add_sheet(std::string_view data) {
    constexpr char k_worksheet = 0;
    if (data.size() < 8) return refuse_damaged();
    if (data[5] != k_worksheet) return {};  // charts, macros and modules have no rows
    BiffSheet sheet;
    sheet.at = read_u32(data, 0);
    sheet.is_hidden = (static_cast<unsigned char>(data[4]) & 3U) != 0;
    const std::size_t count = static_cast<unsigned char>(data[6]);
    if (globals_.is_biff8) {
      const bool is_wide = (static_cast<unsigned char>(data[7]) & k_flag_wide) != 0;
      BiffText({data.substr(8)}).take_characters(sheet.name, count, is_wide);
    } else {
      sheet.name = data.substr(7, count);
    }
    if (globals_.sheets.size() >= limits_.sheets_max) {
      return refuse(fmt::format("в файле больше {} листов", limits_.sheets_max));
    }
    globals_.sheets.push_back(std::move(sheet));
    return {};
  }

  /// The code page may be named after the sheets.
  void decode_sheet_names() {
    for (BiffSheet& sheet : globals_.sheets) {
      std::string name;
      globals_.charset.append(name, sheet.name);
      sheet.name = std::move(name);
    }
  }

  journal::Result<void> add_shared_strings(std::string_view data, BiffWalk& walk) {
    std::vector<std::string_view> parts{data};
    for (auto next = walk.peek(); next && next->type == BiffType::continuation; next = walk.peek()) {
      parts.push_back(next->data);
      (void)walk.next();
    }
    BiffText text(std::move(parts));
    text.skip(4);
    const std::uint32_t count = text.take_u32();
    // A text takes at least three bytes, so a false count ends at the end of the data.
    for (std::uint32_t index = 0; index < count && !text.failed(); ++index) {
      text.take_text(globals_.shared.arena());
      globals_.shared.end_text();
      if (globals_.shared.arena().size() > limits_.shared_text_bytes_max) {
        return refuse(
            fmt::format("в файле больше {} МиБ разных текстов", limits_.shared_text_bytes_max / k_mebibyte));
      }
    }
    if (text.failed()) return refuse_damaged();
    return {};
  }

  std::string_view stream_;
  const Limits& limits_;
  unsigned code_page_ = 0;
  BiffGlobals globals_;
};

}  // namespace

std::optional<BiffRecord> BiffWalk::next() {
  if (at_ > stream_.size() || stream_.size() - at_ < 4) return std::nullopt;
  const std::size_t size = read_u16(stream_, at_ + 2);
  if (stream_.size() - at_ - 4 < size) return std::nullopt;
  const BiffRecord record{static_cast<BiffType>(read_u16(stream_, at_)), stream_.substr(at_ + 4, size), at_};
  at_ += 4 + size;
  return record;
}

bool BiffText::next_part() {
  if (part_ + 1 >= parts_.size()) {
    failed_ = true;
    return false;
  }
  ++part_;
  at_ = 0;
  return true;
}

std::uint8_t BiffText::take_u8() {
  while (!failed_ && at_ >= parts_[part_].size()) {
    if (!next_part()) return 0;
  }
  return failed_ ? std::uint8_t{0} : static_cast<std::uint8_t>(parts_[part_][at_++]);
}

std::uint16_t BiffText::take_u16() {
  const unsigned low = take_u8();
  return static_cast<std::uint16_t>(low | static_cast<unsigned>(take_u8()) << 8U);
}

std::uint32_t BiffText::take_u32() {
  const std::uint32_t low = take_u16();
  return low | static_cast<std::uint32_t>(take_u16()) << 16U;
}

void BiffText::skip(std::uint64_t count) {
  while (count > 0 && !failed_) {
    const std::size_t here = std::min<std::uint64_t>(count, parts_[part_].size() - at_);
    at_ += here;
    count -= here;
    if (count > 0 && !next_part()) return;
  }
}

void BiffText::take_characters(std::string& out, std::size_t count, bool is_wide) {
  while (count > 0 && !failed_) {
    if (at_ >= parts_[part_].size()) {
      if (!next_part()) return;
      // A text that goes on in a continuation states its width anew.
      is_wide = (take_u8() & k_flag_wide) != 0;
      if (failed_) return;
    }
    const std::string_view rest = parts_[part_].substr(at_);
    const std::size_t width = is_wide ? 2 : 1;
    const std::size_t here = std::min(count, rest.size() / width);
    if (here == 0 && !rest.empty()) {
      failed_ = true;  // half a character
      return;
    }
    if (is_wide) {
      append_utf16le(out, rest.substr(0, 2 * here));
    } else {
      for (const char byte : rest.substr(0, here)) {
        if (byte != 0) append_utf8(out, static_cast<unsigned char>(byte));
      }
    }
    at_ += here * width;
    count -= here;
  }
}

void BiffText::take_text(std::string& out) {
  const std::size_t count = take_u16();
  const unsigned flags = take_u8();
  const std::uint64_t runs = (flags & k_flag_rich) != 0 ? take_u16() : 0;
  const std::uint64_t phonetic = (flags & k_flag_phonetic) != 0 ? take_u32() : 0;
  take_characters(out, count, (flags & k_flag_wide) != 0);
  skip(4 * runs + phonetic);
}

journal::Result<BiffGlobals> read_biff_globals(std::string_view stream, const Limits& limits) {
  return GlobalsReader(stream, limits).run();
}

}  // namespace elzhur::connectors
