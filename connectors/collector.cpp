#include "connectors/collector.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "connectors/scope_text.hpp"
#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::Block;
using journal::Date;
using journal::Field;
using journal::FillState;
using journal::LessonSeen;

/// Raw texts longer than this are looked at anew every time.
constexpr std::size_t k_cached_bytes_max = 1024;

/// Lengths first, so that no text can pretend to be two.
void append_key(std::string& key, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  key.append(reinterpret_cast<const char*>(&size), sizeof size);
  key.append(text);
}

bool is_nobody(const std::string& name) {
  const std::string folded = journal::fold(name);
  return folded.empty() || journal::is_placeholder(folded) || folded == "нет" || folded == "вакансия" ||
         folded == "вакант";
}

/// A time that a source gives for an entry means something only where there is an entry.
bool has_entry(FillState state) {
  return state == FillState::filled || state == FillState::declared || state == FillState::placeholder;
}

}  // namespace

std::uint32_t LessonCollector::Interned::add(std::string key, std::string text) {
  const auto [at, is_new] = ids.try_emplace(std::move(key), static_cast<std::uint32_t>(texts.size()));
  if (is_new) texts.push_back(std::move(text));
  return at->second;
}

LessonCollector::LessonCollector() { lists_.emplace_back(); }

std::optional<std::uint32_t> LessonCollector::scope(std::string_view class_text, std::string_view group_text,
                                                    std::string_view subject_text, bool slash_is_group,
                                                    std::string& why) {
  key_.assign(1, slash_is_group ? '/' : ' ');
  append_key(key_, class_text);
  append_key(key_, group_text);
  append_key(key_, subject_text);
  if (const auto known = raw_scope_ids_.find(key_); known != raw_scope_ids_.end()) return known->second;
  ClassAndGroup written = split_class(class_text, slash_is_group);
  std::string group = read_group(group_text, written.class_name);
  if (group.empty()) group = std::move(written.group);
  const auto id = new_scope(
      {std::move(written.class_name), std::move(group), journal::normalise_text(subject_text)}, why);
  // Different raw texts of few scopes (other spaces, say) are not cached without bound.
  if (id && raw_scope_ids_.size() < k_scopes_max && key_.size() <= k_cached_bytes_max)
    raw_scope_ids_.emplace(key_, *id);
  return id;
}

std::optional<std::uint32_t> LessonCollector::new_scope(const journal::Scope& written, std::string& why) {
  if (written.class_name.empty()) why = "не указан класс";
  if (written.subject.empty()) why = "не указан предмет";
  if (written.class_name.size() > k_class_bytes_max || written.group.size() > k_class_bytes_max) {
    why = fmt::format("название класса или группы длиннее {} байт", k_class_bytes_max);
  }
  if (written.subject.size() > k_subject_bytes_max) {
    why = fmt::format("название предмета длиннее {} байт", k_subject_bytes_max);
  }
  if (!why.empty()) return std::nullopt;
  const std::uint32_t class_id = classes_.add(journal::fold_class(written.class_name), written.class_name);
  const std::uint32_t group_id = groups_.add(journal::fold(written.group), written.group);
  const std::uint32_t subject_id = subjects_.add(journal::fold(written.subject), written.subject);
  const std::string key = fmt::format("{}/{}/{}", class_id, group_id, subject_id);
  if (const auto known = scope_ids_.find(key); known != scope_ids_.end()) return known->second;
  if (scopes_.size() >= k_scopes_max) {
    why = fmt::format("больше {} сочетаний класса, группы и предмета", k_scopes_max);
    return std::nullopt;
  }
  const auto id = static_cast<std::uint32_t>(scopes_.size());
  scopes_.push_back(
      {{classes_.texts[class_id], groups_.texts[group_id], subjects_.texts[subject_id]}, {}, 0});
  scope_ids_.emplace(key, id);
  return id;
}

std::optional<std::uint32_t> LessonCollector::person(const std::string& name, std::string& why) {
  if (const auto known = person_ids_.find(name); known != person_ids_.end()) return known->second;
  if (name.size() > k_person_bytes_max) {
    why = fmt::format("имя длиннее {} байт", k_person_bytes_max);
  } else if (people_.size() >= k_people_max) {
    why = fmt::format("больше {} имён в одном документе", k_people_max);
  }
  if (!why.empty()) return std::nullopt;
  const auto id = static_cast<std::uint32_t>(people_.size());
  people_.push_back(name);
  person_ids_.emplace(name, id);
  return id;
}

std::optional<std::uint32_t> LessonCollector::teacher_list(std::string_view text, std::string& why) {
  if (const auto known = list_ids_.find(text); known != list_ids_.end()) return known->second;
  std::vector<std::uint32_t> list;
  for (const std::string& name : journal::split_people(text)) {
    const std::string normal = journal::normalise_text(name);
    if (is_nobody(normal)) continue;
    const auto id = person(normal, why);
    if (!id) return std::nullopt;
    if (std::find(list.begin(), list.end(), *id) == list.end()) list.push_back(*id);
  }
  if (list.size() > k_teachers_max) {
    why = fmt::format("больше {} учителей у одного урока", k_teachers_max);
    return std::nullopt;
  }
  const auto id = list.empty() ? std::optional(0U) : new_list(std::move(list), why);
  if (id && list_ids_.size() < k_people_max && text.size() <= k_cached_bytes_max)
    list_ids_.emplace(std::string(text), *id);
  return id;
}

std::optional<std::uint32_t> LessonCollector::new_list(std::vector<std::uint32_t> list, std::string& why) {
  const std::string key = fmt::format("{}", fmt::join(list, ","));
  if (const auto known = known_lists_.find(key); known != known_lists_.end()) return known->second;
  if (lists_.size() >= k_people_max) {
    why = fmt::format("больше {} разных наборов учителей", k_people_max);
    return std::nullopt;
  }
  const auto id = static_cast<std::uint32_t>(lists_.size());
  lists_.push_back(std::move(list));
  known_lists_.emplace(key, id);
  return id;
}

std::uint16_t LessonCollector::add_sheet(std::string name, std::string label) {
  ELZHUR_CHECK(sheets_.size() < UINT16_MAX);
  sheets_.push_back({std::move(name), std::move(label), std::nullopt});
  return static_cast<std::uint16_t>(sheets_.size() - 1);
}

std::uint32_t LessonCollector::add_times(const RowTimes& times) {
  times_.push_back(times);
  const auto note = [&](std::optional<journal::Instant> at) {
    if (at && (!newest_ || *newest_ < *at)) newest_ = at;
  };
  for (const auto& reported : times.reported) note(reported);
  note(times.last_change);
  return static_cast<std::uint32_t>(times_.size() - 1);
}

bool LessonCollector::add(const LessonRow& row) {
  if (rows_.size() >= k_lessons_max) return false;
  rows_.push_back(row);
  ++scopes_[row.scope].lessons;
  return true;
}

bool LessonCollector::same_content(const LessonRow& a, const LessonRow& b) const {
  const auto times = [this](const LessonRow& row) {
    return row.times == k_no_index ? RowTimes{} : times_[row.times];
  };
  return a.teachers == b.teachers && a.substitute == b.substitute && a.states == b.states &&
         a.substituted_by_unknown == b.substituted_by_unknown && times(a) == times(b);
}

void LessonCollector::order_day(std::vector<std::uint32_t>& day, Problems& problems) const {
  if (day.size() < 2) return;
  const auto number = [this](std::uint32_t index) { return rows_[index].number; };
  if (std::any_of(day.begin(), day.end(), [&](std::uint32_t index) { return number(index) < 0; })) return;
  std::stable_sort(day.begin(), day.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return number(a) < number(b); });
  std::vector<std::uint32_t> kept;
  for (const std::uint32_t index : day) {
    if (kept.empty() || number(kept.back()) != number(index)) {
      kept.push_back(index);
      continue;
    }
    const LessonRow& first = rows_[kept.back()];
    const LessonRow& again = rows_[index];
    if (same_content(first, again)) continue;
    const std::string& first_sheet = sheets_[first.sheet].label;
    problems.add(
        {sheets_[again.sheet].label, again.row, 0},
        fmt::format("тот же урок (дата, номер, класс, группа, предмет), что и в {}{}строке {}, но с другим "
                    "содержанием: удалите лишнюю строку или укажите группу",
                    first.sheet == again.sheet ? "" : first_sheet,
                    first.sheet == again.sheet || first_sheet.empty() ? "" : ", ", first.row));
  }
  day = std::move(kept);
}

LessonSeen LessonCollector::make_lesson(const LessonRow& row, int ordinal) const {
  LessonSeen lesson;
  lesson.date = row.date;
  lesson.ordinal = ordinal;
  if (row.number >= 0) lesson.number = row.number;
  lesson.teachers = lists_[row.teachers];
  if (row.substitute != k_no_index) lesson.substitute = row.substitute;
  lesson.substituted_by_unknown = row.substituted_by_unknown;
  lesson.row = row.row;
  for (std::size_t f = 0; f < journal::k_fields; ++f) lesson.fields[f].state = row.states[f];
  if (row.times == k_no_index) return lesson;
  const RowTimes& times = times_[row.times];
  lesson.last_change = times.last_change;
  for (std::size_t f = 0; f < journal::k_fields; ++f) {
    if (has_entry(row.states[f])) lesson.fields[f].reported = times.reported[f];
  }
  return lesson;
}

std::vector<std::uint16_t> LessonCollector::sheets_of(const std::vector<std::uint32_t>& order) const {
  std::vector<bool> seen(sheets_.size());
  for (const std::uint32_t index : order) seen[rows_[index].sheet] = true;
  std::vector<std::uint16_t> sheets;
  for (std::size_t sheet = 0; sheet < seen.size(); ++sheet) {
    if (seen[sheet]) sheets.push_back(static_cast<std::uint16_t>(sheet));
  }
  return sheets;
}

void LessonCollector::name_and_widen(Block& block, const std::vector<std::uint16_t>& sheets) const {
  const journal::DateRange lessons = block.dates;
  for (const std::uint16_t sheet : sheets) {
    if (!block.sheet.empty()) block.sheet += " / ";
    block.sheet += sheets_[sheet].name;
    const auto& period = sheets_[sheet].period;
    if (period && period->first <= lessons.first && lessons.last <= period->last) {
      block.dates = {std::min(block.dates.first, period->first), std::max(block.dates.last, period->last)};
    }
  }
}

Block LessonCollector::make_block(std::uint32_t scope, std::vector<std::uint32_t>& order,
                                  Problems& problems) {
  const auto date = [this](std::uint32_t index) { return rows_[index].date; };
  const auto earlier = [&](std::uint32_t a, std::uint32_t b) { return date(a) < date(b); };
  if (!std::is_sorted(order.begin(), order.end(), earlier))
    std::stable_sort(order.begin(), order.end(), earlier);
  Block block;
  block.scope = scopes_[scope].scope;
  block.fields = scopes_[scope].fields;
  block.dates = {date(order.front()), date(order.back())};
  block.lessons.reserve(order.size());
  std::vector<std::uint32_t> day;
  for (std::size_t at = 0; at < order.size() && !problems.full();) {
    day.clear();
    const Date today = date(order[at]);
    for (; at < order.size() && date(order[at]) == today; ++at) day.push_back(order[at]);
    order_day(day, problems);
    int ordinal = 0;
    for (const std::uint32_t index : day) block.lessons.push_back(make_lesson(rows_[index], ++ordinal));
  }
  name_and_widen(block, sheets_of(order));
  return block;
}

std::vector<Block> LessonCollector::take_blocks(Problems& problems) {
  std::vector<std::vector<std::uint32_t>> orders(scopes_.size());
  for (std::size_t scope = 0; scope < scopes_.size(); ++scope) orders[scope].reserve(scopes_[scope].lessons);
  for (std::uint32_t index = 0; index < rows_.size(); ++index) orders[rows_[index].scope].push_back(index);
  std::vector<std::uint32_t> by_scope(scopes_.size());
  std::iota(by_scope.begin(), by_scope.end(), 0U);
  std::sort(by_scope.begin(), by_scope.end(),
            [this](std::uint32_t a, std::uint32_t b) { return scopes_[a].scope < scopes_[b].scope; });
  std::vector<Block> blocks;
  blocks.reserve(scopes_.size());
  for (const std::uint32_t scope : by_scope) {
    if (!orders[scope].empty()) blocks.push_back(make_block(scope, orders[scope], problems));
    orders[scope] = {};
  }
  return blocks;
}

}  // namespace elzhur::connectors
