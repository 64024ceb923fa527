#include "daemon/app/ingest.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/identity.hpp"

namespace elzhur::app {
namespace {

using journal::Document;

/// The records that the store does not have yet, as `before` of a change.
const rules::LessonRecord* find_record(const std::vector<rules::LessonRecord>& records,
                                       journal::LessonId id) {
  const auto found =
      std::lower_bound(records.begin(), records.end(), id,
                       [](const rules::LessonRecord& r, journal::LessonId i) { return r.id < i; });
  return found != records.end() && found->id == id ? &*found : nullptr;
}

rules::DocumentEntry entry_of(const Document& document, journal::Instant now) {
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

/// A file that a person made may well differ much from the last one while it is small. A live source is asked
/// all the time: when a third of the entries is gone at once, it is the answer that is wrong, however few
/// they were.
connectors::GateLimits gate_limits(const Document& document) {
  connectors::GateLimits limits;
  if (document.live) limits.filled_min = 1;
  return limits;
}

/// A live answer in which entries are gone must say the same for so long before it is believed: two looks
/// around one deadline are not two looks. One that the gate refuses must last longer than any failure does.
constexpr journal::Seconds k_gone_for_min = std::chrono::hours(2);
constexpr journal::Seconds k_refused_for_max = std::chrono::hours(24);

bool is_missing(journal::FillState state) {
  return state == journal::FillState::empty || state == journal::FillState::placeholder;
}
bool is_entry(journal::FillState state) {
  return state == journal::FillState::filled || state == journal::FillState::declared;
}

bool shows_substitute(const rules::Sighting& sighting) {
  return !sighting.attributes.substitutes.empty() || sighting.attributes.substituted_by_unknown;
}

Lost lost_of(const rules::LessonRecord& record, journal::ChannelId channel, const journal::LessonSeen& seen,
             journal::FieldSet fields) {
  Lost lost;
  for (const rules::Sighting& own : record.sightings) {
    if (own.channel != channel) continue;
    if (shows_substitute(own) && !seen.substitute && !seen.substituted_by_unknown) ++lost.substitutes;
    for (std::size_t f = 0; f < journal::k_fields; ++f) {
      const bool is_there = is_entry(rules::current_state(record.fields[f])) && !is_missing(own.states[f]);
      if (fields.has(journal::k_all_fields[f]) && is_there && is_missing(seen.fields[f].state))
        ++lost.entries;
    }
  }
  return lost;
}

/// "digest instant": what is gone from a document, and since when.
struct Gone {
  std::string digest;
  journal::Instant since{};
};

std::string gone_key(const Document& document) {
  return fmt::format("gone:{}:{}", document.source_id, document.name);
}

std::optional<Gone> parse_gone(const std::optional<std::string>& note) {
  if (!note) return std::nullopt;
  const std::size_t space = note->find(' ');
  if (space == std::string::npos) return std::nullopt;
  const auto since = journal::parse_instant(note->substr(space + 1));
  if (!since) return std::nullopt;
  return Gone{note->substr(0, space), *since};
}

}  // namespace

Ingest::Ingest(rules::LedgerStore& ledger, rules::Roster& roster, const connectors::EvidenceFiles* evidence,
               const Patience& patience, journal::Instant now)
    : ledger_(ledger),
      roster_(roster),
      evidence_(evidence),
      patience_(patience),
      now_(now),
      acquaintance_(ledger) {}

void Ingest::weigh(const Document& document) {
  if (!document.live) return;
  acquaintance_.meet(document);
  const auto last = ledger_.last_look(document.source_id, document.name);
  const auto known = ledger_.find_document(document.source_id, document.sha256);
  if (last && known && last->document == *known) return;  // The same as last time: nothing can be gone.
  rules::Roster roster = roster_;
  const auto reviews = review(document, roster.identify(document.people));
  if (auto objection = object(document, reviews)) {
    // One may well be a teacher who deleted something; several at once, or a third of one, are not.
    const bool is_refused = objection->folded.outcome == Folded::Outcome::refused;
    const bool is_second = std::any_of(objections_.begin(), objections_.end(),
                                       [&](const auto& o) { return o.first.first == document.source_id; });
    if (is_refused || is_second) doubted_.insert(document.source_id);
    objections_[{document.source_id, document.name}] = std::move(*objection);
  }
}

Folded Ingest::fold(const Document& document, const OnTouched& on_touched) {
  if (!document.live) return fold_whole(document, on_touched);
  const auto objection = objections_.find({document.source_id, document.name});
  // The substitutes that a held answer no longer names must not be unsaid: their lessons would be the
  // teacher's again.
  const bool is_left_out =
      objection != objections_.end() &&
      (objection->second.folded.outcome == Folded::Outcome::refused || objection->second.unsays_substitute);
  if (is_left_out) return objection->second.folded;
  const auto last = ledger_.last_look(document.source_id, document.name);
  const auto patience = patience_.find(document.source_id);
  const bool is_after_gap = last && patience != patience_.end() &&
                            document.as_of.earliest - last->as_of.earliest > patience->second;
  if (doubted_.contains(document.source_id)) {
    // Other answers of this pull have lost entries: that this one is as before may be as wrong.
    const auto known = ledger_.find_document(document.source_id, document.sha256);
    if (last && known && last->document == *known) return {Folded::Outcome::renewed};
  } else if (!is_after_gap && renew(document, last)) {
    return {Folded::Outcome::renewed};
  }
  const Folded folded = fold_whole(document, on_touched);
  return objection != objections_.end() ? objection->second.folded : folded;
}

bool Ingest::renew(const Document& document, const std::optional<rules::LastLook>& last) {
  // The same names may mean other people than last time.
  if (!last || last->roster != roster_.digest()) return false;
  const auto known = ledger_.find_document(document.source_id, document.sha256);
  if (!known || last->document != *known || !ledger_.renew(*known, document.as_of)) return false;
  ledger_.save_look(document.source_id, document.name, {*known, document.as_of, last->roster});
  save_gone(document, "");
  if (!renewed_) renewed_ = Renewed{last->as_of.earliest, document.as_of.earliest};
  renewed_->from = std::min(renewed_->from, last->as_of.earliest);
  renewed_->to = std::max(renewed_->to, document.as_of.earliest);
  return true;
}

void Ingest::save_gone(const Document& document, const std::string& text) {
  const std::string key = gone_key(document);
  if (ledger_.note(key).value_or("") != text) ledger_.save_note(key, text);
}

bool Ingest::is_first_ever(const Document& document) {
  // One row without a name stands for the source.
  const auto [known, is_new] = first_ever_.try_emplace(document.source_id);
  if (is_new) {
    known->second = !ledger_.last_look(document.source_id, "").has_value();
    if (known->second) ledger_.save_look(document.source_id, "", {journal::DocumentId{}, document.as_of, 0});
  }
  return known->second;
}

std::vector<Ingest::Reviewed> Ingest::review(const Document& document,
                                             const rules::PersonCandidates& persons) {
  std::vector<Reviewed> reviews;
  reviews.reserve(document.blocks.size());
  for (const journal::Block& block : document.blocks) {
    Reviewed reviewed;
    reviewed.block = block;
    reviewed.scope = ledger_.scope_id(block.scope);
    reviewed.channel = ledger_.channel_id(
        document.aspect.empty() ? document.source_id : document.source_id + "/" + document.aspect,
        block.fields);
    reviewed.segments = ledger_.segments(reviewed.scope, block.dates);
    review_again(reviewed, document, persons);
    reviews.push_back(std::move(reviewed));
  }
  return reviews;
}

void Ingest::review_again(Reviewed& reviewed, const Document& document,
                          const rules::PersonCandidates& persons) {
  journal::Block& block = reviewed.block;
  const auto heads = ledger_.heads(reviewed.scope, reviewed.channel, block.dates);
  const auto days = rules::days_to_identify(block, heads);
  const bool is_new = reviewed.segments.empty();  // Nothing of these days is in the ledger.
  if (days && !is_new)
    rules::identify(block, reviewed.channel, *days, ledger_.lessons_of(reviewed.scope, *days));
  const bool is_newer = rules::is_newer(
      {reviewed.channel, block.dates, {document.as_of, journal::DocumentId{}}}, reviewed.segments);
  reviewed.review = rules::review(block, reviewed.scope, heads, persons, !is_newer);
}

Lost Ingest::count_lost(const std::vector<Reviewed>& reviews, journal::Digest& gone) {
  Lost all;
  for (const Reviewed& reviewed : reviews) {
    for (const std::size_t index : reviewed.review.to_fold) {
      const journal::LessonSeen& seen = reviewed.block.lessons[index];
      const auto id = journal::make_lesson_id(reviewed.scope, seen.date, seen.ordinal);
      for (const rules::LessonRecord& record : ledger_.lessons(std::span(&id, 1))) {
        const Lost lost = lost_of(record, reviewed.channel, seen, reviewed.block.fields);
        if (lost.entries + lost.substitutes == 0) continue;
        all.entries += lost.entries;
        all.substitutes += lost.substitutes;
        gone.add(static_cast<std::uint64_t>(id));
      }
    }
    for (const rules::LessonRecord& record : ledger_.lessons(reviewed.review.missed)) {
      const bool was_shown =
          std::any_of(record.sightings.begin(), record.sightings.end(), [&](const rules::Sighting& own) {
            return own.channel == reviewed.channel && own.missing == 0 && shows_substitute(own);
          });
      if (!was_shown) continue;
      ++all.substitutes;
      gone.add(static_cast<std::uint64_t>(record.id));
    }
  }
  return all;
}

std::optional<std::string> Ingest::gate(const Document& document, const std::vector<Reviewed>& reviews,
                                        connectors::Comparison& comparison) {
  for (const Reviewed& reviewed : reviews) {
    comparison.known += reviewed.review.known;
    comparison.missing += reviewed.review.missed.size();
    comparison.filled_before += reviewed.review.filled_before;
    // A live source's losses were counted by what the ledger holds.
    if (!document.live) comparison.emptied += reviewed.review.emptied;
  }
  comparison.filled_before = std::max(comparison.filled_before, comparison.emptied);
  return connectors::gate(comparison, gate_limits(document));
}

std::optional<Ingest::Objection> Ingest::object(const Document& document,
                                                const std::vector<Reviewed>& reviews) {
  connectors::Comparison comparison;
  journal::Digest gone;
  const Lost lost = count_lost(reviews, gone);
  comparison.emptied += lost.entries;
  auto refusal = gate(document, reviews, comparison);
  if (refusal) gone.add(comparison.missing);
  if (!refusal && lost.entries + lost.substitutes == 0) {
    save_gone(document, "");
    return std::nullopt;
  }
  const std::string digest = fmt::format("{:016x}", gone.value());
  const auto before = parse_gone(ledger_.note(gone_key(document)));
  const bool is_same = before && before->digest == digest;
  const journal::Instant now = document.as_of.earliest;
  if (is_same && now - before->since >= (refusal ? k_refused_for_max : k_gone_for_min)) {
    save_gone(document, "");
    return std::nullopt;
  }
  if (!is_same) save_gone(document, fmt::format("{} {}", digest, journal::format_instant(now)));
  if (refusal) return Objection{{Folded::Outcome::refused, std::move(*refusal)}, true};
  return Objection{
      {Folded::Outcome::held,
       fmt::format("исчезли записи, которые были видны раньше ({}): ждём, что покажет следующее чтение",
                   lost.entries + lost.substitutes)},
      lost.substitutes > 0};
}

journal::DocumentId Ingest::keep(const Document& document) {
  if (document.live) {
    if (const auto known = ledger_.find_document(document.source_id, document.sha256)) return *known;
  }
  rules::DocumentEntry entry = entry_of(document, now_);
  if (evidence_ != nullptr) {
    auto saved = evidence_->save(connectors::render_evidence(document));
    if (!saved) throw rules::StoreFailure(saved.error().text);
    entry.evidence = std::move(*saved);
  }
  return ledger_.add_document(entry);
}

bool Ingest::is_held(const Document& document) const {
  return doubted_.contains(document.source_id) || objections_.contains({document.source_id, document.name});
}

bool Ingest::doubt(Coming& coming, bool proves_nothing) {
  const Document& document = coming.document;
  const auto patience = patience_.find(document.source_id);
  const bool doubts_gaps = patience != patience_.end() && !is_first_ever(document);
  if (!proves_nothing && !doubts_gaps) return false;
  std::optional<journal::Instant> seen_since;
  if (!proves_nothing) seen_since = document.as_of.earliest - patience->second;
  bool is_changed = false;
  for (Reviewed& reviewed : coming.reviews) {
    const auto ids = rules::placeholders_of(reviewed.block, reviewed.scope);
    const rules::Look look{reviewed.channel, {}, reviewed.segments, {}};
    if (!rules::take_away_emptiness(reviewed.block, look, reviewed.scope, ledger_.lessons(ids), seen_since))
      continue;
    is_changed = true;
    review_again(reviewed, document, coming.persons);
  }
  return is_changed;
}

Folded Ingest::fold_whole(const Document& document, const OnTouched& on_touched) {
  // A refused document must not leave its people behind.
  rules::Roster roster = roster_;
  Coming coming{document, roster.identify(document.people), {}, {}, {}};
  coming.reviews = review(document, coming.persons);
  connectors::Comparison comparison;
  if (!document.live) {
    if (auto refusal = gate(document, coming.reviews, comparison))
      return {Folded::Outcome::refused, std::move(*refusal)};
  }
  const bool is_doubted =
      document.live && doubt(coming, is_held(document) || !acquaintance_.proves_emptiness(document));

  roster_ = std::move(roster);
  for (std::size_t i = 0; i < coming.persons.size(); ++i) {
    if (coming.persons[i].size() > 1) ambiguous_names_.insert(document.people[i]);
  }
  coming.when = {document.as_of, keep(document)};
  if (document.live) {
    for (const Reviewed& reviewed : coming.reviews) {
      coming.siblings.insert(coming.siblings.end(), reviewed.segments.begin(), reviewed.segments.end());
    }
  }
  for (const Reviewed& reviewed : coming.reviews) fold_block(reviewed, coming, on_touched);
  if (document.live) {
    // A document that was doubted is not named: the same answer again must be folded, emptiness and all.
    const auto id = is_doubted ? journal::DocumentId{} : coming.when.document;
    ledger_.save_look(document.source_id, document.name, {id, document.as_of, roster_.digest()});
  }
  return {};
}

void Ingest::fold_block(const Reviewed& reviewed, const Coming& coming, const OnTouched& on_touched) {
  const journal::Block& block = reviewed.block;
  const auto ids = rules::lessons_needed(reviewed.review, block, reviewed.scope);
  const bool scope_is_new = reviewed.segments.empty();
  const auto before = scope_is_new ? std::vector<rules::LessonRecord>{} : ledger_.lessons(ids);

  Touched touched;
  touched.scope = reviewed.scope;
  touched.names = block.scope;
  touched.dates = block.dates;
  touched.lessons = rules::merge(reviewed.review, block, reviewed.scope, before, coming.persons,
                                 {reviewed.channel, coming.when, reviewed.segments, coming.siblings});
  std::vector<rules::LessonChange> changes;
  changes.reserve(touched.lessons.size());
  touched.is_new.reserve(touched.lessons.size());
  for (const rules::LessonRecord& record : touched.lessons) {
    const rules::LessonRecord* known = find_record(before, record.id);
    changes.push_back({known, &record});
    touched.is_new.push_back(known == nullptr);
  }
  ledger_.save_lessons(changes);
  touched.segments = rules::renew(reviewed.segments, {reviewed.channel, block.dates, coming.when});
  touched.renewed = touched.segments != reviewed.segments;
  if (touched.renewed) ledger_.save_segments(reviewed.scope, block.dates, touched.segments);
  on_touched(std::move(touched));
}

}  // namespace elzhur::app
