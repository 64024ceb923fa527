#include "daemon/web/passwords.hpp"

#include <argon2.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "daemon/web/crypto.hpp"
#include "journal/utf8.hpp"

namespace elzhur::web {
namespace {

constexpr std::uint32_t k_memory_kib = 19'456;
constexpr std::uint32_t k_passes = 2;
constexpr std::uint32_t k_lanes = 1;
constexpr std::size_t k_hash_bytes = 32;

bool is_text(std::string_view text) {
  return journal::is_valid_utf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

journal::Result<std::string> hash_password(const journal::Secret& password) {
  using journal::ErrorKind;
  const std::string_view text = password.reveal();
  if (text.size() < k_password_bytes_min || text.size() > k_password_bytes_max) {
    return journal::failure(ErrorKind::bad_input,
                            fmt::format("a password has {} to {} bytes (a Russian letter is two)",
                                        k_password_bytes_min, k_password_bytes_max));
  }
  if (!is_text(text)) {
    return journal::failure(ErrorKind::bad_input,
                            "a password is one line of UTF-8 without control characters");
  }
  const std::string salt = make_random_token();
  std::array<char, 256> encoded{};
  const int outcome = argon2id_hash_encoded(k_passes, k_memory_kib, k_lanes, text.data(), text.size(),
                                            salt.data(), 16, k_hash_bytes, encoded.data(), encoded.size());
  if (outcome != ARGON2_OK) return journal::failure(ErrorKind::unavailable, argon2_error_message(outcome));
  return std::string(encoded.data());
}

bool is_password(std::string_view encoded, const journal::Secret& password) {
  const std::string_view text = password.reveal();
  if (text.size() > k_password_bytes_max || !encoded.starts_with("$argon2id$")) return false;
  return argon2id_verify(std::string(encoded).c_str(), text.data(), text.size()) == ARGON2_OK;
}

std::string make_decoy(std::string_view encoded) {
  // "$argon2id$v=19$m=...,t=...,p=...$" of the other, then a salt and a hash that no password is known for.
  std::size_t end = 0;
  for (int dollars = 0; end < encoded.size() && dollars < 4; ++end) dollars += encoded[end] == '$' ? 1 : 0;
  std::string decoy(encoded.substr(0, end));
  if (!decoy.starts_with("$argon2id$"))
    decoy = fmt::format("$argon2id$v=19$m={},t={},p={}$", k_memory_kib, k_passes, k_lanes);
  // 22 letters hold 16 bytes and four bits that must be zero, 43 letters 32 bytes and two.
  return decoy + make_random_token().substr(0, 21) + "A$" + std::string(43, 'A');
}

}  // namespace elzhur::web
