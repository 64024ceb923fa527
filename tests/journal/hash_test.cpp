#include "journal/hash.hpp"

#include <gtest/gtest.h>

namespace elzhur::journal {
namespace {

std::uint64_t digest_of(std::initializer_list<std::string_view> texts) {
  Digest digest;
  for (const std::string_view text : texts) digest.add(text);
  return digest.value();
}

TEST(Hash, DigestsAreTheSameForever) {
  // Stored by every installation: if this number changes, every lesson looks changed.
  EXPECT_EQ(digest_of({"7А", "Алгебра"}), digest_of({"7А", "Алгебра"}));
  Digest number;
  number.add(std::uint64_t{1});
  EXPECT_EQ(number.value(), 0x910A2DEC89025CC1ULL);
}

TEST(Hash, WhereATextEndsMatters) {
  EXPECT_NE(digest_of({"ab", "c"}), digest_of({"a", "bc"}));
  EXPECT_NE(digest_of({"", "a"}), digest_of({"a", ""}));
  EXPECT_NE(digest_of({"a"}), digest_of({std::string_view("a\0", 2)}));
  EXPECT_NE(digest_of({"12345678"}), digest_of({"12345678", ""}));
}

}  // namespace
}  // namespace elzhur::journal
