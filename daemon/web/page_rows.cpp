#include "daemon/web/page_rows.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "alerts/silence.hpp"
#include "alerts/words.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_code_bytes_max = 32;

bool has_owner(const rules::FindingView& view, const std::optional<journal::PersonId>& person) {
  if (!person) return false;
  return std::any_of(view.owners.begin(), view.owners.end(),
                     [&person](const rules::Person& owner) { return owner.id == *person; });
}

bool has_basis(const Visit& visit, const rules::FindingView& view) {
  const rules::RuleSpec* rule = alerts::rule_of(view, visit.policy);
  return rule != nullptr && !rule->basis.empty();
}

/// The state of each finding, or the one that they share.
View state_views(const Visit& visit, const alerts::LessonRow& row) {
  std::set<rules::FindingState> states;
  for (const rules::FindingView* view : row.findings) states.insert(view->finding.state);
  View list(View::type::list);
  for (const rules::FindingView* view : row.findings) {
    const std::string words(state_words(view->finding.state));
    View item("name", std::string(rules::finding_state_name(view->finding.state)));
    item.set("words", states.size() == 1 ? words : field_words(visit, *view) + ": " + words);
    list.push_back(item);
    if (states.size() == 1) break;
  }
  return list;
}

std::optional<Pick> parse_pick(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot > k_code_bytes_max) return std::nullopt;
  Pick pick;
  pick.code = std::string(text.substr(0, dot));
  const std::string_view digits = text.substr(dot + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), pick.version);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return pick;
}

/// «срок 20.11, 23:59 (п. 3.2)» beneath a heading that says «Срок» already.
std::string without_term(std::string_view due) {
  for (const std::string_view lead : {std::string_view("срок: "), std::string_view("срок ")}) {
    if (due.starts_with(lead)) return std::string(due.substr(lead.size()));
  }
  return std::string(due);
}

/// Who checked, under rows that a person has confirmed.
std::string checked_words(const Visit& visit, const alerts::LessonRow& row) {
  for (const rules::FindingView* view : row.findings) {
    const rules::Finding& finding = view->finding;
    if (finding.confirmed_by.empty()) continue;
    std::string words = "проверено: " + alerts::one_line(finding.confirmed_by, 120);
    if (finding.confirmed_at) words += ", " + visit.day_text(visit.zone.date_of(*finding.confirmed_at));
    return words;
  }
  return {};
}

}  // namespace

bool is_confirmed(const rules::Finding& finding) {
  if (finding.confirmed_by.empty()) return false;
  return finding.state == rules::FindingState::confirmed || finding.state == rules::FindingState::resolved;
}

bool may_see(const Visit& visit, const rules::FindingView& view) {
  if (visit.may(Right::names)) return true;
  if (!visit.overview.is_working || !has_basis(visit, view)) return false;
  if (visit.may(Right::confirmed) && is_confirmed(view.finding)) return true;
  return visit.may(Right::own_lessons) && has_owner(view, visit.visitor.person);
}

std::vector<const rules::FindingView*> visible(const Visit& visit,
                                               const std::vector<rules::FindingView>& findings) {
  std::vector<const rules::FindingView*> seen;
  for (const rules::FindingView& view : findings) {
    if (may_see(visit, view)) seen.push_back(&view);
  }
  return seen;
}

std::optional<rules::FindingView> find_finding(const Visit& visit, journal::FindingId id) {
  FindingFilter filter;
  filter.states = all_states();
  filter.after = journal::FindingId{static_cast<std::int64_t>(id) - 1};
  filter.limit = 1;
  std::vector<rules::FindingView> found = visit.desk.findings(filter);
  if (found.empty() || found.front().finding.id != id) return std::nullopt;
  return std::move(found.front());
}

std::vector<rules::FindingState> all_states() {
  std::vector<rules::FindingState> states;
  for (std::size_t i = 0; i < rules::k_finding_states; ++i) {
    states.push_back(static_cast<rules::FindingState>(i));
  }
  return states;
}

std::string owner_words(const Visit& visit, const rules::FindingView& view) {
  if (view.owners.size() == 1) return alerts::brief_name(view.owners.front());
  if (view.owners.empty()) return "учитель неизвестен";
  if (!visit.may(Right::names)) return "кто вёл урок, не определено";
  std::string words = "кто вёл урок, не определено; возможно, ";
  for (std::size_t i = 0; i < view.owners.size(); ++i) {
    if (i != 0) words += i + 1 == view.owners.size() ? " или " : ", ";
    words += alerts::brief_name(view.owners[i]);
  }
  return words;
}

std::string field_words(const Visit& visit, const rules::FindingView& view) {
  const auto field = alerts::field_of(view, visit.policy);
  return std::string(field ? alerts::field_word(*field) : "запись");
}

std::string render_picks(const alerts::LessonRow& row) {
  std::string text;
  for (const rules::FindingView* view : row.findings) {
    if (!rules::is_live(view->finding.state)) continue;
    if (!text.empty()) text += ' ';
    text += fmt::format("{}.{}", rules::finding_code(view->finding), view->finding.version);
  }
  return text;
}

std::optional<std::vector<Pick>> parse_picks(std::string_view text) {
  std::vector<Pick> picks;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    auto pick = parse_pick(text.substr(0, end));
    if (!pick || picks.size() == k_picks_max) return std::nullopt;
    picks.push_back(std::move(*pick));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (picks.empty()) return std::nullopt;
  return picks;
}

namespace {

/// What letters leave out now; only who sees all names is told of it.
std::vector<alerts::Silence> silences_in_force(const Visit& visit) {
  std::vector<alerts::Silence> silences;
  if (visit.overview.silences == 0 || !visit.may(Right::names)) return silences;
  for (SilenceView& view : visit.desk.silences()) {
    if (view.is_in_force) silences.push_back(std::move(view.silence));
  }
  return silences;
}

/// «не напоминаем по 06.12 (вс) включительно»; by field where it is not the same for the whole row.
std::string silence_note(const Visit& visit, const alerts::LessonRow& row,
                         const std::vector<alerts::Silence>& silences) {
  std::string by_field;
  std::string whole;
  bool is_whole = true;
  for (const rules::FindingView* finding : row.findings) {
    if (!rules::is_live(finding->finding.state)) continue;
    const alerts::Silence* silence = alerts::silence_of(*finding, silences, visit.now);
    const std::string words =
        silence == nullptr ? std::string()
                           : "не напоминаем " + alerts::silence_until_words(*silence, visit.zone, visit.year);
    is_whole = is_whole && !words.empty() && (whole.empty() || whole == words);
    if (words.empty()) continue;
    whole = words;
    if (!by_field.empty()) by_field += "; ";
    by_field += field_words(visit, *finding) + ": " + words;
  }
  return is_whole ? whole : by_field;
}

/// One row of groups.html.
View row_view(const Visit& visit, const alerts::LessonRow& row,
              const std::vector<alerts::Silence>& silences) {
  const rules::FindingView& first = row.first();
  const alerts::RowWords words = alerts::row_words(row, visit.policy, visit.year, std::nullopt);
  View view("code", rules::finding_code(first.finding));
  view.set("day", visit.day(first.date));
  set_optional(view, "lesson", first.number ? fmt::format("{}-й урок", *first.number) : std::string());
  view.set("class", alerts::class_and_group(first.scope));
  view.set("subject", alerts::one_line(first.scope.subject, 160));
  view.set("missing", words.missing);
  view.set("due", without_term(words.due));
  set_optional(view, "seen", words.seen);
  view.set("states", state_views(visit, row));
  journal::Instant since = first.finding.opened_at;
  for (const rules::FindingView* finding : row.findings) since = std::min(since, finding->finding.opened_at);
  const auto& closed = first.finding.closed_at;
  view.set("age", closed ? "до " + visit.day_text(visit.zone.date_of(*closed)) : visit.age(since));
  view.set("picks", render_picks(row));
  set_optional(view, "checked", checked_words(visit, row));
  set_optional(view, "silence", silence_note(visit, row, silences));
  const auto is_open = [](const rules::FindingView* finding) {
    return finding->finding.state == rules::FindingState::open;
  };
  const auto may_be_confirmed = [](const rules::FindingView* finding) {
    const rules::FindingState state = finding->finding.state;
    return finding->owners.size() == 1 && rules::is_live(state) && state != rules::FindingState::confirmed &&
           state != rules::FindingState::unknown;
  };
  view.set("can_acknowledge", std::any_of(row.findings.begin(), row.findings.end(), is_open));
  view.set("can_confirm", std::any_of(row.findings.begin(), row.findings.end(), may_be_confirmed));
  view.set("is_live", !render_picks(row).empty());
  return view;
}

}  // namespace

View group_views(const Visit& visit, const alerts::OpenList& list, bool may_settle) {
  View groups(View::type::list);
  const std::vector<alerts::Silence> silences = silences_in_force(visit);
  std::size_t index = 0;
  for (const alerts::OwnerGroup& group : list.groups) {
    View view("index", fmt::format("{}", ++index));
    view.set("name",
             group.teacher ? alerts::brief_name(*group.teacher) : std::string("Кто вёл урок, не определено"));
    const bool has_link = group.teacher && visit.may(Right::names);
    view.set("has_teacher_link", has_link);
    view.set("teacher_code", has_link ? journal::person_code(group.teacher->id) : std::string());
    view.set("lessons", alerts::count_of(static_cast<std::int64_t>(group.rows.size()), alerts::k_lesson));
    view.set("may_settle", may_settle);
    View rows(View::type::list);
    bool can_confirm = false;
    bool can_acknowledge = false;
    for (const alerts::LessonRow& row : group.rows) {
      View item = row_view(visit, row, silences);
      can_confirm = can_confirm || item.get("can_confirm")->is_true();
      can_acknowledge = can_acknowledge || item.get("can_acknowledge")->is_true();
      item.set("may_settle", may_settle && item.get("is_live")->is_true());
      rows.push_back(item);
    }
    view.set("rows", rows);
    view.set("many", may_settle && group.rows.size() > 1 && (can_confirm || can_acknowledge));
    view.set("group_can_confirm", can_confirm);
    view.set("group_can_acknowledge", can_acknowledge);
    groups.push_back(view);
  }
  return groups;
}

}  // namespace elzhur::web
