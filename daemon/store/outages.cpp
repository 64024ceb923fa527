#include "daemon/store/outages.hpp"

#include "daemon/store/store.hpp"

namespace elzhur::store {

using journal::ErrorKind;
using journal::failure;
using journal::Instant;

namespace {
constexpr const char* k_add =
    "INSERT INTO outage(source_id, cause, from_at, to_at, reason, author, noted_at) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)";
}  // namespace

Outages::Outages(Core& core, Words& words) : core_(core), words_(words) {}

std::vector<OutageRow> Outages::all() {
  const Reading lock(core_);
  std::vector<OutageRow> rows;
  Statement read(
      core_.connection,
      "SELECT o.id, o.cause, o.from_at, o.to_at, coalesce(s.name, ''), o.reason, o.author, o.noted_at "
      "FROM outage o LEFT JOIN source s ON s.id = o.source_id ORDER BY o.from_at, o.id");
  Use use = read.use();
  while (use.step()) {
    OutageRow& row = rows.emplace_back();
    row.id = use.integer(0);
    row.outage = {static_cast<rules::OutageCause>(use.small(1)), use.instant(2), use.instant(3)};
    row.source = use.string(4);
    row.reason = use.string(5);
    row.author = use.string(6);
    row.noted_at = use.instant(7);
  }
  return rows;
}

void Outages::add(std::string_view source, const rules::Outage& outage) {
  const Writing lock(core_);
  ELZHUR_CHECK(outage.to && outage.from < *outage.to);
  Statement(core_.connection, k_add)
      .run(words_.source_id(source), outage.cause, outage.from, *outage.to, "", "", core_.now);
}

rules::Reachability Outages::reachability(std::string_view source) {
  const Reading lock(core_);
  const auto id = words_.find_source(source);
  if (!id) return {};
  Statement read(core_.connection,
                 "SELECT good_at, down_from, bad_at FROM reachability WHERE source_id = ?1");
  Use use = read.use(*id);
  if (!use.step()) return {};
  return {use.instant_or_null(0), use.instant_or_null(1), use.instant_or_null(2)};
}

void Outages::save_reachability(std::string_view source, const rules::Reachability& r) {
  const Writing lock(core_);
  Statement(core_.connection, "INSERT OR REPLACE INTO reachability VALUES(?1, ?2, ?3, ?4)")
      .run(words_.source_id(source), r.good_at, r.down_from, r.bad_at);
}

journal::Result<OutageRow> Outages::announce(Instant from, Instant to, std::string_view reason,
                                             std::string_view author, Instant now) {
  if (author.empty()) return failure(ErrorKind::bad_input, "укажите, кто сообщает о сбое");
  if (reason.empty()) return failure(ErrorKind::bad_input, "укажите, что случилось");
  if (reason.size() > k_store_reason_bytes_max) {
    return failure(ErrorKind::bad_input, "описание слишком длинное: сократите его");
  }
  if (to <= from) return failure(ErrorKind::bad_input, "конец сбоя не позже начала");
  try {
    OwnTransaction transaction(core_);
    Statement(core_.connection, k_add)
        .run(std::optional<std::int64_t>{}, rules::OutageCause::announced, from, to, reason, author, now);
    OutageRow row{core_.connection.last_rowid(),
                  {rules::OutageCause::announced, from, to},
                  "",
                  std::string(reason),
                  std::string(author),
                  now};
    transaction.commit();
    return row;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

}  // namespace elzhur::store
