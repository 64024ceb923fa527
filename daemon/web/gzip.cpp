#include "daemon/web/gzip.hpp"

#include <zlib.h>

#include <limits>

#include "daemon/web/header_text.hpp"

namespace elzhur::web {

std::optional<std::string> gzip(std::string_view text) {
  constexpr int k_level = 4;  // Beyond it time grows faster than pages shrink.
  constexpr int k_window_gzip = 15 + 16;
  if (text.size() > std::numeric_limits<uInt>::max() / 2) return std::nullopt;
  z_stream stream{};
  if (deflateInit2(&stream, k_level, Z_DEFLATED, k_window_gzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return std::nullopt;
  std::string packed(text.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int outcome = deflate(&stream, Z_FINISH);
  const std::size_t size = packed.size() - stream.avail_out;
  (void)deflateEnd(&stream);
  if (outcome != Z_STREAM_END) return std::nullopt;
  packed.resize(size);
  return packed;
}

bool takes_gzip(std::string_view accept_encoding) {
  bool takes = false;
  bool is_refused = false;
  for_each_item(accept_encoding, ',', [&](std::string_view item) {
    const std::size_t semicolon = item.find(';');
    const std::string_view name = trimmed(item.substr(0, semicolon));
    if (!equal_ignoring_case(name, "gzip") && name != "*") return;
    std::string_view weight = semicolon == std::string_view::npos ? "" : trimmed(item.substr(semicolon + 1));
    if (weight.starts_with("q=") || weight.starts_with("Q=")) weight.remove_prefix(2);
    const bool is_zero = !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
    if (is_zero && name != "*") is_refused = true;
    if (!is_zero) takes = true;
  });
  return takes && !is_refused;
}

bool is_worth_gzip(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type.starts_with("text/") || type == "application/json" || type == "application/problem+json" ||
         type == "image/svg+xml" || type == "application/openmetrics-text";
}

}  // namespace elzhur::web
