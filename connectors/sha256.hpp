// SHA-256: the name of documents and evidence.
#pragma once

#include <string>
#include <string_view>

namespace elzhur::connectors {

/// 64 lower-case hex digits. Any thread.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Whether a text has the shape of such a name.
[[nodiscard]] bool is_sha256_hex(std::string_view text);

}  // namespace elzhur::connectors
