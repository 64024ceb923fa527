// Answers made smaller.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace elzhur::web {

/// Smaller answers go as they are.
inline constexpr std::size_t k_gzip_bytes_min = 1024;

/// Nothing when it does not get smaller or there is no memory. Always the same bytes for the same text.
[[nodiscard]] std::optional<std::string> gzip(std::string_view text);
/// Whether an Accept-Encoding header takes gzip.
[[nodiscard]] bool takes_gzip(std::string_view accept_encoding);
/// Whether answers of this type get much smaller.
[[nodiscard]] bool is_worth_gzip(std::string_view content_type);

}  // namespace elzhur::web
