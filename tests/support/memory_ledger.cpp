#include "tests/support/memory_ledger.hpp"

#include <algorithm>
#include <set>

#include "journal/check.hpp"

namespace elzhur::tests {

using journal::LessonId;
using rules::Finding;
using rules::LessonRecord;
using rules::StoredDuty;

namespace {

/// The place of `value` in `known`, counted from 1; it is added when it is not there.
template <typename T>
std::int64_t number_of(std::vector<T>& known, const T& value) {
  const auto found = std::find(known.begin(), known.end(), value);
  if (found != known.end()) return found - known.begin() + 1;
  known.push_back(value);
  return static_cast<std::int64_t>(known.size());
}

bool touches(const rules::Segment& segment, journal::DateRange dates) {
  return segment.dates.first <= dates.last && dates.first <= segment.dates.last;
}

bool lies_in(LessonId id, journal::ScopeId scope, journal::DateRange dates) {
  const journal::LessonIdParts parts = journal::parts_of(id);
  return parts.scope == scope && dates.contains(parts.date);
}

}  // namespace

journal::ScopeId FakeLedger::scope_id(const journal::Scope& scope) {
  return journal::ScopeId{number_of(scopes_, scope)};
}

journal::Scope FakeLedger::scope(journal::ScopeId id) { return scopes_.at(static_cast<std::size_t>(id) - 1); }

journal::ChannelId FakeLedger::channel_id(std::string_view source_id, journal::FieldSet fields) {
  return journal::ChannelId{number_of(channels_, std::make_pair(std::string(source_id), fields.bits()))};
}

std::vector<rules::Person> FakeLedger::persons() {
  std::vector<rules::Person> persons;
  for (const auto& [id, name] : persons_) persons.push_back({id, name});
  return persons;
}

void FakeLedger::save_persons(std::span<const rules::Person> persons) {
  for (const rules::Person& person : persons) persons_[person.id] = person.name;
}

std::optional<journal::DocumentId> FakeLedger::find_document(std::string_view source_id,
                                                             std::string_view sha256) {
  for (std::size_t i = documents_.size(); i > 0; --i) {
    const rules::DocumentEntry& entry = documents_[i - 1];
    if (entry.accepted && entry.source_id == source_id && entry.sha256 == sha256)
      return journal::DocumentId{static_cast<std::int64_t>(i)};
  }
  return std::nullopt;
}

std::optional<rules::LastLook> FakeLedger::last_look(std::string_view source_id, std::string_view name) {
  const auto known = looks_.find({std::string(source_id), std::string(name)});
  return known == looks_.end() ? std::nullopt : std::optional(known->second);
}

void FakeLedger::save_look(std::string_view source_id, std::string_view name, const rules::LastLook& look) {
  looks_[{std::string(source_id), std::string(name)}] = look;
}

bool FakeLedger::renew(journal::DocumentId document, const journal::AsOf& as_of) {
  bool found = false;
  for (const auto& [scope, segments] : segments_) {
    for (const rules::Segment& segment : segments) {
      if (segment.seen.document != document) continue;
      found = true;
      const journal::AsOf& before = segment.seen.as_of;
      if (as_of.earliest <= before.earliest || as_of.latest <= before.latest) return false;
      for (const auto& [id, record] : lessons_) {
        if (!lies_in(id, scope, segment.dates)) continue;
        for (const rules::Sighting& s : record.sightings) {
          if (s.channel == segment.channel && (!s.agrees || s.missing == 1)) return false;
        }
      }
    }
  }
  for (auto& [scope, segments] : segments_) {
    for (rules::Segment& segment : segments) {
      if (segment.seen.document == document) segment.seen.as_of = as_of;
    }
  }
  return found;
}

journal::DocumentId FakeLedger::add_document(const rules::DocumentEntry& entry) {
  documents_.push_back(entry);
  return journal::DocumentId{static_cast<std::int64_t>(documents_.size())};
}

std::vector<rules::Segment> FakeLedger::segments(journal::ScopeId scope, journal::DateRange dates) {
  std::vector<rules::Segment> touching;
  for (const rules::Segment& segment : segments_[scope]) {
    if (touches(segment, dates)) touching.push_back(segment);
  }
  return touching;
}

void FakeLedger::save_segments(journal::ScopeId scope, journal::DateRange dates,
                               std::span<const rules::Segment> segments) {
  std::vector<rules::Segment> kept(segments.begin(), segments.end());
  for (const rules::Segment& segment : segments_[scope]) {
    if (!touches(segment, dates)) kept.push_back(segment);
  }
  std::sort(kept.begin(), kept.end(), [](const rules::Segment& a, const rules::Segment& b) {
    return std::pair(a.channel, a.dates.first) < std::pair(b.channel, b.dates.first);
  });
  segments_[scope] = std::move(kept);
}

std::vector<rules::SightHead> FakeLedger::heads(journal::ScopeId scope, journal::ChannelId channel,
                                                journal::DateRange dates) {
  std::vector<rules::SightHead> heads;
  for (const auto& [id, record] : lessons_) {
    if (!lies_in(id, scope, dates)) continue;
    for (const rules::Sighting& s : record.sightings) {
      if (s.channel == channel)
        heads.push_back({id, s.digest, s.states, s.agrees, s.missing, s.attributes.number});
    }
  }
  return heads;
}

std::vector<LessonRecord> FakeLedger::lessons(std::span<const LessonId> ids) {
  std::vector<LessonRecord> records;
  for (const LessonId id : ids) {
    if (lessons_.contains(id)) records.push_back(lessons_.at(id));
  }
  return records;
}

std::vector<LessonRecord> FakeLedger::lessons_of(journal::ScopeId scope, journal::DateRange dates) {
  std::vector<LessonRecord> records;
  for (const auto& [id, record] : lessons_) {
    if (lies_in(id, scope, dates)) records.push_back(record);
  }
  return records;
}

std::vector<rules::LaterLesson> FakeLedger::timetable(journal::ScopeId scope, journal::Date from) {
  std::vector<rules::LaterLesson> lessons;
  for (const auto& [id, record] : lessons_) {
    if (lies_in(id, scope, {from, journal::Date::max()})) {
      lessons.push_back({journal::parts_of(id).date, record.attributes.number});
    }
  }
  return lessons;
}

void FakeLedger::save_lessons(std::span<const rules::LessonChange> changes) {
  for (const rules::LessonChange& change : changes) {
    const auto known = lessons_.find(change.after->id);
    if (change.before == nullptr) {
      ELZHUR_CHECK(known == lessons_.end());
    } else {
      ELZHUR_CHECK(known != lessons_.end() && known->second == *change.before);
    }
    lessons_[change.after->id] = *change.after;
  }
}

std::vector<LessonId> FakeLedger::lessons_in_transition(journal::Instant now, LessonId after,
                                                        std::size_t limit) {
  std::vector<LessonId> ids;
  for (const auto& [key, duty] : duties_) {
    const bool due = duty.next_transition_at && *duty.next_transition_at < now;
    if (due && key.first > after && (ids.empty() || ids.back() != key.first)) ids.push_back(key.first);
  }
  if (ids.size() > limit) ids.resize(limit);
  return ids;
}

std::vector<LessonId> FakeLedger::lessons_unknown(journal::ScopeId scope, journal::DateRange dates) {
  std::vector<LessonId> ids;
  for (const auto& [key, duty] : duties_) {
    const bool wanted = duty.status == rules::DutyStatus::unknown && lies_in(key.first, scope, dates);
    if (wanted && (ids.empty() || ids.back() != key.first)) ids.push_back(key.first);
  }
  return ids;
}

std::vector<LessonId> FakeLedger::lessons_unseen_since_due(journal::Instant from, journal::Instant to) {
  std::vector<LessonId> ids;
  for (const auto& [key, duty] : duties_) {
    const bool wanted =
        duty.status == rules::DutyStatus::unknown && duty.due_at && from <= *duty.due_at && *duty.due_at < to;
    if (wanted && (ids.empty() || ids.back() != key.first)) ids.push_back(key.first);
  }
  return ids;
}

std::vector<rules::Deadline> FakeLedger::deadlines(journal::Instant from, journal::Instant to) {
  std::map<journal::Instant, std::set<std::string>> found;
  for (const auto& [key, duty] : duties_) {
    const auto due = duty.next_transition_at;
    if (duty.status != rules::DutyStatus::pending || !due || *due < from || *due >= to) continue;
    found[*due].insert(scope(journal::parts_of(key.first).scope).class_name);
  }
  std::vector<rules::Deadline> deadlines;
  for (const auto& [due, classes] : found) deadlines.push_back({due, {classes.begin(), classes.end()}});
  return deadlines;
}

std::vector<LessonId> FakeLedger::all_lessons(LessonId after, std::size_t limit) {
  std::vector<LessonId> ids;
  for (const auto& [id, record] : lessons_) {
    if (id > after && ids.size() < limit) ids.push_back(id);
  }
  return ids;
}

std::vector<StoredDuty> FakeLedger::duties(std::span<const LessonId> lessons) {
  std::vector<StoredDuty> duties;
  for (const LessonId lesson : lessons) {
    for (const auto& [key, duty] : duties_) {
      if (key.first == lesson) duties.push_back(duty);
    }
  }
  return duties;
}

void FakeLedger::save_duties(std::span<const DutyChange> changes) {
  for (const DutyChange& change : changes) {
    const StoredDuty& named = change.after ? *change.after : change.before.value();
    const auto key = std::make_pair(named.lesson, named.rule);
    const auto known = duties_.find(key);
    if (change.before) {
      ELZHUR_CHECK(known != duties_.end() && known->second == *change.before);
    } else {
      ELZHUR_CHECK(known == duties_.end());
    }
    if (change.after) {
      duties_[key] = *change.after;
    } else {
      duties_.erase(key);
    }
  }
}

std::vector<Finding> FakeLedger::newest_findings(std::span<const LessonId> lessons) {
  std::vector<Finding> newest;
  for (const LessonId lesson : lessons) {
    std::map<std::string, Finding> by_rule;
    for (const Finding& finding : findings_) {
      if (finding.lesson != lesson) continue;
      const auto known = by_rule.find(finding.rule);
      if (known == by_rule.end() || known->second.episode < finding.episode) by_rule[finding.rule] = finding;
    }
    for (const auto& [rule, finding] : by_rule) newest.push_back(finding);
  }
  return newest;
}

void FakeLedger::save_finding(Finding& finding, int year) {
  if (finding.id != journal::FindingId{}) {
    Finding& known = findings_.at(static_cast<std::size_t>(finding.id) - 1);
    ELZHUR_CHECK(known.version < finding.version);
    known = finding;
    return;
  }
  std::int64_t number = 0;
  for (const Finding& known : findings_) {
    if (known.year == year) number = std::max(number, known.number);
  }
  finding.id = journal::FindingId{static_cast<std::int64_t>(findings_.size()) + 1};
  finding.year = year;
  finding.number = number + 1;
  findings_.push_back(finding);
}

rules::Totals FakeLedger::totals() {
  rules::Totals totals;
  for (const auto& [id, record] : lessons_) {
    for (const journal::Field field : journal::k_all_fields) {
      const rules::Episodes& episodes = record.field(field);
      ++totals.fields[field][episodes.empty() ? journal::FillState::unknown : episodes.back().state];
    }
  }
  for (const auto& [key, duty] : duties_) ++totals.duties[key.second][duty.status];
  for (const Finding& finding : findings_) ++totals.findings[finding.rule][finding.state];
  return totals;
}

std::optional<std::string> FakeLedger::note(std::string_view key) {
  const auto known = notes_.find(key);
  return known == notes_.end() ? std::nullopt : std::optional(known->second);
}

void FakeLedger::save_note(std::string_view key, std::string_view value) { notes_[std::string(key)] = value; }

}  // namespace elzhur::tests
