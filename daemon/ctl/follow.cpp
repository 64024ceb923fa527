#include "daemon/ctl/follow.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace elzhur::ctl {

Outcome<Json> follow_pages(const AskPage& ask, Pairs parameters, const std::string& rows) {
  Json whole;
  std::string cursor;
  for (std::size_t page = 0; page < k_pages_max; ++page) {
    auto answer = ask(parameters);
    if (!answer) return answer;
    if (!member(*answer, rows).is_array()) return fail(Exit::internal, "ответ службы без списка");
    std::string next = text(*answer, "next");
    if (page == 0) {
      whole = *std::move(answer);
    } else {
      for (Json& row : (*answer)[rows]) whole[rows].push_back(std::move(row));
    }
    if (next.empty() || next == cursor) {
      whole["next"] = nullptr;
      return whole;
    }
    std::erase_if(parameters, [](const auto& parameter) { return parameter.first == "cursor"; });
    parameters.emplace_back("cursor", next);
    cursor = std::move(next);
  }
  return fail(Exit::internal, fmt::format("список длиннее {} страниц", k_pages_max));
}

}  // namespace elzhur::ctl
