// Evidence on the disk: whole, durable, named by its hash.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "connectors/evidence.hpp"
#include "connectors/files.hpp"
#include "connectors/sha256.hpp"

namespace elzhur::connectors {
namespace {

namespace fs = std::filesystem;
using journal::ErrorKind;
using journal::Result;

constexpr int k_zstd_level = 3;
constexpr mode_t k_file_mode = 0640;
constexpr mode_t k_folder_mode = 0750;
constexpr std::size_t k_prefix = 2;  // ab/abcdef….zst: folders stay small.

tl::unexpected<journal::Error> storage_failure(const fs::path& path, std::string_view what) {
  return journal::failure(ErrorKind::storage, fmt::format("evidence: {}: {}", path.string(), what));
}

tl::unexpected<journal::Error> system_failure(const fs::path& path) {
  return storage_failure(path, std::strerror(errno));
}

Result<std::string> pack(std::string_view bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), k_zstd_level);
  if (ZSTD_isError(size) != 0U) return journal::failure(ErrorKind::storage, ZSTD_getErrorName(size));
  packed.resize(size);
  return packed;
}

/// In pieces, because the size that a frame states need not be true.
Result<std::string> unpack(std::string_view packed) {
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                          &ZSTD_freeDStream);
  if (!stream) return journal::failure(ErrorKind::storage, "zstd: no memory");
  std::string bytes;
  std::string piece(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t left = 1;
  while (left != 0) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    const std::size_t read_before = in.pos;
    left = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(left) != 0U) return journal::failure(ErrorKind::storage, ZSTD_getErrorName(left));
    bytes.append(piece.data(), out.pos);
    if (bytes.size() > k_evidence_bytes_max)
      return journal::failure(ErrorKind::storage, "larger than allowed");
    if (left != 0 && out.pos == 0 && in.pos == read_before)
      return journal::failure(ErrorKind::storage, "truncated");
  }
  if (in.pos != in.size) return journal::failure(ErrorKind::storage, "bytes behind its end");
  return bytes;
}

Result<void> make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), k_folder_mode) == 0) {
    // The new name lasts only when its parent is on the disk.
    if (!sync_folder(folder.parent_path().empty() ? fs::path(".") : folder.parent_path())) {
      return system_failure(folder.parent_path());
    }
    return {};
  }
  if (errno != EEXIST) return system_failure(folder);
  return {};
}

/// Writes a file beside its place and moves it there: it is whole or absent.
Result<void> write_file(const fs::path& file, std::string_view bytes) {
  static std::atomic<unsigned> counter{0};
  const fs::path part = file.string() + fmt::format(".{}.{}.part", ::getpid(), counter.fetch_add(1));
  const auto failed = [&part](tl::unexpected<journal::Error> error) {
    ::unlink(part.c_str());
    return error;
  };
  const Descriptor fd(
      ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, k_file_mode));
  if (!fd.ok()) return system_failure(part);
  // The umask must not decide who may read evidence.
  if (::fchmod(fd.get(), k_file_mode) != 0 || !write_all(fd.get(), bytes) || ::fsync(fd.get()) != 0) {
    return failed(system_failure(part));
  }
  if (::rename(part.c_str(), file.c_str()) != 0) return failed(system_failure(file));
  return {};
}

}  // namespace

EvidenceFiles::EvidenceFiles(fs::path dir) : dir_(std::move(dir)) {}

Result<std::string> EvidenceFiles::save(std::string_view bytes) const {
  if (bytes.size() > k_evidence_bytes_max) return storage_failure(dir_, "a text larger than allowed");
  std::string hash = sha256_hex(bytes);
  const fs::path folder = dir_ / hash.substr(0, k_prefix);
  const fs::path file = folder / (hash + ".zst");
  if (auto made = make_folder(dir_); !made) return tl::make_unexpected(std::move(made.error()));
  if (auto made = make_folder(folder); !made) return tl::make_unexpected(std::move(made.error()));
  // A whole file may come from a process that died before its name was safe: the folder is synced in any
  // case.
  if (!load(hash)) {
    const auto packed = pack(bytes);
    if (!packed) return storage_failure(file, packed.error().text);
    if (auto written = write_file(file, *packed); !written)
      return tl::make_unexpected(std::move(written.error()));
  }
  if (!sync_folder(folder)) return system_failure(folder);
  return hash;
}

Result<std::string> EvidenceFiles::load(std::string_view sha256) const {
  if (!is_sha256_hex(sha256)) return storage_failure(dir_, "not the name of an evidence");
  const fs::path file = dir_ / sha256.substr(0, k_prefix) / (std::string(sha256) + ".zst");
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.ok()) return system_failure(file);
  const auto packed = read_all(fd.get(), k_evidence_bytes_max);
  if (!packed) return storage_failure(file, packed.error().text);
  auto bytes = unpack(*packed);
  if (!bytes) return storage_failure(file, bytes.error().text);
  if (sha256_hex(*bytes) != sha256) return storage_failure(file, "its content is not what its name says");
  return bytes;
}

}  // namespace elzhur::connectors
