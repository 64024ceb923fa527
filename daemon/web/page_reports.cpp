// Reports to print and to take away: which there are for this visitor. The files themselves: api_reports.cpp.
#include <array>

#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

struct ReportWords {
  std::string_view name;
  std::string_view label;
  std::string_view about;
  bool (*is_open)(const Visit&);
};
constexpr std::array<ReportWords, 5> k_reports{{
    {"check", "Справка о заполнении журнала",
     "По учителям: что заполнено, чего нет, что в срок; с местом для выводов, рекомендаций и подписей. Пока "
     "вопросы не проверены человеком, на каждом листе стоит «ЧЕРНОВИК».",
     [](const Visit& visit) { return visit.may(Right::numbers) || visit.may(Right::names); }},
    {"findings", "Вопросы", "Каждая запись, которой нет или не было в срок, и что по ней решено.",
     [](const Visit& visit) {
       return visit.may(Right::names) || visit.may(Right::confirmed) || visit.may(Right::own_lessons);
     }},
    {"teachers", "Учителя", "Числа по каждому учителю, по алфавиту.",
     [](const Visit& visit) { return visit.may(Right::names); }},
    {"weeks", "Недели", "Числа по неделям, без имён.",
     [](const Visit& visit) { return visit.may(Right::numbers) || visit.may(Right::names); }},
    {"appeals", "Журнал обращений", "Обращения по вопросам ведения журнала (п. 6.4 Положения).",
     [](const Visit& visit) { return visit.may(Right::appeals); }},
}};

View state_options() {
  std::string all;
  for (std::size_t i = 0; i < rules::k_finding_states; ++i) {
    if (i != 0) all += ',';
    all += rules::finding_state_name(static_cast<rules::FindingState>(i));
  }
  View list(View::type::list);
  for (const auto& [value, label] : {std::pair<std::string, std::string>{all, "все"},
                                     {"open,acknowledged,confirmed,disputed,unknown", "открытые"},
                                     {"confirmed", "подтверждённые"}}) {
    View item("value", value);
    item.set("label", label);
    list.push_back(item);
  }
  return list;
}

/// September 1 of the school year.
journal::Date year_begin(journal::Date today) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days(today.time_since_epoch())};
  return journal::make_date(journal::year_of(today) - (ymd.month() >= std::chrono::September ? 0 : 1), 9, 1);
}

}  // namespace

Response reports_page(const Visit& visit) {
  View list(View::type::list);
  for (const ReportWords& report : k_reports) {
    if (!report.is_open(visit)) continue;
    View item("name", std::string(report.name));
    item.set("label", std::string(report.label));
    item.set("about", std::string(report.about));
    item.set("from", journal::format_date(year_begin(visit.today)));
    item.set("to", journal::format_date(visit.today));
    item.set("has_basis", report.name == "check");
    item.set("has_states", report.name == "findings");
    item.set("states", state_options());
    list.push_back(item);
  }
  if (list.is_empty_list()) return not_for_you(visit);
  View view("reports", list);
  return show(visit, "reports.html", "Отчёты", std::move(view));
}

}  // namespace elzhur::web
