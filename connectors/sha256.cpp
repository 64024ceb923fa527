#include "connectors/sha256.hpp"

#include <array>

#include <openssl/evp.h>

#include "journal/check.hpp"

namespace elzhur::connectors {

namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hex_of(const Digest& digest, unsigned size) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{size} * 2);
  for (unsigned i = 0; i < size; ++i) {
    hex += k_digits[digest[i] >> 4U];
    hex += k_digits[digest[i] & 0x0FU];
  }
  return hex;
}

}  // namespace

// Nothing here fails but when the library cannot allocate or is built without SHA-256.
std::string sha256_hex(std::string_view bytes) {
  Digest digest{};
  unsigned size = 0;
  ELZHUR_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  return hex_of(digest, size);
}

struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  ELZHUR_CHECK(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  ELZHUR_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() {
  Digest digest{};
  unsigned size = 0;
  ELZHUR_CHECK(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size) == 1);
  return hex_of(digest, size);
}

bool is_sha256_hex(std::string_view text) {
  constexpr std::size_t k_hex_digits = 64;
  return text.size() == k_hex_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace elzhur::connectors
