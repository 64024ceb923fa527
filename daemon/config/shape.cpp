#include "daemon/config/shape.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/values.hpp"
#include "journal/calendar.hpp"
#include "journal/names.hpp"
#include "journal/time.hpp"
#include "rules/due.hpp"

namespace elzhur::config {

namespace {

constexpr std::size_t k_path_bytes_max = 1000;
constexpr std::size_t k_list_max = 2000;

bool is_text(std::string_view text) {
  return text.size() <= k_text_bytes_max && text.find_first_of("\n\r\t") == std::string_view::npos &&
         !journal::normalise_text(text).empty();
}

bool is_in_range(const Key& key, std::int64_t value) { return key.min <= value && value <= key.max; }

bool is_days_word(std::string_view text) {
  return text == "working_days" || text == "daily" || journal::parse_weekday(text).has_value();
}

/// "kind 'topics'" only when the text can be no name of a person.
std::string quoted_if_plain(std::string_view text) {
  return is_plain_word(text) ? fmt::format(" '{}'", text) : std::string();
}

std::string list_words(std::span<const std::string_view> words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

/// The names that may stand as keys of the table, secrets by both of theirs.
std::vector<std::string> key_names(const Table& table) {
  std::vector<std::string> names;
  for (const Key& key : table.keys) {
    if (key.type == Type::secret) {
      names.push_back(fmt::format("{}_file", key.name));
      names.push_back(fmt::format("{}_credential", key.name));
    } else {
      names.emplace_back(key.name);
    }
  }
  return names;
}

std::string unknown_key(std::string_view name, const Table& table) {
  const std::vector<std::string> names = key_names(table);
  const std::vector<std::string_view> known(names.begin(), names.end());
  if (!is_plain_word(name)) {
    return fmt::format("unknown key (keys are written in Latin letters); known in {}: {}", table.name,
                       list_words(known));
  }
  for (const Key& key : table.keys) {
    if (key.type == Type::secret && key.name == name) {
      return fmt::format(
          "'{0}' must not stand in this file: put it into a file of its own and write '{0}_file: PATH', "
          "or '{0}_credential: NAME'",
          name);
    }
  }
  if (const std::string_view near = nearest(name, known); !near.empty()) {
    return fmt::format("unknown key '{}'; did you mean '{}'?", name, near);
  }
  return fmt::format("unknown key '{}'; known in {}: {}", name, table.name, list_words(known));
}

class Checker {
 public:
  explicit Checker(Problems& problems) : problems_(problems) {}

  void check(const Node& map, const Table& table, Place place) {
    std::map<std::string_view, Place> seen;
    for (const Entry& entry : map.entries) {
      if (problems_.is_full()) return;
      const auto [first, is_new] = seen.try_emplace(entry.key.text, entry.key.place);
      const Key* key = table.find(entry.key.text);
      if (key == nullptr) {
        problems_.error(entry.key.place, unknown_key(entry.key.text, table));
      } else if (!is_new) {
        problems_.error(entry.key.place,
                        fmt::format("'{}' stands twice; the first is in line {}, column {}", entry.key.text,
                                    first->second.line, first->second.column));
      } else {
        check_value(entry.value, *key, entry.key.text);
      }
    }
    check_required(map, table, place);
    check_secrets(map, table);
  }

 private:
  void check_required(const Node& map, const Table& table, Place place) {
    for (const Key& key : table.keys) {
      if (!key.required) continue;
      if (key.type == Type::secret) {
        if (map.find(fmt::format("{}_file", key.name)) == nullptr &&
            map.find(fmt::format("{}_credential", key.name)) == nullptr) {
          problems_.error(
              place, fmt::format("'{0}_file' or '{0}_credential' is missing in {1}", key.name, table.name));
        }
        continue;
      }
      if (map.find(key.name) != nullptr) continue;
      const auto entry = std::find_if(map.entries.begin(), map.entries.end(),
                                      [&](const Entry& e) { return e.key.text == key.name; });
      if (entry == map.entries.end()) {
        problems_.error(place, fmt::format("'{}' is missing in {}", key.name, table.name));
      } else {
        problems_.error(entry->key.place, fmt::format("'{}' needs a value: {}", key.name, expectation(key)));
      }
    }
  }

  void check_secrets(const Node& map, const Table& table) {
    for (const Key& key : table.keys) {
      if (key.type != Type::secret) continue;
      const Node* file = map.find(fmt::format("{}_file", key.name));
      const Node* credential = map.find(fmt::format("{}_credential", key.name));
      if (file != nullptr && credential != nullptr) {
        problems_.error(std::max(file->place, credential->place),
                        fmt::format("either '{0}_file' or '{0}_credential', not both", key.name));
      }
    }
  }

  void check_value(const Node& value, const Key& key, std::string_view name) {
    if (value.kind == Node::Kind::null || key.type == Type::any) return;
    switch (key.type) {
      case Type::map:
        if (is_kind(value, Node::Kind::map, key, name)) check(value, *key.table, value.place);
        return;
      case Type::maps:
        if (is_kind(value, Node::Kind::list, key, name)) check_maps(value, key, name);
        return;
      case Type::pairs:
        if (is_kind(value, Node::Kind::map, key, name)) check_pairs(value, name);
        return;
      case Type::texts:
      case Type::paths:
      case Type::dates:
      case Type::weekdays:
        if (is_kind(value, Node::Kind::list, key, name)) check_items(value, key, name);
        return;
      case Type::grades:
      case Type::days:
        if (value.kind == Node::Kind::list) {
          check_items(value, key, name);
          return;
        }
        break;
      default:
        break;
    }
    check_scalar(value, key, name);
  }

  bool is_kind(const Node& value, Node::Kind kind, const Key& key, std::string_view name) {
    if (value.kind == kind) return true;
    problems_.error(value.place, fmt::format("'{}' {}", name, expectation(key)));
    return false;
  }

  void check_scalar(const Node& value, const Key& key, std::string_view name) {
    if (value.kind == Node::Kind::scalar && is_value(key, value.text)) return;
    std::string text = fmt::format("'{}' {}", name, expectation(key));
    if (key.type == Type::choice && value.kind == Node::Kind::scalar) {
      if (const auto near = nearest(value.text, key.choices); !near.empty()) {
        text += fmt::format("; did you mean '{}'?", near);
      } else if (const std::string quoted = quoted_if_plain(value.text); !quoted.empty()) {
        text += fmt::format("; here stands{}", quoted);
      }
    }
    if (key.type == Type::span && value.kind == Node::Kind::scalar) {
      text = fmt::format("'{}': {}", name, rules::parse_span(value.text).error().text);
    }
    problems_.error(value.place, std::move(text));
  }

  void check_items(const Node& list, const Key& key, std::string_view name) {
    if (list.items.size() > k_list_max) {
      problems_.error(list.place, fmt::format("'{}' has more than {} entries", name, k_list_max));
      return;
    }
    for (const Node& item : list.items) check_scalar(item, key, name);
  }

  void check_maps(const Node& list, const Key& key, std::string_view name) {
    const auto size = static_cast<std::int64_t>(list.items.size());
    if (size < key.min)
      problems_.error(list.place, fmt::format("'{}' is empty: at least one is needed", name));
    if (size > key.max) {
      problems_.error(list.place,
                      fmt::format("'{}' has {} entries; at most {} are read", name, size, key.max));
      return;
    }
    for (const Node& item : list.items) {
      if (item.kind == Node::Kind::map) {
        check(item, *key.table, item.place);
      } else {
        problems_.error(item.place, fmt::format("an entry of '{}' must be made of 'key: value'", name));
      }
    }
  }

  void check_pairs(const Node& map, std::string_view name) {
    std::map<std::string_view, Place> seen;
    for (const Entry& entry : map.entries) {
      const auto [first, is_new] = seen.try_emplace(entry.key.text, entry.key.place);
      if (!is_new) {
        problems_.error(entry.key.place,
                        fmt::format("a key of '{}' stands twice; the first is in line {}, column {}", name,
                                    first->second.line, first->second.column));
      }
      if (entry.value.kind != Node::Kind::scalar || !is_text(entry.value.text)) {
        problems_.error(entry.value.place, fmt::format("a value of '{}' must be a text", name));
      }
    }
  }

  Problems& problems_;
};

}  // namespace

bool is_value(const Key& key, std::string_view text) {
  switch (key.type) {
    case Type::text:
    case Type::texts:
    case Type::secret:
      return is_text(text);
    case Type::id:
      return is_id(text);
    case Type::flag:
      return text == "true" || text == "false";
    case Type::integer: {
      const auto value = parse_integer(text);
      return value && is_in_range(key, *value);
    }
    case Type::choice:
      return std::find(key.choices.begin(), key.choices.end(), text) != key.choices.end();
    case Type::date:
    case Type::dates: {
      const auto date = journal::parse_date(text);
      return date && journal::year_of(*date) >= journal::k_calendar_year_min &&
             journal::year_of(*date) <= journal::k_calendar_year_max;
    }
    case Type::clock:
      return rules::parse_clock_time(text).has_value();
    case Type::span:
      return rules::parse_span(text).has_value();
    case Type::duration: {
      const auto duration = parse_duration(text);
      return duration && is_in_range(key, duration->count());
    }
    case Type::keep:
      return parse_keep(text).has_value();
    case Type::address:
      return is_address(text);
    case Type::mailbox:
      return parse_mailbox(text).has_value();
    case Type::url:
      return parse_url(text).has_value();
    case Type::host:
      return is_host(text);
    case Type::listen:
      return parse_listen(text).has_value();
    case Type::path:
    case Type::paths:
      return is_text(text) && text.size() <= k_path_bytes_max;
    case Type::grades:
      return parse_grades(text).has_value();
    case Type::days:
      return is_days_word(text);
    case Type::weekdays:
      return journal::parse_weekday(text).has_value();
    case Type::pairs:
    case Type::map:
    case Type::maps:
    case Type::any:
      return false;
  }
  return false;
}

std::string expectation(const Key& key) {
  switch (key.type) {
    case Type::text:
      return "must be a text of one line, not an empty one";
    case Type::id:
      return "must be made of small Latin letters, digits, '-' and '_', at most 40";
    case Type::flag:
      return "must be true or false";
    case Type::integer:
      return fmt::format("must be a whole number from {} to {}", key.min, key.max);
    case Type::choice:
      return fmt::format("must be one of {}", list_words(key.choices));
    case Type::date:
      return "must be a date such as 2026-11-24";
    case Type::clock:
      return "must be a clock time such as \"16:00\", from 0:00 to 23:59:59";
    case Type::span:
      return "must be a duration such as 30s, 15m, 2h, 3d, 2 working_days, 3 school_days or 2 lessons";
    case Type::duration:
      return fmt::format("must be a duration such as 30s, 15m or 2h, from {} to {}",
                         format_duration(journal::Seconds(key.min)),
                         format_duration(journal::Seconds(key.max)));
    case Type::keep:
      return "must be a time such as 30d or 2 school_years, at most 3650d or 10 school_years";
    case Type::address:
      return "must be one e-mail address such as name@school.example (Latin letters; a Cyrillic domain as "
             "xn--...)";
    case Type::mailbox:
      return "must be an e-mail address, with a name if you like: \"Name <name@school.example>\"";
    case Type::url:
      return "must be an address such as https://school.example, without '?', '#' or a password";
    case Type::host:
      return "must be the name or the IP address of a machine";
    case Type::listen:
      return "must be an IP address and a port such as 127.0.0.1:9841 or [::1]:9841";
    case Type::path:
      return "must be a path";
    case Type::grades:
      return "must be grades such as 5, 1-11 or [1, 5-9], from 0 to 12";
    case Type::days:
      return "must be working_days, daily, a day of the week (monday ... sunday) or a list of these";
    case Type::weekdays:
      return "must be a list of monday, tuesday, wednesday, thursday, friday, saturday, sunday";
    case Type::secret:
      return "must be the path of a file, or the name of a credential";
    case Type::pairs:
    case Type::map:
      return "must be made of 'key: value'";
    case Type::texts:
      return "must be a list of texts, such as [a, b]";
    case Type::paths:
      return "must be a list of paths, such as [a.yaml, b.yaml]";
    case Type::dates:
      return "must be a list of dates, such as [2026-11-24, 2026-11-25]";
    case Type::maps:
      return "must be a list: each entry begins with '- '";
    case Type::any:
      return "must have another form";
  }
  return {};
}

void check_shape(const Node& map, const Table& table, Place place, Problems& problems) {
  Checker(problems).check(map, table, place);
}

}  // namespace elzhur::config
