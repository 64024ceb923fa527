// Chance that is the same on every machine: SplitMix64, because the distributions of <random> differ between
// libraries. Not for secrets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace elzhur::simulator {

/// One step of SplitMix64 (Steele, Lea, Flood 2014) over a value: a good hash of it.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31U);
}

[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return mix(mix(a) ^ b); }

/// FNV-1a.
[[nodiscard]] constexpr std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  return hash;
}

class Random {
 public:
  constexpr explicit Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    const std::uint64_t value = mix(state_);
    state_ += 0x9E3779B97F4A7C15ULL;
    return value;
  }
  /// 0 .. bound-1; 0 for a bound of 0. The bias of the remainder does not matter here.
  constexpr std::size_t below(std::size_t bound) {
    return bound == 0 ? 0 : static_cast<std::size_t>(next() % bound);
  }
  /// Both ends belong to it; `first` when last < first.
  constexpr int between(int first, int last) {
    return last < first ? first : first + static_cast<int>(below(static_cast<std::size_t>(last - first) + 1));
  }
  /// True in `percent` of 100 cases; fractions count.
  constexpr bool chance(double percent) {
    return static_cast<double>(next() >> 11U) * 0x1.0p-53 * 100.0 < percent;
  }
  template <typename Container>
  constexpr const auto& pick(const Container& container) {
    return container[below(container.size())];
  }
  template <typename Container>
  constexpr void shuffle(Container& container) {
    for (std::size_t i = container.size(); i > 1; --i) {
      using std::swap;
      swap(container[i - 1], container[below(i)]);
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace elzhur::simulator
