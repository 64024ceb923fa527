#include "daemon/store/modes.hpp"

namespace elzhur::store {

using alerts::ModeChange;

journal::Result<ModeChange> Modes::add(ModeChange change) {
  if (auto checked = alerts::check_mode_change(change); !checked) return tl::make_unexpected(checked.error());
  try {
    OwnTransaction transaction(core_);
    Statement(core_.connection, "INSERT INTO mode_change(at, mode, author, reason) VALUES(?1, ?2, ?3, ?4)")
        .run(change.at, alerts::mode_order_name(change.order), change.author, change.reason);
    transaction.commit();
    return change;
  } catch (const rules::StoreFailure& error) {
    return journal::failure(journal::ErrorKind::storage, error.what());
  }
}

std::optional<ModeChange> Modes::newest() {
  const Reading lock(core_);
  Statement read(core_.connection,
                 "SELECT at, mode, author, reason FROM mode_change ORDER BY id DESC LIMIT 1");
  Use use = read.use();
  if (!use.step()) return std::nullopt;
  const auto order = alerts::parse_mode_order(use.text(1));
  if (!order) fail_damaged("a change of the mode is to no mode");
  return ModeChange{use.instant(0), *order, use.string(2), use.string(3)};
}

}  // namespace elzhur::store
