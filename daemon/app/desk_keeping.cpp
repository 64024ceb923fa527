// How the store is kept, what was removed from it, and where its sources disagree.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "daemon/app/desk_parts.hpp"
#include "daemon/app/keeping_loop.hpp"

namespace elzhur::app {

using journal::ErrorKind;
using journal::failure;
using journal::Result;

std::vector<web::ContradictionView> StoreDesk::contradictions(std::size_t limit,
                                                              const rules::FieldOfLesson& after) {
  store::Snapshot snapshot = readers_.take();
  const auto view_of = [&](const store::Contradiction::Sight& sight) {
    web::SightView view{sight.state, sight.as_of, {}, {}};
    if (const auto row = snapshot.reports().document(sight.document)) {
      view.source = row->entry.source_id;
      view.document = row->entry.name;
    }
    return view;
  };
  std::vector<web::ContradictionView> views;
  for (store::Contradiction& row : snapshot.pages().contradictions(limit, after)) {
    web::ContradictionView& view = views.emplace_back();
    view.place = {row.lesson, row.field};
    view.scope = std::move(row.scope);
    view.date = row.date;
    view.number = row.number;
    view.owners = std::move(row.owners);
    view.standing = view_of(row.standing);
    for (const store::Contradiction::Sight& other : row.others) view.others.push_back(view_of(other));
  }
  return views;
}

std::vector<web::ActView> StoreDesk::acts(std::size_t limit, std::int64_t before) {
  store::Snapshot snapshot = readers_.take();
  std::vector<web::ActView> views;
  for (store::Act& act : snapshot.pages().acts(limit, before))
    views.push_back(
        {act.id, act.at, std::move(act.what), std::move(act.rule), act.count, act.first, act.last});
  return views;
}

web::KeepingView StoreDesk::keeping() {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  store::Snapshot snapshot = readers_.take();
  const auto noted_at = [&](std::string_view key) {
    const auto noted = snapshot.pages().note(key);
    return noted ? journal::parse_instant(*noted) : std::nullopt;
  };
  web::KeepingView view;
  view.makes_backups = setup->config.store.backup.has_value();
  view.last_done_at = noted_at(k_kept_note);
  view.failing_since = noted_at(k_keeping_failing_note);
  view.trouble = needs_.health.view().keeping_trouble;
  return view;
}

Result<std::int64_t> StoreDesk::release_outbox(bool drop, std::string_view by) {
  if (by.empty()) return failure(ErrorKind::bad_input, "укажите, кто это делает");
  try {
    store::Keeper& keeper = needs_.store.keeper();
    if (!keeper.outbox_held_since()) return failure(ErrorKind::bad_input, "писем никто не придерживает");
    const std::int64_t waiting = keeper.waiting_messages();
    std::int64_t dropped = 0;
    if (drop) {
      dropped = keeper.drop_held_messages();
    } else {
      keeper.release_outbox();
    }
    spdlog::info("outbox released after a restore, waiting={} dropped={}", waiting - dropped, dropped);
    note_access(by, drop ? "разрешил отправку писем, прежние отменил" : "разрешил отправку писем");
    needs_.pull({});
    return waiting - dropped;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

}  // namespace elzhur::app
