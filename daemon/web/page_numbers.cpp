// Numbers with what they are counted from, their charts, and the help.
#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/charts.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

View week_rows(const Visit& visit, const std::vector<WeekView>& weeks) {
  View list(View::type::list);
  for (auto week = weeks.rbegin(); week != weeks.rend(); ++week) {
    const rules::LessonTotals& lessons = week->lessons;
    View item("days", alerts::days({week->monday, week->monday + std::chrono::days(6)}, visit.year));
    item.set("held", alerts::number(lessons.held));
    item.set("filled", alerts::number(lessons.filled));
    item.set("share", lessons.held > 0 ? alerts::percent(lessons.filled, lessons.held) : std::string("—"));
    item.set("on_time", alerts::number(lessons.on_time));
    item.set("unproven", alerts::number(lessons.unproven));
    item.set("late", alerts::number(lessons.late));
    item.set("unfilled", alerts::number(lessons.unfilled));
    list.push_back(item);
  }
  return list;
}

std::string cell_words(const std::vector<FieldWeek>& weeks, journal::Date monday, journal::Field field) {
  for (const FieldWeek& week : weeks) {
    if (week.monday != monday || week.field != field || week.known <= 0) continue;
    return fmt::format("{} из {} ({})", alerts::number(week.filled), alerts::number(week.known),
                       alerts::percent(week.filled, week.known));
  }
  return "нет данных";
}

View field_rows(const Visit& visit, const std::vector<FieldWeek>& weeks) {
  View list(View::type::list);
  const std::vector<journal::Date> mondays = mondays_of(weeks);
  for (auto monday = mondays.rbegin(); monday != mondays.rend(); ++monday) {
    View item("days", alerts::days({*monday, *monday + std::chrono::days(6)}, visit.year));
    for (const journal::Field field : journal::k_all_fields) {
      item.set(std::string(journal::field_name(field)), cell_words(weeks, *monday, field));
    }
    list.push_back(item);
  }
  return list;
}

View rule_views(const Visit& visit) {
  View list(View::type::list);
  for (const rules::RuleSpec& rule : visit.policy.rules) {
    View item("kind", std::string(rule_kind_words(rule.kind)));
    item.set("basis", rule.basis.empty()
                          ? std::string("пункт положения не указан: о нём узнаёт только администратор")
                          : alerts::one_line(rule.basis, 300));
    list.push_back(item);
  }
  return list;
}

}  // namespace

View totals_view(const rules::LessonTotals& totals, std::string_view over) {
  View view;
  const bool has_held = totals.held > 0;
  view.set("has_held", has_held);
  view.set("filled", has_held ? alerts::percent(totals.filled, totals.held) : std::string("—"));
  view.set("lead", has_held ? fmt::format("заполнено: {} из {} {}", alerts::number(totals.filled),
                                          alerts::count_of(totals.held, {"урока", "уроков", "уроков"}), over)
                            : fmt::format("уроков с наступившим сроком {} в данных нет", over));
  view.set("held", alerts::number(totals.held));
  view.set("on_time", alerts::number(totals.on_time));
  view.set("unproven", alerts::number(totals.unproven));
  view.set("late", alerts::number(totals.late));
  view.set("unfilled", alerts::number(totals.unfilled));
  std::string outside;
  if (totals.excused != 0)
    outside += fmt::format("Учтена причина: {}. ", alerts::count_of(totals.excused, alerts::k_lesson));
  if (totals.unknown != 0)
    outside += fmt::format("Нет данных: {}. ", alerts::count_of(totals.unknown, alerts::k_lesson));
  if (!outside.empty()) outside += "Эти уроки в проведённые не входят.";
  set_optional(view, "outside", outside);
  return view;
}

Response numbers_page(const Visit& visit) {
  if (!visit.may(Right::numbers) && !visit.may(Right::names)) return not_for_you(visit);
  const std::vector<WeekView> weeks = visit.desk.weeks();
  const std::vector<FieldWeek> field_weeks = visit.desk.field_weeks();
  View view;
  view.set("term", totals_view(visit.overview.term, visit.since_when()));
  set_optional(view, "fill_chart", fill_chart(field_weeks, visit.year));
  set_optional(view, "week_chart", week_chart(weeks, visit.year));
  set_list(view, "weeks", week_rows(visit, weeks));
  set_list(view, "fields", field_rows(visit, field_weeks));
  return show(visit, "numbers.html", "В числах", std::move(view));
}

Response help_page(const Visit& visit) {
  View states(View::type::list);
  for (std::size_t i = 0; i < rules::k_finding_states; ++i) {
    const auto state = static_cast<rules::FindingState>(i);
    View item("name", std::string(rules::finding_state_name(state)));
    item.set("words", std::string(state_words(state)));
    item.set("meaning", std::string(state_meaning(state)));
    states.push_back(item);
  }
  View view("states", states);
  set_list(view, "rules", rule_views(visit));
  return show(visit, "help.html", "Справка", std::move(view));
}

}  // namespace elzhur::web
