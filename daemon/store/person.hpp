// Everything that is stored about one person, for the one who asks for it; and what was written wrongly,
// corrected on request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/store/sqlite.hpp"
#include "journal/error.hpp"
#include "journal/ids.hpp"
#include "journal/time.hpp"

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

inline constexpr std::size_t k_person_text_bytes_max = 300;

/// What is wrong of a person, as a person says.
struct Correction {
  journal::PersonId person{};
  std::optional<std::string> name{};  ///< Nothing: it stays.
  std::optional<std::string> post{};  ///< The same; an empty one takes a corrected post back.
  std::string author{};
  std::string reason{};
};

/// Writes the person's data otherwise, in one transaction, with an act that says who, when and why. The
/// former name stays as a spelling, so that documents which have it still mean this person. bad_input, in
/// Russian, when something is missing, nothing would change, or another person has that name; storage when
/// the database fails. Nothing changes then. Takes a writing connection of its own.
[[nodiscard]] journal::Result<void> correct_person(Connection& connection, const Correction& correction,
                                                   journal::Instant now);

}  // namespace elzhur::store
