#include "rules/judge.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>

namespace elzhur::rules {
namespace {

/// What of a sorted list belongs to one lesson; walks on with the lessons.
template <typename Item>
std::span<const Item> take_lesson(std::span<const Item>& items, journal::LessonId lesson) {
  const auto first =
      std::find_if(items.begin(), items.end(), [&](const Item& i) { return i.lesson >= lesson; });
  const auto last = std::find_if(first, items.end(), [&](const Item& i) { return i.lesson != lesson; });
  const std::span<const Item> own(first, last);
  items = std::span<const Item>(last, items.end());
  return own;
}

template <typename Item>
const Item* find_rule(std::span<const Item> items, std::string_view rule) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& i) { return i.rule == rule; });
  return found == items.end() ? nullptr : &*found;
}

template <typename Item>
std::optional<Item> copy_of(const Item* item) {
  return item == nullptr ? std::nullopt : std::optional<Item>(*item);
}

/// The lessons of the timetable that come after a lesson.
std::span<const LaterLesson> later_than(std::span<const LaterLesson> timetable, const LessonRecord& record) {
  const auto [scope, date, ordinal] = journal::parts_of(record.id);
  const auto own = place_in_time({date, record.attributes.number, ordinal});
  const auto next = std::find_if(timetable.begin(), timetable.end(),
                                 [&](const LaterLesson& l) { return place_in_time(l) > own; });
  return {next, timetable.end()};
}

class BatchJudge {
 public:
  BatchJudge(const ScopeBatch& batch, Evaluator& evaluator)
      : batch_(batch), evaluator_(evaluator), duties_(batch.duties), findings_(batch.findings) {}

  Judgement run() {
    for (const LessonRecord& record : batch_.lessons) judge_lesson(record);
    return std::move(result_);
  }

 private:
  void judge_lesson(const LessonRecord& record) {
    const auto stored = take_lesson(duties_, record.id);
    const auto newest = take_lesson(findings_, record.id);
    const LessonContext context{record, batch_.scope, batch_.segments, later_than(batch_.timetable, record)};
    const std::vector<RuleSpec>& rules = evaluator_.policy().rules;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const StoredDuty* before = find_rule(stored, rules[i].id);
      const Finding* finding = find_rule(newest, rules[i].id);
      settle(record, rules[i].id, evaluator_.evaluate(i, context), before, finding);
    }
    const auto is_known = [&](std::string_view rule) {
      return std::any_of(rules.begin(), rules.end(), [&](const RuleSpec& r) { return r.id == rule; });
    };
    for (const StoredDuty& before : stored) {
      if (!is_known(before.rule))
        settle(record, before.rule, std::nullopt, &before, find_rule(newest, before.rule));
    }
  }

  void settle(const LessonRecord& record, const std::string& rule, const std::optional<Duty>& duty,
              const StoredDuty* before, const Finding* finding) {
    std::optional<StoredDuty> after;
    if (duty)
      after = StoredDuty{record.id, rule, duty->status, duty->due_at, duty->next_transition_at, duty->credit};
    const bool changed = before == nullptr ? after.has_value() : (!after || *after != *before);
    if (changed) result_.duties.push_back({copy_of(before), after});
    for (Finding& written : reconcile({rule, record.id}, duty, record, copy_of(finding), evaluator_.now())) {
      result_.findings.push_back(std::move(written));
    }
  }

  const ScopeBatch& batch_;
  Evaluator& evaluator_;
  std::span<const StoredDuty> duties_;
  std::span<const Finding> findings_;
  Judgement result_;
};

}  // namespace

bool bounds_deadlines(const LessonRecord& record, const journal::TimeZone& zone) {
  const bool in_time =
      !record.appeared_at || zone.date_of(*record.appeared_at) < journal::parts_of(record.id).date;
  return in_time && is_listed(record);
}

Judgement judge(const ScopeBatch& batch, Evaluator& evaluator) { return BatchJudge(batch, evaluator).run(); }

}  // namespace elzhur::rules
