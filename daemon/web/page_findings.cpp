// All questions with filters, the same as CSV, and teachers.
#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "alerts/csv.hpp"
#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_rows.hpp"
#include "daemon/web/page_words.hpp"
#include "journal/names.hpp"

namespace elzhur::web {
namespace {

/// More are refused with a text that says what to do.
constexpr std::size_t k_csv_rows_max = 20'000;

/// What the address asks for; what cannot be read is as if it were not there, and said.
struct Asked {
  FindingFilter filter{};
  std::string state{};
  std::string teacher{};
  std::string from{};
  std::string to{};
  std::vector<std::string> problems{};
};

std::optional<journal::PersonId> parse_person(std::string_view code) {
  if (code.size() < 2 || code.front() != 'T') return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(code.data() + 1, code.data() + code.size(), number);
  if (error != std::errc() || end != code.data() + code.size() || number <= 0) return std::nullopt;
  return journal::PersonId{number};
}

void read_states(Asked& asked) {
  if (asked.state.empty() || asked.state == "live") {
    asked.state = "live";
  } else if (asked.state == "all") {
    asked.filter.states = all_states();
  } else if (const auto state = rules::parse_finding_state(asked.state)) {
    asked.filter.states.push_back(*state);
  } else {
    asked.problems.push_back("такого состояния нет");
  }
}

std::optional<journal::Date> read_date(Asked& asked, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto date = journal::parse_date(text);
  if (!date) asked.problems.push_back(fmt::format("дату «{}» прочитать не удалось", text));
  return date;
}

Asked read_address(const Visit& visit) {
  Asked asked;
  asked.state = visit.asked("state");
  read_states(asked);
  asked.filter.class_name = visit.asked("class");
  asked.filter.rule = visit.asked("rule");
  asked.teacher = visit.asked("teacher");
  if (!asked.teacher.empty() && visit.may(Right::names)) {
    asked.filter.teacher = parse_person(asked.teacher);
    if (!asked.filter.teacher) asked.problems.push_back("такого учителя нет");
  }
  asked.from = visit.asked("from");
  asked.to = visit.asked("to");
  asked.filter.from = read_date(asked, asked.from);
  asked.filter.to = read_date(asked, asked.to);
  if (!visit.may(Right::names) && !visit.may(Right::confirmed)) asked.filter.teacher = visit.visitor.person;
  return asked;
}

/// The same filters again, for the link to the CSV.
std::string query_of(const Asked& asked) {
  std::string query = "?state=" + encode_query(asked.state);
  const auto add = [&query](std::string_view name, const std::string& value) {
    if (!value.empty()) query += fmt::format("&{}={}", name, encode_query(value));
  };
  add("class", asked.filter.class_name);
  add("rule", asked.filter.rule);
  add("teacher", asked.teacher);
  add("from", asked.from);
  add("to", asked.to);
  return query;
}

/// For a report, which has no word for «открытые» and «все».
std::string report_query_of(const Asked& asked) {
  Asked plain = asked;
  std::vector<std::string_view> states;
  for (const rules::FindingState state : asked.filter.states)
    states.push_back(rules::finding_state_name(state));
  plain.state = fmt::format("{}", fmt::join(states, ","));
  std::string query = query_of(plain);
  const std::string_view none = "?state=&";
  return query.starts_with(none) ? "?" + query.substr(none.size())
         : query == "?state="    ? std::string("?")
                                 : query;
}

std::vector<Choice> state_choices() {
  std::vector<Choice> all{{"live", "открытые"}, {"all", "все"}};
  for (std::size_t i = 0; i < rules::k_finding_states; ++i) {
    const auto state = static_cast<rules::FindingState>(i);
    all.push_back({std::string(rules::finding_state_name(state)), std::string(state_words(state))});
  }
  return all;
}

std::vector<TeacherView> sorted_teachers(const Visit& visit) {
  std::vector<TeacherView> teachers = visit.desk.teachers();
  std::sort(teachers.begin(), teachers.end(), [](const TeacherView& a, const TeacherView& b) {
    return std::pair(journal::fold(journal::parse_person_name(a.name).formal()), a.id) <
           std::pair(journal::fold(journal::parse_person_name(b.name).formal()), b.id);
  });
  return teachers;
}

void set_filters(View& view, const Visit& visit, const Asked& asked) {
  view.set("states", choices(state_choices(), asked.state));
  std::vector<Choice> rules{{"", "любое"}};
  for (const rules::RuleSpec& rule : visit.policy.rules) {
    rules.push_back(
        {rule.id, fmt::format("{} ({})", rule_kind_words(rule.kind), alerts::one_line(rule.id, 80))});
  }
  view.set("rules", choices(rules, asked.filter.rule));
  std::vector<Choice> teachers{{"", "все"}};
  if (visit.may(Right::names)) {
    for (const TeacherView& teacher : sorted_teachers(visit)) {
      teachers.push_back({journal::person_code(teacher.id), alerts::brief_name({teacher.id, teacher.name})});
    }
  }
  view.set("has_teachers", visit.may(Right::names));
  view.set("teachers", choices(teachers, asked.teacher));
  view.set("class", asked.filter.class_name);
  view.set("from", asked.from);
  view.set("to", asked.to);
  view.set("csv", "/findings.csv" + query_of(asked));
  const std::string report = "/api/v1/reports/findings" + report_query_of(asked);
  view.set("xlsx", report + "&format=xlsx");
  view.set("print", report + "&format=html");
}

/// All of them, page by page; nothing when there are more than `most`.
std::optional<std::vector<rules::FindingView>> all_findings(const Visit& visit, FindingFilter filter,
                                                            std::size_t most) {
  std::vector<rules::FindingView> all;
  filter.limit = k_findings_page_max;
  while (true) {
    std::vector<rules::FindingView> page = visit.desk.findings(filter);
    if (page.empty()) return all;
    filter.after = page.back().finding.id;
    const bool is_last = page.size() < filter.limit;
    std::move(page.begin(), page.end(), std::back_inserter(all));
    if (all.size() > most) return std::nullopt;
    if (is_last) return all;
  }
}

bool is_open_to(const Visit& visit) {
  return visit.may(Right::names) || visit.may(Right::confirmed) || visit.may(Right::own_lessons);
}

}  // namespace

Response findings_page(const Visit& visit) {
  if (!is_open_to(visit)) return not_for_you(visit);
  Asked asked = read_address(visit);
  asked.filter.after = journal::FindingId{visit.asked_number("after")};
  asked.filter.limit = k_page_rows_max + 1;
  std::vector<rules::FindingView> found;
  if (asked.problems.empty()) found = visit.desk.findings(asked.filter);
  View view;
  set_next(view, found, k_page_rows_max, [&asked](const rules::FindingView& last) {
    return fmt::format("/findings{}&after={}", query_of(asked), static_cast<std::int64_t>(last.finding.id));
  });
  view.set("is_part", found.size() == k_page_rows_max || asked.filter.after != journal::FindingId{});
  const std::vector<const rules::FindingView*> seen = visible(visit, found);
  if (!seen.empty()) visit.desk.note_access(visit.visitor.name, "страница «Вопросы»");
  const alerts::OpenList list = alerts::make_open_list(seen, visit.policy);
  set_filters(view, visit, asked);
  set_optional(view, "problem", fmt::format("{}", fmt::join(asked.problems, "; ")));
  view.set("count", alerts::count_of(static_cast<std::int64_t>(list.lessons), alerts::k_lesson));
  view.set("questions", alerts::count_of(static_cast<std::int64_t>(seen.size()), alerts::k_question));
  view.set("back", "list");
  set_list(view, "groups", group_views(visit, list, visit.may_settle()));
  return show(visit, "findings.html", "Вопросы", std::move(view));
}

Response findings_csv(const Visit& visit) {
  if (!is_open_to(visit)) return not_for_you(visit);
  const Asked asked = read_address(visit);
  std::optional<std::vector<rules::FindingView>> found{std::in_place};
  if (asked.problems.empty()) found = all_findings(visit, asked.filter, k_csv_rows_max);
  if (!found) {
    return say(visit, 422, "Слишком большая таблица",
               fmt::format("Вопросов больше {}: назовите более короткий период.",
                           alerts::number(static_cast<std::int64_t>(k_csv_rows_max))));
  }
  const std::vector<const rules::FindingView*> seen = visible(visit, *found);
  if (!seen.empty()) visit.desk.note_access(visit.visitor.name, "выгрузка вопросов в CSV");
  Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = alerts::open_list_csv(alerts::make_open_list(seen, visit.policy), visit.policy, visit.year);
  response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"elzhur-{}.csv\"",
                                                                   journal::format_date(visit.today)));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response teachers_page(const Visit& visit) {
  if (!visit.may(Right::names)) return not_for_you(visit);
  visit.desk.note_access(visit.visitor.name, "страница «Учителя»");
  View list(View::type::list);
  for (const TeacherView& teacher : sorted_teachers(visit)) {
    View item("code", journal::person_code(teacher.id));
    item.set("name", alerts::one_line(journal::parse_person_name(teacher.name).formal(), 200));
    set_optional(item, "post", alerts::one_line(teacher.post, 160));
    item.set("held", alerts::number(teacher.term.held));
    item.set("filled", alerts::number(teacher.term.filled));
    item.set("share", teacher.term.held > 0 ? alerts::percent(teacher.term.filled, teacher.term.held)
                                            : std::string("—"));
    item.set("on_time", alerts::number(teacher.term.on_time));
    item.set("unproven", alerts::number(teacher.term.unproven));
    item.set("late", alerts::number(teacher.term.late));
    item.set("open", alerts::number(teacher.open_lessons));
    list.push_back(item);
  }
  View view;
  view.set("since", visit.since_when());
  set_list(view, "teachers", list);
  return show(visit, "teachers.html", "Учителя", std::move(view));
}

Response teacher_page(const Visit& visit, std::string_view code) {
  const auto person = parse_person(code);
  const bool is_self = visit.may(Right::own_lessons) && person && visit.visitor.person == person;
  if (!visit.may(Right::names) && !is_self) return not_for_you(visit);
  const std::vector<TeacherView> teachers = visit.desk.teachers();
  const auto found = std::find_if(teachers.begin(), teachers.end(), [&](const TeacherView& teacher) {
    return person && teacher.id == *person;
  });
  if (found == teachers.end()) return not_found(visit);
  visit.desk.note_access(visit.visitor.name, "учитель " + journal::person_code(found->id));

  FindingFilter filter;
  filter.teacher = found->id;
  const std::vector<rules::FindingView> live = visit.desk.findings(filter);
  filter.states = {rules::FindingState::resolved, rules::FindingState::excused,
                   rules::FindingState::withdrawn};
  const std::vector<rules::FindingView> closed = visit.desk.findings(filter);
  View view("code", journal::person_code(found->id));
  const bool is_cut = live.size() >= k_findings_page_max || closed.size() >= k_findings_page_max;
  set_optional(view, "rest",
               is_cut ? "/findings?state=all&teacher=" + journal::person_code(found->id) : std::string());
  set_optional(view, "post", alerts::one_line(found->post, 160));
  view.set("term", totals_view(found->term, visit.since_when()));
  view.set("back", journal::person_code(found->id));
  set_list(view, "live", View(View::type::list));
  const alerts::OpenList live_list = alerts::make_open_list(visible(visit, live), visit.policy);
  View sections(View::type::list);
  if (!live_list.groups.empty()) {
    sections.push_back(View("groups", group_views(visit, live_list, visit.may_settle())));
  }
  set_list(view, "live", sections);
  const alerts::OpenList closed_list = alerts::make_open_list(visible(visit, closed), visit.policy);
  View past(View::type::list);
  if (!closed_list.groups.empty()) past.push_back(View("groups", group_views(visit, closed_list, false)));
  set_list(view, "closed", past);
  const std::string name = alerts::one_line(journal::parse_person_name(found->name).formal(), 200);
  return show(visit, "teacher.html", name, std::move(view));
}

}  // namespace elzhur::web
