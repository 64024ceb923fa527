#include "rules/merge.hpp"

#include <algorithm>

#include "journal/check.hpp"

namespace elzhur::rules {
namespace {

using journal::FillState;
using journal::LessonId;

bool is_entry(FillState state) { return state == FillState::filled || state == FillState::declared; }

LessonId id_of(const journal::Block& block, std::size_t index, journal::ScopeId scope) {
  return journal::make_lesson_id(scope, block.lessons[index].date, block.lessons[index].ordinal);
}

void count_known(Review& review, const SightHead& head, const journal::LessonSeen* shown, journal::FieldSet fields) {
  ++review.known;
  for (std::size_t f = 0; f < journal::k_fields; ++f) {
    if (!fields.has(journal::k_all_fields[f]) || !is_entry(head.states[f])) continue;
    ++review.filled_before;
    if (shown != nullptr && shown->fields[f].state == FillState::empty) ++review.emptied;
  }
}

}  // namespace

Review review(const journal::Block& block, journal::ScopeId scope, std::span<const SightHead> heads,
              const PersonCandidates& persons) {
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
    if (!head->agrees || head->missing != 0 || head->digest != sight_digest(block.lessons[i], persons)) {
      result.to_fold.push_back(i);
    }
    ++head;
  }
  pass_missed(heads.end());
  return result;
}

std::vector<LessonId> lessons_needed(const Review& review, const journal::Block& block, journal::ScopeId scope) {
  std::vector<LessonId> ids;
  ids.reserve(review.to_fold.size() + review.missed.size());
  for (const std::size_t index : review.to_fold) ids.push_back(id_of(block, index, scope));
  ids.insert(ids.end(), review.missed.begin(), review.missed.end());
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<LessonRecord> merge(const Review& review, const journal::Block& block, journal::ScopeId scope,
                                std::vector<LessonRecord> records, std::span<const Segment> segments,
                                const PersonCandidates& persons, journal::ChannelId channel, const Seen& when) {
  for (LessonRecord& record : records) materialise(record, segments);
  const auto by_id = [](const LessonRecord& a, LessonId id) { return a.id < id; };
  const auto covered_as_newly = [&](journal::Date date) {
    return std::any_of(segments.begin(), segments.end(), [&](const Segment& s) {
      return s.channel == channel && s.dates.contains(date) && s.seen.as_of.earliest >= when.as_of.earliest;
    });
  };
  const std::size_t stored = records.size();
  std::vector<LessonRecord> fresh;
  for (const std::size_t index : review.to_fold) {
    const journal::LessonSeen& seen = block.lessons[index];
    const LessonId id = id_of(block, index, scope);
    const Sight sight{seen, block.fields, channel, when, !covered_as_newly(seen.date)};
    const auto found = std::lower_bound(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(stored), id, by_id);
    if (found != records.end() && found->id == id) {
      observe(*found, sight, persons);
      continue;
    }
    LessonRecord record;
    record.id = id;
    observe(record, sight, persons);
    fresh.push_back(std::move(record));
  }
  for (const LessonId id : review.missed) {
    const auto found = std::lower_bound(records.begin(), records.end(), id, by_id);
    ELZHUR_CHECK(found != records.end() && found->id == id);
    miss(*found, channel, when, segments);
  }
  records.insert(records.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
  std::inplace_merge(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(stored), records.end(),
                     [](const LessonRecord& a, const LessonRecord& b) { return a.id < b.id; });
  return records;
}

}  // namespace elzhur::rules
