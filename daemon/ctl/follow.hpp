// A list that the service gives in pages, read to its end.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "daemon/ctl/json_text.hpp"
#include "daemon/ctl/talker.hpp"

namespace elzhur::ctl {

/// Of one list: a service that never comes to an end is left.
inline constexpr std::size_t k_pages_max = 1000;

/// Asks for the page of these parameters.
using AskPage = std::function<Outcome<Json>(const Pairs&)>;

/// The first answer with the rows of all that follow it under `rows`, and null as `next`. Exit::internal when
/// an answer has no such list, or when there are more than k_pages_max.
[[nodiscard]] Outcome<Json> follow_pages(const AskPage& ask, Pairs parameters, const std::string& rows);

}  // namespace elzhur::ctl
