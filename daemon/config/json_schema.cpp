#include "daemon/config/json_schema.hpp"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/schema.hpp"

namespace elzhur::config {

namespace {

constexpr std::string_view k_span_pattern = "^[+-]?[0-9]+ *(s|m|h|d|working_days?|school_days?|lessons?)$";
constexpr std::string_view k_clock_pattern = "^([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9])?$";
constexpr std::string_view k_grades_pattern =
    "^(1[0-2]|[0-9])( *- *(1[0-2]|[0-9]))?( *, *(1[0-2]|[0-9])( *- *(1[0-2]|[0-9]))?)*$";
constexpr std::string_view k_weekday_names =
    R"(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])";
constexpr std::string_view k_text = R"("type": ["string", "number"])";

std::string json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string pattern(std::string_view text) {
  return fmt::format(R"("type": "string", "pattern": {})", json(text));
}

std::string choices(const Key& key) {
  std::vector<std::string> words;
  for (const std::string_view word : key.choices) words.push_back(json(word));
  return fmt::format(R"("enum": [{}])", fmt::join(words, ", "));
}

std::string list_of(std::string_view item) {
  return fmt::format(R"("type": "array", "items": {{{}}})", item);
}

/// One value or null: an optional key may stand without a value.
std::string nullable(const Key& key, std::string_view constraints) {
  if (key.required) return std::string(constraints);
  return fmt::format(R"("anyOf": [{{{}}}, {{"type": "null"}}])", constraints);
}

std::string object_of(const Table& table, int depth);

/// A source is of one of the kinds, and each kind has keys of its own.
std::string sources(int depth) {
  std::vector<std::string> kinds;
  for (const std::string_view kind : source_kinds()) {
    kinds.push_back(fmt::format("{{\"properties\": {{\"kind\": {{\"const\": {}}}}}, {}}}", json(kind),
                                object_of(*source_table(kind), depth)));
  }
  return fmt::format(R"("type": "array", "minItems": 1, "items": {{"oneOf": [{}]}})", fmt::join(kinds, ", "));
}

std::string constraints_of(const Key& key, int depth) {
  switch (key.type) {
    case Type::text:
    case Type::host:
    case Type::path:
    case Type::secret:
      return std::string(k_text);
    case Type::id:
      return R"("type": ["string", "integer"], "pattern": "^[a-z0-9][a-z0-9_-]{0,39}$")";
    case Type::flag:
      return R"("type": "boolean")";
    case Type::integer:
      return fmt::format(R"("type": "integer", "minimum": {}, "maximum": {})", key.min, key.max);
    case Type::choice:
      return choices(key);
    case Type::date:
      return pattern("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$");
    case Type::clock:
      return pattern(k_clock_pattern);
    case Type::span:
      return pattern(k_span_pattern);
    case Type::duration:
      return pattern("^[+]?[0-9]+ *(s|m|h|d)$");
    case Type::keep:
      return pattern("^[0-9]+ *(d|school_years?)$");
    case Type::address:
      return pattern("^[^@ ]+@[^@ ]+$");
    case Type::mailbox:
      return pattern("^[^<>]*<?[^@ <>]+@[^@ <>]+>?$");
    case Type::url:
      return pattern("^https?://[^@?# ]+$");
    case Type::listen:
      return pattern("^(\\[[0-9a-fA-F:.]+\\]|[0-9.]+|localhost):[0-9]+$");
    case Type::grades: {
      const std::string one = fmt::format(R"({{"type": "integer", "minimum": 0, "maximum": 12}}, {{{}}})",
                                          pattern(k_grades_pattern));
      return fmt::format(R"("anyOf": [{0}, {{"type": "array", "items": {{"anyOf": [{0}]}}}}])", one);
    }
    case Type::days:
      return fmt::format(R"("anyOf": [{{"enum": ["working_days", "daily"]}}, {{"enum": {0}}}, )"
                         R"({{"type": "array", "minItems": 1, "items": {{"enum": {0}}}}}])",
                         k_weekday_names);
    case Type::weekdays:
      return fmt::format(R"("type": "array", "items": {{"enum": {}}})", k_weekday_names);
    case Type::pairs:
      return fmt::format(R"("type": "object", "additionalProperties": {{{}}})", k_text);
    case Type::texts:
    case Type::paths:
      return list_of(k_text);
    case Type::dates:
      return list_of(pattern("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$"));
    case Type::map:
      return object_of(*key.table, depth);
    case Type::maps:
      return fmt::format(R"("type": "array", "minItems": {}, "maxItems": {}, "items": {{{}}})", key.min,
                         key.max, object_of(*key.table, depth));
    case Type::any:
      return sources(depth);
  }
  return {};
}

std::string property(std::string_view name, const Key& key, int depth) {
  std::string out = fmt::format("{}: {{\"description\": {}", json(name), json(key.doc));
  // Lists and numbers have their default in the description of the file; a text is a text in JSON too.
  if (!key.fallback.empty() && key.type != Type::integer && key.type != Type::flag &&
      key.type != Type::texts) {
    out += fmt::format(", \"default\": {}", json(key.fallback));
  }
  return out + ", " + nullable(key, constraints_of(key, depth)) + "}";
}

std::string object_of(const Table& table, int depth) {
  const std::string indent(static_cast<std::size_t>(depth + 1) * 2, ' ');
  std::vector<std::string> properties;
  std::vector<std::string> required;
  std::vector<std::string> needed_secrets;
  for (const Key& key : table.keys) {
    if (key.type != Type::secret) {
      properties.push_back(indent + property(key.name, key, depth + 1));
      if (key.required) required.push_back(json(key.name));
      continue;
    }
    const std::string file = fmt::format("{}_file", key.name);
    const std::string credential = fmt::format("{}_credential", key.name);
    properties.push_back(indent + property(file, key, depth + 1));
    properties.push_back(indent + property(credential, key, depth + 1));
    if (key.required) {
      needed_secrets.push_back(fmt::format(R"({{"oneOf": [{{"required": [{}]}}, {{"required": [{}]}}]}})",
                                           json(file), json(credential)));
    }
  }
  std::string out = fmt::format("\"type\": \"object\", \"additionalProperties\": false, \"required\": [{}]",
                                fmt::join(required, ", "));
  if (!needed_secrets.empty()) out += fmt::format(", \"allOf\": [{}]", fmt::join(needed_secrets, ", "));
  return out + fmt::format(", \"properties\": {{\n{}}}", fmt::join(properties, ",\n"));
}

}  // namespace

std::string render_json_schema() {
  return fmt::format(
      "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"title\": \"elzhurd.yaml\",\n{}}}\n",
      object_of(main_table(), 0));
}

}  // namespace elzhur::config
