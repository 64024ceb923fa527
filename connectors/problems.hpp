// What is wrong with one document, collected so that a person can correct everything in one go. Texts are
// Russian and never quote a cell that may hold a name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace elzhur::connectors {

/// More problems than this are not listed: reading stops.
inline constexpr std::size_t k_problems_max = 20;
/// And no more text than this: it goes into mails and tables.
inline constexpr std::size_t k_problems_bytes_max = 1200;

/// Where in a document something is; 0 and "" mean that it does not apply.
struct Place {
  std::string_view sheet;  ///< How messages name it: "лист «Алгебра»".
  std::size_t row = 0;
  std::size_t column = 0;
};

class Problems {
 public:
  void add(const Place& place, std::string_view text);
  /// A problem that outweighs all others: the only one that is told.
  void set_only(std::string text);

  [[nodiscard]] bool any() const { return !texts_.empty(); }
  [[nodiscard]] bool full() const { return only_ || texts_.size() >= k_problems_max; }
  /// All of them in one line.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> texts_;
  bool only_ = false;
};

}  // namespace elzhur::connectors
