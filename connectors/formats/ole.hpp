// The container of old office files (MS-CFB): a small file system in a file. Inner to the format
// readers. Everything in it is believed only after it was checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/sheet.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Little-endian numbers; the caller has checked the bounds.
[[nodiscard]] std::uint16_t read_u16(std::string_view bytes, std::size_t at);
[[nodiscard]] std::uint32_t read_u32(std::string_view bytes, std::size_t at);
[[nodiscard]] std::uint64_t read_u64(std::string_view bytes, std::size_t at);
[[nodiscard]] double read_double(std::string_view bytes, std::size_t at);

class OleFile {
 public:
  /// `bytes` must outlive it. Fails when the container is truncated or damaged.
  [[nodiscard]] static journal::Result<OleFile> open(std::string_view bytes);

  /// Whether the root folder has a stream of this (ASCII) name; case does not count.
  [[nodiscard]] bool has_stream(std::string_view name) const { return find(name) != nullptr; }
  /// Its bytes: no more than the file has. Fails when its sectors lead outside of the file or in a circle.
  [[nodiscard]] journal::Result<std::string> read_stream(std::string_view name) const;

 private:
  struct Entry {
    std::string name;
    std::uint32_t start = 0;
    std::uint64_t size = 0;
  };

  explicit OleFile(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] journal::Result<void> load();
  [[nodiscard]] journal::Result<void> load_sector_table(std::uint32_t first_extra, std::uint32_t extra_count);
  [[nodiscard]] journal::Result<void> load_directory(std::uint32_t start);
  [[nodiscard]] journal::Result<std::string> read_chain(std::uint32_t start, std::uint64_t size_max,
                                                        bool needs_all) const;
  [[nodiscard]] journal::Result<std::string> read_mini(std::uint32_t start, std::uint64_t size) const;
  [[nodiscard]] std::optional<std::string_view> sector(std::uint32_t number) const;
  [[nodiscard]] const Entry* find(std::string_view name) const;

  std::string_view bytes_;
  std::size_t sector_bytes_ = 512;
  std::size_t mini_bytes_ = 64;
  std::uint32_t mini_cutoff_ = 4096;
  std::vector<std::uint32_t> next_sector_;
  std::vector<std::uint32_t> next_mini_;
  std::string mini_stream_;
  std::vector<Entry> entries_;
};

/// Creation and last saving as the stream "\5SummaryInformation" states them; damaged ones are left out.
[[nodiscard]] std::vector<TimeClaim> read_summary_claims(std::string_view stream);

}  // namespace elzhur::connectors
