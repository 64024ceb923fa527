#include "daemon/web/multipart.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "daemon/web/header_text.hpp"
#include "daemon/web/url.hpp"
#include "journal/utf8.hpp"

namespace elzhur::web {
namespace {

using journal::ErrorKind;

struct RawPart {
  std::string disposition{};
  std::size_t begin = 0;
  std::size_t size = 0;
};

constexpr std::size_t k_part_head_bytes_max = 8192;
constexpr std::size_t k_boundary_bytes_max = 70;  // RFC 2046.

tl::unexpected<journal::Error> no_form(std::string_view why) {
  return journal::failure(ErrorKind::bad_input, fmt::format("форма повреждена: {}", why));
}

/// The value of Content-Disposition among the headers of a part.
std::optional<std::string> find_disposition(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos &&
        equal_ignoring_case(trimmed(line.substr(0, colon)), "content-disposition"))
      return std::string(trimmed(line.substr(colon + 1)));
    head.remove_prefix(std::min(end + 2, head.size()));
  }
  return std::nullopt;
}

/// Where the parts lie in the body.
journal::Result<std::vector<RawPart>> find_parts(std::string_view body, std::string_view boundary) {
  const std::string first = fmt::format("--{}", boundary);
  const std::string mark = fmt::format("\r\n--{}", boundary);
  std::vector<RawPart> parts;
  // What stands before the first boundary is nobody's.
  std::size_t at = body.starts_with(first) ? first.size() : body.find(mark);
  if (at == std::string_view::npos) return no_form("нет ни одного раздела");
  if (!body.starts_with(first)) at += mark.size();
  while (!body.substr(at).starts_with("--")) {
    if (parts.size() == k_form_parts_max) return no_form("слишком много полей");
    if (!body.substr(at).starts_with("\r\n")) return no_form("за границей раздела нет конца строки");
    at += 2;
    const std::size_t head_end = body.substr(at, k_part_head_bytes_max).find("\r\n\r\n");
    if (head_end == std::string_view::npos) return no_form("раздел без заголовка");
    auto disposition = find_disposition(body.substr(at, head_end));
    if (!disposition) return no_form("раздел без Content-Disposition");
    const std::size_t begin = at + head_end + 4;
    // An empty part: its head's last line break is the boundary's first.
    const std::size_t end = body.find(mark, begin - 2);
    if (end == std::string_view::npos) return no_form("она обрывается");
    parts.push_back({*std::move(disposition), begin, end < begin ? 0 : end - begin});
    at = end + mark.size();
  }
  return parts;
}

std::string clean_file_name(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);  // npos + 1 is 0.
  std::string clean;
  while (!name.empty()) {
    const char32_t c = journal::take_code_point(name);
    const std::size_t before = clean.size();
    if (c < 0x20 || c == 0x7F || c == journal::k_replacement) {
      clean += '_';
    } else {
      journal::append_code_point(clean, c);
    }
    if (clean.size() > k_file_name_bytes_max) {
      clean.resize(before);
      break;
    }
  }
  return clean;
}

}  // namespace

journal::Result<MultipartForm> parse_multipart(std::string_view content_type, std::string&& body) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > k_boundary_bytes_max)
    return no_form("нет границы разделов");
  const auto parts = find_parts(body, *boundary);
  if (!parts) return tl::make_unexpected(parts.error());

  MultipartForm form;
  struct Taken {
    std::size_t file;  ///< Index in form.files.
    const RawPart* part;
  };
  std::optional<Taken> largest;
  for (const RawPart& part : *parts) {
    auto name = parameter(part.disposition, "name");
    if (!name || !is_plain_text(*name)) return no_form("поле без имени");
    const auto file_name = parameter(part.disposition, "filename");
    if (!file_name) {
      if (part.size > k_form_field_bytes_max) return no_form("поле слишком велико");
      std::string value = body.substr(part.begin, part.size);
      if (!is_plain_text(value)) return no_form("значение поля — не текст");
      form.fields.emplace_back(*std::move(name), std::move(value));
      continue;
    }
    if (file_name->empty() && part.size == 0) continue;
    form.files.push_back({*std::move(name), clean_file_name(*file_name), {}});
    const Taken taken{form.files.size() - 1, &part};
    // All but the largest are copied.
    if (!largest || part.size > largest->part->size) {
      if (largest) form.files[largest->file].bytes = body.substr(largest->part->begin, largest->part->size);
      largest = taken;
    } else {
      form.files[taken.file].bytes = body.substr(part.begin, part.size);
    }
  }
  if (largest) {
    body.resize(largest->part->begin + largest->part->size);
    body.erase(0, largest->part->begin);
    form.files[largest->file].bytes = std::move(body);
  }
  return form;
}

}  // namespace elzhur::web
