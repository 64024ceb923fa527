#include "daemon/app/ingest.hpp"

#include <algorithm>

#include "connectors/gate.hpp"

namespace elzhur::app {
namespace {

/// The records that the store does not have yet, as `before` of a change.
const rules::LessonRecord* find_record(const std::vector<rules::LessonRecord>& records,
                                       journal::LessonId id) {
  const auto found =
      std::lower_bound(records.begin(), records.end(), id,
                       [](const rules::LessonRecord& r, journal::LessonId i) { return r.id < i; });
  return found != records.end() && found->id == id ? &*found : nullptr;
}

rules::DocumentEntry entry_of(const journal::Document& document, journal::Instant now) {
  rules::DocumentEntry entry;
  entry.source_id = document.source_id;
  entry.name = document.name;
  entry.format = document.format;
  entry.sha256 = document.sha256;
  entry.size_bytes = document.size_bytes;
  entry.as_of = document.as_of;
  entry.received_at = now;
  entry.accepted = true;
  entry.rows = document.rows;
  entry.lessons = document.lessons();
  return entry;
}

}  // namespace

Ingest::Ingest(rules::LedgerStore& ledger, rules::Roster& roster, const connectors::EvidenceFiles* evidence,
               journal::Instant now)
    : ledger_(ledger), roster_(roster), evidence_(evidence), now_(now) {}

std::optional<std::string> Ingest::fold(const journal::Document& document, const OnTouched& on_touched) {
  // A refused document must not leave its people behind.
  rules::Roster roster = roster_;
  const rules::PersonCandidates persons = roster.identify(document.people);

  std::vector<Reviewed> reviews;
  reviews.reserve(document.blocks.size());
  connectors::Comparison comparison;
  for (const journal::Block& block : document.blocks) {
    Reviewed reviewed;
    reviewed.scope = ledger_.scope_id(block.scope);
    reviewed.channel = ledger_.channel_id(document.source_id, block.fields);
    const auto heads = ledger_.heads(reviewed.scope, reviewed.channel, block.dates);
    const bool is_newer =
        rules::is_newer({reviewed.channel, block.dates, {document.as_of, journal::DocumentId{}}},
                        ledger_.segments(reviewed.scope));
    reviewed.review = rules::review(block, reviewed.scope, heads, persons, !is_newer);
    comparison.known += reviewed.review.known;
    comparison.missing += reviewed.review.missed.size();
    comparison.filled_before += reviewed.review.filled_before;
    comparison.emptied += reviewed.review.emptied;
    reviews.push_back(std::move(reviewed));
  }
  if (auto reason = connectors::gate(comparison)) return reason;

  roster_ = std::move(roster);
  for (std::size_t i = 0; i < persons.size(); ++i) {
    if (persons[i].size() > 1) ambiguous_names_.insert(document.people[i]);
  }
  rules::DocumentEntry entry = entry_of(document, now_);
  if (evidence_ != nullptr) {
    auto saved = evidence_->save(connectors::render_evidence(document));
    if (!saved) throw rules::StoreFailure(saved.error().text);
    entry.evidence = std::move(*saved);
  }
  const rules::Seen when{document.as_of, ledger_.add_document(entry)};
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    fold_block(document.blocks[i], reviews[i], persons, when, on_touched);
  }
  return std::nullopt;
}

void Ingest::fold_block(const journal::Block& block, const Reviewed& reviewed,
                        const rules::PersonCandidates& persons, const rules::Seen& when,
                        const OnTouched& on_touched) {
  const auto old_segments = ledger_.segments(reviewed.scope);
  const auto ids = rules::lessons_needed(reviewed.review, block, reviewed.scope);
  const bool scope_is_new = old_segments.empty();
  const auto before = scope_is_new ? std::vector<rules::LessonRecord>{} : ledger_.lessons(ids);

  Touched touched;
  touched.scope = reviewed.scope;
  touched.names = block.scope;
  touched.dates = block.dates;
  touched.lessons = rules::merge(reviewed.review, block, reviewed.scope, before, old_segments, persons,
                                 reviewed.channel, when);
  std::vector<rules::LessonChange> changes;
  changes.reserve(touched.lessons.size());
  touched.is_new.reserve(touched.lessons.size());
  for (const rules::LessonRecord& record : touched.lessons) {
    const rules::LessonRecord* known = find_record(before, record.id);
    changes.push_back({known, &record});
    touched.is_new.push_back(known == nullptr);
  }
  ledger_.save_lessons(changes);
  touched.segments = rules::renew(old_segments, {reviewed.channel, block.dates, when});
  touched.renewed = touched.segments != old_segments;
  if (touched.renewed) ledger_.save_segments(reviewed.scope, touched.segments);
  on_touched(std::move(touched));
}

}  // namespace elzhur::app
