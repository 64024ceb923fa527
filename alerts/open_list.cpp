#include "alerts/open_list.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "journal/names.hpp"

namespace elzhur::alerts {
namespace {

constexpr std::size_t k_subject_bytes_max = 160;
constexpr std::size_t k_basis_bytes_max = 300;

/// Findings of one lesson in the order they are read.
auto reading_order(const rules::Policy& policy) {
  return [&policy](const rules::FindingView* a, const rules::FindingView* b) {
    const auto key = [&policy](const rules::FindingView* view) {
      return std::tuple(field_of(*view, policy), std::string_view(view->finding.rule), view->finding.episode);
    };
    return key(a) < key(b);
  };
}

bool is_row_before(const LessonRow& a, const LessonRow& b) {
  const auto key = [](const LessonRow& row) {
    const rules::FindingView& view = row.first();
    return std::tie(view.date, view.number, view.scope, view.ordinal);
  };
  return key(a) < key(b);
}

/// «1 ч 30 мин»; what is shorter than a minute counts as one.
std::string hours_and_minutes(journal::Seconds length) {
  const auto minutes = std::max<std::int64_t>(1, std::chrono::floor<std::chrono::minutes>(length).count());
  if (minutes < 60) return fmt::format("{} мин", minutes);
  if (minutes % 60 == 0) return fmt::format("{} ч", minutes / 60);
  return fmt::format("{} ч {} мин", minutes / 60, minutes % 60);
}

/// The deadline, and how much of it is time that was given back for outages.
std::string due_moment(const rules::Finding& finding, const rules::Policy& policy, int year) {
  const journal::LocalTime local = policy.zone.to_local(finding.due_at);
  std::string text = fmt::format("{}, {}", day(policy.zone.date_of(finding.due_at), year), clock(local));
  if (finding.credit > journal::Seconds(0))
    text += fmt::format(", продлён на {}: ЭлЖур был недоступен", hours_and_minutes(finding.credit));
  return text;
}

std::string basis_words(const rules::FindingView& view, const rules::Policy& policy) {
  const rules::RuleSpec* rule = rule_of(view, policy);
  if (rule == nullptr || rule->basis.empty()) return "пункт положения не указан";
  return one_line(rule->basis, k_basis_bytes_max);
}

std::string missing_word(const rules::FindingView& view, const rules::Policy& policy) {
  const auto field = field_of(view, policy);
  return std::string(field ? field_word(*field) : "запись");
}

/// One deadline for all, or each field with its own.
std::string due_words(const LessonRow& row, const rules::Policy& policy, int year) {
  std::set<std::string> moments;
  std::set<std::string> bases;
  for (const rules::FindingView* view : row.findings) {
    moments.insert(due_moment(view->finding, policy, year));
    bases.insert(basis_words(*view, policy));
  }
  if (moments.size() == 1 && bases.size() == 1)
    return fmt::format("срок {} ({})", *moments.begin(), *bases.begin());
  std::string each;
  for (const rules::FindingView* view : row.findings) {
    if (!each.empty()) each += "; ";
    const std::string word = missing_word(*view, policy);
    const std::string basis = basis_words(*view, policy);
    each += moments.size() == 1
                ? fmt::format("{}: {}", word, basis)
                : fmt::format("{} — {} ({})", word, due_moment(view->finding, policy, year), basis);
  }
  return moments.size() == 1 ? fmt::format("срок {} ({})", *moments.begin(), each)
                             : fmt::format("срок: {}", each);
}

std::string seen_words(const LessonRow& row, const rules::Policy& policy, int year) {
  std::optional<journal::Instant> newest;
  for (const rules::FindingView* view : row.findings) {
    const auto& seen = view->last_seen_empty_at ? view->last_seen_empty_at : view->finding.last_seen_empty_at;
    if (seen && (!newest || *newest < *seen)) newest = seen;
  }
  return newest ? fmt::format("пусто при проверке {}", moment(*newest, policy, year)) : std::string();
}

std::string_view state_words(rules::FindingState state) {
  switch (state) {
    case rules::FindingState::acknowledged:
      return "принято в работу";
    case rules::FindingState::confirmed:
      return "замечание подтверждено";
    case rules::FindingState::disputed:
      return "оспаривается";
    case rules::FindingState::open:
    case rules::FindingState::excused:
    case rules::FindingState::withdrawn:
    case rules::FindingState::resolved:
    case rules::FindingState::unknown:
      return "";
  }
  return "";
}

/// The state when all findings of the row share it, else each with its field.
std::string note_words(const LessonRow& row, const rules::Policy& policy, int year,
                       std::optional<journal::Date> waits_since) {
  std::set<std::string_view> states;
  for (const rules::FindingView* view : row.findings) states.insert(state_words(view->finding.state));
  std::string note;
  if (states.size() == 1) {
    note = std::string(*states.begin());
  } else {
    for (const rules::FindingView* view : row.findings) {
      const std::string_view words = state_words(view->finding.state);
      if (words.empty()) continue;
      if (!note.empty()) note += "; ";
      note += fmt::format("{}: {}", missing_word(*view, policy), words);
    }
  }
  if (waits_since) {
    if (!note.empty()) note += "; ";
    note += fmt::format("ждёт с {}", day(*waits_since, year));
  }
  return note;
}

}  // namespace

const rules::RuleSpec* rule_of(const rules::FindingView& view, const rules::Policy& policy) {
  for (const rules::RuleSpec& rule : policy.rules) {
    if (rule.id == view.finding.rule) return &rule;
  }
  return nullptr;
}

std::optional<journal::Field> field_of(const rules::FindingView& view, const rules::Policy& policy) {
  const rules::RuleSpec* rule = rule_of(view, policy);
  if (rule == nullptr) return std::nullopt;
  return rules::field_of(rule->kind);
}

OpenList make_open_list(std::span<const rules::FindingView* const> findings, const rules::Policy& policy) {
  // Keyed by the folded name, then the id: two people of one name stay two groups.
  using GroupKey = std::tuple<bool, std::string, std::int64_t>;
  std::map<GroupKey, std::map<std::int64_t, LessonRow>> sorted;
  std::map<GroupKey, rules::Person> teachers;
  std::set<std::int64_t> lessons;
  for (const rules::FindingView* view : findings) {
    GroupKey key{true, "", 0};
    if (view->owners.size() == 1) {
      const rules::Person& person = view->owners.front();
      const std::string name = journal::parse_person_name(person.name).formal();
      key = {false, journal::fold(name), static_cast<std::int64_t>(person.id)};
      teachers.emplace(key, person);
    }
    const auto lesson = static_cast<std::int64_t>(view->finding.lesson);
    sorted[key][lesson].findings.push_back(view);
    lessons.insert(lesson);
  }
  OpenList list;
  list.lessons = lessons.size();
  list.teachers = teachers.size();
  for (auto& [key, rows] : sorted) {
    OwnerGroup group;
    if (const auto found = teachers.find(key); found != teachers.end()) group.teacher = found->second;
    for (auto& [lesson, row] : rows) {
      std::sort(row.findings.begin(), row.findings.end(), reading_order(policy));
      group.rows.push_back(std::move(row));
    }
    std::stable_sort(group.rows.begin(), group.rows.end(), is_row_before);
    list.groups.push_back(std::move(group));
  }
  return list;
}

std::string moment(journal::Instant instant, const rules::Policy& policy, int year) {
  const journal::LocalTime local = policy.zone.to_local(instant);
  return fmt::format("{} в {}", day(policy.zone.date_of(instant), year), clock(local));
}

RowWords row_words(const LessonRow& row, const rules::Policy& policy, int year,
                   std::optional<journal::Date> waits_since) {
  const rules::FindingView& view = row.first();
  RowWords words;
  words.when = day_of_week(view.date, year);
  if (view.number) words.when += fmt::format(", {}-й урок", *view.number);
  words.where =
      fmt::format("{} · {}", class_and_group(view.scope), one_line(view.scope.subject, k_subject_bytes_max));
  for (const rules::FindingView* finding : row.findings) {
    const std::string word = missing_word(*finding, policy);
    if (words.missing.find(word) != std::string::npos) continue;  // Two rules about one field.
    if (!words.missing.empty()) words.missing += ", ";
    words.missing += word;
  }
  words.due = due_words(row, policy, year);
  words.seen = seen_words(row, policy, year);
  words.note = note_words(row, policy, year, waits_since);
  return words;
}

}  // namespace elzhur::alerts
