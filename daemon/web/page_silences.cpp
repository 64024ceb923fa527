// What letters leave out for a while: the list, the form, the end of one.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "alerts/open_list.hpp"
#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_rows.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

using alerts::Silence;

constexpr std::chrono::days k_proposed{7};

struct Typed {
  std::string finding{};
  std::string rule{};
  std::string teacher{};
  std::string class_name{};
  std::string how{"date"};
  std::string until{};
  std::string reason{};
};

Typed read_form(const Visit& visit) {
  Typed typed;
  typed.finding = alerts::one_line(visit.typed("finding"), 40);
  typed.rule = alerts::one_line(visit.typed("rule"), alerts::k_silence_name_bytes_max);
  typed.teacher = alerts::one_line(visit.typed("teacher"), 20);
  typed.class_name = alerts::one_line(visit.typed("class"), alerts::k_silence_name_bytes_max);
  typed.how = visit.typed("how");
  typed.until = alerts::one_line(visit.typed("until"), 20);
  typed.reason = alerts::one_line(visit.typed("reason"), alerts::k_silence_reason_bytes_max);
  return typed;
}

/// Fills in what it is about; returns what is wrong, or nothing.
std::string set_scope(const Visit& visit, Silence& silence, const Typed& typed,
                      const std::vector<TeacherView>& teachers) {
  alerts::SilenceScope& scope = silence.scope;
  if (!typed.finding.empty()) {
    scope.finding = visit.desk.finding_by_code(typed.finding);
    return scope.finding ? "" : "Такого вопроса нет.";
  }
  scope.rule = typed.rule;
  scope.class_name = typed.class_name;
  if (typed.teacher.empty()) return {};
  const auto found = std::find_if(teachers.begin(), teachers.end(), [&](const TeacherView& teacher) {
    return journal::person_code(teacher.id) == typed.teacher;
  });
  if (found == teachers.end()) return "Выберите учителя из списка.";
  scope.teacher = found->id;
  return {};
}

std::string set_until(const Visit& visit, Silence& silence, const Typed& typed) {
  if (typed.how == "resolved") return {};
  if (typed.how != "date") return "Выберите, до какого времени не напоминать.";
  const auto day = journal::parse_date(typed.until);
  if (!day) return "Укажите день, по который не напоминать.";
  // The end of that day on the school's clock.
  silence.until = visit.zone.to_instant(journal::LocalTime{*day + std::chrono::days{1}});
  return {};
}

/// Empty when it was added.
std::string add(const Visit& visit, const Typed& typed, const std::vector<TeacherView>& teachers) {
  Silence silence;
  silence.reason = typed.reason;
  silence.author = visit.visitor.name;
  for (const std::string& problem :
       {set_scope(visit, silence, typed, teachers), set_until(visit, silence, typed)}) {
    if (!problem.empty()) return problem;
  }
  const auto added = visit.desk.add_silence(silence);
  return added ? std::string() : "Не записано: " + added.error().text + ".";
}

std::string rule_words(const Visit& visit, const std::string& id) {
  for (const rules::RuleSpec& rule : visit.policy.rules) {
    if (rule.id == id) return fmt::format("{} ({})", rule_kind_words(rule.kind), alerts::one_line(id, 80));
  }
  return alerts::one_line(id, 80);
}

/// «класс 7А, Петров О. Н.»; a finding stands beside it with its link.
std::string scope_words(const Visit& visit, const SilenceView& view) {
  const alerts::SilenceScope& scope = view.silence.scope;
  std::vector<std::string> parts;
  if (scope.teacher) {
    parts.push_back(view.teacher.empty() ? journal::person_code(*scope.teacher)
                                         : alerts::brief_name({*scope.teacher, view.teacher}));
  }
  if (!scope.class_name.empty()) parts.push_back("класс " + alerts::one_line(scope.class_name, 60));
  if (!scope.rule.empty()) parts.push_back(rule_words(visit, scope.rule));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string ended_words(const Visit& visit, const Silence& silence) {
  const journal::Instant at = silence.ended_at.value_or(silence.until.value_or(silence.added_at));
  if (!silence.ended_by.empty())
    return fmt::format("{}: {}", alerts::one_line(silence.ended_by, 120), visit.moment_text(at));
  return fmt::format("{}: {}", silence.until ? "срок прошёл" : "заполнено", visit.moment_text(at));
}

View silence_views(const Visit& visit, const std::vector<SilenceView>& all, bool in_force) {
  View list(View::type::list);
  for (const SilenceView& view : all) {
    if (view.is_in_force != in_force) continue;
    const Silence& silence = view.silence;
    View item("id", fmt::format("{}", static_cast<std::int64_t>(silence.id)));
    set_optional(item, "scope", scope_words(visit, view));
    set_optional(item, "finding", view.finding);
    item.set("until", alerts::silence_until_words(silence, visit.zone, visit.year));
    item.set("reason", alerts::one_line(silence.reason, alerts::k_silence_reason_bytes_max));
    item.set("author", alerts::one_line(silence.author, 120));
    item.set("added", visit.moment(silence.added_at));
    item.set("count", alerts::number(view.holds_back));
    item.set("ended", in_force ? std::string() : ended_words(visit, silence));
    item.set("may_end", visit.may_settle());
    list.push_back(item);
  }
  return list;
}

/// «7А · алгебра, пт 20.11: тема»: what the form is about; nothing when it is about no finding.
std::string finding_words(const Visit& visit, const std::string& code) {
  const auto id = visit.desk.finding_by_code(code);
  const auto view = id ? find_finding(visit, *id) : std::nullopt;
  if (!view) return {};
  return fmt::format("{} · {}, {}: нет записи «{}»", alerts::class_and_group(view->scope),
                     alerts::one_line(view->scope.subject, 160), visit.day_text(view->date),
                     field_words(visit, *view));
}

void set_form(View& view, const Visit& visit, const Typed& typed, const std::vector<TeacherView>& teachers) {
  const std::string about = typed.finding.empty() ? "" : finding_words(visit, typed.finding);
  set_optional(view, "about", about);
  view.set("finding", about.empty() ? std::string() : typed.finding);
  std::vector<Choice> people{{"", "любой"}};
  for (const TeacherView& teacher : teachers)
    people.push_back({journal::person_code(teacher.id), alerts::one_line(teacher.name, 160)});
  view.set("people", choices(people, typed.teacher));
  std::vector<Choice> rules{{"", "любое"}};
  for (const rules::RuleSpec& rule : visit.policy.rules)
    rules.push_back({rule.id, rule_words(visit, rule.id)});
  view.set("rules", choices(rules, typed.rule));
  view.set("class", typed.class_name);
  view.set("by_date", typed.how != "resolved");
  view.set("by_filling", typed.how == "resolved");
  view.set("until", typed.until);
  view.set("first", journal::format_date(visit.today));
  view.set("last", journal::format_date(visit.today + alerts::k_silence_days_max - std::chrono::days{1}));
  view.set("reason", typed.reason);
}

}  // namespace

Response silences_page(const Visit& visit) {
  if (!visit.may(Right::names)) return not_for_you(visit);
  const std::vector<TeacherView> teachers = visit.desk.teachers();
  Typed typed;
  typed.until = journal::format_date(visit.today + k_proposed);
  typed.finding = visit.asked("finding");
  std::string problem;
  if (visit.is_post()) {
    if (!visit.may(Right::settle)) return not_for_you(visit);
    if (!visit.form_is_genuine()) return stale_form(visit);
    typed = read_form(visit);
    problem = add(visit, typed, teachers);
    if (problem.empty()) return redirect("/silences?done=silence_added");
  }
  visit.desk.note_access(visit.visitor.name, "страница «Приостановки»");
  View view;
  const std::vector<SilenceView> all = visit.desk.silences();
  set_list(view, "silences", silence_views(visit, all, true));
  set_list(view, "over", silence_views(visit, all, false));
  set_optional(view, "problem", problem);
  view.set("may_add", visit.may_settle());
  set_optional(view, "read_only", visit.may_settle() ? std::string() : visit.why_read_only(Right::settle));
  set_form(view, visit, typed, teachers);
  return show(visit, "silences.html", "Приостановки", std::move(view), problem.empty() ? 200 : 422);
}

Response end_silence_form(const Visit& visit) {
  if (!visit.may(Right::settle)) return not_for_you(visit);
  if (!visit.form_is_genuine()) return stale_form(visit);
  const std::string typed = visit.typed("id");
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), id);
  if (error != std::errc() || end != typed.data() + typed.size()) return not_found(visit);
  const auto ended = visit.desk.end_silence(alerts::SilenceId{id}, visit.visitor.name);
  if (!ended) return say(visit, 422, "Ничего не изменилось", "Не завершено: " + ended.error().text + ".");
  return redirect("/silences?done=silence_ended");
}

}  // namespace elzhur::web
