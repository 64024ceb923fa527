// A 64-bit digest for "has this changed?" inside one store. Not for anything an attacker gains by:
// documents and evidence are named by SHA-256 (connectors).
#pragma once

#include <cstdint>
#include <string_view>

namespace elzhur::journal {

/// Folds values into one number, the same on every machine and in every version of this program:
/// digests are stored.
class Digest {
 public:
  constexpr void add(std::uint64_t value) {
    // The finaliser of splitmix64 (Steele, Lea, Flood 2014) over a running sum.
    state_ += value + 0x9E3779B97F4A7C15ULL;
    state_ = (state_ ^ (state_ >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    state_ = (state_ ^ (state_ >> 27U)) * 0x94D049BB133111EBULL;
    state_ ^= state_ >> 31U;
  }
  constexpr void add(std::string_view text) {
    add(static_cast<std::uint64_t>(text.size()));
    std::uint64_t word = 0;
    unsigned filled = 0;
    for (const char c : text) {
      word = (word << 8U) | static_cast<unsigned char>(c);
      if (++filled == 8) {
        add(word);
        word = 0;
        filled = 0;
      }
    }
    if (filled != 0) add(word);
  }
  [[nodiscard]] constexpr std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace elzhur::journal
