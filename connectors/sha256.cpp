#include "connectors/sha256.hpp"

#include <array>

#include <openssl/evp.h>

#include "journal/check.hpp"

namespace elzhur::connectors {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  // It fails only when the library cannot allocate or is built without SHA-256.
  ELZHUR_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{size} * 2);
  for (unsigned i = 0; i < size; ++i) {
    hex += k_digits[digest[i] >> 4U];
    hex += k_digits[digest[i] & 0x0FU];
  }
  return hex;
}

bool is_sha256_hex(std::string_view text) {
  constexpr std::size_t k_hex_digits = 64;
  return text.size() == k_hex_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace elzhur::connectors
