// Passwords as Argon2id strings ("$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH"): made and checked. Slow on
// purpose: never on the loop of the server.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "journal/error.hpp"
#include "journal/secret.hpp"

namespace elzhur::web {

inline constexpr std::size_t k_password_bytes_min = 8;
inline constexpr std::size_t k_password_bytes_max = 256;

/// With OWASP's parameters (19 MiB, 2 passes): about 50 ms. bad_input when the password is shorter or longer
/// than the limits, is no UTF-8 or holds control characters.
[[nodiscard]] journal::Result<std::string> hash_password(const journal::Secret& password);

/// False too when `encoded` is no Argon2id string. As slow as the parameters in it ask for.
[[nodiscard]] bool is_password(std::string_view encoded, const journal::Secret& password);

/// A string that no password fits and that takes as long to check as `encoded`: for names that nobody has.
[[nodiscard]] std::string make_decoy(std::string_view encoded);

}  // namespace elzhur::web
