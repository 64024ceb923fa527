#include "daemon/ctl/json_text.hpp"

#include <fmt/format.h>

#include "journal/json_depth.hpp"
#include "journal/names.hpp"

namespace elzhur::ctl {
namespace {

const Json& nothing() {
  static const Json value;
  return value;
}

}  // namespace

Outcome<Json> parse_json(std::string_view text) {
  Json parsed = journal::is_json_deeper(text, k_json_depth_max)
                    ? Json(Json::value_t::discarded)
                    : Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return fail(Exit::internal, "ответ службы не разобрать: это не JSON");
  return parsed;
}

const Json& member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nothing();
  const auto found = object.find(std::string(name));
  return found == object.end() ? nothing() : *found;
}

const Json& list(const Json& object, std::string_view name) {
  static const Json empty = Json::array();
  const Json& found = member(object, name);
  return found.is_array() ? found : empty;
}

std::string text(const Json& value) {
  if (value.is_string()) return journal::normalise_text(value.get_ref<const std::string&>());
  if (value.is_number_unsigned()) return fmt::format("{}", value.get<std::uint64_t>());
  if (value.is_number_integer()) return fmt::format("{}", value.get<std::int64_t>());
  return {};
}

std::string text(const Json& object, std::string_view name) { return text(member(object, name)); }

std::optional<std::int64_t> integer(const Json& object, std::string_view name) {
  const Json& found = member(object, name);
  const bool fits =
      found.is_number_integer() && (!found.is_number_unsigned() || found.get<std::uint64_t>() <= INT64_MAX);
  return fits ? std::optional(found.get<std::int64_t>()) : std::nullopt;
}

bool flag(const Json& object, std::string_view name) {
  const Json& found = member(object, name);
  return found.is_boolean() && found.get<bool>();
}

}  // namespace elzhur::ctl
