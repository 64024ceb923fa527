// `elzhur-fill/1`: the same columns as the per-lesson sheet in a small JSON form of our own, for scripts and
// tests. Described in README.md of this folder.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "connectors/as_of.hpp"
#include "connectors/cell_text.hpp"
#include "connectors/collector.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// A larger file is refused: the whole tree is held in memory.
inline constexpr std::size_t k_fill_json_bytes_max = std::size_t{16} << 20U;
inline constexpr std::size_t k_fill_json_depth_max = 8;

struct FillJsonOptions {
  journal::Instant received{};
  const journal::TimeZone* zone = nullptr;     ///< Not null.
  const TextClassifier* classifier = nullptr;  ///< Not null.
};

/// Reads one document. Unknown keys are passed over.
class FillJsonReader {
 public:
  explicit FillJsonReader(const FillJsonOptions& options) : options_(options) {}

  /// Once. Fails with bad_input: where the text is not JSON (row and column), or which lesson is wrong.
  [[nodiscard]] journal::Result<void> read(std::string_view bytes);

  [[nodiscard]] LessonCollector& collector() { return collector_; }
  [[nodiscard]] const std::vector<AsOfClaim>& claims() const { return claims_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  struct Lesson;
  void read_lesson(const Lesson& lesson);
  // Both: false after a complaint.
  [[nodiscard]] bool read_substitute(const Lesson& lesson, LessonRow& row);
  [[nodiscard]] bool read_fields(const Lesson& lesson, LessonRow& row);

  FillJsonOptions options_;
  LessonCollector collector_;
  Problems problems_;
  std::vector<AsOfClaim> claims_;
  std::size_t rows_ = 0;
};

}  // namespace elzhur::connectors
