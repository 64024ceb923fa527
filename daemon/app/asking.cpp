#include "daemon/app/asking.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "journal/school_year.hpp"

namespace elzhur::app {
namespace {

using journal::Instant;
using rules::LedgerStore;

std::string key(std::string_view what, const SourceEntry& source) {
  return fmt::format("{}:{}", what, source.id);
}

std::optional<Instant> noted_instant(LedgerStore& ledger, const std::string& key) {
  const auto noted = ledger.note(key);
  return noted ? journal::parse_instant(*noted) : std::nullopt;
}

/// "2026-11-23 4": how many looks at deadlines that day had.
std::size_t aligned_on(LedgerStore& ledger, const SourceEntry& source, const std::string& day) {
  const auto noted = ledger.note(key("aligned", source));
  if (!noted || !noted->starts_with(day + " ")) return 0;
  std::size_t count = 0;
  std::from_chars(noted->data() + day.size() + 1, noted->data() + noted->size(), count);
  return count;
}

std::string day_of(const journal::TimeZone& zone, Instant instant) {
  return journal::format_date(zone.date_of(instant));
}

Asked ask_whole(const SourceEntry& source, LedgerStore& ledger, const journal::TimeZone& zone, Instant now) {
  Asked asked;
  asked.request.now = now;
  if (!source.is_live) return asked;
  const journal::Date today = zone.date_of(now);
  asked.request.dates = {today - k_near_before, today + k_near_after};
  const auto deep_at = noted_instant(ledger, key("asked_deep", source));
  asked.is_deep = !deep_at || now - *deep_at >= k_deep_every;
  if (asked.is_deep)
    asked.request.dates.first = std::min(asked.request.dates.first, journal::school_year_start(today));
  return asked;
}

/// Nothing: the source was never asked; or, by a clock that was set back since, only in times to come, and
/// waiting for them could take years.
std::optional<rules::PlannedPull> next_of(const SourceEntry& source, LedgerStore& ledger, Instant now) {
  const auto whole_at = noted_instant(ledger, key("asked_whole", source));
  if (!whole_at || *whole_at > now) return std::nullopt;
  rules::Rhythm rhythm;
  rhythm.every = source.every;
  rules::Looked looked{*whole_at, noted_instant(ledger, key("asked", source)).value_or(*whole_at), 0};
  if (!source.is_live) return rules::PlannedPull{*whole_at + source.every, {}};
  const auto noted = ledger.note(key("aligned", source));
  if (noted && noted->size() > 10) looked.aligned_today = aligned_on(ledger, source, noted->substr(0, 10));
  const auto deadlines = ledger.deadlines(looked.any_at - rhythm.lag, *whole_at + rhythm.every + rhythm.lead);
  return rules::next_pull(rhythm, looked, deadlines);
}

}  // namespace

Asking ask_everything(const std::vector<SourceEntry>& sources, LedgerStore& ledger,
                      const journal::TimeZone& zone, Instant now) {
  Asking asking;
  for (const SourceEntry& source : sources) asking.emplace_back(ask_whole(source, ledger, zone, now));
  return asking;
}

Asking ask_what_is_due(const std::vector<SourceEntry>& sources, LedgerStore& ledger,
                       const journal::TimeZone& zone, Instant now) {
  Asking asking;
  for (const SourceEntry& source : sources) {
    const auto next = next_of(source, ledger, now);
    if ((next && next->at > now) || source.not_before > now) {
      asking.emplace_back();
      continue;
    }
    Asked asked = ask_whole(source, ledger, zone, now);
    if (next && next->is_aligned()) {
      const auto whole_at = noted_instant(ledger, key("asked_whole", source));
      const bool whole_is_due = !whole_at || *whole_at + source.every <= now;
      if (!whole_is_due) {
        asked.request.classes = next->classes;
        const journal::Date today = zone.date_of(now);
        asked.request.dates = {today - k_near_before, today + k_near_after};
        asked.is_deep = false;
      }
    }
    asking.emplace_back(std::move(asked));
  }
  return asking;
}

void ask_too(Asking& asking, const std::vector<SourceEntry>& sources, const std::set<std::string>& wanted,
             LedgerStore& ledger, const journal::TimeZone& zone, Instant now) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (wanted.contains(sources[i].id)) asking[i] = ask_whole(sources[i], ledger, zone, now);
  }
}

void note_asked(const std::vector<SourceEntry>& sources, const Asking& asking, LedgerStore& ledger,
                const journal::TimeZone& zone, Instant now) {
  const std::string at = journal::format_instant(now);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!asking[i]) continue;
    const SourceEntry& source = sources[i];
    const bool is_aligned = !asking[i]->request.classes.empty();
    const std::string day = day_of(zone, now);
    const std::size_t aligned = aligned_on(ledger, source, day) + (is_aligned ? 1 : 0);
    if (source.is_live) {
      ledger.save_note(key("asked", source), at);
      ledger.save_note(key("aligned", source), fmt::format("{} {}", day, aligned));
    }
    if (!is_aligned) ledger.save_note(key("asked_whole", source), at);
    if (asking[i]->is_deep) ledger.save_note(key("asked_deep", source), at);
  }
}

Instant next_due_of(const SourceEntry& source, LedgerStore& ledger, Instant now) {
  const auto next = next_of(source, ledger, now);
  return std::max({now, next ? next->at : now, source.not_before.value_or(now)});
}

std::optional<Instant> next_due(const std::vector<SourceEntry>& sources, LedgerStore& ledger, Instant now) {
  std::optional<Instant> soonest;
  for (const SourceEntry& source : sources) {
    const Instant at = next_due_of(source, ledger, now);
    soonest = std::min(at, soonest.value_or(at));
  }
  return soonest;
}

}  // namespace elzhur::app
