// What is kept of a document to show later what a finding rests on: a canonical text without topics, homework
// or anything of a pupil, in files named by their own hash. Originals are not kept here.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "journal/document.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// Evidence texts longer than this, packed or not, are refused by save() and load().
inline constexpr std::size_t k_evidence_bytes_max = std::size_t{512} << 20U;

/// The canonical text: lines of tab-separated words, the same bytes for equal documents. Total.
[[nodiscard]] std::string render_evidence(const journal::Document& document);

/// The way back; parse(render(d)) equals d. Fails with bad_input, naming the line, on any other text.
[[nodiscard]] journal::Result<journal::Document> parse_evidence(std::string_view text);

/// Evidence in files `<dir>/ab/abcdef….zst`, named by the SHA-256 of the uncompressed bytes.
/// Safe from several threads and processes: files appear whole or not at all and never change.
class EvidenceFiles {
 public:
  explicit EvidenceFiles(std::filesystem::path dir);

  /// Writes the bytes and returns their hash once file and folders are on the disk (fsync). The same bytes
  /// again change nothing; a file damaged by a cut is written anew. Mode 0640, folders 0750. Fails with
  /// storage.
  [[nodiscard]] journal::Result<std::string> save(std::string_view bytes) const;

  /// The bytes of that hash. Fails with storage when the file is not there or does not hold what its name
  /// says.
  [[nodiscard]] journal::Result<std::string> load(std::string_view sha256) const;

 private:
  std::filesystem::path dir_;
};

}  // namespace elzhur::connectors
