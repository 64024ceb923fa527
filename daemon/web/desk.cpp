#include "daemon/web/desk.hpp"

#include <charconv>

#include <fmt/format.h>

namespace elzhur::web {

std::string field_cursor(const rules::FieldOfLesson& place) {
  return fmt::format("{}.{}", static_cast<std::int64_t>(place.lesson), static_cast<int>(place.field));
}

std::optional<rules::FieldOfLesson> parse_field_cursor(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t lesson = 0;
  unsigned field = 0;
  const auto first = std::from_chars(text.data(), end, lesson);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '.' || lesson <= 0) return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, field);
  if (second.ec != std::errc{} || second.ptr != end || field >= journal::k_fields) return std::nullopt;
  return rules::FieldOfLesson{journal::LessonId{lesson}, static_cast<journal::Field>(field)};
}

}  // namespace elzhur::web
