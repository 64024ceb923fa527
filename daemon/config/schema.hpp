// The keys that may stand in a file: one table drives the checks, the defaults, the JSON Schema and the
// reference. Not for what values mean together: cross_checks.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace elzhur::config {

enum class Type : std::uint8_t {
  text,      ///< One line.
  id,        ///< Latin letters, digits, - and _: names in metrics and commands.
  flag,      ///< true | false
  integer,   ///< Within [min, max].
  choice,    ///< One of `choices`.
  date,      ///< 2026-11-24
  clock,     ///< "23:59"
  span,      ///< 30s, 2 working_days, -3 school_days
  duration,  ///< 30s 15m 2h 3d; seconds within [min, max]
  keep,      ///< 30d, 2 school_years
  address,   ///< user@host
  mailbox,   ///< Name <user@host>
  url,       ///< http:// or https://
  host,      ///< A name or an address of a machine.
  listen,    ///< host:port
  path,      ///< Relative to the file it stands in.
  grades,    ///< 5, 1-11, or a list of these
  days,      ///< working_days, daily, or days of the week
  secret,    ///< NAME_file or NAME_credential
  pairs,     ///< A map of texts to texts.
  map,       ///< Keys of `table`.
  texts,     ///< A list of texts.
  paths,     ///< A list of paths.
  dates,     ///< A list of dates.
  weekdays,  ///< A list of days of the week.
  maps,      ///< A list of maps with the keys of `table`.
  any,       ///< Checked by code of its own.
};

struct Table;

/// One key. `fallback` is what counts when the key is absent, as the file would write it, the
/// entries of a list apart by '|'; empty: nothing.
struct Key {
  std::string_view name;
  Type type = Type::text;
  bool required = false;
  std::string_view fallback{};
  std::string_view doc{};  ///< For the administrator, in Russian.
  std::span<const std::string_view> choices{};
  std::int64_t min = 0;
  std::int64_t max = 0;
  const Table* table = nullptr;
};

struct Table {
  std::string_view name;
  std::span<const Key> keys;

  /// The key of this name; nothing when there is none. `NAME_file` and `NAME_credential` find the secret
  /// NAME.
  [[nodiscard]] const Key* find(std::string_view key_name) const;
};

[[nodiscard]] const Table& main_table();
[[nodiscard]] const Table& staff_table();
/// Of a source by its kind; nothing for a kind that the contract does not know.
[[nodiscard]] const Table* source_table(std::string_view kind);
[[nodiscard]] std::span<const std::string_view> source_kinds();
/// All kinds of rules, those that this version judges first.
[[nodiscard]] std::span<const std::string_view> rule_kinds();

}  // namespace elzhur::config
