// The order of a person to see whether letters arrive, as a message like any other.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/plan_parts.hpp"
#include "alerts/words.hpp"
#include "journal/check.hpp"

namespace elzhur::alerts {

bool is_order_key(std::string_view text) {
  return !text.empty() && text.size() <= k_order_key_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_' || c == '.' || c == ':';
         });
}

std::string check_occasion(std::string_view order_key) { return fmt::format("test:{}", order_key); }

PlannedMessage plan_check(const Settings& settings, const RecipientSpec& recipient, const CheckOrder& order,
                          const journal::TimeZone& zone, journal::Instant now) {
  ELZHUR_CHECK(is_order_key(order.key));
  Decision decision;
  decision.occasion = check_occasion(order.key);
  decision.reason = fmt::format("проверку почты заказал(а) {}", one_line(order.by, 120));
  decision.letter = check_letter(settings, recipient, zone, now, order.by);
  return make_message(settings, recipient, zone, now, std::move(decision));
}

}  // namespace elzhur::alerts
