// multipart/form-data (RFC 7578): a form with files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/web/request.hpp"
#include "journal/error.hpp"

namespace elzhur::web {

inline constexpr std::size_t k_form_parts_max = 100;
inline constexpr std::size_t k_form_field_bytes_max = std::size_t{64} * 1024;
inline constexpr std::size_t k_file_name_bytes_max = 255;

struct MultipartForm {
  Pairs fields{};
  std::vector<UploadedFile> files{};
};

/// `content_type` is the header with its boundary. The largest file takes over the memory of `body`. A part
/// with a file name is a file; a browser's empty file field (no name, no bytes) is left out. Names of files
/// lose their folders, and bytes that are no UTF-8 or control characters become '_'. bad_input when it is no
/// such form, is cut short, or is beyond the limits.
[[nodiscard]] journal::Result<MultipartForm> parse_multipart(std::string_view content_type,
                                                             std::string&& body);

}  // namespace elzhur::web
