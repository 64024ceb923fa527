// Reasons over days: whom they are for, who wrote them, and the form.
#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"
#include "journal/names.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_class_bytes_max = 60;

/// No illness among them: what is written here stays (regulation of personal data).
constexpr std::array<std::string_view, 6> k_reasons{"отсутствие по уважительной причине",
                                                    "отпуск",
                                                    "командировка",
                                                    "повышение квалификации",
                                                    "мероприятие школы",
                                                    "карантин или отмена уроков"};

struct Typed {
  std::string of{"teacher"};
  std::string teacher{};
  std::string class_name{};
  std::string grade{};
  std::string from{};
  std::string to{};
  std::string reason{k_reasons.front()};
};

Typed read_form(const Visit& visit) {
  Typed typed;
  typed.of = visit.typed("of");
  typed.teacher = visit.typed("teacher");
  typed.class_name = alerts::one_line(visit.typed("class"), k_class_bytes_max);
  typed.grade = alerts::one_line(visit.typed("grade"), 4);
  typed.from = alerts::one_line(visit.typed("from"), 20);
  typed.to = alerts::one_line(visit.typed("to"), 20);
  typed.reason = visit.typed("reason");
  return typed;
}

/// Fills in whom it is for; returns what is wrong, or nothing.
std::string set_scope(rules::Excuse& excuse, const Typed& typed, const std::vector<TeacherView>& teachers) {
  if (typed.of == "school") {
    excuse.of = rules::Excuse::Of::school;
    return {};
  }
  if (typed.of == "class") {
    excuse.of = rules::Excuse::Of::class_name;
    excuse.class_folded = journal::fold_class(typed.class_name);
    return excuse.class_folded.empty() ? "Назовите класс." : "";
  }
  if (typed.of == "grade") {
    excuse.of = rules::Excuse::Of::grade;
    const auto [end, error] =
        std::from_chars(typed.grade.data(), typed.grade.data() + typed.grade.size(), excuse.grade);
    const bool is_number = error == std::errc() && end == typed.grade.data() + typed.grade.size();
    return is_number && excuse.grade >= 1 && excuse.grade <= 11 ? ""
                                                                : "Назовите параллель: число от 1 до 11.";
  }
  if (typed.of != "teacher") return "Выберите, к кому относится причина.";
  excuse.of = rules::Excuse::Of::teacher;
  const auto found = std::find_if(teachers.begin(), teachers.end(), [&](const TeacherView& teacher) {
    return journal::person_code(teacher.id) == typed.teacher;
  });
  if (found == teachers.end()) return "Выберите учителя.";
  excuse.teacher = found->id;
  return {};
}

std::string set_dates(rules::Excuse& excuse, const Typed& typed) {
  const auto from = journal::parse_date(typed.from);
  const auto to = typed.to.empty() ? from : journal::parse_date(typed.to);
  if (!from) return "Укажите первый день.";
  if (!to) return "Последний день прочитать не удалось.";
  if (*to < *from) return "Последний день раньше первого.";
  excuse.dates = {*from, *to};
  return {};
}

/// Empty when it was added.
std::string add(const Visit& visit, const Typed& typed, const std::vector<TeacherView>& teachers) {
  rules::Excuse excuse;
  for (const std::string& problem : {set_scope(excuse, typed, teachers), set_dates(excuse, typed)}) {
    if (!problem.empty()) return problem;
  }
  if (std::find(k_reasons.begin(), k_reasons.end(), typed.reason) == k_reasons.end())
    return "Выберите причину.";
  excuse.reason = typed.reason;
  const auto added = visit.desk.add_excuse(excuse, visit.visitor.name);
  return added ? std::string() : "Не записано: " + added.error().text + ".";
}

std::string scope_words(const rules::Excuse& excuse, const std::vector<TeacherView>& teachers) {
  switch (excuse.of) {
    case rules::Excuse::Of::teacher:
      for (const TeacherView& teacher : teachers) {
        if (teacher.id == excuse.teacher) return alerts::brief_name({teacher.id, teacher.name});
      }
      return journal::person_code(excuse.teacher);
    case rules::Excuse::Of::class_name:
      return "класс " + alerts::one_line(excuse.class_folded, k_class_bytes_max);
    case rules::Excuse::Of::grade:
      return fmt::format("все {}-е классы", excuse.grade);
    case rules::Excuse::Of::school:
      return "вся школа";
  }
  return {};
}

View excuse_views(const Visit& visit, const std::vector<TeacherView>& teachers) {
  std::vector<ExcuseView> all = visit.desk.excuses();
  std::stable_sort(all.begin(), all.end(), [](const ExcuseView& a, const ExcuseView& b) {
    return a.excuse.dates.first > b.excuse.dates.first;
  });
  View list(View::type::list);
  for (const ExcuseView& excuse : all) {
    View item("scope", scope_words(excuse.excuse, teachers));
    const journal::DateRange& dates = excuse.excuse.dates;
    item.set("days",
             visit.day(dates.first) + (dates.first == dates.last ? "" : " — " + visit.day(dates.last)));
    item.set("reason", alerts::one_line(excuse.excuse.reason, 300));
    item.set("author", alerts::one_line(excuse.author, 120));
    item.set("added", visit.moment(excuse.added_at));
    list.push_back(item);
  }
  return list;
}

}  // namespace

Response excuses_page(const Visit& visit) {
  if (!visit.may(Right::names)) return not_for_you(visit);
  const std::vector<TeacherView> teachers = visit.desk.teachers();
  Typed typed;
  typed.from = journal::format_date(visit.today);
  std::string problem;
  if (visit.is_post()) {
    if (!visit.may(Right::settle)) return not_for_you(visit);
    if (!visit.form_is_genuine()) return stale_form(visit);
    typed = read_form(visit);
    problem = add(visit, typed, teachers);
    if (problem.empty()) return redirect("/excuses?done=excuse_added");
  }
  visit.desk.note_access(visit.visitor.name, "страница «Причины»");
  View view;
  set_list(view, "excuses", excuse_views(visit, teachers));
  set_optional(view, "problem", problem);
  view.set("may_add", visit.may_settle());
  set_optional(view, "read_only", visit.may_settle() ? std::string() : visit.why_read_only(Right::settle));
  view.set(
      "scopes",
      choices({{"teacher", "учитель"}, {"class", "класс"}, {"grade", "параллель"}, {"school", "вся школа"}},
              typed.of));
  std::vector<Choice> people{{"", "— выберите —"}};
  for (const TeacherView& teacher : teachers) {
    people.push_back({journal::person_code(teacher.id), alerts::one_line(teacher.name, 160)});
  }
  view.set("people", choices(people, typed.teacher));
  view.set("class", typed.class_name);
  view.set("grade", typed.grade);
  view.set("from", typed.from);
  view.set("to", typed.to);
  std::vector<Choice> reasons;
  for (const std::string_view reason : k_reasons)
    reasons.push_back({std::string(reason), std::string(reason)});
  view.set("reasons", choices(reasons, typed.reason));
  return show(visit, "excuses.html", "Причины", std::move(view), problem.empty() ? 200 : 422);
}

}  // namespace elzhur::web
