#include "alerts/mode.hpp"

#include <algorithm>
#include <array>

#include "journal/utf8.hpp"

namespace elzhur::alerts {

using journal::ErrorKind;
using journal::failure;

namespace {

constexpr std::array k_orders{ModeOrder::observe, ModeOrder::working, ModeOrder::file};

bool is_line(std::string_view text) {
  const bool is_control_free = std::none_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
  return is_control_free && journal::is_valid_utf8(text) &&
         text.find_first_not_of(' ') != std::string_view::npos;
}

}  // namespace

std::string_view mode_order_name(ModeOrder order) {
  switch (order) {
    case ModeOrder::observe:
      return "observe";
    case ModeOrder::working:
      return "working";
    case ModeOrder::file:
      return "file";
  }
  return "unknown";
}

std::optional<ModeOrder> parse_mode_order(std::string_view text) {
  for (const ModeOrder order : k_orders) {
    if (mode_order_name(order) == text) return order;
  }
  return std::nullopt;
}

journal::Result<void> check_mode_change(const ModeChange& change) {
  if (!is_line(change.author)) return failure(ErrorKind::bad_input, "укажите, кто меняет режим");
  if (!is_line(change.reason))
    return failure(ErrorKind::bad_input, "укажите одной строкой, почему меняется режим");
  if (change.reason.size() > k_mode_reason_bytes_max)
    return failure(ErrorKind::bad_input, "причина слишком длинная: сократите её");
  return {};
}

bool is_working(bool configured, const std::optional<ModeChange>& newest) {
  if (!newest || newest->order == ModeOrder::file) return configured;
  return newest->order == ModeOrder::working;
}

}  // namespace elzhur::alerts
