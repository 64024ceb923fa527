// Holds a tree against a table of keys: names, types, ranges, what is required. Not for what values mean
// together.
#pragma once

#include <string>
#include <string_view>

#include "daemon/config/problems.hpp"
#include "daemon/config/schema.hpp"
#include "daemon/config/tree.hpp"

namespace elzhur::config {

/// Reports every value of `map` that `table` does not allow. `place`: where the map stands, for what is
/// missing.
void check_shape(const Node& map, const Table& table, Place place, Problems& problems);

/// Whether the text is a value of this scalar type; the same answer that check_shape builds on.
[[nodiscard]] bool is_value(const Key& key, std::string_view text);
/// "must be a date such as 2026-11-24": what the type wants, to stand after the name of the key.
[[nodiscard]] std::string expectation(const Key& key);

}  // namespace elzhur::config
