#include "rules/merge.hpp"

#include <algorithm>
#include <optional>

#include "journal/check.hpp"

namespace elzhur::rules {
namespace {

using journal::FillState;
using journal::LessonId;

bool is_entry(FillState state) { return state == FillState::filled || state == FillState::declared; }

LessonId id_of(const journal::Block& block, std::size_t index, journal::ScopeId scope) {
  return journal::make_lesson_id(scope, block.lessons[index].date, block.lessons[index].ordinal);
}

void count_known(Review& review, const SightHead& head, const journal::LessonSeen* shown,
                 journal::FieldSet fields) {
  ++review.known;
  for (std::size_t f = 0; f < journal::k_fields; ++f) {
    if (!fields.has(journal::k_all_fields[f]) || !is_entry(head.states[f])) continue;
    ++review.filled_before;
    const FillState now = shown == nullptr ? FillState::unknown : shown->fields[f].state;
    if (now != FillState::empty && now != FillState::placeholder) continue;
    ++review.emptied;
  }
}

bool is_shown_by(const LessonRecord& record, journal::ChannelId channel) {
  return std::any_of(record.sightings.begin(), record.sightings.end(),
                     [&](const Sighting& s) { return s.channel == channel && s.missing == 0; });
}

/// The days, ascending, on which the block lists other lessons than the channel's last document.
std::vector<journal::Date> days_changed(const Review& review, const journal::Block& block,
                                        journal::ScopeId scope, const std::vector<LessonRecord>& records,
                                        journal::ChannelId channel) {
  const auto was_shown = [&](LessonId id) {
    const auto found = std::lower_bound(records.begin(), records.end(), id,
                                        [](const LessonRecord& a, LessonId b) { return a.id < b; });
    return found != records.end() && found->id == id && is_shown_by(*found, channel);
  };
  std::vector<journal::Date> days;
  for (const std::size_t index : review.to_fold) {
    if (!was_shown(id_of(block, index, scope))) days.push_back(block.lessons[index].date);
  }
  for (const LessonId id : review.missed) {
    if (was_shown(id)) days.push_back(journal::parts_of(id).date);
  }
  std::sort(days.begin(), days.end());
  return days;
}

}  // namespace

Review review(const journal::Block& block, journal::ScopeId scope, std::span<const SightHead> heads,
              const PersonCandidates& persons, bool whole) {
  Review result;
  auto head = heads.begin();
  const auto pass_missed = [&](auto end) {
    for (; head != end; ++head) {
      result.missed.push_back(head->lesson);
      count_known(result, *head, nullptr, block.fields);
    }
  };
  for (std::size_t i = 0; i < block.lessons.size(); ++i) {
    const LessonId id = id_of(block, i, scope);
    pass_missed(std::find_if(head, heads.end(), [&](const SightHead& h) { return h.lesson >= id; }));
    const bool known = head != heads.end() && head->lesson == id;
    if (!known) {
      result.to_fold.push_back(i);
      continue;
    }
    count_known(result, *head, &block.lessons[i], block.fields);
    if (whole || !head->agrees || head->missing != 0 ||
        head->digest != sight_digest(block.lessons[i], persons)) {
      result.to_fold.push_back(i);
    }
    ++head;
  }
  pass_missed(heads.end());
  return result;
}

std::vector<LessonId> lessons_needed(const Review& review, const journal::Block& block,
                                     journal::ScopeId scope) {
  std::vector<LessonId> ids;
  ids.reserve(review.to_fold.size() + review.missed.size());
  for (const std::size_t index : review.to_fold) ids.push_back(id_of(block, index, scope));
  ids.insert(ids.end(), review.missed.begin(), review.missed.end());
  std::sort(ids.begin(), ids.end());
  return ids;
}

namespace {

/// When the newest of these looks of the channel at the day began.
std::optional<journal::Instant> covered_at(std::span<const Segment> segments, journal::ChannelId channel,
                                           journal::Date date) {
  std::optional<journal::Instant> newest;
  for (const Segment& s : segments) {
    if (s.channel == channel && s.dates.contains(date))
      newest = std::max(s.seen.as_of.earliest, newest.value_or(journal::Instant::min()));
  }
  return newest;
}

}  // namespace

std::vector<LessonRecord> merge(const Review& review, const journal::Block& block, journal::ScopeId scope,
                                std::vector<LessonRecord> records, const PersonCandidates& persons,
                                const Look& look) {
  for (LessonRecord& record : records) materialise(record, look.segments);
  const auto by_id = [](const LessonRecord& a, LessonId id) { return a.id < id; };
  const std::vector<journal::Date> changed_days = days_changed(review, block, scope, records, look.channel);
  const std::size_t stored = records.size();
  const auto stored_end = [&] { return records.begin() + static_cast<std::ptrdiff_t>(stored); };
  std::vector<LessonRecord> fresh;
  for (const std::size_t index : review.to_fold) {
    const journal::LessonSeen& seen = block.lessons[index];
    const LessonId id = id_of(block, index, scope);
    const auto covered = covered_at(look.segments, look.channel, seen.date);
    Sight sight{seen, block.fields, look.channel, look.when};
    sight.newest = !covered || *covered < look.when.as_of.earliest;
    sight.level = covered == look.when.as_of.earliest;
    sight.day_changed = std::binary_search(changed_days.begin(), changed_days.end(), seen.date);
    const auto found = std::lower_bound(records.begin(), stored_end(), id, by_id);
    if (found != stored_end() && found->id == id) {
      observe(*found, sight, persons);
      continue;
    }
    LessonRecord record;
    record.id = id;
    const auto looked_before = covered ? covered : covered_at(look.siblings, look.channel, seen.date);
    if (looked_before && *looked_before < look.when.as_of.earliest)
      record.appeared_at = look.when.as_of.latest;
    observe(record, sight, persons);
    fresh.push_back(std::move(record));
  }
  for (const LessonId id : review.missed) {
    const auto found = std::lower_bound(records.begin(), stored_end(), id, by_id);
    ELZHUR_CHECK(found != stored_end() && found->id == id);
    miss(*found, look.channel, look.when, look.segments);
  }
  records.insert(records.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
  std::inplace_merge(records.begin(), stored_end(), records.end(),
                     [](const LessonRecord& a, const LessonRecord& b) { return a.id < b.id; });
  return records;
}

std::vector<LessonId> placeholders_of(const journal::Block& block, journal::ScopeId scope) {
  std::vector<LessonId> ids;
  for (std::size_t i = 0; i < block.lessons.size(); ++i) {
    const auto& fields = block.lessons[i].fields;
    const bool shows_one = std::any_of(fields.begin(), fields.end(), [](const journal::FieldSeen& field) {
      return field.state == FillState::placeholder;
    });
    if (shows_one) ids.push_back(id_of(block, i, scope));
  }
  return ids;
}

bool take_away_emptiness(journal::Block& block, const Look& look, journal::ScopeId scope,
                         std::span<const LessonRecord> records, std::optional<journal::Instant> seen_since) {
  bool is_changed = false;
  const auto had_no_text = [&](LessonId id, journal::Field field) {
    const auto found = std::lower_bound(records.begin(), records.end(), id,
                                        [](const LessonRecord& r, LessonId i) { return r.id < i; });
    if (found == records.end() || found->id != id) return true;
    const FillState before = current_state(found->field(field));
    return before == FillState::empty || before == FillState::unknown;
  };
  for (std::size_t i = 0; i < block.lessons.size(); ++i) {
    journal::LessonSeen& lesson = block.lessons[i];
    const auto looked = covered_at(look.segments, look.channel, lesson.date);
    if (seen_since && looked && *looked >= *seen_since) continue;
    for (const journal::Field field : journal::k_all_fields) {
      FillState& state = lesson.field(field).state;
      if (state != FillState::empty && state != FillState::placeholder) continue;
      if (state == FillState::placeholder && had_no_text(id_of(block, i, scope), field)) continue;
      state = FillState::unknown;
      is_changed = true;
    }
  }
  return is_changed;
}

}  // namespace elzhur::rules
