#include "connectors/formats/ole.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "connectors/formats/text.hpp"

namespace elzhur::connectors {
namespace {

// Field offsets and special sector numbers: MS-CFB 2.1 to 2.6.
constexpr std::size_t k_header_bytes = 512;
constexpr std::size_t k_header_sector_numbers = 109;
constexpr std::uint32_t k_sector_number_max = 0xFFFFFFFA;
constexpr std::size_t k_entry_bytes = 128;
constexpr std::uint32_t k_no_entry = 0xFFFFFFFF;
constexpr std::size_t k_directory_bytes_max = 4 * k_entry_bytes * 4096;

tl::unexpected<journal::Error> refuse_damaged() {
  return refuse("файл XLS обрезан или повреждён: выгрузите его заново");
}

template <typename Number>
Number read_number(std::string_view bytes, std::size_t at) {
  static_assert(std::endian::native == std::endian::little);
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

}  // namespace

std::uint16_t read_u16(std::string_view bytes, std::size_t at) {
  return read_number<std::uint16_t>(bytes, at);
}
std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  return read_number<std::uint32_t>(bytes, at);
}
std::uint64_t read_u64(std::string_view bytes, std::size_t at) {
  return read_number<std::uint64_t>(bytes, at);
}
double read_double(std::string_view bytes, std::size_t at) { return read_number<double>(bytes, at); }

journal::Result<OleFile> OleFile::open(std::string_view bytes) {
  OleFile file(bytes);
  if (auto loaded = file.load(); !loaded) return tl::make_unexpected(loaded.error());
  return file;
}

journal::Result<void> OleFile::load() {
  if (bytes_.size() < k_header_bytes) return refuse_damaged();
  const unsigned sector_shift = read_u16(bytes_, 30);
  const unsigned mini_shift = read_u16(bytes_, 32);
  // 9 and 12 are the only ones there are; the rest of the arithmetic relies on it.
  if ((sector_shift != 9 && sector_shift != 12) || mini_shift != 6) return refuse_damaged();
  sector_bytes_ = std::size_t{1} << sector_shift;
  mini_bytes_ = std::size_t{1} << mini_shift;
  mini_cutoff_ = read_u32(bytes_, 56);
  if (auto table = load_sector_table(read_u32(bytes_, 68), read_u32(bytes_, 72)); !table) return table;
  const std::uint32_t mini_table = read_u32(bytes_, 60);
  if (auto directory = load_directory(read_u32(bytes_, 48)); !directory) return directory;
  if (mini_table <= k_sector_number_max && !mini_stream_.empty()) {
    const auto table = read_chain(mini_table, bytes_.size(), false);
    if (!table) return tl::make_unexpected(table.error());
    for (std::size_t at = 0; at + 4 <= table->size(); at += 4) next_mini_.push_back(read_u32(*table, at));
  }
  return {};
}

/// The table that tells the sector after each sector. Its own sectors are listed in the header, and in
/// further sectors chained from there.
journal::Result<void> OleFile::load_sector_table(std::uint32_t extra, std::uint32_t extra_count) {
  std::vector<std::uint32_t> table_sectors;
  const std::size_t table_sectors_max = bytes_.size() / sector_bytes_ + 1;
  const auto collect = [&](std::string_view from, std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) {
      const std::uint32_t number = read_u32(from, 4 * index);
      if (number <= k_sector_number_max) table_sectors.push_back(number);
    }
    return table_sectors.size() <= table_sectors_max;
  };
  if (!collect(bytes_.substr(76), k_header_sector_numbers)) return refuse_damaged();
  // More than the file has sectors can only be a circle.
  if (extra_count > table_sectors_max) return refuse_damaged();
  for (std::uint32_t count = 0; count < extra_count && extra <= k_sector_number_max; ++count) {
    const auto list = sector(extra);
    if (!list || list->size() < sector_bytes_ || !collect(*list, sector_bytes_ / 4 - 1))
      return refuse_damaged();
    extra = read_u32(*list, sector_bytes_ - 4);
  }
  next_sector_.reserve(table_sectors.size() * (sector_bytes_ / 4));
  for (const std::uint32_t number : table_sectors) {
    const auto part = sector(number);
    if (!part) return refuse_damaged();
    for (std::size_t at = 0; at + 4 <= part->size(); at += 4) next_sector_.push_back(read_u32(*part, at));
  }
  return {};
}

/// Only the root folder's own streams: an embedded document has streams of the same names deeper down.
journal::Result<void> OleFile::load_directory(std::uint32_t start) {
  const auto directory = read_chain(start, k_directory_bytes_max, false);
  if (!directory) return tl::make_unexpected(directory.error());
  const std::size_t count = directory->size() / k_entry_bytes;
  if (count == 0) return refuse_damaged();
  const auto entry = [&](std::size_t index) {
    return std::string_view(*directory).substr(index * k_entry_bytes);
  };
  const std::string_view root = entry(0);
  const std::uint64_t mini_size = std::min<std::uint64_t>(read_u32(root, 120), bytes_.size());
  if (auto mini = read_chain(read_u32(root, 116), mini_size, false)) mini_stream_ = std::move(*mini);
  std::vector<bool> is_seen(count, false);
  std::vector<std::uint32_t> pending{read_u32(root, 76)};
  while (!pending.empty()) {
    const std::uint32_t index = pending.back();
    pending.pop_back();
    if (index == k_no_entry) continue;
    if (index >= count || is_seen[index]) return refuse_damaged();
    is_seen[index] = true;
    const std::string_view raw = entry(index);
    pending.push_back(read_u32(raw, 68));
    pending.push_back(read_u32(raw, 72));
    constexpr char k_stream_type = 2;
    if (raw[66] != k_stream_type) continue;
    Entry found;
    append_utf16le(found.name, raw.substr(0, std::min<std::size_t>(read_u16(raw, 64), 64)));
    found.start = read_u32(raw, 116);
    // The upper half is garbage in files with small sectors (MS-CFB 2.6.3).
    found.size = sector_bytes_ == 512 ? read_u32(raw, 120) : read_u64(raw, 120);
    entries_.push_back(std::move(found));
  }
  return {};
}

std::optional<std::string_view> OleFile::sector(std::uint32_t number) const {
  const std::uint64_t begin = (std::uint64_t{number} + 1) * sector_bytes_;
  if (begin >= bytes_.size()) return std::nullopt;
  // The last sector of a file is not always written in full.
  return bytes_.substr(begin, sector_bytes_);
}

journal::Result<std::string> OleFile::read_chain(std::uint32_t start, std::uint64_t size_max,
                                                 bool needs_all) const {
  std::string data;
  std::size_t steps_left = next_sector_.size();
  for (std::uint32_t number = start; number <= k_sector_number_max && data.size() < size_max;) {
    const auto part = sector(number);
    if (!part || number >= next_sector_.size() || steps_left-- == 0) return refuse_damaged();
    data.append(part->substr(0, size_max - data.size()));
    if (part->size() < sector_bytes_) break;
    number = next_sector_[number];
  }
  if (needs_all && data.size() < size_max) return refuse_damaged();
  return data;
}

journal::Result<std::string> OleFile::read_mini(std::uint32_t start, std::uint64_t size) const {
  std::string data;
  std::size_t steps_left = next_mini_.size();
  for (std::uint32_t number = start; number <= k_sector_number_max && data.size() < size;) {
    const std::uint64_t begin = std::uint64_t{number} * mini_bytes_;
    if (number >= next_mini_.size() || begin >= mini_stream_.size() || steps_left-- == 0)
      return refuse_damaged();
    data.append(mini_stream_, begin, std::min<std::uint64_t>(mini_bytes_, size - data.size()));
    number = next_mini_[number];
  }
  if (data.size() < size) return refuse_damaged();
  return data;
}

const OleFile::Entry* OleFile::find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [name](const Entry& entry) {
    return equals_ignoring_case(entry.name, name);
  });
  return found == entries_.end() ? nullptr : &*found;
}

journal::Result<std::string> OleFile::read_stream(std::string_view name) const {
  const Entry* entry = find(name);
  if (entry == nullptr || entry->size > bytes_.size()) return refuse_damaged();
  if (entry->size < mini_cutoff_) return read_mini(entry->start, entry->size);
  return read_chain(entry->start, entry->size, true);
}

std::vector<TimeClaim> read_summary_claims(std::string_view stream) {
  // MS-OLEPS 2.21: one property set, whose offset stands at 44.
  constexpr std::uint32_t k_created = 12;
  constexpr std::uint32_t k_last_saved = 13;
  constexpr std::uint32_t k_filetime_type = 0x40;
  constexpr std::uint64_t k_ticks_per_second = 10'000'000;
  constexpr std::int64_t k_seconds_1601_to_1970 = 11'644'473'600;
  constexpr std::uint32_t k_properties_max = 256;
  std::vector<TimeClaim> claims;
  if (stream.size() < 48) return claims;
  const std::size_t begin = read_u32(stream, 44);
  if (begin > stream.size() || stream.size() - begin < 8) return claims;
  const std::string_view set = stream.substr(begin);
  const std::uint32_t count = std::min(read_u32(set, 4), k_properties_max);
  for (std::size_t index = 0; index < count && 8 + 8 * (index + 1) <= set.size(); ++index) {
    const std::uint32_t id = read_u32(set, 8 + 8 * index);
    const std::size_t at = read_u32(set, 12 + 8 * index);
    if ((id != k_created && id != k_last_saved) || set.size() < 12 || at > set.size() - 12) continue;
    const std::uint64_t ticks = read_u64(set, at + 4);
    if (read_u32(set, at) != k_filetime_type || ticks == 0) continue;
    const auto seconds = static_cast<std::int64_t>(ticks / k_ticks_per_second) - k_seconds_1601_to_1970;
    // Before 1970 or so far away that no clock was right: nobody claims that.
    if (seconds <= 0 || seconds > 253'402'300'799) continue;
    claims.push_back(TimeClaim{id == k_created ? ClaimKind::created : ClaimKind::modified,
                               journal::Instant{journal::Seconds{seconds}}});
  }
  return claims;
}

}  // namespace elzhur::connectors
