// Random tokens, and what is kept of them. Not for passwords: passwords.hpp.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace elzhur::web {

using Sha256 = std::array<unsigned char, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);
/// 64 lower-case hex digits.
[[nodiscard]] std::string render_hex(const Sha256& digest);
/// Nothing on any text but 64 lower-case hex digits.
[[nodiscard]] std::optional<Sha256> parse_hex(std::string_view text);
/// 256 random bits as 43 letters, digits, '-' and '_'. The system's generator; ends the process when there is
/// none.
[[nodiscard]] std::string make_random_token();
/// Takes as long for a difference in the first byte as in the last. Texts of another length differ at once.
[[nodiscard]] bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace elzhur::web
