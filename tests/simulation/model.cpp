#include "tests/simulation/model.hpp"

#include <algorithm>
#include <set>

namespace elzhur::simulation {

using journal::AsOf;
using journal::Block;
using journal::Document;
using journal::Field;
using journal::FillState;
using journal::Instant;
using journal::LessonKey;
using journal::LessonSeen;

Meaning meaning_of(FillState state, bool placeholder_is_filled) {
  switch (state) {
    case FillState::empty:
      return Meaning::missing;
    case FillState::placeholder:
      return placeholder_is_filled ? Meaning::entry : Meaning::missing;
    case FillState::filled:
    case FillState::declared:
      return Meaning::entry;
    case FillState::unknown:
    case FillState::not_required:
      return Meaning::nothing;
  }
  return Meaning::nothing;
}

FillState Timeline::state_at(Instant instant) const {
  FillState state = FillState::empty;
  for (const auto& [at, changed_to] : changes_) {
    if (at <= instant) state = changed_to;
  }
  return state;
}

std::optional<Instant> Timeline::first_time(Meaning meaning, bool placeholder_is_filled, Instant after,
                                            Instant until) const {
  const auto means_it = [&](Instant instant) {
    return meaning_of(state_at(instant), placeholder_is_filled) == meaning;
  };
  // Between two changes nothing happens, so only the first second and the changes must be looked at.
  if (after < until && means_it(after + std::chrono::seconds(1))) return after + std::chrono::seconds(1);
  for (const auto& [at, state] : changes_) {
    if (at > after && at <= until && means_it(at)) return at;
  }
  return std::nullopt;
}

std::optional<Instant> Timeline::entered(Instant instant) const {
  std::optional<Instant> begin;
  FillState before = FillState::empty;
  bool is_plain = true;
  for (const auto& [at, state] : changes_) {
    if (at > instant) break;
    if (meaning_of(state, true) != Meaning::entry) {
      begin.reset();
    } else if (!begin) {
      begin = at;
      is_plain = before == FillState::empty && state != FillState::placeholder;
    } else if (state == FillState::placeholder) {
      is_plain = false;
    }
    before = state;
  }
  return is_plain ? begin : std::nullopt;
}

bool Life::is_listed(Instant instant) const {
  return std::none_of(absences.begin(), absences.end(),
                      [&](const auto& a) { return a.first <= instant && instant < a.second; });
}

Document document_of(const World& world, const Look& look) {
  Document document;
  document.source_id = look.source_id;
  document.name = look.name;
  document.as_of = look.as_of;
  for (const auto& [key, life] : world) {
    if (std::find(document.people.begin(), document.people.end(), life.teacher) == document.people.end()) {
      document.people.push_back(life.teacher);
    }
  }
  for (const journal::Scope& scope : look.scopes) {
    Block block;
    block.scope = scope;
    block.dates = look.dates;
    block.fields = look.fields;
    for (const auto& [key, life] : world) {
      if (key.scope != scope || !look.dates.contains(key.date) || !life.is_listed(look.at)) continue;
      LessonSeen seen;
      seen.date = key.date;
      seen.ordinal = key.ordinal;
      seen.number = life.number;
      const auto teacher = std::find(document.people.begin(), document.people.end(), life.teacher);
      seen.teachers = {static_cast<std::uint32_t>(teacher - document.people.begin())};
      for (const Field field : journal::k_all_fields) {
        if (!look.fields.has(field)) continue;
        seen.field(field).state = life.field(field).state_at(look.at);
        if (look.reports_entry_times) seen.field(field).reported = life.field(field).entered(look.at);
      }
      block.lessons.push_back(std::move(seen));
    }
    document.blocks.push_back(std::move(block));
  }
  return document;
}

void Evidence::take(const Document& document) {
  for (const Block& block : document.blocks) {
    Coverage coverage{
        {document.source_id, block.fields.bits()}, block.scope, block.dates, document.as_of, {}};
    for (const LessonSeen& seen : block.lessons) {
      const LessonKey key{block.scope, seen.date, seen.ordinal};
      coverage.shown.insert(key);
      for (const Field field : journal::k_all_fields) {
        if (block.fields.has(field))
          observations_[{key, field}].push_back({seen.field(field), document.as_of});
      }
    }
    note_appearances(coverage);
    note_absences(coverage);
    coverages_.push_back(std::move(coverage));
  }
}

void Evidence::note_appearances(const Coverage& coverage) {
  for (const LessonKey& lesson : coverage.shown) {
    if (!known_.insert(lesson).second) continue;
    const auto newest = newest_look(coverage.channel, lesson);
    if (newest && *newest < coverage.as_of.earliest) appeared_[lesson] = coverage.as_of.latest;
  }
}

std::optional<Instant> Evidence::newest_look(const Channel& channel, const LessonKey& lesson) const {
  std::optional<Instant> newest;
  for (const Coverage& before : coverages_) {
    const bool spoke_of_it = before.scope == lesson.scope && before.dates.contains(lesson.date);
    if (before.channel == channel && spoke_of_it)
      newest = std::max(before.as_of.earliest, newest.value_or(Instant::min()));
  }
  return newest;
}

void Evidence::note_absences(const Coverage& coverage) {
  const Instant now = coverage.as_of.earliest;
  for (auto& [lesson, channels] : standings_) {
    const auto known = channels.find(coverage.channel);
    const bool speaks_of_it = coverage.scope == lesson.scope && coverage.dates.contains(lesson.date);
    const auto newest = newest_look(coverage.channel, lesson);
    if (known == channels.end() || !speaks_of_it || *newest >= now) continue;
    Standing& standing = known->second;
    if (!coverage.shown.contains(lesson)) {
      if (++standing.misses == 1) standing.there_until = *newest;
      continue;
    }
    if (standing.misses >= 2) {
      Absence& absence = absent_[lesson];
      absence.from = std::min(absence.from, standing.there_until);
      absence.to = std::max(absence.to, coverage.as_of.latest);
    }
    standing = {};
  }
  for (const LessonKey& lesson : coverage.shown) {
    const auto newest = newest_look(coverage.channel, lesson);
    const bool was_missed_since = newest && *newest > now;
    standings_[lesson].try_emplace(coverage.channel, was_missed_since ? Standing{1, now} : Standing{});
  }
}

std::optional<Evidence::Absence> Evidence::absent(const LessonKey& lesson) const {
  const auto found = absent_.find(lesson);
  return found == absent_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Instant> Evidence::appeared(const LessonKey& lesson) const {
  const auto found = appeared_.find(lesson);
  return found == appeared_.end() ? std::nullopt : std::optional(found->second);
}

void Evidence::claim_vanished(const LessonKey& lesson, Claims& claims) const {
  struct Sights {
    Instant first = Instant::max();
    Instant last = Instant::min();
  };
  std::map<Channel, Sights> sights;
  for (const Coverage& coverage : coverages_) {
    if (!coverage.shown.contains(lesson)) continue;
    Sights& known = sights[coverage.channel];
    known.first = std::min(known.first, coverage.as_of.earliest);
    known.last = std::max(known.last, coverage.as_of.earliest);
  }
  for (const auto& [channel, known] : sights) {
    std::set<Instant> misses;  // Documents of the same time are one coverage.
    for (const Coverage& coverage : coverages_) {
      const bool speaks_of_it = coverage.scope == lesson.scope && coverage.dates.contains(lesson.date);
      if (coverage.channel != channel || !speaks_of_it || coverage.shown.contains(lesson)) continue;
      if (coverage.as_of.earliest >= known.first) misses.insert(coverage.as_of.earliest);
    }
    const auto since = std::distance(misses.lower_bound(known.last), misses.end());
    claims.vanished = claims.vanished || since >= 2;
    claims.may_have_vanished = claims.may_have_vanished || (since >= 1 && misses.size() >= 2);
  }
}

Claims Evidence::claims(const LessonKey& lesson, const Question& question) const {
  Claims claims;
  claim_vanished(lesson, claims);
  const auto known = observations_.find({lesson, question.field});
  if (known == observations_.end()) return claims;
  std::vector<Observation> entries;
  std::vector<Observation> gaps;
  std::vector<Observation> releases;
  for (const Observation& o : known->second) {
    const Meaning meaning = meaning_of(o.seen.state, question.placeholder_is_filled);
    if (meaning == Meaning::entry) entries.push_back(o);
    if (meaning == Meaning::missing) gaps.push_back(o);
    if (o.seen.state == FillState::not_required) releases.push_back(o);
  }
  claims.entry_seen = !entries.empty();
  for (const Observation& entry : entries) {
    if (entry.as_of.latest <= question.due) claims.on_time = true;
    if (entry.seen.reported && *entry.seen.reported <= question.due) claims.on_time = true;
    const auto is_before_report = [&](const Observation& e) { return e.as_of.latest < *entry.seen.reported; };
    if (entry.seen.reported && *entry.seen.reported > question.due &&
        std::none_of(entries.begin(), entries.end(), is_before_report)) {
      claims.late = true;
    }
  }
  for (const Observation& gap : gaps) {
    if (gap.as_of.earliest <= question.due) continue;
    const auto is_before = [&](const Observation& e) { return e.as_of.latest < gap.as_of.earliest; };
    const auto is_after = [&](const Observation& e) { return e.as_of.earliest > gap.as_of.latest; };
    if (std::all_of(entries.begin(), entries.end(), is_before) &&
        std::all_of(releases.begin(), releases.end(), is_before)) {
      claims.unfilled = true;
    }
    if (std::any_of(entries.begin(), entries.end(), is_after) &&
        std::none_of(entries.begin(), entries.end(), is_before)) {
      claims.late = true;
    }
  }
  return claims;
}

}  // namespace elzhur::simulation
