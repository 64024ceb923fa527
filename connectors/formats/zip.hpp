// A ZIP in memory, read with limits. Inner to the format readers: archives of reports (archive.hpp)
// and the parts of an XLSX are read through it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/limits.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

struct ZipEntry {
  std::string name;  ///< As archive.hpp says of ArchiveMember::name.
  std::optional<journal::LocalTime> modified;
  std::uint64_t size = 0;  ///< Unpacked, as the archive states it.
  std::uint64_t packed_size = 0;
  bool is_encrypted = false;
  bool is_folder = false;
};

class Zip {
 public:
  /// `bytes` and `limits` must outlive it. Fails on damage, on too many members, and when the stated
  /// sizes add up to more than may be unpacked.
  [[nodiscard]] static journal::Result<Zip> open(std::string_view bytes, const Limits& limits);

  [[nodiscard]] const std::vector<ZipEntry>& entries() const { return entries_; }
  /// By exact name, else ignoring ASCII case (some programs disagree with themselves).
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  /// Unpacks an entry and hands it on piece by piece until `take` returns false. Fails on damage,
  /// a password, and beyond the limits; all unpacking of this archive adds up.
  [[nodiscard]] journal::Result<void> read(std::size_t index, std::size_t bytes_max,
                                           const std::function<bool(std::string_view)>& take);
  [[nodiscard]] journal::Result<std::string> read_all(std::size_t index, std::size_t bytes_max);

 private:
  struct Handle;
  struct CloseHandle {
    void operator()(Handle* handle) const noexcept;
  };

  explicit Zip(const Limits& limits) : limits_(&limits) {}
  [[nodiscard]] journal::Result<void> load_entries();

  const Limits* limits_;
  std::unique_ptr<Handle, CloseHandle> handle_;
  std::vector<ZipEntry> entries_;
  std::uint64_t unpacked_bytes_ = 0;
};

}  // namespace elzhur::connectors
