#include "daemon/store/modes.hpp"

#include <algorithm>
#include <array>

#include "journal/utf8.hpp"

namespace elzhur::store {

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

journal::Result<ModeChange> Modes::add(ModeChange change) {
  if (change.author.empty()) return failure(ErrorKind::bad_input, "укажите, кто меняет режим");
  if (!is_line(change.reason))
    return failure(ErrorKind::bad_input, "укажите одной строкой, почему меняется режим");
  if (change.reason.size() > k_mode_reason_bytes_max)
    return failure(ErrorKind::bad_input, "причина слишком длинная: сократите её");
  try {
    OwnTransaction transaction(core_);
    Statement(core_.connection, "INSERT INTO mode_change(at, mode, author, reason) VALUES(?1, ?2, ?3, ?4)")
        .run(change.at, mode_order_name(change.order), change.author, change.reason);
    transaction.commit();
    return change;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

std::optional<ModeChange> Modes::newest() {
  const Reading lock(core_);
  Statement read(core_.connection,
                 "SELECT at, mode, author, reason FROM mode_change ORDER BY id DESC LIMIT 1");
  Use use = read.use();
  if (!use.step()) return std::nullopt;
  const auto order = parse_mode_order(use.text(1));
  if (!order) fail_damaged("a change of the mode is to no mode");
  return ModeChange{use.instant(0), *order, use.string(2), use.string(3)};
}

bool is_working(bool configured, const std::optional<ModeChange>& newest) {
  if (!newest || newest->order == ModeOrder::file) return configured;
  return newest->order == ModeOrder::working;
}

}  // namespace elzhur::store
