#include "daemon/app/cycle.hpp"

#include <algorithm>
#include <map>

#include "alerts/retry.hpp"
#include "alerts/words.hpp"
#include "daemon/app/acquaintance.hpp"
#include "daemon/app/ingest.hpp"
#include "daemon/app/telling.hpp"
#include "daemon/config/policy.hpp"
#include "daemon/runtime/system_clock.hpp"
#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::app {
namespace {

using connectors::PulledDocument;
using connectors::PullStatus;
using journal::Instant;

constexpr std::string_view k_watch_from_note = "watch_from";
/// Messages sent in one cycle; the rest follows in the next.
constexpr std::size_t k_messages_sent_max = 500;

bool is_told_to_stop(const CycleParts& parts) { return parts.stop != nullptr && parts.stop->is_stopped(); }

std::vector<SourceResult> pull_all(const CycleParts& parts, const Asking& asking) {
  std::vector<SourceResult> results;
  const runtime::Stopwatch since_start;
  for (std::size_t i = 0; i < parts.sources.size(); ++i) {
    if (!asking[i]) continue;
    if (is_told_to_stop(parts)) break;
    const runtime::Stopwatch watch;
    const std::string& id = parts.sources[i].id;
    // Sources are asked one after another: by now it is later than when the cycle began.
    connectors::PullRequest request = asking[i]->request;
    request.now += journal::Seconds(static_cast<std::int64_t>(since_start.seconds()));
    SourceResult result;
    result.source = i;
    result.pull = parts.sources[i].source->pull(request, [&](std::string_view sha256) {
      return parts.store.ledger().find_document(id, sha256).has_value();
    });
    result.duration_seconds = watch.seconds();
    results.push_back(std::move(result));
  }
  return results;
}

/// A document of a pull, where it stands.
struct Place {
  std::size_t source;
  std::size_t document;
};

/// Documents to fold in the order of what they speak of, so that files dropped together tell their story
/// in its own order.
std::vector<Place> documents_in_order(const std::vector<SourceResult>& sources) {
  std::vector<Place> places;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    for (std::size_t d = 0; d < sources[s].pull.documents.size(); ++d) {
      if (sources[s].pull.documents[d].document) places.push_back({s, d});
    }
  }
  const auto document = [&](const Place& p) -> const PulledDocument& {
    return sources[p.source].pull.documents[p.document];
  };
  std::stable_sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
    const auto& left = *document(a).document;
    const auto& right = *document(b).document;
    return std::tie(left.as_of.earliest, left.name) < std::tie(right.as_of.earliest, right.name);
  });
  return places;
}

/// How many of the accepted documents speak of each scope.
std::map<journal::Scope, int> count_scopes(const std::vector<SourceResult>& sources,
                                           const std::vector<Place>& places) {
  std::map<journal::Scope, int> counts;
  for (const Place& place : places) {
    for (const auto& block : sources[place.source].pull.documents[place.document].document->blocks)
      ++counts[block.scope];
  }
  return counts;
}

journal::Date watch_from(const CycleParts& parts, bool anything_accepted, Instant now) {
  if (parts.config.school.watch_from) return *parts.config.school.watch_from;
  rules::LedgerStore& ledger = parts.store.ledger();
  if (const auto noted = ledger.note(k_watch_from_note)) {
    const auto date = journal::parse_date(*noted);
    if (!date) throw rules::StoreFailure("the store's note of watch_from is no date");
    return *date;
  }
  const journal::Date today = parts.config.school.zone.date_of(now);
  if (anything_accepted) ledger.save_note(k_watch_from_note, journal::format_date(today));
  return today;
}

std::vector<rules::Excuse> all_excuses(const CycleParts& parts, const config::StaffIds& staff) {
  std::vector<rules::Excuse> excuses = config::staff_excuses(parts.config, staff);
  for (const store::ExcuseRow& row : parts.store.excuses()) excuses.push_back(row.excuse);
  return excuses;
}

constexpr journal::Seconds k_patience_min = std::chrono::hours(2);

/// How long a source may stay unseen before nobody knows what happened in between.
Patience patience_of(const std::vector<SourceEntry>& sources) {
  Patience patience;
  for (const SourceEntry& source : sources) patience[source.id] = std::max(k_patience_min, 3 * source.every);
  return patience;
}

rules::Answered answered(connectors::Reach reach) {
  switch (reach) {
    case connectors::Reach::not_asked:
      return rules::Answered::not_asked;
    case connectors::Reach::reached:
      return rules::Answered::yes;
    case connectors::Reach::unreachable:
      return rules::Answered::no;
  }
  ELZHUR_UNREACHABLE();
}

/// Notes who answered. Returns every outage that is known then, those that last included.
std::vector<rules::Outage> note_reach(const CycleParts& parts, const std::vector<SourceResult>& results,
                                      const Patience& patience, Instant now) {
  store::Outages& outages = parts.store.outages();
  for (const SourceResult& result : results) {
    const std::string& id = parts.sources[result.source].id;
    const rules::Reachability before = outages.reachability(id);
    const rules::ReachStep step = rules::step(before, answered(result.pull.reach), now, patience.at(id));
    if (step.ended) outages.add(id, *step.ended);
    if (!(step.after == before)) outages.save_reachability(id, step.after);
  }
  std::vector<rules::Outage> all;
  for (const store::OutageRow& row : outages.all()) all.push_back(row.outage);
  for (const SourceEntry& source : parts.sources) {
    const auto down_from = outages.reachability(source.id).down_from;
    if (down_from) all.push_back({rules::OutageCause::unreachable, *down_from, std::nullopt});
  }
  return all;
}

rules::Roster load_roster(const CycleParts& parts) {
  rules::Roster roster(parts.store.ledger().persons());
  for (const store::SpellingRow& row : parts.store.spellings()) roster.add_spelling(row.person, row.spelling);
  return roster;
}

/// Writes down what was refused, once per source and bytes. Returns the hashes refused before this cycle.
std::set<std::string> note_refused(const CycleParts& parts, const std::vector<SourceResult>& sources,
                                   Instant now) {
  std::set<std::string> refused_before;
  for (const SourceResult& source : sources) {
    for (const PulledDocument& pulled : source.pull.documents) {
      if (pulled.status != PullStatus::rejected || pulled.sha256.empty()) continue;
      if (parts.store.was_refused(source.pull.source_id, pulled.sha256)) {
        refused_before.insert(pulled.sha256);
        continue;
      }
      rules::DocumentEntry entry;
      entry.source_id = source.pull.source_id;
      entry.name = pulled.name;
      entry.format = pulled.format;
      entry.sha256 = pulled.sha256;
      entry.size_bytes = pulled.size_bytes;
      entry.as_of = {now, now};
      entry.received_at = now;
      entry.reason = pulled.reason;
      entry.rows = pulled.rows;
      (void)parts.store.ledger().add_document(entry);
    }
  }
  return refused_before;
}

/// Written names that fit nobody of the staff file; nothing without one.
std::vector<std::string> unmatched_names(const CycleParts& parts, const config::StaffIds& staff,
                                         const std::vector<rules::Person>& persons) {
  std::vector<std::string> names;
  if (parts.config.staff.empty()) return names;
  std::set<std::string> said;  // Whom these mean a person has said.
  for (const store::SpellingRow& row : parts.store.spellings()) said.insert(journal::fold(row.spelling));
  for (const rules::Person& person : persons) {
    const bool of_staff = std::find(staff.begin(), staff.end(), std::optional(person.id)) != staff.end();
    if (!of_staff && !said.contains(journal::fold(person.name))) names.push_back(person.name);
  }
  return names;
}

/// Folds one pulled document and says in the pull what became of it.
void fold(Ingest& ingest, Judging& judging, const std::map<journal::Scope, int>& scopes,
          connectors::Pull& pull, std::size_t index) {
  PulledDocument& pulled = pull.documents[index];
  const Folded folded = ingest.fold(*pulled.document, [&](Touched&& touched) {
    const bool is_alone = scopes.at(touched.names) == 1;
    judging.take(std::move(touched), is_alone);
  });
  switch (folded.outcome) {
    case Folded::Outcome::folded:
    case Folded::Outcome::renewed:
      return;
    case Folded::Outcome::held:
      return connectors::hold(pull, index, folded.reason);
    case Folded::Outcome::refused:
      return connectors::refuse(pull, index, folded.reason);
  }
}

/// Says of every live source that is new that it is, and from when on what is empty in it counts.
void note_new(const CycleParts& parts, std::vector<SourceResult>& results, Instant now) {
  const journal::TimeZone& zone = parts.config.school.zone;
  for (SourceResult& result : results) {
    if (!parts.sources[result.source].is_live) continue;
    result.counts_from = proves_from(parts.store.ledger(), result.pull.source_id);
    result.is_new = !result.counts_from || now < *result.counts_from;
    if (!result.is_new || result.pull.status == PullStatus::failed) continue;
    std::optional<journal::LocalTime> local;
    if (result.counts_from) local = zone.to_local(*result.counts_from);
    result.pull.notes.push_back(alerts::new_source_words(local, journal::year_of(zone.date_of(now))));
  }
}

/// Steps 5 to 8: everything that is decided, in one transaction.
void decide_and_commit(const CycleParts& parts, const Asking& asking, CycleReport& report, bool is_dry_run) {
  const Instant now = report.at;
  store::Transaction transaction = parts.store.begin(now);
  parts.store.save_rules(parts.config.rules);
  rules::Roster roster = load_roster(parts);
  const config::StaffIds staff = config::add_staff(parts.config, roster);
  const std::vector<Place> places = documents_in_order(report.sources);
  const Patience patience = patience_of(parts.sources);
  rules::Policy policy = config::compile_policy(parts.config, watch_from(parts, !places.empty(), now),
                                                all_excuses(parts, staff));
  // Findings of earlier days may have been removed with their time: their lessons must not become new ones.
  if (const auto kept_from = parts.store.keeper().kept_from())
    policy.watch_from = std::max(policy.watch_from, *kept_from);
  policy.outages = note_reach(parts, report.sources, patience, now);

  rules::LedgerStore& ledger = parts.store.ledger();
  Ingest ingest(ledger, roster, is_dry_run ? nullptr : parts.evidence, patience, now);
  Judging judging(ledger, policy, now, journal::year_of(policy.zone.date_of(now)));
  const auto scopes = count_scopes(report.sources, places);
  for (const Place& place : places)
    ingest.weigh(*report.sources[place.source].pull.documents[place.document].document);
  for (const Place& place : places) {
    fold(ingest, judging, scopes, report.sources[place.source].pull, place.document);
  }
  note_new(parts, report.sources, now);
  if (const auto& renewed = ingest.renewed()) judging.take_renewed(renewed->from, renewed->to);
  judging.finish();
  report.findings = judging.counts();
  ledger.save_persons(roster.changed());
  for (const std::string& name : ingest.ambiguous_names()) parts.store.save_ambiguous(name);

  Learned learned{ingest.ambiguous_names(), unmatched_names(parts, staff, roster.persons()),
                  note_refused(parts, report.sources, now)};
  parts.store.silences().end_what_is_over(now);
  if (parts.mailer != nullptr) report.messages.queued = tell(parts, policy, report.sources, learned, now);
  report.totals = ledger.totals();
  note_asked(parts.sources, asking, ledger, parts.config.school.zone, now);
  report.next_due = next_due(parts.sources, ledger, now);
  if (!is_dry_run) transaction.commit();
}

}  // namespace

bool CycleReport::all_sources_good() const {
  return std::all_of(sources.begin(), sources.end(), [](const SourceResult& s) {
    return s.pull.status == PullStatus::accepted || s.pull.status == PullStatus::unchanged;
  });
}

CycleReport run_cycle(const CycleParts& parts, const Asking& asking, Instant now, bool is_dry_run) {
  ELZHUR_CHECK(asking.size() == parts.sources.size());
  CycleReport report;
  report.at = now;
  report.sources = pull_all(parts, asking);
  if (is_told_to_stop(parts)) {  // An answer cut short is no answer, and no outage either.
    report.is_given_up = true;
    return report;
  }
  decide_and_commit(parts, asking, report, is_dry_run);
  if (is_dry_run) return report;
  for (const SourceResult& result : report.sources) parts.sources[result.source].source->settle(result.pull);
  if (parts.mailer != nullptr && parts.should_send) {
    const alerts::SendCounts sent =
        alerts::send_pending(parts.store.outbox(), *parts.mailer, now, k_messages_sent_max);
    report.messages.sent = static_cast<std::int64_t>(sent.sent);
    report.messages.failed = static_cast<std::int64_t>(sent.failed);
  }
  return report;
}

}  // namespace elzhur::app
