#include "daemon/config/section.hpp"

#include <algorithm>

#include "daemon/config/shape.hpp"
#include "daemon/config/values.hpp"
#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::config {

Section::Section(const Node* map, const Table& table, Place place)
    : map_(map), table_(&table), place_(place) {}

const Key& Section::key(std::string_view name) const {
  const Key* key = table_->find(name);
  ELZHUR_CHECK(key != nullptr);
  return *key;
}

const Node* Section::node(std::string_view name) const {
  return map_ == nullptr ? nullptr : map_->find(name);
}

Place Section::place(std::string_view name) const {
  const Node* value = node(name);
  return value == nullptr ? place_ : value->place;
}

std::string_view Section::scalar(std::string_view name) const {
  const Key& wanted = key(name);
  const Node* value = node(name);
  if (value == nullptr) return wanted.fallback;
  if (value->kind != Node::Kind::scalar || !is_value(wanted, value->text)) return {};
  return value->text;
}

std::vector<std::string_view> Section::items(std::string_view name) const {
  const Key& wanted = key(name);
  const Node* value = node(name);
  std::vector<std::string_view> found;
  if (value == nullptr) {
    for (std::string_view rest = wanted.fallback; !rest.empty();) {
      const std::size_t end = std::min(rest.find('|'), rest.size());
      found.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return found;
  }
  if (value->kind == Node::Kind::scalar && is_value(wanted, value->text)) found.emplace_back(value->text);
  for (const Node& item : value->items) {
    if (item.kind == Node::Kind::scalar && is_value(wanted, item.text)) found.emplace_back(item.text);
  }
  return found;
}

std::string Section::text(std::string_view name) const {
  const Type type = key(name).type;
  const std::string_view found = scalar(name);
  return type == Type::text ? journal::normalise_text(found) : std::string(found);
}

std::vector<std::string> Section::texts(std::string_view name) const {
  std::vector<std::string> found;
  for (const std::string_view item : items(name)) {
    found.push_back(key(name).type == Type::texts ? journal::normalise_text(item) : std::string(item));
  }
  return found;
}

std::map<std::string, std::string> Section::pairs(std::string_view name) const {
  ELZHUR_CHECK(key(name).type == Type::pairs);
  std::map<std::string, std::string> found;
  const Node* value = node(name);
  if (value == nullptr) return found;
  for (const Entry& entry : value->entries) {
    if (entry.value.kind != Node::Kind::scalar) continue;
    found.try_emplace(journal::normalise_text(entry.key.text), journal::normalise_text(entry.value.text));
  }
  return found;
}

std::optional<std::int64_t> Section::integer(std::string_view name) const {
  return parse_integer(scalar(name));
}

bool Section::flag(std::string_view name) const { return scalar(name) == "true"; }

std::optional<journal::Date> Section::date(std::string_view name) const {
  return journal::parse_date(scalar(name));
}

std::vector<journal::Date> Section::dates(std::string_view name) const {
  std::vector<journal::Date> found;
  for (const std::string_view item : items(name)) {
    if (const auto date = journal::parse_date(item)) found.push_back(*date);
  }
  return found;
}

std::optional<journal::Seconds> Section::clock(std::string_view name) const {
  const auto time = rules::parse_clock_time(scalar(name));
  return time ? std::optional(*time) : std::nullopt;
}

std::optional<rules::Span> Section::span(std::string_view name) const {
  const auto span = rules::parse_span(scalar(name));
  return span ? std::optional(*span) : std::nullopt;
}

std::optional<journal::Seconds> Section::duration(std::string_view name) const {
  return parse_duration(scalar(name));
}

std::vector<rules::GradeRange> Section::grades(std::string_view name) const {
  std::vector<rules::GradeRange> found;
  for (const std::string_view item : items(name)) {
    if (const auto ranges = parse_grades(item)) found.insert(found.end(), ranges->begin(), ranges->end());
  }
  return found;
}

journal::Weekdays Section::weekdays(std::string_view name) const {
  journal::Weekdays days;
  for (const std::string_view item : items(name)) {
    if (const auto day = journal::parse_weekday(item)) days.add(*day);
  }
  return days;
}

Section Section::section(std::string_view name) const {
  const Key& wanted = key(name);
  ELZHUR_CHECK(wanted.table != nullptr);
  const Node* value = node(name);
  const bool is_map = value != nullptr && value->kind == Node::Kind::map;
  return {is_map ? value : nullptr, *wanted.table, place(name)};
}

std::vector<Section> Section::sections(std::string_view name) const {
  const Key& wanted = key(name);
  ELZHUR_CHECK(wanted.table != nullptr);
  std::vector<Section> found;
  const Node* value = node(name);
  if (value == nullptr) return found;
  for (const Node& item : value->items) {
    if (item.kind == Node::Kind::map) found.emplace_back(&item, *wanted.table, item.place);
  }
  return found;
}

}  // namespace elzhur::config
