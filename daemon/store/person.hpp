// Everything that is stored about one person, for the one who asks for it. Reads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/store/sqlite.hpp"
#include "journal/ids.hpp"

namespace elzhur::store {

/// Nothing, a number, or a text.
using PersonValue = std::variant<std::monostate, std::int64_t, std::string>;

struct PersonTable {
  std::string_view name;
  std::vector<std::string> columns{};
  std::vector<std::vector<PersonValue>> rows{};
};

/// All tables that speak of the person, empty ones too; nothing: there is no such person. Throws
/// StoreFailure.
[[nodiscard]] std::optional<std::vector<PersonTable>> read_person(Connection& connection,
                                                                  journal::PersonId person);

}  // namespace elzhur::store
