#include "connectors/formats/zip.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include <fmt/format.h>
#include <zip.h>

#include "connectors/formats/text.hpp"

namespace elzhur::connectors {

/// libzip's archive; it reads the caller's bytes and never writes.
struct Zip::Handle {
  zip_t* archive = nullptr;
};

void Zip::CloseHandle::operator()(Handle* handle) const noexcept {
  zip_discard(handle->archive);
  delete handle;
}

namespace {

constexpr std::size_t k_piece_bytes = std::size_t{64} * 1024;
/// A packed spreadsheet holds some twenty members of its own, whose marks stand in the archive's bytes too.
constexpr std::size_t k_marks_per_member = 32;

tl::unexpected<journal::Error> refuse_damaged() {
  return refuse("файл обрезан или повреждён (ZIP не читается): выгрузите или скопируйте его заново");
}

tl::unexpected<journal::Error> refuse_bomb(std::size_t bytes_max) {
  return refuse(
      fmt::format("после распаковки получается слишком много данных (больше {} МиБ), файл не читается",
                  bytes_max / k_mebibyte));
}

/// libzip allocates for every member before we could count them.
bool has_too_many_marks(std::string_view bytes, std::size_t members_max) {
  constexpr std::string_view k_mark = "PK\1\2";
  std::size_t marks = 0;
  for (std::size_t at = bytes.find(k_mark); at != std::string_view::npos; at = bytes.find(k_mark, at + 4)) {
    if (++marks > members_max * k_marks_per_member) return true;
  }
  return false;
}

std::string decode_name(std::string_view raw) {
  std::string name;
  if (is_valid_utf8(raw)) {
    name = raw;
  } else if (const auto charset = SingleByteCharset::load("CP866")) {
    charset->append(name, raw);
  }
  for (char& letter : name) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = '?';
  }
  return name;
}

/// libzip made an instant of the DOS time by this process's zone; the same zone takes it back.
std::optional<journal::LocalTime> local_time(std::time_t time) {
  constexpr int k_dos_epoch = 1980;
  std::tm parts{};
  if (localtime_r(&time, &parts) == nullptr || parts.tm_year + 1900 < k_dos_epoch) return std::nullopt;
  const auto date = std::chrono::year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
  // 1 January 1980 at midnight is what programs write that know no time.
  if (!date.ok() || date == std::chrono::year{k_dos_epoch} / 1 / 1) return std::nullopt;
  return journal::LocalTime{journal::Date{date}} + std::chrono::hours{parts.tm_hour} +
         std::chrono::minutes{parts.tm_min} + std::chrono::seconds{std::min(parts.tm_sec, 59)};
}

/// An entry that is open for reading.
class OpenEntry {
 public:
  OpenEntry(zip_t* archive, std::size_t index) : file_(zip_fopen_index(archive, index, 0)) {}
  ~OpenEntry() {
    if (file_ != nullptr) zip_fclose(file_);
  }
  OpenEntry(const OpenEntry&) = delete;
  OpenEntry& operator=(const OpenEntry&) = delete;

  bool is_open() const { return file_ != nullptr; }
  /// The next piece; empty at the end, nothing on damage.
  std::optional<std::string_view> read() {
    const zip_int64_t count = zip_fread(file_, buffer_.data(), buffer_.size());
    if (count < 0) return std::nullopt;
    return std::string_view(buffer_.data(), static_cast<std::size_t>(count));
  }

 private:
  zip_file_t* file_;
  std::array<char, k_piece_bytes> buffer_;
};

}  // namespace

journal::Result<Zip> Zip::open(std::string_view bytes, const Limits& limits) {
  if (has_too_many_marks(bytes, limits.archive_members_max)) {
    return refuse(fmt::format("в архиве больше {} файлов", limits.archive_members_max));
  }
  Zip zip(limits);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive =
      source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  zip_error_fini(&error);
  if (archive == nullptr) {
    zip_source_free(source);
    return refuse_damaged();
  }
  zip.handle_.reset(new Handle{archive});
  if (auto loaded = zip.load_entries(); !loaded) return tl::make_unexpected(loaded.error());
  return zip;
}

journal::Result<void> Zip::load_entries() {
  zip_t* archive = handle_->archive;
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  if (std::cmp_greater(count, limits_->archive_members_max)) {
    return refuse(fmt::format("в архиве больше {} файлов", limits_->archive_members_max));
  }
  std::uint64_t total = 0;
  for (zip_uint64_t index = 0; std::cmp_less(index, count); ++index) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    const char* name = zip_get_name(archive, index, ZIP_FL_ENC_RAW);
    if (name == nullptr || zip_stat_index(archive, index, 0, &stat) != 0) return refuse_damaged();
    ZipEntry entry;
    entry.name = decode_name(name);
    if ((stat.valid & ZIP_STAT_MTIME) != 0) entry.modified = local_time(stat.mtime);
    entry.size = stat.size;
    entry.packed_size = stat.comp_size;
    entry.is_encrypted =
        (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
    entry.is_folder = entry.name.ends_with('/');
    if (entry.size > limits_->unpacked_bytes_max) {
      return tl::make_unexpected(journal::with_context(refuse_bomb(limits_->unpacked_bytes_max).value(), entry.name));
    }
    total += entry.size;
    entries_.push_back(std::move(entry));
  }
  if (total > limits_->unpacked_bytes_max) return refuse_bomb(limits_->unpacked_bytes_max);
  return {};
}

std::optional<std::size_t> Zip::find(std::string_view name) const {
  const auto at = [this](auto found) -> std::optional<std::size_t> {
    if (found == entries_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - entries_.begin());
  };
  const auto exact = std::find_if(entries_.begin(), entries_.end(),
                                  [name](const ZipEntry& entry) { return entry.name == name; });
  if (exact != entries_.end()) return at(exact);
  return at(std::find_if(entries_.begin(), entries_.end(),
                         [name](const ZipEntry& entry) { return equals_ignoring_case(entry.name, name); }));
}

journal::Result<void> Zip::read(std::size_t index, std::size_t bytes_max,
                                const std::function<bool(std::string_view)>& take) {
  const ZipEntry& entry = entries_[index];
  if (entry.is_encrypted) return refuse("файл защищён паролем: снимите пароль и сохраните файл заново");
  if (entry.size > bytes_max) return refuse_bomb(bytes_max);
  OpenEntry file(handle_->archive, index);
  if (!file.is_open()) return refuse_damaged();
  std::uint64_t bytes = 0;
  for (;;) {
    const auto piece = file.read();
    if (!piece) return refuse_damaged();
    if (piece->empty()) break;
    bytes += piece->size();
    unpacked_bytes_ += piece->size();
    // The archive's own statement of the size is not believed.
    if (bytes > bytes_max) return refuse_bomb(bytes_max);
    if (unpacked_bytes_ > 2 * std::uint64_t{limits_->unpacked_bytes_max})
      return refuse_bomb(limits_->unpacked_bytes_max);
    if (bytes > k_expansion_free_bytes && bytes / limits_->expansion_max > entry.packed_size) {
      return refuse(
          fmt::format("файл сжат больше чем в {} раз: так сжаты только поддельные файлы, он не читается",
                      limits_->expansion_max));
    }
    if (!take(*piece)) return {};
  }
  if (bytes != entry.size) return refuse_damaged();
  return {};
}

journal::Result<std::string> Zip::read_all(std::size_t index, std::size_t bytes_max) {
  std::string all;
  auto read_it = read(index, bytes_max, [&all](std::string_view piece) {
    all.append(piece);
    return true;
  });
  if (!read_it) return tl::make_unexpected(read_it.error());
  return all;
}

}  // namespace elzhur::connectors
