#include "journal/ids.hpp"

#include <fmt/format.h>

namespace elzhur::journal {

std::string person_code(PersonId person) { return fmt::format("T{:03}", static_cast<std::int64_t>(person)); }

}  // namespace elzhur::journal
