#include "daemon/store/coverage.hpp"

#include <algorithm>
#include <set>

namespace elzhur::store {

using journal::ChannelId;
using journal::DocumentId;
using journal::ScopeId;
using rules::Seen;
using rules::Segment;

Coverage::Coverage(Core& core, Words& words)
    : core_(core),
      words_(words),
      read_segments_(core.connection,
                     "SELECT g.channel_id, g.first_day, g.last_day, c.seen_earliest, c.seen_latest, "
                     "c.document_id, c.id FROM segment g JOIN coverage c ON c.id = g.coverage_id "
                     "WHERE g.scope_id = ?1 AND g.last_day >= ?2 AND g.first_day <= ?3 ORDER BY "
                     "g.channel_id, g.first_day"),
      add_segment_(core.connection, "INSERT INTO segment VALUES(?1, ?2, ?3, ?4, ?5)"),
      remove_segment_(core.connection,
                      "DELETE FROM segment WHERE scope_id = ?1 AND channel_id = ?2 AND first_day = ?3"),
      find_coverage_(core.connection,
                     "SELECT id FROM coverage WHERE document_id = ?1 AND seen_earliest = ?2 AND "
                     "seen_latest = ?3"),
      add_coverage_(core.connection,
                    "INSERT INTO coverage(document_id, seen_earliest, seen_latest) VALUES(?1, ?2, ?3)"),
      remove_unused_(core.connection,
                     "DELETE FROM coverage WHERE id = ?1 AND NOT EXISTS "
                     "(SELECT 1 FROM segment WHERE coverage_id = ?1)"),
      read_renewable_(core.connection,
                      "SELECT count(*), coalesce(max(seen_earliest), 0), coalesce(max(seen_latest), 0) "
                      "FROM coverage WHERE document_id = ?1"),
      renew_(core.connection,
             "UPDATE coverage SET seen_earliest = ?2, seen_latest = ?3 WHERE document_id = ?1"),
      any_unsettled_(core.connection,
                     "SELECT EXISTS(SELECT 1 FROM sighting INDEXED BY sighting_unsettled "
                     "WHERE agrees = 0 OR missing = 1)"),
      unsettled_(core.connection,
                 "SELECT EXISTS(SELECT 1 FROM coverage c JOIN segment g ON g.coverage_id = c.id "
                 "JOIN sighting s ON s.channel_id = g.channel_id AND (s.agrees = 0 OR s.missing = 1) "
                 "AND s.lesson_id BETWEEN (g.scope_id << 24) + (g.first_day << 8) "
                 "AND (g.scope_id << 24) + (g.last_day << 8) + 255 WHERE c.document_id = ?1)"),
      read_look_(core.connection,
                 "SELECT document_id, seen_earliest, seen_latest, roster FROM look WHERE source_id = ?1 AND "
                 "name = ?2"),
      save_look_(core.connection, "INSERT OR REPLACE INTO look VALUES(?1, ?2, ?3, ?4, ?5, ?6)") {}

std::vector<Segment> Coverage::segments(ScopeId scope, journal::DateRange dates) {
  std::vector<Segment> segments;
  Use use = read_segments_.use(scope, dates.first, dates.last);
  while (use.step()) {
    segments.push_back({use.id<ChannelId>(0), {use.date(1), use.date(2)}, seen_at(use, 3)});
  }
  return segments;
}

std::int64_t Coverage::coverage_of(const Seen& seen) {
  {
    Use use = find_coverage_.use(seen.document, seen.as_of.earliest, seen.as_of.latest);
    if (use.step()) return use.integer(0);
  }
  add_coverage_.run(seen.document, seen.as_of.earliest, seen.as_of.latest);
  return core_.connection.last_rowid();
}

void Coverage::save_segments(ScopeId scope, journal::DateRange dates, std::span<const Segment> segments) {
  std::vector<std::pair<Segment, std::int64_t>> before;
  {
    Use use = read_segments_.use(scope, dates.first, dates.last);
    while (use.step()) {
      before.push_back({{use.id<ChannelId>(0), {use.date(1), use.date(2)}, seen_at(use, 3)}, use.integer(6)});
    }
  }
  std::set<std::int64_t> left;
  for (const auto& [old, coverage] : before) {
    if (std::find(segments.begin(), segments.end(), old) != segments.end()) continue;
    remove_segment_.run(scope, old.channel, old.dates.first);
    left.insert(coverage);
  }
  for (const Segment& fresh : segments) {
    const bool is_kept =
        std::any_of(before.begin(), before.end(), [&](const auto& old) { return old.first == fresh; });
    if (is_kept) continue;
    add_segment_.run(scope, fresh.channel, fresh.dates.first, fresh.dates.last, coverage_of(fresh.seen));
  }
  for (const std::int64_t coverage : left) remove_unused_.run(coverage);
}

bool Coverage::is_settled(DocumentId document) {
  {
    Use use = any_unsettled_.use();
    if (use.step() && use.integer(0) == 0) return true;
  }
  Use use = unsettled_.use(document);
  return use.step() && use.integer(0) == 0;
}

bool Coverage::renew(DocumentId document, const journal::AsOf& as_of) {
  {
    Use use = read_renewable_.use(document);
    if (!use.step() || use.integer(0) == 0) return false;
    if (use.instant(1) >= as_of.earliest || use.instant(2) >= as_of.latest) return false;
  }
  if (!is_settled(document)) return false;
  renew_.run(document, as_of.earliest, as_of.latest);
  return true;
}

std::optional<rules::LastLook> Coverage::last_look(std::string_view source, std::string_view name) {
  const auto id = words_.find_source(source);
  if (!id) return std::nullopt;
  Use use = read_look_.use(*id, name);
  if (!use.step()) return std::nullopt;
  return rules::LastLook{use.id<DocumentId>(0), {use.instant(1), use.instant(2)}, digest_of(use.integer(3))};
}

void Coverage::save_look(std::string_view source, std::string_view name, const rules::LastLook& look) {
  save_look_.run(words_.source_id(source), name, look.document, look.as_of.earliest, look.as_of.latest,
                 to_column(look.roster));
}

}  // namespace elzhur::store
