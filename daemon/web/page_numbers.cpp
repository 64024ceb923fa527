// Numbers with what they are counted from, and their charts.
#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {

View totals_view(const rules::LessonTotals& totals) {
  View view;
  const bool has_held = totals.held > 0;
  view.set("has_held", has_held);
  view.set("filled", has_held ? alerts::percent(totals.filled, totals.held) : std::string("—"));
  view.set("lead", has_held ? fmt::format("заполнено: {} из {} за семь дней", alerts::number(totals.filled),
                                          alerts::count_of(totals.held, {"урока", "уроков", "уроков"}))
                            : std::string("уроков с наступившим сроком за семь дней в данных нет"));
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

}  // namespace elzhur::web
