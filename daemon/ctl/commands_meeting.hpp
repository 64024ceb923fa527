// Meetings of the working group: what commands.cpp hands on.
#pragma once

#include <functional>
#include <string_view>

#include "daemon/ctl/order.hpp"
#include "daemon/ctl/talker.hpp"
#include "daemon/ctl/words.hpp"

namespace elzhur::ctl {

/// What a meeting's verb is carried out with.
struct MeetingTools {
  std::function<Outcome<Answer>(const Ask&)> exchange;  ///< An answer that is a success.
  std::function<void(std::string_view)> show;
  std::function<const SchoolTime&()> time;
};

[[nodiscard]] Outcome<void> carry_out_meeting(const Order& order, const MeetingTools& tools);

}  // namespace elzhur::ctl
