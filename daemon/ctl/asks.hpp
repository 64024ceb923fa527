// Requests of the API as values.
#pragma once

#include <string>
#include <string_view>

#include "daemon/ctl/json_text.hpp"
#include "daemon/ctl/talker.hpp"

namespace elzhur::ctl {

/// What is sent, as one line.
[[nodiscard]] std::string dump(const Json& body);
/// GET of /api/v1/`what`, which is encoded already.
[[nodiscard]] Ask ask_for(std::string_view what, const Pairs& parameters = {});
/// The same with another method, and with this body unless it is null.
[[nodiscard]] Ask order_to(std::string method, std::string_view what, const Json& body);
/// 128 random bits: nobody else's order has the same.
[[nodiscard]] std::string make_order_key();

}  // namespace elzhur::ctl
