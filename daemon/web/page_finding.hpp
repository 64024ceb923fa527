// One lesson with its questions, and the form to decide on them. Only for page_*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/web/page_kit.hpp"

namespace elzhur::web {

/// What stands in the form: from the address at first, and what was typed when it was refused.
struct Deciding {
  std::string action{};  ///< action_name, or empty.
  std::string reason{};
  std::string problem{};             ///< Why it was refused; empty: it was not.
  std::vector<std::string> codes{};  ///< Findings that are ticked; empty: all.
};

[[nodiscard]] Response finding_page(const Visit& visit, std::string_view code, const Deciding& deciding,
                                    int status);

}  // namespace elzhur::web
